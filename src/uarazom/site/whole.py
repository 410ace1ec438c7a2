"""Where a full render writes: over the site that lies there, or anew where none does.

    site = where(folder, trust=True)
    site.put(pages)                      # as often as wanted, from several processes
    site.finish(paths)                   # all that were made, in publication order

Rules of `Anew`, in order
1. What an earlier render left half made is removed first; nothing was ever read from there.
2. Everything is made in one hidden folder. Nobody reads a file before the folder that it lies in has its name, so each
   is written straight under its own: ext4 takes 14 µs for that, and 47 for a file written beside and renamed.
3. At the end everything is synced; then what lies at its top gets its name, one after the other, in the order in which
   publication order ends. A last sync makes the names durable, and only then may the caller move a cursor.
4. What got its name meanwhile, because it was urgent, is newer and stays; what was made of the same path is let go.
5. A render that fails takes what it made away, and the folder is as it was.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Protocol

from uarazom.site.files import RESERVED, VARIANTS, checked, create

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from uarazom.site.files import Folder, Page

MAKING = ".making"


class Site(Protocol):
    """What a full render asks of the place that it writes to.

    `at_once`: nobody reads of it before all of it is there.
    """

    at_once: bool

    def put(self, pages: Iterable[Page]) -> tuple[str, ...]:
        """Write files; the paths of those that were written."""

    def flush(self) -> None:
        """Have the disk begin with what is there, while more is made."""

    def finish(self, paths: Sequence[str]) -> None:
        """All of these lie there now, durably."""

    def found(self) -> Iterable[str]:
        """What lies there besides, it may be: what an earlier render left."""

    def discard(self) -> None:
        """The render failed."""


def where(folder: Folder, *, trust: bool) -> Site:
    """Over what lies there, else anew."""
    folder.root.mkdir(parents=True, exist_ok=True)  # it may have been deleted
    shutil.rmtree(folder.root / MAKING, ignore_errors=True)
    lies = {path.name for path in folder.root.iterdir()} - RESERVED
    return Over(folder, trust=trust) if lies else Anew(folder)


class Over:
    """File by file, each when it changed (`Folder.put`)."""

    at_once = False

    def __init__(self, folder: Folder, *, trust: bool) -> None:
        """`trust`: believe what lies there."""
        self._folder, self._trust = folder, trust

    def put(self, pages: Iterable[Page]) -> tuple[str, ...]:
        """Write those that changed."""
        return self._folder.put(pages, trust=self._trust)

    def flush(self) -> None:
        """Every batch was synced when it was put."""

    def finish(self, paths: Sequence[str]) -> None:
        """Every batch was."""

    def found(self) -> Iterable[str]:
        """Every file, half written ones too."""
        return self._folder.paths(hidden=True)

    def discard(self) -> None:
        """What was written is right, and stays."""


class Anew:
    """See the module."""

    at_once = True

    def __init__(self, folder: Folder) -> None:
        """`folder` has no file of the site."""
        self._folder, self._at = folder, folder.root / MAKING
        self._at.mkdir()

    def put(self, pages: Iterable[Page]) -> tuple[str, ...]:
        """Write them, their variants first. Raises: ``PathError``, ``OSError``."""
        written: list[str] = []
        for path, data in pages:
            target = f"{self._at}/{checked(path)}"
            for suffix, variant in self._folder.variants(path, data):
                create(target + suffix, variant)
            create(target, data)
            written.append(path)
        return tuple(written)

    def flush(self) -> None:
        """Sync what is there."""
        self._folder.make_durable()

    def finish(self, paths: Sequence[str]) -> None:
        """Rules 3 and 4."""
        self.flush()
        # On disk now: every file, under the hidden name. Killed before the first rename, the next render begins anew;
        # after it, the next one writes over what has its name.
        for name in _tops(paths):
            if (self._at / name).exists():
                _place(self._at / name, self._folder.root / name)
        shutil.rmtree(self._at)
        self.flush()

    def found(self) -> Iterable[str]:
        """Nothing: it was made where nothing lay."""
        return ()

    def discard(self) -> None:
        """Rule 5."""
        shutil.rmtree(self._at, ignore_errors=True)


def _place(made: Path, target: Path) -> None:
    """Give a file with its variants, or a folder, its name; where a folder has it already, what is in it."""
    if target.is_dir():
        for name in sorted(path.name for path in made.iterdir() if path.suffix not in VARIANTS):
            _place(made / name, target / name)
    elif not target.exists():
        for suffix in VARIANTS:
            if (variant := made.with_name(made.name + suffix)).exists():
                variant.rename(target.with_name(target.name + suffix))
        made.rename(target)


def _tops(paths: Sequence[str]) -> list[str]:
    """What lies at the top, in the order of the last path of each."""
    return list(dict.fromkeys(path.partition("/")[0] for path in reversed(paths)))[::-1]

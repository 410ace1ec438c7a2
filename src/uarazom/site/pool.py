"""A full render on all cores: the context is made once, forked processes render and write their shares of the paths.

    written, removed = render_all(Context(ledger, now), Folder(out), workers=2)

Rules
1. What is rendered does not depend on how it is shared out; each process writes whole files (`files`).
2. The steps of publication order end one after the other: documents are all there before a list names them.
3. A share that fails fails the render: nothing is removed and nothing is said to be done.
4. Memory is bounded: a process renders one page at a time, and shares the context with its parent.
"""

from __future__ import annotations

import gc
import os
import re
import traceback
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from uarazom.site import plan
from uarazom.site.paths import MONTH
from uarazom.site.render import page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from uarazom.site.context import Context
    from uarazom.site.files import Folder

    Put = Callable[[Iterable[tuple[str, bytes]]], tuple[str, ...]]

BLOCK = 64  # paths that one process takes in a row: a document's pages lie together, and its facts are gathered once
FEW = 256  # paths for which a second process is not worth its start
_MONTH = re.compile(rf"(?<=/){MONTH}(?=[-.])")


class RenderError(RuntimeError):
    """A process of a full render ended with an error; it wrote the error to stderr."""


def render_all(
    context: Context, folder: Folder, *, workers: int = 1, trust: bool = True
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Render and write everything, remove what is not part of it.

    Returns: (paths written, paths removed); with more than one worker, paths rendered instead of written.
    """
    _ = context.index, context.exercises.index  # made before the fork, so that they are made once
    put = partial(folder.put, trust=trust, blank=folder.is_blank())
    written: list[str] = []
    rendered: set[str] = set()
    for paths in ranks(context):
        count = workers if len(paths) > FEW else 1
        written += _share_out(context, put, paths, count) if count > 1 else _put(context, put, paths)
        rendered.update(paths)
    return tuple(written), folder.keep_only(rendered)


def ranks(context: Context) -> Iterator[list[str]]:
    """Every path, in steps of publication order: documents, everything that names them, each of the last kinds."""
    for _, kinds in groupby(plan.in_order(), key=lambda kind: kind.name if kind.name in plan.LAST else ""):
        every = dict.fromkeys(path for kind in kinds for path in kind.paths(context))
        documents = [path for path in every if _document(path) in context.documents]
        others = [path for path in every if _document(path) not in context.documents]
        yield from filter(None, (together(documents), sorted(others, key=_month)))


def together(paths: Iterable[str]) -> list[str]:
    """A document's pages and its data side by side: what is worked out for one serves the others."""
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(_document(path), []).append(path)
    return [path for some in found.values() for path in some]


def _document(path: str) -> str:
    """The id of the document whose file this is, if it is one's."""
    return path.rpartition("/")[2].rpartition(".")[0]


def _month(path: str) -> str:
    """What a path is sorted by: the lists of a month show the same documents, and should lie side by side."""
    found = _MONTH.search(path)
    return found[0] if found else ""


def _put(context: Context, put: Put, paths: Sequence[str]) -> tuple[str, ...]:
    pages = ((path, page(context, path)) for path in paths)
    return put((path, content) for path, content in pages if content is not None)


def _share_out(context: Context, put: Put, paths: Sequence[str], workers: int) -> Sequence[str]:
    gc.freeze()  # a collection in a child would touch, and so copy, every page of memory it shares
    children = [_start(context, put, share(paths, number, workers)) for number in range(workers)]
    failed = [child for child in children if os.waitpid(child, 0)[1] != 0]
    gc.unfreeze()
    if failed:
        raise RenderError(f"expected {workers} processes to render {len(paths)} files, {len(failed)} failed; see above")
    return paths


def share(paths: Sequence[str], number: int, workers: int) -> list[str]:
    """Every n-th block of paths."""
    starts = range(number * BLOCK, len(paths), workers * BLOCK)
    return [path for start in starts for path in paths[start : start + BLOCK]]


def _start(context: Context, put: Put, paths: list[str]) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        _put(context, put, paths)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)

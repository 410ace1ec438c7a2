"""The list of feeds that the press office follows, as the desk hands it to whoever asks them: one small file.

    write(path, [Followed("daily", "The Daily", "https://daily.example/rss")])
    read(path)                                  # () where there is no file

Rules: strict, bounded, written whole or not at all. The list is the desk's own; this file is made again from it.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from uarazom.sources.address import ADDRESS_MAX

FORMAT = "uarazom/followed/1"
FOLLOWED_MAX = 200  # feeds; a press office reads what comes of them
NAME_MAX = 200
FILE_BYTES = FOLLOWED_MAX * (ADDRESS_MAX + NAME_MAX) * 4 + 1_000


@dataclass(frozen=True, slots=True)
class Followed:
    """One feed: its id, what the outlet calls itself, where the feed is; not asked while it is paused."""

    id: str
    name: str
    url: str
    paused: bool = False


def write(path: Path, feeds: Sequence[Followed]) -> None:
    """Replace the list. Raises: OSError, ValueError where there are too many."""
    if len(feeds) > FOLLOWED_MAX:
        raise ValueError(f"expected at most {FOLLOWED_MAX} feeds, got {len(feeds)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    with part.open("wb") as file:
        file.write(json.dumps({"format": FORMAT, "feeds": [asdict(feed) for feed in feeds]}).encode())
        file.flush()
        os.fchmod(file.fileno(), 0o640)  # whoever asks the feeds is another user of the folder's group
        os.fsync(file.fileno())
    part.replace(path)


def read(path: Path) -> tuple[Followed, ...]:
    """The list. Raises: OSError, ValueError where it is none of ours."""
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_BYTES + 1)
    except FileNotFoundError:
        return ()
    if len(raw) > FILE_BYTES:
        raise ValueError(f"{path}: expected at most {FILE_BYTES} bytes, got more")
    try:
        value = json.loads(raw)
        if value["format"] != FORMAT or len(value["feeds"]) > FOLLOWED_MAX:
            raise ValueError(f"expected {FORMAT} with at most {FOLLOWED_MAX} feeds")
        return tuple(map(_feed, value["feeds"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"{path}: {error}; the desk writes it again at the next change") from error


def _feed(raw: Any) -> Followed:
    feed = Followed(**raw)
    if not all(isinstance(one, str) for one in (feed.id, feed.name, feed.url)) or type(feed.paused) is not bool:
        raise ValueError(f"expected texts, got {raw!r}")
    return feed

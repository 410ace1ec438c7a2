"""The instance as the desk sees it: origin, record, rule pack, clock; one for each process and home.

room = newsroom()
room.now()
room.ledger()          # folded up to the record's present end
room.languages         # of the register, in its order
"""

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Document
from uarazom.acts.register import Register
from uarazom.desk.configure import DeskSettings, current
from uarazom.editorial.rules import pack as packs
from uarazom.editorial.rules.pack import Pack
from uarazom.record.blobs import Blobs
from uarazom.record.reading import LedgerReader
from uarazom.verify import canon
from uarazom.verify.anchor import Anchor

NO_RULES = Pack("none", canon.digest(b""), ())  # no country's list is on by default
_rooms: dict[Path, "Newsroom"] = {}
_lock = threading.Lock()


class Newsroom:
    """What every request asks for."""

    def __init__(self, desk: DeskSettings) -> None:
        self.home = desk.home
        self.origin = Anchor.parse((desk.home / "anchor").read_bytes()).origin
        self.pack = packs.parse(desk.rule_pack.read_bytes()) if desk.rule_pack else NO_RULES
        self._reader = LedgerReader.open(desk.home)
        self._blobs = Blobs(desk.home / "public" / "blob")
        self._titles: dict[str, tuple[int, dict[str, str]]] = {}

    @property
    def now(self) -> Callable[[], datetime]:
        """The instance's clock, as configured at this moment."""
        return current().now

    def ledger(self) -> Ledger:
        """Folded up to the record's present end."""
        return self._reader.ledger()

    def blob(self, digest: str) -> bytes | None:
        """A plain blob of the record; None where it is not there."""
        return self._blobs.get(digest)

    def is_published(self, content_digest: str) -> bool:
        """Whether this content stands in the record already."""
        return self._reader.is_published(content_digest)

    def register(self) -> Register:
        """Who is who, now."""
        return self.ledger().latest_register

    def publishers(self) -> tuple[str, ...]:
        """Bodies whose keys the roster in force holds: those that can publish here."""
        rosters = self.ledger().rosters
        return tuple(sorted(rosters[-1]["bodies"])) if rosters else ()

    @property
    def languages(self) -> tuple[str, ...]:
        """Of the public side, in order."""
        return self.register().instance.languages

    @property
    def zone(self) -> ZoneInfo:
        """In which people here read the clock."""
        return ZoneInfo(self.register().instance.timezone)

    def titles(self, document_id: str) -> dict[str, str]:
        """The published title of a document by language; empty when there is none. Read once for each state of it."""
        ledger = self.ledger()
        document = ledger.documents.get(document_id)
        if document is None:
            return {}
        known = self._titles.get(document_id)
        if known is None or known[0] != document.latest.index:
            known = self._titles[document_id] = (document.latest.index, _title(ledger, document))
        return known[1]

    def close(self) -> None:
        """Let go of files."""
        self._reader.close()


def _title(ledger: Ledger, document: Document) -> dict[str, str]:
    for act in reversed(document.acts):
        words = ledger.words(act) if act.n == 1 or act.act == "correct" else None
        if words is not None and words.title:
            return dict(words.title)
    return {}


def newsroom() -> Newsroom:
    """The one of this process for the configured home."""
    desk: DeskSettings = current()
    with _lock:
        if desk.home not in _rooms:
            _rooms[desk.home] = Newsroom(desk)
        return _rooms[desk.home]


def forget(home: Path) -> None:
    """Read the instance anew at the next question: its rule pack or folder changed."""
    with _lock:
        room = _rooms.pop(home, None)
    if room:
        room.close()

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

from django.conf import settings

from uarazom.acts.ledger import Ledger
from uarazom.acts.register import Register
from uarazom.desk.configure import DeskSettings
from uarazom.desk.record_reader import RecordReader
from uarazom.editorial.gate import pack as packs
from uarazom.editorial.gate.pack import Pack
from uarazom.verify.anchor import Anchor

_rooms: dict[Path, "Newsroom"] = {}
_lock = threading.Lock()


class Newsroom:
    """What every request asks for."""

    def __init__(self, desk: DeskSettings) -> None:
        self.home = desk.home
        self.origin = Anchor.parse((desk.home / "anchor").read_bytes()).origin
        self.pack: Pack = packs.load(desk.rule_pack) if desk.rule_pack else packs.empty()
        self._reader = RecordReader(desk.home)

    @property
    def now(self) -> Callable[[], datetime]:
        """The instance's clock, as configured at this moment."""
        return settings.UARAZOM.now

    def ledger(self) -> Ledger:
        """Folded up to the record's present end."""
        return self._reader.ledger()

    def register(self) -> Register:
        """Who is who, now."""
        return self.ledger().latest_register

    @property
    def languages(self) -> tuple[str, ...]:
        """Of the public side, in order."""
        return self.register().instance.languages

    @property
    def zone(self) -> ZoneInfo:
        """In which people here read the clock."""
        return ZoneInfo(self.register().instance.timezone)

    def titles(self, document_id: str) -> dict[str, str]:
        """The published title of a document by language; empty when there is none."""
        ledger = self.ledger()
        document = ledger.documents.get(document_id)
        for act in reversed(document.acts if document else ()):
            words = ledger.words(act)
            if words is not None and words.title:
                return dict(words.title)
        return {}

    def close(self) -> None:
        """Let go of files."""
        self._reader.close()


def newsroom() -> Newsroom:
    """The one of this process for the configured home."""
    desk: DeskSettings = settings.UARAZOM
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

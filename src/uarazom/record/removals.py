"""Lawful removal: a follower that takes away the blobs that a `remove` act names.

The entry stays, with codes, times and digests; the words and media of the acts named go. `log check` then says
*removed by entry N*. A medium that another act still carries stays until that act loses it too. Proofs come after: the
bundle of the document is written anew without the words.

    Removals(reader, Blobs(home / "public" / "blob")).catch_up(Cursor(home / "record" / "removals.cursor"))
"""

from collections.abc import Mapping, Sequence
from typing import Any

from uarazom.record.blobs import Blobs
from uarazom.record.follow import Cursor, Numbered, Reader, follow

SCAN_ENTRIES = 4096


class Removals:
    """The follower."""

    def __init__(self, reader: Reader, blobs: Blobs) -> None:
        self._reader, self._blobs = reader, blobs

    def catch_up(self, cursor: Cursor) -> int:
        """Remove what new entries ask for; returns how many entries were read. Raises: OSError."""
        return follow(self._reader, cursor, self._remove)

    def _remove(self, entries: Sequence[Numbered]) -> None:
        for index, entry in entries:
            if entry.fields.get("act") == "remove":
                for digest in self._digests(entry.fields, index):
                    self._blobs.remove(digest)

    def _digests(self, fields: Mapping[str, Any], index: int) -> list[str]:
        """Words are salted and one act's own; media are looked for in every other act, removal being rare."""
        acts = self._reader.chain(fields["document"], index)
        gone = [entry.fields for _, entry in acts if entry.name in fields["acts"]]
        words = [one["words"] for one in gone if "words" in one]
        media = {each["digest"] for one in gone for each in one.get("media", ())}
        return words + sorted(media - self._carried(media) if media else ())

    def _carried(self, media: set[str]) -> set[str]:
        """Which of these media an act carries that keeps its words."""
        carriers: dict[str, set[str]] = {}
        removed: set[str] = set()
        size = self._reader.size
        for start in range(0, size, SCAN_ENTRIES):
            for _, entry in self._reader.entries(start, min(SCAN_ENTRIES, size - start)):
                removed.update(entry.fields["acts"] if entry.fields.get("act") == "remove" else ())
                if found := media & {each["digest"] for each in entry.fields.get("media", ())}:
                    carriers[entry.name] = found
        return {digest for name, found in carriers.items() if name not in removed for digest in found}

"""Lawful removal: a follower that takes away the blobs that a `remove` act names.

The entry stays, with codes, times and digests; the words and media of the acts named go. `log check` then says
*removed by entry N*. A blob that another entry still carries stays until that one loses it too: else whoever carries
somebody's words in an act of their own could empty the other by removing that. Proofs come after: the
bundle of the document is written anew without the words.

    Removals(reader, Blobs(home / "public" / "blob")).catch_up(Cursor(home / "record" / "removals.cursor"))
"""

from binascii import a2b_base64
from collections.abc import Iterator, Sequence

from uarazom.record.blobs import Blobs, named_by
from uarazom.record.follow import Cursor, Numbered, Reader, follow
from uarazom.verify.entry import Entry

PAYLOAD = len(b'{"payload":"')  # how every envelope begins: canonical JSON


class Removals:
    """The follower."""

    def __init__(self, reader: Reader, blobs: Blobs) -> None:
        self._reader, self._blobs = reader, blobs

    def catch_up(self, cursor: Cursor) -> int:
        """Remove what new entries ask for; returns how many entries were read. Raises: OSError."""
        return follow(self._reader, cursor, self._remove)

    def _remove(self, entries: Sequence[Numbered]) -> None:
        for index, entry in entries:
            for digest in self._digests(entry, index) if entry.removes else ():
                self._blobs.remove(digest)

    def _digests(self, remove: Entry, index: int) -> list[str]:
        """The blobs of the acts that it names, but for those that another entry carries."""
        acts = self._reader.chain(remove.fields["document"], index)
        gone = {digest for _, entry in acts if entry.name in remove.removes for digest in named_by(entry.fields)}
        return sorted(gone - self._carried(gone)) if gone else []

    def _carried(self, digests: set[str]) -> set[str]:
        """Which of these blobs an entry carries that keeps its own; the whole record is looked through."""
        carriers: dict[str, set[str]] = {}
        removed: set[str] = set()
        for entry in self._naming([digest.encode() for digest in digests]):
            removed.update(entry.removes)
            if found := digests.intersection(named_by(entry.fields)):
                carriers[entry.name] = found
        return {digest for name, found in carriers.items() if name not in removed for digest in found}

    def _naming(self, digests: Sequence[bytes]) -> Iterator[Entry]:
        """Every entry that may carry one of these blobs, and every removal; most are left out without being parsed."""
        marks = (*digests, b'"act":"remove"')
        for row in self._reader.store.rows(0, self._reader.size):
            payload = a2b_base64(row.envelope[PAYLOAD : row.envelope.index(b'"', PAYLOAD)])
            if any(mark in payload for mark in marks):
                yield Entry.parse(row.envelope)

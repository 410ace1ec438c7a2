"""What follows what: each entry names the one before it of its own chain, and time never runs back.

Chains: the acts of a document (`n`, `previous`), the rosters and the registers (`version`, `previous`). A manifest
stands alone and stands once. Who signed is not asked here. The record asks this before it appends, the audit after.

    heads = Heads()
    heads.admit(link_of(entry), index)      # raises Refused and changes nothing, or moves the head

docs/formats/entry.md, roster.md.
"""

from typing import NamedTuple

from uarazom.verify.entry import ACT, EXERCISE, FORMATS, MANIFEST, Entry
from uarazom.verify.refusal import Refused


class Link(NamedTuple):
    """What of an entry its place in the chain depends on; small, since an audit passes a million between processes."""

    chain: str  # document id, or "roster", "register", "manifest" with a space before, which no id has
    number: int
    previous: str | None
    digest: str
    kind: str
    issued_at: str


def link_of(entry: Entry) -> Link:
    """Return the link of an entry."""
    fields = entry.fields
    kind = FORMATS[entry.payload_type].split("/")[1]
    if entry.payload_type in (ACT, EXERCISE):
        kind = fields["kind"] if entry.payload_type == ACT else kind
        return Link(fields["document"], fields["n"], fields.get("previous"), entry.digest, kind, fields["issued_at"])
    if entry.payload_type == MANIFEST:
        return Link(f" manifest {entry.digest}", 1, None, entry.digest, kind, fields["issued_at"])
    return Link(f" {kind}", fields["version"], fields.get("previous"), entry.digest, kind, fields["issued_at"])


class Heads:
    """The last link of every chain, and the instant of the last entry. Grows with the number of documents."""

    __slots__ = ("issued_at", "last")

    def __init__(self) -> None:
        self.issued_at = ""
        self.last: dict[str, tuple[int, str, str]] = {}

    def check(self, link: Link, index: int) -> None:
        """Refuse unless this link may be the next entry."""
        where = f"entry {index}, {link.chain.strip()}/{link.number}"
        if link.issued_at < self.issued_at:
            raise Refused("issued_at", f"not before {self.issued_at}", link.issued_at, where)
        number, digest, kind = self.last.get(link.chain, (0, None, link.kind))
        if link.kind != kind:
            raise Refused("chain", f"kind {kind}, as before", link.kind, where)
        if link.number != number + 1:
            raise Refused("chain", f"number {number + 1}", f"{link.number}", where, "Look at the latest act first.")
        if link.previous != digest:
            raise Refused("chain", f"previous {digest}", f"{link.previous}", where, "Look at the latest act first.")

    def admit(self, link: Link, index: int) -> None:
        """Check the link and let it be the head of its chain."""
        self.check(link, index)
        self.issued_at = link.issued_at
        self.last[link.chain] = (link.number, link.digest, link.kind)

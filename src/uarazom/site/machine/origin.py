"""Identity and links in what machines read (docs/adr/addresses-in-feeds.md).

    origin = Origin.of(context)
    origin.tag("claim-outage")                     'tag:uarazom.example,2022-02-14:log/claim-outage' (RFC 4151)
    origin.link("uk/claim/a.html", up="../../")    '../../uk/claim/a.html', or absolute: see rule 2

Rules
1. An id never depends on a host: it comes from the log's origin and the day of entry 0, and never means another.
2. A link is relative unless the register's words name an absolute address of the public side (`instance.url`).
3. Without entry 0 there is no identity, and nothing is written under a borrowed one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uarazom.site.context import Context

_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~%!$&'()*+,;=:@/-]*)?")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where this record comes from. `public` ends in a slash, or is empty."""

    name: str
    since: str
    public: str

    @staticmethod
    def of(context: Context) -> Origin:
        """Read it from entry 0 and the register's words. Raises: ``LookupError`` for a record without entry 0."""
        if not context.ledger.rosters:
            raise LookupError("expected entry 0 (a roster, which names the origin), got a record without any")
        roster = context.ledger.rosters[0]
        said = context.register.texts.get("instance", {}).get("url", "")
        return Origin(roster["origin"], roster["issued_at"][:10], address(said))

    def tag(self, what: str) -> str:
        """The tag URI of a document, a feed, …"""
        host, _, path = self.name.partition("/")
        return f"tag:{host},{self.since}:{path + '/' if path else ''}{what}"

    def link(self, path: str, up: str) -> str:
        """The address of a file of the site, from a file that lies as deep as `up` leads."""
        return (self.public or up) + path


def address(said: object) -> str:
    """An absolute address with its last slash; empty for anything that is none."""
    if not isinstance(said, str) or not _ADDRESS.fullmatch(said):
        return ""
    return said if said.endswith("/") else said + "/"

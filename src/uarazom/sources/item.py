"""One thing that a source said, as the box keeps it: who says it, under which name, when, and what was read of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a document: its identity, the digest of its own bytes, and what was read, as JSON values."""

    position: int
    sender: str
    identifier: str
    sent: str
    content: str
    facts: Mapping[str, Any] = field(default_factory=dict)

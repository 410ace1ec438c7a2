"""What stands on the shelf, as values: a reading, an article, a finding; and how they lie in rows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one look at an article gave. `findings`: facts by key, None where its words were not compared."""

    outcome: str
    said: str = ""
    state: Mapping[str, Any] = field(default_factory=dict)
    text: str | None = None
    published_at: str = ""  # what the page says, where the feed said nothing
    facts: Mapping[str, Any] = field(default_factory=dict)
    findings: Mapping[str, Mapping[str, Any]] | None = None
    quoted: Sequence[str] = ()
    kin: Sequence[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """An article as it is known. `facts`: of its last comparison; `text` None: not read, or not kept any more."""

    id: int
    feed: str
    url: str
    title: str
    published_at: str | None
    seen_at: datetime
    reads: int
    state: Mapping[str, Any]
    outcome: str
    said: str
    asked_at: datetime | None
    checked_at: datetime | None
    facts: Mapping[str, Any]
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding and its article, without the article's text."""

    id: int
    key: str
    since: datetime
    gone_at: datetime | None
    facts: Mapping[str, Any]
    article: Shelved


COLUMNS = (
    "id", "feed", "url", "title", "published_at", "seen_at", "reads", "state", "outcome", "said", "asked_at",
    "checked_at", "facts", "text",
)  # fmt: skip
ARTICLES = """SELECT article.id, article.feed, article.url, article.title, article.published_at,
  article.seen_at, article.reads, article.state, article.outcome, article.said, article.asked_at, article.checked_at,
  article.facts, article.text
  FROM article """
# Without the article's text: a list of findings would hold each long article twenty times in memory.
FINDINGS = """SELECT finding.id, finding.key, finding.since, finding.gone_at, finding.facts,
  article.id, article.feed, article.url, article.title, article.published_at,
  article.seen_at, article.reads, article.state, article.outcome, article.said, article.asked_at, article.checked_at,
  article.facts, NULL
  FROM finding JOIN article ON article.id = finding.article """


def shelved(row: Sequence[Any]) -> Shelved:
    """An article out of a row of `ARTICLES`."""
    said = dict(zip(COLUMNS, row, strict=True))
    for name in ("seen_at", "asked_at", "checked_at"):
        said[name] = datetime.fromisoformat(said[name]) if said[name] else None
    return Shelved(**{**said, "state": json.loads(said["state"]), "facts": json.loads(said["facts"])})


def found(row: Sequence[Any]) -> Found:
    """A finding out of a row of `FINDINGS`."""
    number, key, since, gone_at, facts = row[:5]
    return Found(
        id=number,
        key=key,
        since=datetime.fromisoformat(since),
        gone_at=datetime.fromisoformat(gone_at) if gone_at else None,
        facts=json.loads(facts),
        article=shelved(row[5:]),
    )

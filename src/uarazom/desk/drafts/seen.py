"""A draft as a page shows it: what it says, what is missing, what the gate found, what the reader may do.

seen = of(row, person, now=now)
seen.can["approve"], seen.missing, seen.findings, seen.changes
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from uarazom.desk.drafts import behind, findings, quoted, rows
from uarazom.desk.drafts.findings import Seen
from uarazom.desk.drafts.models import DraftRow, Edition, Submission
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import rights
from uarazom.desk.people.models import Person
from uarazom.desk.web import told
from uarazom.editorial import difference, four_eyes, languages, quotations, transitions
from uarazom.editorial.draft import NOT_TEXTS, Composed
from uarazom.editorial.quotations import Quoted

OPEN = frozenset({"draft", "returned", "refused", "submitted"})


@dataclass(frozen=True)
class Difference:
    """Between two editions, or from what is published."""

    words: tuple[difference.Changed, ...]
    fields: tuple[difference.FieldChanged, ...]
    against: str  # "edition:3", "published:claim-x/2", ""


@dataclass(frozen=True)
class DraftSeen:
    """Everything that the page of a draft shows."""

    row: DraftRow
    edition: Edition
    submission: Submission | None
    contributors: tuple[str, ...]
    composed: Composed | None
    missing: list[str]
    untranslated: tuple[languages.Missing, ...]
    findings: list[Seen]
    quoted: tuple[Quoted, ...]
    difference: Difference
    can: Mapping[str, bool]

    @property
    def holds(self) -> int:
        """How many findings hold it."""
        return sum(seen.holds for seen in self.findings)

    @property
    def quoted_seal(self) -> str:
        """What acknowledges exactly these quotations."""
        return quotations.seal(self.quoted)


def of(row: DraftRow, person: Person, *, now: datetime, against: str = "") -> DraftSeen:
    """The draft as this person sees it now."""
    edition = rows.current(row)
    composed, missing = try_to_compose(row, edition, now)
    return DraftSeen(
        row=row,
        edition=edition,
        submission=rows.last_submission(row),
        contributors=rows.contributors(row),
        composed=composed,
        missing=missing if row.state in OPEN else [],
        untranslated=languages.missing(rows.as_draft(row, edition), newsroom().languages),
        findings=findings.look(row, now=now),
        quoted=quoted.look(row, now=now) if row.state in OPEN else (),
        difference=compare(row, edition, against),
        can=may(row, person),
    )


def try_to_compose(row: DraftRow, edition: Edition, now: datetime) -> tuple[Composed | None, list[str]]:
    """The bytes if it could be submitted now, else what is missing, in the reader's words."""
    try:
        return behind.record(row, edition, now=now), []
    except told.Refusals as error:
        return None, told.sentences(error)


def may(row: DraftRow, person: Person) -> dict[str, bool]:
    """Which moves this person is offered; the services ask again."""
    editor = rights.editor(person)
    held = editor.roles.get(row.body, frozenset())
    offered = set(transitions.moves(row.state, held)) if editor.active else set()
    own = person.pk in rows.contributors(row)
    if own or _submitted_by(row) == person.pk:
        offered -= {"approve", "embargo"}
    return {
        "edit": bool(offered & {"save", "edit"}),
        "submit": "submit" in offered,
        "approve": bool(offered & {"approve", "embargo"}),
        "return": "return" in offered,
        "discard": "withdraw_draft" in offered,
        "release": four_eyes.Editor.holds(editor, "approver", row.body) and not own,
    }


def _submitted_by(row: DraftRow) -> str:
    submission = rows.last_submission(row)
    signed = submission.approvals.filter(role="submit").first() if submission else None
    return signed.person_id if signed and row.state == "submitted" else ""


def compare(row: DraftRow, edition: Edition, against: str) -> Difference:
    """Against the edition before by default; against any edition, or what is published, when asked."""
    old = _old(row, edition, against)
    if old is None:
        return Difference((), (), "")
    name, fields, words = old
    return Difference(
        difference.words(_texts(words), _texts(edition.words)),
        difference.fields({**fields, **_others(words)}, {**edition.fields, **_others(edition.words)}),
        name,
    )


def _old(row: DraftRow, edition: Edition, against: str) -> tuple[str, Mapping[str, Any], Mapping[str, Any]] | None:
    if against == "published" or (not against and edition.number == 1):
        return _published(row)
    number = against.removeprefix("edition:")
    wanted = int(number) if number.isdecimal() and len(number) < 6 else edition.number - 1
    before = row.editions.filter(number=wanted).first()
    return (f"edition:{before.number}", before.fields, before.words) if before else None


def _published(row: DraftRow) -> tuple[str, Mapping[str, Any], Mapping[str, Any]] | None:
    """The last act of the document that said something: its words, and no fields (they differ by nature)."""
    ledger = newsroom().ledger()
    document = ledger.documents.get(row.document)
    for act in reversed(document.acts if document else ()):
        words = ledger.words(act)
        if words is not None and words.text:
            texts = {name: dict(getattr(words, name)) for name in ("title", "text", "note")}
            return f"published:{act.id}", rows.current(row).fields, {k: v for k, v in texts.items() if v}
    return None


def _texts(words: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
    return {name: value for name, value in words.items() if name not in NOT_TEXTS and isinstance(value, Mapping)}


def _others(words: Mapping[str, Any]) -> dict[str, Any]:
    """What of the words is no text by language, and is approved all the same."""
    return {name: words[name] for name in sorted(NOT_TEXTS) if name in words}

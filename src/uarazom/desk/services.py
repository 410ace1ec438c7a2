"""The desk without HTTP: what the command line and the demonstration call. Everything goes through the same rules.

    configure(DeskSettings(home=home, now=clock))
    author = person("olena"); key = unlock(person=author, password=…, now=now)
    done = submit_drafts(drafts, person=author, key=key, now=now)
    approve(draft_id=done[0].draft_id, content_digest=done[0].content_digest, person=second, key=key2, now=now)
    delivery.deliver(SignerClient(socket), now=now)

An act that follows one not yet published cannot be composed (it carries the digest of the act before it): such a draft
is kept as a draft, and ``Submitted.waits_because`` says why. So is one whose quotations differ from our record:
``Submitted.quotations`` has them, and a person puts them right or lets them go with a reason, at the desk.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from uarazom.acts.errors import BadAct
from uarazom.desk.drafts import editing, quoted, review, rows
from uarazom.desk.drafts.models import DraftRow
from uarazom.desk.drafts.quoted import LetGo
from uarazom.desk.drafts.review import approve, hold, send_back
from uarazom.desk.people.keys import ApprovalKey
from uarazom.desk.people.models import Person
from uarazom.desk.people.services import unlock
from uarazom.desk.refusal import DeskRefused, NotFound, QuotationsUnread
from uarazom.desk.requests.starting import start_request
from uarazom.editorial import quotations
from uarazom.editorial.draft import Draft
from uarazom.editorial.quotations import Quoted
from uarazom.editorial.refusal import Refused

__all__ = [
    "Submitted",
    "approve",
    "hold",
    "person",
    "send_back",
    "start_request",
    "submit_draft",
    "submit_drafts",
    "unlock",
    "waiting",
]


@dataclass(frozen=True)
class Submitted:
    """What became of one draft: submitted under a digest, or kept as a draft with the reason."""

    draft_id: int
    document: str
    act: str
    content_digest: str = ""
    waits_because: str = ""
    quotations: tuple[Quoted, ...] = ()


def person(person_id: str) -> Person:
    """An active person by id."""
    found = Person.objects.filter(pk=person_id, is_active=True).first()
    if found is None:
        raise NotFound("person")
    return found


def submit_drafts(
    drafts: Iterable[Draft], *, person: Person, key: ApprovalKey, embargo: datetime | None = None, now: datetime
) -> tuple[Submitted, ...]:
    """Make a draft of each and submit those that can be composed now, in order."""
    return tuple(submit_draft(draft, person=person, key=key, embargo=embargo, now=now) for draft in drafts)


def submit_draft(
    draft: Draft,
    *,
    person: Person,
    key: ApprovalKey,
    embargo: datetime | None = None,
    let_go_because: str = "",
    now: datetime,
) -> Submitted:
    """One draft, kept even when it cannot be submitted yet. A hold needs no second person: it goes out at once.

    `let_go_because`: why quotations that differ from the record go out as they are, by somebody who knows (a history
    that is brought in as it was published); without it they wait for a person.
    """
    if draft.act == "hold" and embargo is None:
        return _hold(draft, person=person, key=key, now=now)
    row = editing.create(person=person, draft=draft, embargo=embargo, now=now)
    try:
        let_go = LetGo(quotations.seal(quoted.look(row, now=now)), let_go_because) if let_go_because else None
        done = review.submit(
            draft_id=row.pk, expected_edition=row.edition, person=person, key=key, now=now, let_go=let_go
        )
    except QuotationsUnread as unread:
        return Submitted(row.pk, draft.document, draft.act, waits_because=str(unread), quotations=unread.found)
    except (BadAct, Refused, DeskRefused) as refused:
        return Submitted(row.pk, draft.document, draft.act, waits_because=str(refused))
    return Submitted(row.pk, draft.document, draft.act, content_digest=done.content_digest)


def _hold(draft: Draft, *, person: Person, key: ApprovalKey, now: datetime) -> Submitted:
    try:
        row = hold(person=person, key=key, draft=draft, now=now)
    except (BadAct, Refused, DeskRefused) as refused:
        kept = editing.create(person=person, draft=draft, now=now)
        return Submitted(kept.pk, draft.document, draft.act, waits_because=str(refused))
    submission = rows.last_submission(row)
    assert submission is not None  # noqa: S101 - a hold is submitted by its making
    return Submitted(row.pk, draft.document, draft.act, content_digest=submission.content_digest)


def waiting() -> list[DraftRow]:
    """Drafts that wait for an approver, oldest first."""
    return rows.listed(["submitted"])

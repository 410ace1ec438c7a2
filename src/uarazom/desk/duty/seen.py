"""A warning's draft, and the warnings in force, as the screens show them.

one = of(row, person, now=now)       one.task, one.order, one.says, one.can, one.missing
board(person, exercise=False, now=now)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from uarazom.acts import alerts
from uarazom.acts.model import Act, Document
from uarazom.acts.status import Status, status
from uarazom.desk.drafts import findings, previews, rows
from uarazom.desk.drafts import seen as drafts
from uarazom.desk.drafts.models import DraftRow, Edition, Submission
from uarazom.desk.duty import before, channels, composing, missing, retracting
from uarazom.desk.duty.channels import Channels
from uarazom.desk.duty.models import Retraction, Task
from uarazom.desk.duty.orders import Order
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import rights
from uarazom.desk.people.models import Person
from uarazom.desk.web import told
from uarazom.editorial import languages

MOST_LISTED = 50


@dataclass(frozen=True)
class WarningSeen:
    """One draft of a warning, for one person, now."""

    row: DraftRow
    task: Task
    edition: Edition
    order: Order
    submission: Submission | None
    says: Channels | None
    missing: list[str]
    untranslated: tuple[languages.Missing, ...]
    findings: list[findings.Seen]
    can: Mapping[str, bool]
    too_old: bool

    @property
    def languages(self) -> list[str]:
        """In which a text is missing: said, never asked."""
        return sorted({one.language for one in self.untranslated})


def of(row: DraftRow, person: Person, *, now: datetime) -> WarningSeen:
    """What the screens show; a draft that cannot be composed yet says what is missing."""
    edition = rows.current(row)
    order = Order.read(edition.fields)
    composed, reasons = drafts.try_to_compose(row, edition, now)
    early = (
        missing.of(order, edition.words, does=row.task.does, document=row.document, now=now)
        if row.state in drafts.OPEN
        else []
    )
    submission = rows.last_submission(row)
    return WarningSeen(
        row=row,
        task=row.task,
        edition=edition,
        order=order,
        submission=submission,
        says=channels.of(composed) if composed else None,
        missing=[one for refused in early for one in told.sentences(refused)] or reasons,
        untranslated=languages.missing(rows.as_draft(row, edition), newsroom().languages),
        findings=findings.look(row, now=now),
        can=drafts.may(row, person),
        too_old=submission is not None
        and row.state in {"submitted", "refused"}
        and composing.is_too_old(submission, now),
    )


def frames(shown: WarningSeen, person: Person) -> list[previews.Link]:
    """The public page in each language, byte for byte, once there is something to show."""
    if shown.says is None or not previews.possible(shown.row, shown.edition):
        return []
    return previews.links(shown.row, shown.edition, person)


# ── warnings of the record ────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Standing:
    """A warning in force, or one that was."""

    document: Document
    act: Act
    titles: Mapping[str, str]
    status: Status
    exercise: bool
    left: timedelta | None
    since: timedelta
    correction_seconds: int | None

    @property
    def address(self) -> str:
        """Its page here."""
        return f"/{side(self.exercise)}/alerts/{self.document.id}"


@dataclass(frozen=True)
class Board:
    """What there is on duty."""

    to_confirm: list[DraftRow]
    to_do: list[DraftRow]
    with_others: list[DraftRow]
    in_force: list[Standing]
    past: list[Standing]


def side(exercise: bool) -> str:
    """Under which address."""
    return "exercise" if exercise else "duty"


def board(person: Person, *, exercise: bool, now: datetime) -> Board:
    """What waits for a second person first, then what is in force with the time it has left."""
    mine = open_drafts(person, exercise=exercise)
    standing = [look(one, now, exercise=exercise) for one in before.documents(exercise=exercise).values()]
    standing.sort(key=lambda one: -one.act.index)
    return Board(
        to_confirm=[row for row in mine if drafts.may(row, person)["approve"]],
        to_do=[row for row in mine if row.state in {"draft", "returned", "refused"}],
        with_others=[
            row for row in mine if row.state in {"submitted", "approved"} and not drafts.may(row, person)["approve"]
        ],
        in_force=[one for one in standing if one.status.status in alerts.NOW],
        past=[one for one in standing if one.status.status not in alerts.NOW][:MOST_LISTED],
    )


def count_to_confirm(person: Person) -> int:
    """How many wait for this person, for the number beside the first page's link."""
    waiting = [row for exercise in (False, True) for row in open_drafts(person, exercise=exercise)]
    return sum(drafts.may(row, person)["approve"] for row in waiting if row.state == "submitted")


def open_drafts(person: Person, *, exercise: bool) -> list[DraftRow]:
    """Drafts of warnings of this person's bodies that are not decided; what waited longest first."""
    bodies = rights.bodies(person, "author", "approver")
    found = DraftRow.objects.filter(task__exercise=exercise, body__in=bodies).select_related("task", "created_by")
    return list(found.exclude(state__in=("published", "withdrawn")).order_by("changed_at", "pk")[:MOST_LISTED])


def look(document: Document, now: datetime, *, exercise: bool) -> Standing:
    """One of them."""
    act = alerts.speaking(document)
    return Standing(
        document=document,
        act=act,
        titles=titles(act),
        status=status(document, newsroom().register(), now),
        exercise=exercise,
        left=act.valid_until - now if act.valid_until and act.valid_until > now else None,
        since=now - alerts.sent(document)[0].issued_at,
        correction_seconds=alerts.correction_seconds(document),
    )


def titles(act: Act) -> Mapping[str, str]:
    """The headline by language."""
    words = newsroom().ledger().words(act)
    return dict(words.title) if words else {}


def retraction_of(act: Act) -> Retraction | None:
    """The last one asked for of a message."""
    found = before.submission_of(act)
    return found.retractions.order_by("-pk").first() if found else None


def actions(standing: Standing, person: Person) -> dict[str, Any]:
    """What this person is offered on a warning in force."""
    writes = standing.document.first.body in rights.bodies(person, "author")
    word, now_in_force = standing.status.status, standing.status.status in alerts.NOW
    open_end = word not in before.OVER
    return {
        "update": writes and now_in_force,
        "extend": writes and now_in_force,
        "correct": writes and now_in_force,
        "all_clear": writes and open_end,
        "cancel": writes and open_end,
        "retract": now_in_force and retracting.may(standing.act, person),
    }


def waiting_on(document_id: str) -> list[DraftRow]:
    """Messages of this warning that are not decided yet."""
    found = DraftRow.objects.filter(document=document_id, task__isnull=False).select_related("task", "created_by")
    return list(found.exclude(state__in=("published", "withdrawn")).order_by("pk"))

"""What the views of warnings share: whose draft, under which address, by which key; which screens a task has."""

from typing import Any

from uarazom.desk.configure import current
from uarazom.desk.drafts import rows
from uarazom.desk.drafts.models import DraftRow
from uarazom.desk.duty import inputs
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import services
from uarazom.desk.people.keys import ApprovalKey
from uarazom.desk.refusal import NotFound
from uarazom.desk.web.door import DeskRequest, address

SCREENS = ("what", "where", "until")
FIRST = {"issue": "where", "update": "where", "extend": "until"}  # all others begin with what is said
OF_TASK = {"all_clear": ("what", "where"), "cancel": ("what", "where")}  # what ends a warning asks no end


def steps_of(row: DraftRow) -> tuple[str, ...]:
    """Which screens this task has."""
    return OF_TASK.get(row.task.does, SCREENS)


def find(request: DeskRequest, side: str, draft_id: int) -> DraftRow:
    """The draft under its own address alone."""
    exercise = side == "exercise"
    found = rows.visible(request.user).select_related("task", "created_by")
    row = found.filter(pk=draft_id, task__exercise=exercise).first()
    if row is None:
        raise NotFound("draft")
    return row


def unlock(request: DeskRequest) -> ApprovalKey:
    """The key of whoever asks, by their password."""
    return services.unlock(
        person=request.user,
        password=request.POST.get("password", ""),
        address=address(request),
        now=current().now(),
    )


def number(request: DeskRequest, name: str) -> int:
    """A small number that the form carries."""
    text = request.POST.get(name, "")
    return int(text) if inputs.canon_number(text) else 0


def again(row: DraftRow) -> DraftRow:
    return DraftRow.objects.select_related("task", "created_by").get(pk=row.pk)


def on_side(context: dict[str, Any], exercise: bool) -> dict[str, Any]:
    """What every page of this side says on top."""
    policy = newsroom().register().alerting
    return {**context, "is_exercise": exercise, "exercise_mark": policy.exercise_mark if policy else ""}

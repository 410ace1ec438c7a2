"""Pages of one change of the register: what it changes line by line, and what can be done with it."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from uarazom.desk.configure import current
from uarazom.desk.people import services
from uarazom.desk.people.keys import ApprovalKey
from uarazom.desk.refusal import DeskRefused, NotFound
from uarazom.desk.register import changing, expected, seen
from uarazom.desk.register.models import RegisterChange
from uarazom.desk.register.views import expect_owner, number
from uarazom.desk.web.door import DeskRequest, address, notice, signed_in
from uarazom.desk.web.language import language
from uarazom.desk.web.told import Refusals, sentences

MOST_APART = 8  # regions shown each with its own heading; more stand in one table


@signed_in
def page(request: DeskRequest, change_id: int) -> HttpResponse:
    """What it changes, line by line, and what can be done with it."""
    return _change(request, _row(request, change_id))


def _change(
    request: DeskRequest, row: RegisterChange, *, refused: dict[str, list[str]] | None = None, status: int = 200
) -> HttpResponse:
    offers, refused = _offers(request, row), refused or {}
    every = seen.changed(row, language())
    places = [one for one in every if one.kind == "regions"]
    places = places if len(places) > MOST_APART else []
    context = {
        "change": row,
        "items": [one for one in every if one not in places],
        "places": places,
        "own": row.made_by_id == request.user.pk,
        "offers": offers,
        "moved_on": row.state == "asked" and _has_moved_on(row),
        "refused": refused,
        "nowhere": [one for name, told in refused.items() if not offers[name] for one in told],
        "typed": request.POST if refused else {},
    }
    return render(request, "desk/register_change.html", context, status=status)


def _offers(request: DeskRequest, row: RegisterChange) -> dict[str, bool]:
    """The moves that this person is offered; the services ask again."""
    own, state = row.made_by_id == request.user.pk, row.state
    return {
        "ask": own and state == "draft" and bool(row.items),
        "take_out": own and state == "draft",
        "confirm": not own and state == "asked" and not _has_moved_on(row),
        "send_back": not own and state == "asked",
        "take_back": own and state in ("asked", "refused"),
        "drop": state in ("draft", "asked", "refused"),
    }


def _has_moved_on(row: RegisterChange) -> bool:
    try:
        expected.expect_still_next(row)
    except DeskRefused:
        return True
    return False


@require_POST
@signed_in
def act(request: DeskRequest, change_id: int, move: str) -> HttpResponse:
    """Ask, confirm, send back, take back, let go, leave an item out; a refusal is told at its own form."""
    row, name = _row(request, change_id), move.replace("-", "_")
    do = ACTS.get(name)
    if do is None:
        raise NotFound("move")
    try:
        do(request, row)
    except Refusals as refused:
        return _change(request, _row(request, change_id), refused={name: sentences(refused)}, status=422)
    notice(request, f"register_{name}")
    return HttpResponseRedirect("/register" if move == "drop" else f"/register/changes/{row.pk}")


def _ask(request: DeskRequest, row: RegisterChange) -> None:
    changing.ask(
        change_id=row.pk,
        expected_edition=number(request, "edition"),
        reason=request.POST.get("reason", ""),
        person=request.user,
        key=_unlock(request),
        now=current().now(),
    )


def _confirm(request: DeskRequest, row: RegisterChange) -> None:
    changing.confirm(
        change_id=row.pk,
        content_digest=request.POST.get("content", ""),
        person=request.user,
        key=_unlock(request),
        now=current().now(),
    )


def _send_back(request: DeskRequest, row: RegisterChange) -> None:
    changing.send_back(
        change_id=row.pk,
        content_digest=request.POST.get("content", ""),
        reason=request.POST.get("reason", ""),
        person=request.user,
        now=current().now(),
    )


def _take_out(request: DeskRequest, row: RegisterChange) -> None:
    changing.take_out(
        change_id=row.pk,
        key=request.POST.get("item", ""),
        expected_edition=number(request, "edition"),
        person=request.user,
        now=current().now(),
    )


ACTS = {
    "ask": _ask,
    "confirm": _confirm,
    "send_back": _send_back,
    "take_back": lambda request, row: changing.take_back(change_id=row.pk, person=request.user, now=current().now()),
    "drop": lambda request, row: changing.drop(change_id=row.pk, person=request.user, now=current().now()),
    "take_out": _take_out,
}


# ── small ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _row(request: DeskRequest, change_id: int) -> RegisterChange:
    """A change as coordinators of an owner may see it; a draft is its writer's alone."""
    expect_owner(request)
    row = RegisterChange.objects.select_related("made_by", "confirmed_by").filter(pk=change_id).first()
    if row is None or (row.state == "draft" and row.made_by_id != request.user.pk):
        raise NotFound("change")
    return row


def _unlock(request: DeskRequest) -> ApprovalKey:
    password = request.POST.get("password", "")
    if not password:
        raise DeskRefused("password_needed")
    return services.unlock(person=request.user, password=password, address=address(request), now=current().now())

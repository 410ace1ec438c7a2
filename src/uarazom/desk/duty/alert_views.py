"""A warning that went out: how it stands, and what can be done with it, one action each."""

import time
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from uarazom.acts import alerts
from uarazom.desk.configure import current
from uarazom.desk.drafts import offering
from uarazom.desk.drafts.models import DraftRow
from uarazom.desk.duty import before, catalogue, channels, retracting, seen, tasks
from uarazom.desk.duty.door import FIRST, SCREENS, find, on_side, unlock
from uarazom.desk.duty.orders import Order, offered_seconds
from uarazom.desk.newsroom import newsroom
from uarazom.desk.outbox.models import OutboxRow
from uarazom.desk.refusal import DeskRefused, NotFound
from uarazom.desk.web.door import DeskRequest, notice, signed_in
from uarazom.desk.web.language import language
from uarazom.desk.web.told import Refusals, sentences
from uarazom.desk.web.transactions import own_transactions
from uarazom.site import paths

ANSWER_SECONDS = 3.0  # how long a page waits for the signer's answer, which takes some hundredths
LOOK_SECONDS = 0.02
ONE_ACTION = ("extend", "all_clear", "cancel")


@signed_in
def sent(request: DeskRequest, side: str, draft_id: int) -> HttpResponse:
    """Wait for the answer a moment, then show what became of it."""
    row = find(request, side, draft_id)
    answered = _answer(row)
    if answered == OutboxRow.State.DELIVERED:
        return HttpResponseRedirect(f"/{side}/alerts/{row.document}")
    return HttpResponseRedirect(f"/{side}/{draft_id}")


def _answer(row: DraftRow) -> str:
    """The outbox row's state, asked again for a moment; nothing is locked meanwhile."""
    until = time.monotonic() + ANSWER_SECONDS
    while True:
        state = OutboxRow.objects.filter(submission__draft=row).order_by("-pk").values_list("state", flat=True).first()
        if state not in {"waiting", "sending"} or time.monotonic() > until:
            return str(state)
        time.sleep(LOOK_SECONDS)


@signed_in
def one(request: DeskRequest, side: str, document_id: str) -> HttpResponse:
    """How it stands, and the actions."""
    return _one(request, side, document_id)


def _one(
    request: DeskRequest, side: str, document_id: str, refused: dict[str, list[str]] | None = None, status: int = 200
) -> HttpResponse:
    now, exercise = current().now(), side == "exercise"
    standing = _find(document_id, exercise)
    shown = seen.look(standing.document, now, exercise=exercise)
    can, issued = seen.actions(shown, request.user), before.submission_of(standing.act)
    context = {
        "one": shown,
        "side": side,
        "can": can,
        "taken_back": channels.sealed(issued) if can["retract"] and issued else (),
        "lengths": _lengths(standing.order, document_id),
        "waiting": seen.waiting_on(document_id),
        "retraction": seen.retraction_of(standing.act),
        "sent": [(act, seen.titles(act)) for act in reversed(alerts.sent(standing.document))],
        "places": offering.named(
            ((code, newsroom().register().name("regions", code)) for code in standing.act.regions), language()
        ),
        "parts": sorted((standing.act.alert.parts if standing.act.alert else {}).items()),
        "says": channels.published(standing.act),
        "public": _public(document_id, exercise),
        "refused": refused or {},
    }
    return render(request, "desk/duty/alert.html", on_side(context, exercise), status=status)


def _find(document_id: str, exercise: bool) -> before.Standing:
    standing = before.find(document_id)
    if standing.exercise != exercise:
        raise NotFound("alert")
    return standing


def _lengths(order: Order, document_id: str) -> list[Any]:
    """Lengths that one key chooses, with the end that each would mean."""
    try:
        known = catalogue.event(order.event, document_id)
    except DeskRefused:
        return []
    now = current().now()
    offered = offered_seconds(known.seconds, catalogue.ceiling(known))
    return [(n, one, Order(seconds=one).ends(now), one == known.seconds) for n, one in enumerate(offered, 1)]


def _public(document_id: str, exercise: bool) -> list[tuple[str, str]]:
    if not current().public_url:
        return []
    page = paths.document(paths.EXERCISE if exercise else "alert", document_id)
    return [(one, f"{current().public_url}{paths.placed(one, page)}") for one in newsroom().languages]


@own_transactions
@require_POST
@signed_in
def follow(request: DeskRequest, side: str, document_id: str, does: str) -> HttpResponse:
    """The next message: an update opens its screens; the others go to the second person with one password."""
    standing = _find(document_id, side == "exercise")
    now, seconds = current().now(), _seconds(request)
    common: dict[str, Any] = {"person": request.user, "document": document_id, "does": does, "now": now}
    try:
        if does in ONE_ACTION and "change" not in request.POST and not _to_write(standing, does):
            key = unlock(request)
            row = tasks.follow_and_submit(**common, seconds=seconds, key=key)
            notice(request, "duty_submitted")
            return HttpResponseRedirect(f"/{side}/{row.pk}")
        row = tasks.follow(**common, seconds=seconds)
    except Refusals as refused:
        return _one(request, side, document_id, {does: sentences(refused)}, status=422)
    return HttpResponseRedirect(f"/{side}/{row.pk}/{FIRST.get(does, SCREENS[0])}")


def _to_write(standing: before.Standing, does: str) -> bool:
    """An end for which the list has no texts any more: its officer writes them first."""
    return does in tasks.ENDS and catalogue.has_left(standing.order.event)


def _seconds(request: HttpRequest) -> int | None:
    text = request.POST.get("seconds", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else None


@require_POST
@signed_in
def retract(request: DeskRequest, side: str, document_id: str) -> HttpResponse:
    """It was false: one of the two takes it back, alone and at once."""
    _find(document_id, side == "exercise")
    try:
        retracting.retract(document=document_id, person=request.user, key=unlock(request), now=current().now())
    except Refusals as refused:
        return _one(request, side, document_id, {"retract": sentences(refused)}, status=422)
    return HttpResponseRedirect(f"/{side}/alerts/{document_id}/retracted")


@signed_in
def retracted(request: DeskRequest, side: str, document_id: str) -> HttpResponse:  # noqa: ARG001 - a view's shape
    """Wait for the answer a moment, then show how it stands."""
    standing = _find(document_id, side == "exercise")
    until = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < until:
        found = seen.retraction_of(standing.act)
        if found is None or found.state != "waiting":
            break
        time.sleep(LOOK_SECONDS)
    return HttpResponseRedirect(f"/{side}/alerts/{document_id}")

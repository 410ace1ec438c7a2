"""What other authorities sent: the list, one message, its bytes, and a warning of ours begun from it."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from uarazom.areas.regions import RegionSet
from uarazom.cap.model import Alert
from uarazom.desk.configure import current
from uarazom.desk.drafts import offering, rows
from uarazom.desk.duty import catalogue, tasks
from uarazom.desk.duty.orders import Order
from uarazom.desk.incoming import box
from uarazom.desk.newsroom import newsroom
from uarazom.desk.refusal import DeskRefused, NotFound
from uarazom.desk.web.door import DeskRequest, signed_in
from uarazom.desk.web.language import language
from uarazom.desk.web.told import Refusals, sentences
from uarazom.editorial.alerting import foreign


@signed_in
def page(request: DeskRequest) -> HttpResponse:
    """Newest first; what is silent is said at the top."""
    return render(request, "desk/incoming/list.html", {"come": box.read(current().now())})


@signed_in
def one(request: DeskRequest, number: int) -> HttpResponse:
    """One message, as it was read."""
    message, raw, alert = _find(number)
    return _show(request, message, raw is not None, alert)


@signed_in
def raw(_request: DeskRequest, number: int) -> HttpResponse:
    """The bytes as they came, to be kept, not to be shown: they are a stranger's."""
    message, data, _ = _find(number)
    if data is None:
        raise NotFound("bytes")
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{message.kept.raw[:16]}.xml"'
    return answer


@require_POST
@signed_in
def begin(request: DeskRequest, number: int) -> HttpResponse:
    """A draft of ours with what can be carried over; two people decide about it as about any other."""
    message, raw, alert = _find(number)
    side = foreign.side(alert) if alert else None
    try:
        if alert is None or side is None:
            raise DeskRefused("incoming_not_ours")
        row = tasks.begin(
            person=request.user,
            body=request.POST.get("body", ""),
            event=request.POST.get("event", ""),
            exercise=side == "exercise",
            now=current().now(),
        )
        edition = rows.current(row)
        order, texts = _carried(alert, Order.read(edition.fields), edition.words)
        tasks.save(
            draft_id=row.pk,
            expected_edition=row.edition,
            person=request.user,
            order=order,
            texts=texts,
            now=current().now(),
        )
    except Refusals as refused:
        return _show(request, message, raw is not None, alert, sentences(refused), status=422)
    return HttpResponseRedirect(f"/{side}/{row.pk}/what")


def _carried(alert: Alert, order: Order, texts: dict[str, dict[str, str]]) -> tuple[Order, dict[str, dict[str, str]]]:
    """What the template says, under what the message says. An exercise's mark stays: the composer puts it there."""
    room = newsroom()
    found = foreign.carry(alert, RegionSet.of(room.register()), room.languages)
    levels: dict[str, Any] = dict(found.levels)
    order = replace(order, **levels, responses=found.responses or order.responses)
    order = order.at(found.regions, found.shapes, simpler=True)
    if found.until is not None:
        order = replace(order, seconds=None, until=found.until.replace(microsecond=0))
    said = {name: {**texts.get(name, {}), **found.texts.get(name, {})} for name in {*texts, *found.texts}}
    return order, said


def _show(
    request: DeskRequest,
    message: box.Message,
    has_bytes: bool,
    alert: Alert | None,
    refused: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    room = newsroom()
    bodies, known = catalogue.senders(request.user), room.register().bodies
    names = ((one, known[one].name if one in known else {}) for one in bodies)
    context = {
        "message": message,
        "alert": alert,
        "has_bytes": has_bytes,
        "side": foreign.side(alert) if alert else None,
        "left_out": foreign.carry(alert, RegionSet.of(room.register()), room.languages).left_out
        if alert and alert.infos
        else (),
        "bodies": offering.named(names, language()),
        "events": _events(),
        "refused": refused or [],
    }
    return render(request, "desk/incoming/one.html", context, status=status)


def _events() -> list[object]:
    try:
        return list(catalogue.events().values())
    except DeskRefused:
        return []


def _find(number: int) -> tuple[box.Message, bytes | None, Alert | None]:
    found = box.one(number, current().now())
    if found is None:
        raise NotFound("message")
    return found

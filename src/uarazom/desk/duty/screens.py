"""The three screens of a warning: each is kept as it is left, the last one signs."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from uarazom.areas.regions import RegionSet
from uarazom.desk.configure import current
from uarazom.desk.drafts import rows
from uarazom.desk.drafts.models import DraftRow
from uarazom.desk.duty import inputs, questions, seen, tasks
from uarazom.desk.duty.door import SCREENS, again, find, number, on_side, steps_of, unlock
from uarazom.desk.duty.inputs import Typed
from uarazom.desk.duty.orders import Order
from uarazom.desk.newsroom import newsroom
from uarazom.desk.refusal import EditionIsStale, NotFound
from uarazom.desk.web.door import DeskRequest, notice
from uarazom.desk.web.keeping import keeping, kept
from uarazom.desk.web.told import Refusals, sentences
from uarazom.desk.web.transactions import own_transactions


@own_transactions
@require_http_methods(["GET", "POST"])
@keeping
def screen(request: DeskRequest, side: str, draft_id: int, name: str) -> HttpResponse:
    """What, where, until when: each is kept as it is left; the last one signs."""
    row = find(request, side, draft_id)
    if name not in steps_of(row):
        raise NotFound("screen")
    edition = rows.current(row)
    order, texts = Order.read(edition.fields), edition.words
    put_by = kept(request) if request.method == "GET" else None
    data = put_by if put_by is not None else request.POST
    typed = inputs.read(name, data, order, texts) if data else Typed(_ticked(request, name, order), texts)
    if request.method == "GET":
        return _screen(request, row, name, typed, put_by=put_by is not None)
    return _save(request, row, name, typed)


def _save(request: DeskRequest, row: DraftRow, name: str, typed: Typed) -> HttpResponse:
    now, expected = current().now(), number(request, "edition")
    try:
        row = tasks.save(
            draft_id=row.pk,
            expected_edition=expected,
            person=request.user,
            order=typed.order,
            texts=typed.texts,
            now=now,
        )
        then = "stay" if typed.problems else _then(request, name)
        if then == "submit":
            submit(request, row, now)
            notice(request, "duty_submitted")
    except EditionIsStale as stale:
        return _screen(request, row, name, typed, refused=sentences(stale), stale=stale.current, status=409)
    except Refusals as refused:
        return _screen(request, again(row), name, typed, refused=sentences(refused), status=422)
    if then == "stay":
        return _screen(request, row, name, typed, status=422 if typed.problems else 200)
    return HttpResponseRedirect(_after(row, name, then))


def _then(request: DeskRequest, name: str) -> str:
    """Where the button leads; a place that was typed is shown first."""
    chosen = request.POST.get("then", "next")
    if name == "where" and request.POST.get("add", "").strip():
        return "added"
    return chosen if chosen in {"next", "look", "submit", *SCREENS} else "next"


def _after(row: DraftRow, name: str, then: str) -> str:
    base = f"/{seen.side(row.task.exercise)}/{row.pk}"
    if then == "submit":
        return base
    if then in SCREENS:
        return f"{base}/{then}"
    if then in {"look", "added"}:
        return f"{base}/{name}" + ("#add" if then == "added" else "#previews")
    own = steps_of(row)
    following = own[own.index(name) + 1 :]
    return f"{base}/{following[0]}" if following else base


def submit(request: DeskRequest, row: DraftRow, now: datetime) -> None:
    """The first signature."""
    key = unlock(request)
    tasks.submit(draft_id=row.pk, expected_edition=row.edition, person=request.user, key=key, now=now)


def _ticked(request: DeskRequest, name: str, order: Order) -> Order:
    """A region of the map that was followed as a link: shown ticked (or not any more), and kept only when sent."""
    code = request.GET.get("tick", "")
    if name != "where" or code not in RegionSet.of(newsroom().register()):
        return order
    without = [one for one in order.regions if one != code]
    return order.at(without if code in order.regions else [*without, code], order.shapes, simpler=order.simpler)


def _screen(request: DeskRequest, row: DraftRow, name: str, typed: Typed, **more: Any) -> HttpResponse:
    now, status = current().now(), more.pop("status", 200)
    shown = seen.of(row, request.user, now=now)
    if not shown.can["edit"] and not shown.can["submit"]:
        return HttpResponseRedirect(f"/{seen.side(row.task.exercise)}/{row.pk}")
    steps = [(one, one == name) for one in steps_of(row)]
    context = {
        "seen": shown,
        "row": row,
        "side": seen.side(row.task.exercise),
        "screen": name,
        "steps": steps,
        "last": steps[-1][0] == name,
        "typed": typed,
        "order": typed.order,
        "edition": more.pop("stale", row.edition),
        "frames": seen.frames(shown, request.user),
        **questions.of(row, name, typed, now),
        **more,
    }
    return render(request, f"desk/duty/{name}.html", on_side(context, row.task.exercise), status=status)

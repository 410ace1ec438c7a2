"""The three screens of a warning, the second person's screen, and the board.

Every page stands under ``/duty`` or ``/exercise``; a draft is found under its own alone, and nothing leads across.
"""

from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from uarazom.acts import kinds
from uarazom.areas.regions import RegionSet
from uarazom.desk.configure import current
from uarazom.desk.drafts import editing, offering, review, rows
from uarazom.desk.drafts.inputs import to_local
from uarazom.desk.drafts.models import DraftRow
from uarazom.desk.duty import catalogue, inputs, missing, outlines, seen, tasks
from uarazom.desk.duty.inputs import Typed
from uarazom.desk.duty.orders import LEVELS, REASON, TEXTS, Order, offered_seconds
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import services
from uarazom.desk.people.keys import ApprovalKey
from uarazom.desk.refusal import DeskRefused, EditionIsStale, NotFound
from uarazom.desk.templatetags.say import language
from uarazom.desk.web.door import DeskRequest, address, notice, signed_in
from uarazom.desk.web.keeping import keeping, kept
from uarazom.desk.web.told import Refusals, sentences
from uarazom.verify import canon

SCREENS = ("what", "where", "until")
FIRST = {"issue": "where", "update": "where", "extend": "until"}  # all others begin with what is said
OF_TASK = {"all_clear": ("what", "where"), "cancel": ("what", "where")}  # what ends a warning asks no end


# ── the board and the beginning ───────────────────────────────────────────────────────────────────────────────────────
@signed_in
def board(request: DeskRequest, side: str) -> HttpResponse:
    """What waits for a second person, what is in force, what was."""
    exercise = side == "exercise"
    shown = seen.board(request.user, exercise=exercise, now=current().now())
    context = {"board": shown, "side": side, "may_begin": bool(catalogue.senders(request.user))}
    return render(request, "desk/duty/board.html", on_side(context, exercise))


@require_http_methods(["GET", "POST"])
@keeping
def begin(request: DeskRequest, side: str) -> HttpResponse:
    """The event list: one press begins a draft from its template."""
    exercise = side == "exercise"
    refused: list[str] = []
    if request.method == "POST":
        try:
            row = tasks.begin(
                person=request.user,
                body=request.POST.get("body", ""),
                event=request.POST.get("event", ""),
                exercise=exercise,
                now=current().now(),
            )
            return HttpResponseRedirect(f"/{side}/{row.pk}/{FIRST['issue']}")
        except Refusals as error:
            refused = sentences(error)
    bodies = catalogue.senders(request.user)
    known = newsroom().register().bodies
    context = {
        "side": side,
        "events": list(_events()),
        "bodies": offering.named(((one, known[one].name if one in known else {}) for one in bodies), language()),
        "refused": refused,
    }
    return render(request, "desk/duty/begin.html", on_side(context, exercise), status=422 if refused else 200)


def _events() -> Any:
    try:
        return catalogue.events().values()
    except DeskRefused:
        return ()


# ── the three screens ─────────────────────────────────────────────────────────────────────────────────────────────────
@require_http_methods(["GET", "POST"])
@keeping
def screen(request: DeskRequest, side: str, draft_id: int, name: str) -> HttpResponse:
    """What, where, until when: each is kept as it is left; the last one signs."""
    row = find(request, side, draft_id)
    if name not in screens_of(row):
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
        return _screen(request, _again(row), name, typed, refused=sentences(refused), status=422)
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
    own = screens_of(row)
    following = own[own.index(name) + 1 :]
    return f"{base}/{following[0]}" if following else base


def submit(request: DeskRequest, row: DraftRow, now: datetime) -> None:
    """The first signature."""
    key = unlock(request)
    tasks.submit(draft_id=row.pk, expected_edition=row.edition, person=request.user, key=key, now=now)


def screens_of(row: DraftRow) -> tuple[str, ...]:
    """Which screens this task has."""
    return OF_TASK.get(row.task.does, SCREENS)


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
    steps = [(one, one == name) for one in screens_of(row)]
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
        **_of_screen(row, name, typed, now),
        **more,
    }
    return render(request, f"desk/duty/{name}.html", on_side(context, row.task.exercise), status=status)


def _of_screen(row: DraftRow, name: str, typed: Typed, now: datetime) -> dict[str, Any]:
    """What one screen alone needs."""
    problems = {one.name: one for one in typed.problems}
    if name == "what":
        return {"problems": problems, **_what(typed, row.task.does)}
    if name == "where":
        return {"problems": problems, **_where(typed)}
    return {"problems": problems, **_until(typed, now)}


def _what(typed: Typed, does: str) -> dict[str, Any]:
    """What ends a warning has the levels of an end; a correction and a cancellation say why."""
    names = (*TEXTS, REASON) if does in {"correct", "cancel"} else TEXTS
    levels = () if does in missing.ENDS else LEVELS
    languages = dict.fromkeys((*newsroom().languages, *(code for said in typed.texts.values() for code in said)))
    return {
        "levels": [(one, inputs.CHOICES[one], getattr(typed.order, one)) for one in levels],
        "responses": [(one, one in typed.order.responses) for one in kinds.RESPONSES],
        "texts": [(one, [(code, typed.texts.get(one, {}).get(code, "")) for code in languages]) for one in names],
    }


def _where(typed: Typed) -> dict[str, Any]:
    known = RegionSet.of(newsroom().register())
    chosen = set(typed.order.regions)

    def branch(code: str) -> dict[str, Any]:
        below = [branch(one) for one in known.children(code)]
        return {
            "code": code,
            "name": known.name(code, (language(), *newsroom().languages))[1],
            "on": code in chosen,
            "below": below,
            "open": any(one["on"] or one["open"] for one in below),
        }

    return {
        "tree": [branch(one) for one in known.tops],
        "offered": [inputs.label(one, known) for one in known.codes],
        "map": outlines.drawn(chosen),
        "chosen": [(one, known.name(one, (language(), *newsroom().languages))[1]) for one in typed.order.regions],
    }


def _until(typed: Typed, now: datetime) -> dict[str, Any]:
    try:
        known = catalogue.event(typed.order.event)
    except DeskRefused:
        return {"lengths": [], "other": ""}
    ceiling = catalogue.ceiling(known)
    until = typed.order.until
    lengths = offered_seconds(known.seconds, ceiling)
    return {
        "lengths": [
            (n, one, Order(seconds=one).ends(now), one == typed.order.seconds) for n, one in enumerate(lengths, 1)
        ],
        "other": to_local(canon.instant_text(until), newsroom().zone) if until else "",
        "ceiling": Order(seconds=ceiling).ends(now),
    }


# ── one draft: waiting, or for the second person ──────────────────────────────────────────────────────────────────────
@signed_in
def one(request: DeskRequest, side: str, draft_id: int) -> HttpResponse:
    """For the second person: what will be sent, and one button. For others: how it stands."""
    return show(request, find(request, side, draft_id))


def show(request: DeskRequest, row: DraftRow, refused: list[str] | None = None, status: int = 200) -> HttpResponse:
    """The one page of a draft, whoever asks; what went out is shown where it stands."""
    shown = seen.of(row, request.user, now=current().now())
    if row.state == "published" and not refused:
        return HttpResponseRedirect(f"/{seen.side(row.task.exercise)}/alerts/{row.document}")
    context = {
        "seen": shown,
        "row": row,
        "side": seen.side(row.task.exercise),
        "refused": refused or [],
        "first": screens_of(row)[0],
        "frames": seen.frames(shown, request.user),
        "outbox": getattr(shown.submission, "outbox", None),
    }
    return render(request, "desk/duty/one.html", on_side(context, row.task.exercise), status=status)


@require_POST
@signed_in
def confirm(request: DeskRequest, side: str, draft_id: int) -> HttpResponse:
    """The second signature: it goes out at once."""
    row = find(request, side, draft_id)
    try:
        tasks.confirm(
            draft_id=row.pk,
            content_digest=request.POST.get("content", ""),
            person=request.user,
            key=unlock(request),
            now=current().now(),
        )
    except Refusals as refused:
        return show(request, _again(row), sentences(refused), status=422)
    notice(request, "duty_confirmed")
    return HttpResponseRedirect(f"/{side}/{draft_id}/sent")


@require_POST
@signed_in
def send_back(request: DeskRequest, side: str, draft_id: int) -> HttpResponse:
    """To its author, with a reason."""
    row = find(request, side, draft_id)
    try:
        review.send_back(
            draft_id=row.pk,
            content_digest=request.POST.get("content", ""),
            person=request.user,
            reason=request.POST.get("reason", ""),
            now=current().now(),
        )
    except Refusals as refused:
        return show(request, _again(row), sentences(refused), status=422)
    notice(request, "done_return")
    return HttpResponseRedirect(f"/{side}")


@require_POST
@signed_in
def anew(request: DeskRequest, side: str, draft_id: int) -> HttpResponse:
    """Composed anew, with a new instant, in one action."""
    row = find(request, side, draft_id)
    try:
        edition = number(request, "edition")
        key = unlock(request)
        tasks.compose_anew(draft_id=row.pk, expected_edition=edition, person=request.user, key=key, now=current().now())
    except Refusals as refused:
        return show(request, _again(row), sentences(refused), status=422)
    notice(request, "duty_submitted")
    return HttpResponseRedirect(f"/{side}/{draft_id}")


@require_POST
@signed_in
def discard(request: DeskRequest, side: str, draft_id: int) -> HttpResponse:
    """Let it go."""
    row = find(request, side, draft_id)
    try:
        edition = number(request, "edition")
        editing.discard(draft_id=row.pk, expected_edition=edition, person=request.user, now=current().now())
    except Refusals as refused:
        return show(request, _again(row), sentences(refused), status=422)
    notice(request, "done_discard")
    return HttpResponseRedirect(f"/{side}")


# ── small ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
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


def _again(row: DraftRow) -> DraftRow:
    return DraftRow.objects.select_related("task", "created_by").get(pk=row.pk)


def on_side(context: dict[str, Any], exercise: bool) -> dict[str, Any]:
    """What every page of this side says on top."""
    policy = newsroom().register().alerting
    return {**context, "is_exercise": exercise, "exercise_mark": policy.exercise_mark if policy else ""}

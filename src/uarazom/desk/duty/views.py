"""The board, the beginning of a warning, and one draft: for the second person, for its author, for whoever waits.

Every page stands under ``/duty`` or ``/exercise``; a draft is found under its own alone, and nothing leads across.
"""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from uarazom.desk.configure import current
from uarazom.desk.drafts import editing, offering, review, rows
from uarazom.desk.drafts.models import DraftRow
from uarazom.desk.duty import catalogue, composing, seen, tasks, voice
from uarazom.desk.duty.door import FIRST, again, find, number, on_side, steps_of, unlock
from uarazom.desk.newsroom import newsroom
from uarazom.desk.refusal import DeskRefused, NotFound
from uarazom.desk.web.door import DeskRequest, notice, signed_in
from uarazom.desk.web.keeping import keeping
from uarazom.desk.web.language import language
from uarazom.desk.web.playing import played
from uarazom.desk.web.told import Refusals, sentences
from uarazom.desk.web.transactions import own_transactions


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
        "events": [(one, catalogue.sample(one)) for one in _events()],
        "bodies": offering.named(((one, known[one].name if one in known else {}) for one in bodies), language()),
        "refused": refused,
    }
    return render(request, "desk/duty/begin.html", on_side(context, exercise), status=422 if refused else 200)


def _events() -> Any:
    try:
        return catalogue.events().values()
    except DeskRefused:
        return ()


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
        "first": steps_of(row)[0],
        "frames": seen.frames(shown, request.user),
        "outbox": getattr(shown.submission, "outbox", None),
    }
    return render(request, "desk/duty/one.html", on_side(context, row.task.exercise), status=status)


@signed_in
def sound(request: DeskRequest, side: str, draft_id: int, digest: str) -> HttpResponse:
    """A spoken text of what waits for the second person."""
    submission = rows.last_submission(find(request, side, draft_id))
    found = composing.sounds(submission).get(digest) if submission else None
    if found is None:
        raise NotFound("file")
    return played(request, found, voice.MEDIA_TYPE)


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
        return show(request, again(row), sentences(refused), status=422)
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
        return show(request, again(row), sentences(refused), status=422)
    notice(request, "done_return")
    return HttpResponseRedirect(f"/{side}")


@own_transactions
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
        return show(request, again(row), sentences(refused), status=422)
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
        return show(request, again(row), sentences(refused), status=422)
    notice(request, "done_discard")
    return HttpResponseRedirect(f"/{side}")

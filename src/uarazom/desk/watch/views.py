"""The press that is followed: findings, one of them with its proposal, and the list of feeds."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from uarazom.desk.configure import current
from uarazom.desk.drafts import offering
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import granting, rights
from uarazom.desk.refusal import NotFound
from uarazom.desk.watch import deciding, feeds, found
from uarazom.desk.watch.found import Line
from uarazom.desk.web.door import DeskRequest, notice, signed_in
from uarazom.desk.web.language import language
from uarazom.desk.web.told import Refusals, sentences
from uarazom.quotes.marked import marked


@signed_in
def page(request: DeskRequest) -> HttpResponse:
    """Findings, newest first; those that nobody decided about, or of another state."""
    state = request.GET.get("state", "open")
    state = state if state in (*found.STATES, "all") else "open"
    before = request.GET.get("before", "")
    lines, more = found.listed("" if state == "all" else state, int(before) if _is_number(before) else None)
    answering = found.answering(feeds.every())
    context = {
        "lines": lines,
        "more": more,
        "state": state,
        "states": found.STATES,
        "silent": [one for one in answering if one.reason],
        "follows": bool(answering),
        "stopped": found.stopped(answering, current().now()),
        "unreadable": found.unreadable(),
    }
    return render(request, "desk/watch/list.html", context)


@signed_in
def one(request: DeskRequest, number: int) -> HttpResponse:
    """One finding beside the record, and what may be done about it."""
    return _one(request, _find(number))


@require_POST
@signed_in
def set_aside(request: DeskRequest, number: int) -> HttpResponse:
    """With a reason."""
    reason = request.POST.get("reason", "")
    return _done(
        request,
        number,
        lambda: deciding.set_aside(number=number, reason=reason, person=request.user, now=current().now()),
        "/watch",
        typed=reason,
    )


@require_POST
@signed_in
def take_up(request: DeskRequest, number: int) -> HttpResponse:
    """It is to be looked at again."""
    return _done(
        request,
        number,
        lambda: deciding.take_up(number=number, person=request.user, now=current().now()),
        f"/watch/{number}",
    )


@require_POST
@signed_in
def begin(request: DeskRequest, number: int) -> HttpResponse:
    """A request for correction, as a draft."""
    body = request.POST.get("body", "")
    try:
        row = deciding.begin_request(number=number, body=body, person=request.user, now=current().now())
    except Refusals as refused:
        return _one(request, _find(number), refused=sentences(refused), status=422)
    notice(request, "watch_request_begun")
    return HttpResponseRedirect(f"/drafts/{row.pk}")


@signed_in
def listed(request: DeskRequest) -> HttpResponse:
    """The feeds that are followed."""
    return _feeds(request)


@require_POST
@signed_in
def add(request: DeskRequest) -> HttpResponse:
    """One more."""
    typed = {"name": request.POST.get("name", ""), "url": request.POST.get("url", "")}
    try:
        feeds.add(name=typed["name"], url=typed["url"], person=request.user, now=current().now())
    except Refusals as refused:
        return _feeds(request, typed=typed, refused=sentences(refused), status=422)
    notice(request, "saved")
    return HttpResponseRedirect("/watch/feeds")


@require_POST
@signed_in
def change(request: DeskRequest, code: str, to: str) -> HttpResponse:
    """Pause it, ask it again, take it off the list."""
    try:
        feeds.change(code=code, to=to, person=request.user, now=current().now())
    except NotFound:
        raise
    except Refusals as refused:
        return _feeds(request, refused=sentences(refused), status=422)
    notice(request, "saved")
    return HttpResponseRedirect("/watch/feeds")


def _done(request: DeskRequest, number: int, act: Callable[[], object], to: str, typed: str = "") -> HttpResponse:
    try:
        act()
    except NotFound:
        raise
    except Refusals as refused:
        return _one(request, _find(number), refused=sentences(refused), typed=typed, status=422)
    notice(request, "saved")
    return HttpResponseRedirect(to)


def _feeds(
    request: DeskRequest,
    typed: dict[str, str] | None = None,
    refused: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    answering = found.answering(feeds.every())
    context = {
        "feeds": answering,
        "stopped": found.stopped(answering, current().now()),
        "unread": found.unread(),
        "may_change": granting.is_coordinator(request.user),
        "unreadable": found.unreadable(),
        "handed_over": feeds.is_handed_over(),
        "typed": typed or {},
        "refused": refused or [],
    }
    return render(request, "desk/watch/feeds.html", context, status=status)


def _one(
    request: DeskRequest, line: Line, refused: list[str] | None = None, typed: str = "", status: int = 200
) -> HttpResponse:
    own, asked = rights.bodies(request.user, "author"), deciding.asking_about(line)
    bodies = [one for one in own if one in newsroom().publishers()]
    context = {
        "line": line,
        "sides": _sides(line),
        "wordings": deciding.wording(asked, current().now()),
        "others": _others(line),
        "elsewhere": found.elsewhere(line.article),
        "together": asked[1:],
        "bodies": _named(bodies),
        "may_decide": deciding.may_decide(request.user),
        "statement": newsroom().titles(line.finding.quotation.statement or ""),
        "refused": refused or [],
        "typed": typed,
    }
    return render(request, "desk/watch/one.html", context, status=status)


def _sides(line: Line) -> SimpleNamespace:
    """Both texts in pieces: what differs is marked in each, in its context."""
    finding, quotation = line.finding, line.finding.quotation
    differs = [change["quoted"] for change in quotation.diff]
    return SimpleNamespace(
        article=marked(finding.context, differs if any(differs) else [quotation.text]),
        record=marked(finding.record, [change["said"] for change in quotation.diff]),
        original=finding.original,
    )


def _others(line: Line) -> list[SimpleNamespace]:
    """Other articles in which passages of this one stand nearly word for word: each once, with its longest passage."""
    others, longest = found.others(line.article), dict[str, str]()
    for one in line.article.facts.get("reuse", ()):
        number = str(one["other"])
        longest[number] = max(longest.get(number, ""), str(one["text"]), key=len)
    return [SimpleNamespace(text=text, article=others[one]) for one, text in longest.items() if one in others]


def _named(bodies: list[str]) -> Any:
    known = newsroom().register().bodies
    return offering.named(((one, known[one].name if one in known else {}) for one in bodies), language())


def _find(number: int) -> Line:
    line = found.one(number)
    if line is None:
        raise NotFound("finding")
    return line


def _is_number(said: str) -> bool:
    return said.isascii() and said.isdecimal() and len(said) < 18

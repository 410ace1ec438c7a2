"""Composing the day's bulletin: what changed, what ran out, regions unchanged since, order, intro, the next issue."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from uarazom.desk import words
from uarazom.desk.bulletins import composing
from uarazom.desk.configure import current
from uarazom.desk.drafts import editing, offering, rows
from uarazom.desk.drafts.asking import DraftForm, ask
from uarazom.desk.drafts.forms import Begin
from uarazom.desk.drafts.models import DraftRow
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import rights
from uarazom.desk.refusal import NotFound
from uarazom.desk.web.door import DeskRequest, notice, signed_in
from uarazom.desk.web.language import language
from uarazom.desk.web.told import Refusals, sentences
from uarazom.editorial import bulletin
from uarazom.editorial.draft import Draft
from uarazom.verify import canon

MISSED_DAYS = 14  # how far back missed days are shown
KIND, ACT = "bulletin", "publish"


@require_http_methods(["GET", "POST"])
@signed_in
def compose(request: DeskRequest) -> HttpResponse:
    """A new bulletin for today, or for another day."""
    day = _day(request.POST.get("date") or request.GET.get("day", ""))
    proposal = bulletin.propose(newsroom().ledger(), day, current().now())
    own = offering.named(_own(request), language())
    frame = Begin(request.POST or None, bodies=own, document=bulletin.document_id(day), signs=False)
    proposed = proposal.draft(body=own[0][0] if own else "", title=_titles(day))
    form = _form(request, proposed.fields, proposed.words)
    if request.method == "POST" and form.is_valid() and frame.is_valid():
        try:
            fields, said = _read(request, form)
            draft = Draft(
                bulletin.document_id(fields.get("date", day)), KIND, ACT, frame.cleaned_data["body"], fields, said
            )
            row = editing.create(person=request.user, draft=draft, now=current().now())
        except Refusals as refused:
            form.add_error(None, sentences(refused)[0])
        else:
            notice(request, "saved")
            return HttpResponseRedirect(f"/drafts/{row.pk}")
    return _page(request, proposal, form, frame=frame, chosen=_chosen(request, None))


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: DeskRequest, row: DraftRow) -> HttpResponse:
    """Another edition of a bulletin's draft."""
    edition = rows.current(row)
    proposal = bulletin.propose(newsroom().ledger(), str(edition.fields.get("date", "")), current().now())
    form = _form(request, edition.fields, edition.words)
    if request.method == "POST" and form.is_valid():
        try:
            fields, said = _read(request, form)
            number = request.POST.get("edition", "0")
            expected = int(number) if number.isascii() and number.isdecimal() else 0
            editing.save(
                draft_id=row.pk,
                expected_edition=expected,
                person=request.user,
                fields=fields,
                words=said,
                embargo=canon.instant(form.read["embargo"]) if form.read["embargo"] else None,
                now=current().now(),
            )
        except Refusals as refused:
            form.add_error(None, sentences(refused)[0])
        else:
            notice(request, "saved")
            return HttpResponseRedirect(f"/drafts/{row.pk}")
    chosen = _chosen(request, {one["section"]: one["acts"] for one in edition.fields.get("items", ())})
    return _page(request, proposal, form, row=row, chosen=chosen)


def _page(
    request: DeskRequest,
    proposal: bulletin.Proposal,
    form: DraftForm,
    *,
    chosen: Mapping[str, Sequence[str]] | None,
    frame: Begin | None = None,
    row: DraftRow | None = None,
) -> HttpResponse:
    now, ledger = current().now(), newsroom().ledger()
    today = now.astimezone(newsroom().zone).date()
    first = (today - timedelta(days=MISSED_DAYS)).isoformat()
    context: dict[str, Any] = {
        "proposal": proposal,
        "sections": composing.sections(proposal, chosen, now),
        "places": composing.places(proposal),
        "missed": bulletin.missed(ledger, _since(first), today.isoformat(), now),
        "form": form,
        "frame": frame,
        "row": row,
        "languages": newsroom().languages,
        "suggestions": offering.suggestions(language()),
        "can_write": bool(rights.bodies(request.user, "author")),
    }
    return render(request, "desk/bulletin.html", context, status=422 if form.errors else 200)


def _form(request: DeskRequest, fields: Mapping[str, Any], said: Mapping[str, Any]) -> DraftForm:
    offered = offering.offering(language())
    questions = ask(KIND, ACT, opens=True, offered=offered)
    return DraftForm(questions, offered, data=request.POST or None, fields=fields, words=said)


def _read(request: DeskRequest, form: DraftForm) -> tuple[dict[str, Any], dict[str, Any]]:
    fields, said = form.values()
    return fields | {"items": composing.items_of(request.POST, _section_ids(), current().now())}, said


def _chosen(request: DeskRequest, stored: Mapping[str, Sequence[str]] | None) -> Mapping[str, Sequence[str]] | None:
    """What was ticked stays ticked when the page comes back with an error."""
    if request.method != "POST":
        return stored
    typed: dict[str, list[str]] = {}
    for value in request.POST.getlist("pin"):
        section, _, pin = value.partition("|")
        if canon.is_act_id(pin):
            typed.setdefault(section, []).append(pin)
    return typed


def _section_ids() -> list[str]:
    ledger = newsroom().ledger()
    used = {one.section for one in ledger.documents.values() if one.section}
    return list(dict.fromkeys([*newsroom().register().sections, *sorted(used)]))


def _since(first: str) -> str:
    """Never before the first bulletin or the first entry: a day before there was a record was not missed."""
    documents = newsroom().ledger().documents.values()
    start = min((one.first.issued_at for one in documents), default=current().now())
    return max(first, start.astimezone(newsroom().zone).date().isoformat())


def _titles(day: str) -> dict[str, str]:
    patterns = {
        one: words.say(one, "bulletin.title_pattern") for one in newsroom().languages if one in words.languages()
    }
    return bulletin.title(day, newsroom().languages, patterns)


def _own(request: DeskRequest) -> list[tuple[str, Mapping[str, str]]]:
    register = newsroom().register()
    own = rights.bodies(request.user, "author")
    return [(one, register.bodies[one].name if one in register.bodies else {}) for one in own]


def _day(text: str) -> str:
    today = current().now().astimezone(newsroom().zone).date()
    if not text:
        return today.isoformat()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise NotFound("day") from None

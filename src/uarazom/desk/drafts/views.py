"""Pages of drafts: begin, edit, look, submit, return, approve, discard, let a finding pass, preview."""

import secrets
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from uarazom.acts.kinds import KINDS, SENDING
from uarazom.acts.model import Document
from uarazom.acts.status import status
from uarazom.desk.configure import current
from uarazom.desk.drafts import (
    compared,
    editing,
    files,
    findings,
    holding,
    offering,
    parts,
    previews,
    review,
    rows,
    seen,
)
from uarazom.desk.drafts.asking import DraftForm, ask
from uarazom.desk.drafts.forms import Begin, Release
from uarazom.desk.drafts.models import DraftRow, MediaFile
from uarazom.desk.drafts.quoted import LetGo
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import rights, services
from uarazom.desk.people.keys import ApprovalKey
from uarazom.desk.refusal import DeskRefused, EditionIsStale, NotFound
from uarazom.desk.web.door import DeskRequest, address, notice, signed_in
from uarazom.desk.web.language import language
from uarazom.desk.web.told import Refusals, sentences
from uarazom.desk.web.transactions import own_transactions
from uarazom.editorial import forms as editorial
from uarazom.editorial.draft import Draft
from uarazom.verify import canon

LONGEST_LIST = 200
REPLY = {"form": "quotation", "known_at_precision": "day"}  # what an outlet replies is its words, of a day
NOT_BEGUN_HERE = frozenset({"alert", "bulletin"})  # warnings begin on duty; a bulletin is composed from a day


# ── lists ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@signed_in
def every(request: DeskRequest) -> HttpResponse:
    """All drafts, by state."""
    state = request.GET.get("state", "")
    found = rows.visible(request.user).select_related("created_by")
    chosen = found.filter(state=state) if state else found.exclude(state__in=("published", "withdrawn"))
    return render(request, "desk/drafts.html", {"drafts": chosen[:LONGEST_LIST], "state": state})


@signed_in
def choose(request: DeskRequest) -> HttpResponse:
    """Which kind is to be written."""
    kinds = [kind for name, kind in KINDS.items() if name not in NOT_BEGUN_HERE]
    return render(request, "desk/new.html", {"kinds": kinds, "bodies": rights.bodies(request.user, "author")})


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@require_http_methods(["GET", "POST"])
@signed_in
def begin(request: DeskRequest, kind: str, act: str) -> HttpResponse:
    """A new document."""
    if kind not in KINDS or kind in NOT_BEGUN_HERE or act not in editorial.offered(kind, None):
        raise NotFound("act")
    return _begin(request, kind, act, None)


@own_transactions
@require_http_methods(["GET", "POST"])
@signed_in
def begin_act(request: DeskRequest, document_id: str, act: str) -> HttpResponse:
    """Another act on a document of the record; a hold goes out at once."""
    document = newsroom().ledger().documents.get(document_id)
    if document is None or act not in KINDS[document.kind].later_acts:
        raise NotFound("act")
    if document.kind == "alert" and act in SENDING:  # a warning's messages are made on duty
        return HttpResponseRedirect(f"/duty/alerts/{document.id}")
    return _begin(request, document.kind, act, document)


def _begin(request: DeskRequest, kind: str, act: str, document: Document | None) -> HttpResponse:
    rows_ = compared.count_of((), request.POST or None)
    offered = offering.offering(language(), document, findings=rows_)
    frame = Begin(
        request.POST or None,
        bodies=_own_bodies(request, act),
        document=document.id if document else "",
        initial={"document": document.id if document else f"{kind}-{secrets.token_hex(4)}"},
        signs=act == "hold",
    )
    form = DraftForm(
        ask(kind, act, opens=document is None, offered=offered),
        offered,
        data=request.POST or None,
        fields=REPLY if (kind, act) == ("request", "answer") else None,
    )
    if request.method == "POST" and frame.is_valid() and form.is_valid():
        fields, words = form.values()
        draft = Draft(frame.cleaned_data["document"], kind, act, frame.cleaned_data["body"], fields, words)
        try:
            return HttpResponseRedirect(f"/drafts/{_made(request, draft, form, frame).pk}")
        except Refusals as refused:
            for sentence in sentences(refused):
                form.add_error(None, sentence)
    context = _form_context(form, kind, act, document) | {"frame": frame}
    return render(request, "desk/draft_form.html", context, status=422 if form.errors or frame.errors else 200)


def _made(request: DeskRequest, draft: Draft, form: DraftForm, frame: Begin) -> DraftRow:
    now = current().now()
    if draft.act == "hold":
        key = _unlock(request, frame.cleaned_data["password"])
        row = holding.hold(person=request.user, key=key, draft=draft, now=current().now)
        notice(request, "held")
        return row
    if draft.document in newsroom().ledger().documents and editorial.offered(draft.kind, None) and frame.is_new:
        raise DeskRefused("document_exists", id=draft.document)
    row = editing.create(
        person=request.user, draft=draft, embargo=_embargo(form), grade=form.read["grade"] or "", now=now
    )
    notice(request, "saved")
    return row


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: DeskRequest, draft_id: int) -> HttpResponse:
    """Another edition; a stale one is shown beside what stands now, and nothing typed is lost."""
    row = _row(request, draft_id)
    if row.kind == "bulletin" and row.act == "publish":
        from uarazom.desk.bulletins.views import edit as edit_bulletin

        return edit_bulletin(request, row)
    document = newsroom().ledger().documents.get(row.document)
    edition = rows.current(row)
    rows_ = compared.count_of(edition.fields.get("findings"), request.POST or None)
    offered = offering.offering(language(), document, findings=rows_)
    form = DraftForm(
        ask(row.kind, row.act, opens=document is None, offered=offered),
        offered,
        data=request.POST or None,
        fields=edition.fields,
        words=edition.words,
        embargo=canon.instant_text(edition.embargo) if edition.embargo else None,
        grade=edition.grade,
    )
    context = _form_context(form, row.kind, row.act, document) | {"row": row, "edition": row.edition}
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, row, form)
        except EditionIsStale as stale:
            context |= {"edition": stale.current, "stale": seen.compare(row, edition, f"edition:{stale.expected}")}
            form.add_error(None, sentences(stale)[0])
        except Refusals as refused:
            for sentence in sentences(refused):
                form.add_error(None, sentence)
        else:
            notice(request, "saved")
            return HttpResponseRedirect(f"/drafts/{row.pk}")
    status = 409 if "stale" in context else 422 if form.errors else 200
    return render(request, "desk/draft_form.html", context, status=status)


def _save(request: DeskRequest, row: DraftRow, form: DraftForm) -> None:
    fields, words = form.values()
    editing.save(
        draft_id=row.pk,
        expected_edition=_number(request, "edition"),
        person=request.user,
        fields=fields,
        words=words,
        embargo=_embargo(form),
        grade=form.read["grade"] or "",
        now=current().now(),
    )


def _form_context(form: DraftForm, kind: str, act: str, document: Document | None) -> dict[str, Any]:
    room = newsroom()
    context = {
        "form": form,
        "kind": kind,
        "act": act,
        "document": document,
        "languages": room.languages,
        "is_reply": (kind, act) == ("request", "answer"),
        "suggestions": offering.suggestions(language()),
        "constraints": editorial.FORMS[act].constraints,
        "zone": str(room.zone),
    }
    if document is not None:
        context |= {
            "titles": room.titles(document.id),
            "status": status(document, room.register(), current().now()),
        }
    return context


def _own_bodies(request: DeskRequest, act: str) -> list[tuple[str, str]]:
    roles = ("author", "approver") if act == "hold" else ("author",)
    register = newsroom().register()
    own = rights.bodies(request.user, *roles)
    return offering.named(
        ((one, register.bodies[one].name if one in register.bodies else {}) for one in own), language()
    )


# ── one draft ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@signed_in
def one(request: DeskRequest, draft_id: int) -> HttpResponse:
    """What it says, what is missing, what the gate found, how it will look, what happened, what can be done."""
    return _one(request, _visible(request, draft_id))


def _one(
    request: DeskRequest, row: DraftRow, *, refused: dict[str, list[str]] | None = None, status: int = 200
) -> HttpResponse:
    if hasattr(row, "task"):
        from uarazom.desk.duty.views import show

        return show(request, row, [one for found in (refused or {}).values() for one in found], status)
    now = current().now()
    shown = seen.of(row, request.user, now=now, against=request.GET.get("against", ""))
    context = {
        "seen": shown,
        "row": row,
        "refused": refused or {},
        "typed": request.POST if refused else {},
        "parts": parts.of(shown.edition, language()),
        "previews": previews.links(row, shown.edition, request.user) if previews.possible(row, shown.edition) else [],
        "moves": row.moves.select_related("person"),
        "outbox": getattr(shown.submission, "outbox", None),
        "document": newsroom().ledger().documents.get(row.document),
        "languages": newsroom().languages,
        "files": files.listed(shown.edition.fields.get("media", ())),
        "takes_files": files.takes_files(row) and shown.can["edit"],
        "images": files.IMAGES,
    }
    return render(request, "desk/draft.html", context, status=status)


@require_POST
@signed_in
def submit(request: DeskRequest, draft_id: int) -> HttpResponse:
    """To the second person; the password signs."""
    return _act(request, draft_id, "submit", _submit)


def _submit(request: DeskRequest, row: DraftRow) -> None:
    key = _unlock(request, request.POST.get("password", ""))
    edition, now = _number(request, "edition"), current().now()
    let_go = LetGo(request.POST.get("quotations", ""), request.POST.get("quotations_reason", ""))
    review.submit(draft_id=row.pk, expected_edition=edition, person=request.user, key=key, now=now, let_go=let_go)


@require_POST
@signed_in
def approve(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The second signature: it goes out, or waits for its embargo."""
    return _act(request, draft_id, "approve", _approve)


def _approve(request: DeskRequest, row: DraftRow) -> None:
    review.approve(
        draft_id=row.pk,
        content_digest=request.POST.get("content", ""),
        person=request.user,
        key=_unlock(request, request.POST.get("password", "")),
        competence_affirmed=request.POST.get("competence") == "affirmed",
        now=current().now(),
    )


@require_POST
@signed_in
def send_back(request: DeskRequest, draft_id: int) -> HttpResponse:
    """To the author, with a reason."""
    return _act(request, draft_id, "return", _send_back)


def _send_back(request: DeskRequest, row: DraftRow) -> None:
    review.send_back(
        draft_id=row.pk,
        content_digest=request.POST.get("content", ""),
        person=request.user,
        reason=request.POST.get("reason", ""),
        now=current().now(),
    )


@require_POST
@signed_in
def discard(request: DeskRequest, draft_id: int) -> HttpResponse:
    """Let it go."""
    return _act(request, draft_id, "discard", _discard)


def _discard(request: DeskRequest, row: DraftRow) -> None:
    edition = _number(request, "edition")
    editing.discard(draft_id=row.pk, expected_edition=edition, person=request.user, now=current().now())


@require_POST
@signed_in
def release(request: DeskRequest, draft_id: int) -> HttpResponse:
    """Let one finding of the gate pass."""
    return _act(request, draft_id, "release", _release)


def _release(request: DeskRequest, row: DraftRow) -> None:
    form = Release(request.POST)
    form.is_valid()
    findings.release(
        draft_id=row.pk,
        key=form.cleaned_data.get("key", ""),
        person=request.user,
        ground=form.cleaned_data.get("ground", ""),
        reason=form.cleaned_data.get("reason", ""),
        url=form.cleaned_data.get("url", ""),
        now=current().now(),
    )


@require_POST
@signed_in
def add_file(request: DeskRequest, draft_id: int) -> HttpResponse:
    """A file more, or one less."""
    return _act(request, draft_id, "files", _add_file)


def _add_file(request: DeskRequest, row: DraftRow) -> None:
    common: dict[str, Any] = {"draft_id": row.pk, "person": request.user, "now": current().now()}
    common["expected_edition"] = _number(request, "edition")
    upload = request.FILES.get("file")
    if "remove" in request.POST:
        files.take_away(digest=request.POST["remove"], **common)
    elif upload is None or (upload.size or 0) > files.MOST_BYTES:
        raise DeskRefused("file_size", most=files.MOST_BYTES // 1024 // 1024)
    else:
        files.add(raw=upload.read(), name=upload.name or "", **common)


@signed_in
def file(request: DeskRequest, draft_id: int, digest: str) -> HttpResponse:
    """A file of a draft, for those who may read the draft: never run, never kept."""
    edition = rows.current(_row(request, draft_id))
    if all(one["digest"] != digest for one in edition.fields.get("media", ())):
        raise NotFound("file")
    found = MediaFile.objects.get(pk=digest)
    response = HttpResponse(bytes(found.data), content_type=found.media_type)
    shown = "inline" if found.media_type in files.IMAGES else "attachment"
    response.headers["Content-Disposition"] = f'{shown}; filename="{digest[:12]}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _act(request: DeskRequest, draft_id: int, name: str, do: Any) -> HttpResponse:
    """Do it and go back to the draft; a refusal is told at its own form."""
    row = _row(request, draft_id)
    try:
        do(request, row)
    except Refusals as refused:
        return _one(request, _row(request, draft_id), refused={name: sentences(refused)}, status=422)
    notice(request, f"done_{name}")
    return HttpResponseRedirect("/" if name in {"approve", "return", "discard"} else f"/drafts/{draft_id}")


@signed_in
def preview(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The public page with this draft in it, one language, in its sandboxed frame and nothing else beside it."""
    row = _row(request, draft_id)
    edition = rows.current(row)
    if not previews.possible(row, edition):
        raise NotFound("preview")
    return render(request, "desk/preview.html", {"row": row, "previews": previews.links(row, edition, request.user)})


# ── small ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _row(request: DeskRequest, draft_id: int) -> DraftRow:
    """A draft that is written here: a warning's has screens of its own, and these forms would empty it."""
    found = _visible(request, draft_id)
    if hasattr(found, "task"):
        raise NotFound("draft")
    return found


def _visible(request: DeskRequest, draft_id: int) -> DraftRow:
    found = rows.visible(request.user).select_related("created_by").filter(pk=draft_id).first()
    if found is None:
        raise NotFound("draft")
    return found


def _number(request: DeskRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _embargo(form: DraftForm) -> Any:
    text = form.read["embargo"]
    return canon.instant(text) if text else None


def _unlock(request: DeskRequest, password: str) -> ApprovalKey:
    if not password:
        raise DeskRefused("password_needed")
    return services.unlock(person=request.user, password=password, address=address(request), now=current().now())

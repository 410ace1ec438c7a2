"""Pages of requests for correction: begin one from an article, and the letter of one that is published."""

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from uarazom.desk.configure import current
from uarazom.desk.drafts import offering
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import rights
from uarazom.desk.refusal import NotFound
from uarazom.desk.requests import starting
from uarazom.desk.requests.forms import Article
from uarazom.desk.web.door import DeskRequest, notice, signed_in
from uarazom.desk.web.language import language
from uarazom.desk.web.told import Refusals, sentences
from uarazom.quotes.report import Quotation

LONGEST_MAILTO = 1_800  # characters of an address that every mail program takes; a longer letter is copied


@require_http_methods(["GET", "POST"])
@signed_in
def begin(request: DeskRequest) -> HttpResponse:
    """The article, then what was found in it, then the draft: each step sends the whole form again."""
    register = newsroom().register()
    own = rights.bodies(request.user, "author")
    bodies = offering.named(
        ((one, register.bodies[one].name if one in register.bodies else {}) for one in own), language()
    )
    form = Article(request.POST or None, bodies=bodies)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, bodies, status=422 if form.errors else 200)
    try:
        found = starting.look(form.cleaned_data["article"], form.printed(), now=current().now())
        if "start" not in request.POST:
            return _page(request, form, bodies, found=list(enumerate(found)), looked=True)
        return _started(request, form, found)
    except Refusals as refused:
        for sentence in sentences(refused):
            form.add_error(None, sentence)
    return _page(request, form, bodies, status=422)


def _started(request: DeskRequest, form: Article, found: tuple[Quotation, ...]) -> HttpResponse:
    ticked = set(request.POST.getlist("found"))
    chosen = [one for n, one in enumerate(found) if str(n) in ticked]
    row = starting.start_request(
        person=request.user,
        body=form.cleaned_data["body"],
        found=chosen,
        printed=form.printed(),
        now=current().now(),
    )
    notice(request, "saved")
    return HttpResponseRedirect(f"/drafts/{row.pk}")


def _page(
    request: DeskRequest, form: Article, bodies: list[tuple[str, str]], status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "bodies": bodies, **more}
    return render(request, "desk/requests/begin.html", context, status=status)


@signed_in
def letter(request: DeskRequest, document_id: str) -> HttpResponse:
    """The letter in each public language: to copy, or to open in a mail program. This page sends nothing."""
    document = newsroom().ledger().documents.get(document_id)
    if document is None or document.kind != "request":
        raise NotFound("document")
    found = [(one, _mailto(one)) for one in starting.letters(document, now=current().now())]
    return render(request, "desk/requests/letter.html", {"document": document, "letters": found})


def _mailto(letter: starting.Letter) -> str:
    """An address that opens the letter in a mail program; without its text where that would be too long for some."""
    subject = f"mailto:?subject={quote(letter.subject)}"
    whole = f"{subject}&body={quote(letter.text.replace(chr(10), chr(13) + chr(10)))}"
    return whole if len(whole) <= LONGEST_MAILTO else subject

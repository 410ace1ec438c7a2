"""The preview: byte for byte the public page, with this draft as the record's next act.

Rules
1. The bytes are ``site.render``'s, of the ledger with the draft as candidate; nothing is added or taken away.
2. They are served under a signed address that ends soon and needs no cookie, with a policy of its own: sandboxed (an
   origin of its own, no scripts, no forms, no way to the page around it). A draft that tries to act on the desk cannot.
3. Whoever has the address sees what was not published yet: it is made for one person, for fifteen minutes.

    for link in links(row, edition, person): link.language, link.address
"""

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse

from uarazom.acts.errors import ActsError
from uarazom.desk.configure import current
from uarazom.desk.drafts import behind
from uarazom.desk.drafts.models import DraftRow, Edition
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused, NotFound
from uarazom.desk.web.playing import played
from uarazom.editorial.draft import Composed
from uarazom.editorial.refusal import Refused
from uarazom.site import paths
from uarazom.site.render import render
from uarazom.verify.refusal import Refused as Unverified

SALT = "uarazom.desk.preview"
SECONDS = 900
BLOB = "blob/"
POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)


@dataclass(frozen=True)
class Link:
    """One language's preview."""

    language: str
    address: str


def links(row: DraftRow, edition: Edition, person: Person) -> list[Link]:
    """The draft's page in each language of the public side."""
    token = signing.dumps([row.pk, edition.number, person.pk], salt=SALT, compress=False)
    page = _page(row)
    return [Link(one, f"/preview/{token}/{paths.placed(one, page)}") for one in newsroom().languages]


def serve(request: HttpRequest, token: str, path: str) -> HttpResponse:
    """Any page of the site as it would stand with the draft."""
    try:
        draft_id, number, _ = signing.loads(token, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        raise NotFound("preview") from None
    row = DraftRow.objects.filter(pk=draft_id).first()
    edition = row.editions.filter(number=number).first() if row else None
    if row and edition and path.startswith(BLOB):
        return _sound(request, row, edition, path.removeprefix(BLOB))
    content = page(row, edition, path) if row and edition else None
    if content is None:
        raise NotFound("preview")
    response = HttpResponse(content, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _sound(request: HttpRequest, row: DraftRow, edition: Edition, digest: str) -> HttpResponse:
    """A spoken text that the page names. The page's origin is its own, and to it this one is another."""
    composed = _composed(row, edition)
    media = composed.fields.get("media", ()) if composed else ()
    found = next((one for one in media if one["digest"] == digest and one["media_type"].startswith("audio/")), None)
    if composed is None or found is None or digest not in composed.blobs:
        raise NotFound("preview")
    response = played(request, composed.blobs[digest], found["media_type"])
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def page(row: DraftRow, edition: Edition, path: str) -> bytes | None:
    """The bytes of one path, or None when the draft cannot be shown or there is no such page."""
    now, room = current().now(), newsroom()
    composed = _composed(row, edition)
    if composed is None:
        return None
    try:
        ledger = room.ledger().with_candidate(composed.fields, composed.words, now)
    except (ActsError, Unverified):
        return None
    return next((content for at, content in render(ledger, now, only=[path], blob=room.blob) if at == path), None)


def _composed(row: DraftRow, edition: Edition) -> Composed | None:
    """None when it cannot be issued as it stands."""
    try:
        return behind.record(row, edition, now=current().now())
    except (DeskRefused, Refused, ActsError, Unverified):
        return None


def possible(row: DraftRow, edition: Edition) -> bool:
    """Whether there is something to show."""
    return row.state not in {"published", "withdrawn"} and page(row, edition, _own(row)) is not None


def _own(row: DraftRow) -> str:
    return paths.placed(newsroom().languages[0], _page(row))


def _page(row: DraftRow) -> str:
    """An exercise has a page of its own kind."""
    exercise = row.kind == "alert" and hasattr(row, "task") and row.task.exercise
    return paths.document(paths.EXERCISE if exercise else row.kind, row.document)

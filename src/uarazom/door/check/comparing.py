"""One comparison from a reader's form to the page: what runs apart, in a process of its own (`apart`).

    status, page = compared(form, world, lang, text=False, get=get, kept=None)

The way of a text
1. An address is fetched under the guards of `sources.fetch`; a page or plain text becomes the words that people read.
   So is the other text, where one is given beside it.
2. The check of `quotes`. A short text without quotation marks is compared whole, as if somebody were quoted.
3. The result in the reader's language. Whatever goes wrong on the way is `Refused`, and said in words.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from uarazom.door.check import pages
from uarazom.door.check.form import Form
from uarazom.door.check.limits import ADDRESS_BYTES, ADDRESS_SECONDS, ALONE_MAX
from uarazom.door.check.refusal import Refused
from uarazom.door.check.view import Compared
from uarazom.door.check.world import World
from uarazom.quotes.check import TEXT_MAX, TooLong, check
from uarazom.quotes.language import codes
from uarazom.quotes.report import Report
from uarazom.sources import article
from uarazom.sources.errors import Forbidden, Refusing, SourceError, TooLarge, TooSlow
from uarazom.sources.fetch import Fetched, Limits

LIMITS = Limits(size=ADDRESS_BYTES, seconds=ADDRESS_SECONDS)
DIGEST_DIGITS = 16
PAGES = frozenset({"text/html", "application/xhtml+xml"})
PLAIN = "text/plain"
BESIDE = "beside"
MARKS = ("«", "»")  # every language of the check reads these

WARM = "«А сказав», – сказав він 1 січня. “He said,” he said on Monday."

Get = Callable[[str], Fetched]  # raises: SourceError


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a result will be kept, and until when."""

    token: str
    until: datetime


def compared(form: Form, world: World, lang: str, *, text: bool, get: Get, kept: Kept | None = None) -> bytes:
    """The page of a result. Raises: Refused."""
    read = _read(form, get)
    found = _found(read, world)
    return pages.result(
        found, world, lang, text=text, kept=kept.token if kept else "", until=kept.until if kept else None
    )


def warm(world: World) -> None:
    """Read once, before the first fork, what every comparison reads: languages, templates, who is who, statements."""
    for language in codes():
        check(WARM, world.record, code=language)
    for lang in world.context.languages:
        pages.result(_found(Form(WARM), world), world, lang, text=False)


def digest_of(text: str) -> str:
    """What names a text on its page."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_DIGITS]


def _found(read: Form, world: World) -> Compared:
    try:
        others = {BESIDE: read.beside} if read.beside else {}
        report = check(read.text, world.record, published=read.published, others=others)
        alone = _alone(read, report, world)
    except TooLong as error:
        raise _too_long() from error
    beside = digest_of(read.beside) if read.beside else ""
    said = (read.text, digest_of(read.text), alone or report, read.published, read.address)
    return Compared(*said, alone is not None, beside)


def _too_long() -> Refused:
    return Refused("too_long", status=413, limit=f"{TEXT_MAX:,}".replace(",", "\u202f"))


def _alone(read: Form, report: Report, world: World) -> Report | None:
    """A short text without marks, compared as if all of it were quoted; None where that says nothing more."""
    if report.quotations or len(read.text) > ALONE_MAX:
        return None
    words = read.text.strip()
    start = read.text.index(words) if words else 0
    whole = check(f"{MARKS[0]}{words}{MARKS[1]}", world.record, published=read.published, code=report.language)
    by = start - len(MARKS[0])
    quotations = tuple(replace(one, start=one.start + by, end=one.end + by) for one in whole.quotations)
    if not any(one.verdict for one in quotations):
        return None
    return replace(report, quotations=quotations, claims=())  # the claim would be the quotation itself


def _read(form: Form, get: Get) -> Form:
    """The words to compare: those pasted, or those of the page at the address; and those of the other text."""
    read = replace(form, beside="")
    if form.address:
        read = _fetched(read, get)
    elif article.is_html(form.text):
        read = _words(read, article.read(form.text))
    other = _read(Form(form.beside, form.beside_address), get).text if form.beside or form.beside_address else ""
    if len(other) > TEXT_MAX:
        raise _too_long()
    return replace(read, text=article.shown(read.text), beside=other)


def _fetched(form: Form, get: Get) -> Form:
    try:
        fetched = get(form.address)
    except SourceError as error:
        raise _refused(error) from error
    body = fetched.body or b""
    if body.startswith(b"%PDF-") or fetched.media_type not in (*PAGES, PLAIN, ""):
        raise Refused("kind", status=415, kind="PDF" if body.startswith(b"%PDF-") else _kind(fetched.media_type))
    if fetched.media_type == PLAIN:
        return _words(form, article.Article(body.decode("utf-8", "replace")))
    return _words(form, article.read(body))


def _words(form: Form, found: article.Article) -> Form:
    if not found.text.strip():
        raise Refused("no_words", status=422)
    return replace(form, text=found.text, published=form.published or found.published)


def _kind(media_type: str) -> str:
    """What a type is called in a sentence: its last part, of plain letters."""
    return "".join(letter for letter in media_type.rpartition("/")[2] if letter.isascii() and letter.isalnum())[
        :20
    ].upper()


def _refused(error: SourceError) -> Refused:
    """Why the page was not fetched, in words."""
    if isinstance(error, Forbidden):
        return Refused("forbidden")
    if isinstance(error, TooSlow):
        return Refused("page_slow", status=504, seconds=round(ADDRESS_SECONDS))
    if isinstance(error, TooLarge):
        return Refused("page_large", status=502, limit=ADDRESS_BYTES >> 20)
    if isinstance(error, Refusing):
        return Refused("refused", status=502, answer=error.status)
    return Refused("unreachable", status=502)

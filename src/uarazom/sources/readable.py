"""One page of an outlet, read politely: asked for only where its site lets programs read, and reduced to its words.

    got = readable.get(url, agent="uarazom/0.1 watch", known=known, fetch=fetch)
    got.outcome        'read', 'unchanged', or why there are no words
    got.article        the words and the day, where it was read

Rules, in order
1. `/robots.txt` first. Not there (400 to 499): the site asks nothing. Not reachable, or 500 and above: nothing is read
   now. More than we look at counts as what was looked at.
2. The page, with what we know of it; whatever goes wrong is an outcome in one word, never an error of ours.
3. A page, or plain text. Fewer than `WORDS_LEAST` words are said to be few: a page behind a payment shows a beginning.

Specification: RFC 9309, 2.3.1 (robots.txt that is not there, or not reachable).
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from uarazom.sources import article as pages
from uarazom.sources import robots
from uarazom.sources.article import Article
from uarazom.sources.errors import Forbidden, Refusing, SourceError, TooLarge, TooSlow
from uarazom.sources.fetch import Fetched, Known

PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain", ""})
WORDS_LEAST = 60
NOTHING_KNOWN = Known()
OUTCOMES = (
    "read", "few_words", "unchanged",
    "asked_not_to", "forbidden", "gone", "refused", "too_slow", "too_large", "no_page", "no_words", "unreachable",
)  # fmt: skip

Fetch = Callable[[str, Known], Fetched]  # raises: SourceError


@dataclass(frozen=True, slots=True)
class Got:
    """What became of a page. `again_seconds`: when it says to come again."""

    outcome: str
    said: str = ""  # the reason in the program's words, for whoever looks after it
    article: Article | None = None
    known: Known = NOTHING_KNOWN
    again_seconds: int | None = None


def get(url: str, *, product: str, known: Known, fetch: Fetch) -> Got:
    """One page and its words, or why there are none."""
    try:
        if not _may(url, product, fetch):
            return Got("asked_not_to", known=known)
        return _read(url, fetch(url, known), known)
    except Refusing as error:
        return Got(_refusing(error.status), str(error), known=known, again_seconds=error.again_seconds)
    except SourceError as error:
        return Got(_outcome(error), str(error), known=known)


def _may(url: str, product: str, fetch: Fetch) -> bool:
    """Rule 1. Raises: SourceError, where nobody can say."""
    try:
        raw = fetch(robots.place_of(url), NOTHING_KNOWN).body or b""
    except Refusing as error:
        if 400 <= error.status < 500 and error.status != 429:
            return True
        raise
    split = urlsplit(url)
    return robots.allows(raw, product, (split.path or "/") + (f"?{split.query}" if split.query else ""))


def _read(url: str, fetched: Fetched, known: Known) -> Got:
    if fetched.body is None:
        return Got("unchanged", known=known)
    if fetched.media_type not in PAGES or fetched.body.startswith(b"%PDF-"):
        return Got("no_page", f"{url}: {fetched.media_type or 'a PDF'}", known=fetched.known)
    if fetched.media_type == "text/plain":
        found = Article(fetched.body.decode("utf-8", "replace"))
    else:
        found = pages.read(fetched.body)
    count = len(found.text.split())
    outcome = "no_words" if not count else "few_words" if count < WORDS_LEAST else "read"
    return Got(outcome, article=found if count else None, known=fetched.known)


def _refusing(status: int) -> str:
    return "gone" if status in (404, 410) else "refused"


def _outcome(error: SourceError) -> str:
    kinds = {Forbidden: "forbidden", TooSlow: "too_slow", TooLarge: "too_large"}
    return kinds.get(type(error), "unreachable")

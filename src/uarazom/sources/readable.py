"""One page of an outlet, read politely: asked for only where its site lets programs read, and reduced to its words.

    got = readable.get(url, product="uarazom", known=known, fetch=fetch)
    got.outcome        'read', 'unchanged', or why there are no words
    got.article        the words and the day, where it was read
    got.rules          what the site asks of programs, to be given again the next time (`rules=`)

Rules, in order
1. `/robots.txt` first. Not there (400 to 499): the site asks nothing. Not reachable, or 500 and above: nothing is read
   now. More than we look at counts as what was looked at. Who remembers it asks once a day.
2. The page, with what we know of it; whatever goes wrong is an outcome in one word, never an error of ours.
3. A page, or plain text. Fewer than `WORDS_LEAST` words are said to be few: a page behind a payment shows a beginning.

Specification: RFC 9309, 2.3.1 (robots.txt that is not there, or not reachable).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
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
    rules: bytes | None = None


def get(url: str, *, product: str, known: Known, fetch: Fetch, rules: bytes | None = None) -> Got:
    """One page and its words, or why there are none."""
    try:
        rules = _rules(url, fetch) if rules is None else rules
        if not robots.allows(rules, product, _target(url)):
            return Got("asked_not_to", known=known, rules=rules)
        return replace(_read(url, fetch(url, known), known), rules=rules)
    except Refusing as error:
        return Got(_refusing(error.status), str(error), None, known, error.again_seconds, rules)
    except SourceError as error:
        return Got(_outcome(error), str(error), known=known, rules=rules)


def _rules(url: str, fetch: Fetch) -> bytes:
    """Rule 1: empty where the site asks nothing. Raises: SourceError, where nobody can say."""
    try:
        return (fetch(robots.place_of(url), NOTHING_KNOWN).body or b"")[: robots.ROBOTS_BYTES]
    except Refusing as error:
        if 400 <= error.status < 500 and error.status != 429:
            return b""
        raise


def _target(url: str) -> str:
    split = urlsplit(url)
    return (split.path or "/") + (f"?{split.query}" if split.query else "")


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

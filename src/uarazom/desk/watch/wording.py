"""The wording of a request for correction, as a proposal in each language that the desk speaks; people change it.

    title("en", line)       "State press office to The Daily: a quotation of 14 February 2022"
    text("en", line)        what the article has, what our record has, what is asked

Rules
1. It says what differs, in the words of both sides, and never why: no author, no judgement of an outlet.
2. A clarification that came after the article is said to have come after it, and only to add it is asked.
3. The finding as it lies on the shelf, and names from the register; nothing is fetched, and nothing sent.
"""

from collections.abc import Mapping
from datetime import date, datetime

from babel.dates import format_date

from uarazom.acts.model import Act
from uarazom.desk import words
from uarazom.desk.newsroom import newsroom
from uarazom.desk.watch.found import Line

QUOTED_MAX = 600  # characters of a passage inside the wording; the whole stands beside it


def languages(line: Line) -> tuple[str, ...]:
    """The article's language first, where there are words in it; then those of the public side."""
    own = str(line.article.facts.get("language", ""))
    return tuple(one for one in dict.fromkeys((own, *newsroom().languages)) if one in words.languages())


def title(language: str, line: Line, body: str) -> str:
    """One line."""
    return words.say(language, "correction.title", **_names(language, line, body))


def text(language: str, line: Line, body: str) -> str:
    """The whole, in short paragraphs."""
    names = _names(language, line, body)
    parts = ["opening", f"found.{line.finding.kind}", "words", "ask_add" if _is_added(line) else "ask", "closing"]
    if line.finding.quotation.clarification and not line.finding.kind.startswith(("other", "spliced")):
        parts.insert(3, "clarified")
    return "\n\n".join(words.say(language, f"correction.{part}", **names) for part in parts)


def published_on(line: Line) -> date:
    """The day on which the article came out; where nobody knows it, the day on which it was seen."""
    said = line.article.published_at
    if said and len(said) == len("2022-02-14"):
        return date.fromisoformat(said)
    at = datetime.fromisoformat(said) if said else line.article.seen_at
    return at.astimezone(newsroom().zone).date()


def _is_added(line: Line) -> bool:
    return line.finding.kind in ("without_clarification", "clarified_since")


def _names(language: str, line: Line, body: str) -> dict[str, str]:
    one, ledger = line.finding.quotation, newsroom().ledger()
    act = ledger.act(one.act) if one.act else None
    meant = one.clarification or {}
    return {
        "body": _body(language, body),
        "outlet": line.outlet,
        "headline": line.article.title or line.article.url,
        "url": line.article.url,
        "day": _day(language, published_on(line)),
        "speaker": _person(language, one.said_by or one.speaker or ""),
        "said_on": _said_on(language, act),
        "quoted": _short(one.text),
        "said": _short(one.sentence or ""),
        "meant": _short(str(meant.get("text", ""))),
        "meant_on": _at(language, str(meant.get("at", ""))),
    }


def _short(passage: str) -> str:
    said = " ".join(passage.split())
    return said if len(said) <= QUOTED_MAX else said[:QUOTED_MAX].rsplit(" ", 1)[0] + " …"


def _day(language: str, day: date) -> str:
    return format_date(day, "d MMMM y", locale=language.replace("-", "_"))


def _at(language: str, said: str) -> str:
    return _day(language, datetime.fromisoformat(said).astimezone(newsroom().zone).date()) if said else ""


def _said_on(language: str, act: Act | None) -> str:
    return _day(language, act.spoken_at.astimezone(newsroom().zone).date()) if act else ""


def _person(language: str, id: str) -> str:
    person = newsroom().register().people.get(id)
    return _in(language, person.name) if person else id


def _body(language: str, id: str) -> str:
    body = newsroom().register().bodies.get(id)
    return _in(language, body.name) if body else id


def _in(language: str, texts: Mapping[str, str]) -> str:
    return texts.get(language) or next(iter(texts.values()), "")

"""The wording of a request for correction, as a proposal in each language that the desk speaks; people change it.

    title("en", line, "press")              "Press office to The Daily: a quotation in the article of 15 February 2022"
    text("en", [line, …], "press")          what was found, in a sentence for each kind of it, and what is asked

Rules
1. It says what was found and never why: no author, no judgement of an outlet. Both texts and the clarification stand
   beside it in the request itself.
2. A clarification that came after the article is said to have come after it, and only to add it is asked.
3. Names are the register's; nothing is fetched, and nothing sent.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from babel.dates import format_date

from uarazom.acts.kinds import LACKS_CLARIFICATION
from uarazom.acts.model import Act
from uarazom.desk import words
from uarazom.desk.newsroom import newsroom
from uarazom.desk.watch.found import Line


def languages(line: Line) -> tuple[str, ...]:
    """The article's language first, where there are words in it; then those of the public side."""
    own = str(line.article.facts.get("language", ""))
    return tuple(one for one in dict.fromkeys((own, *newsroom().languages)) if one in words.languages())


def title(language: str, line: Line, body: str) -> str:
    """One line, which begins with who asks."""
    return words.say(language, "correction.title", **_names(language, line, body))


def text(language: str, lines: Sequence[Line], body: str) -> str:
    """The whole, in short paragraphs; the lines are of one article."""
    names = _names(language, lines[0], body)
    kinds = dict.fromkeys(line.finding.kind for line in lines)
    asks = ["ask"] if kinds.keys() - LACKS_CLARIFICATION else []
    asks += ["ask_add"] if kinds.keys() & LACKS_CLARIFICATION else []
    found = [
        words.say(language, f"correction.found.{line.finding.kind}", **_names(language, line, body)) for line in lines
    ]
    said = {part: words.say(language, f"correction.{part}", **names) for part in ("opening", *asks, "closing")}
    parts = (said["opening"], *dict.fromkeys(found), *(said[ask] for ask in asks), said["closing"])
    return "\n\n".join(parts)


def _found(language: str, line: Line, body: str) -> str:
    return words.say(language, f"correction.found.{line.finding.kind}", **_names(language, line, body))


def published_on(line: Line) -> date:
    """The day on which the article came out; where nobody knows it, the day on which it was seen."""
    said = line.article.published_at
    if said and len(said) == len("2022-02-14"):
        return date.fromisoformat(said)
    at = datetime.fromisoformat(said) if said else line.article.seen_at
    return at.astimezone(newsroom().zone).date()


def _names(language: str, line: Line, body: str) -> dict[str, str]:
    one, ledger = line.finding.quotation, newsroom().ledger()
    return {
        "body": _body(language, body),
        "outlet": line.outlet,
        "headline": line.article.title or line.article.url,
        "day": _day(language, published_on(line)),
        "speaker": _person(language, one.said_by or one.speaker or ""),
        "said_on": _said_on(language, ledger.act(one.act) if one.act else None),
    }


def _day(language: str, day: date) -> str:
    return format_date(day, "d MMMM y", locale=language.replace("-", "_"))


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

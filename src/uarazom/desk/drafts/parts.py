"""What a draft says, as a page shows it: facts with names instead of ids, texts side by side.

facts(row, edition, "uk")      [Fact("by", "Міністр оборони")]
texts(edition, languages)      [Text("title", ("…", "…"))]
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime

from uarazom.acts.model import Article
from uarazom.acts.register import Register
from uarazom.desk import words
from uarazom.desk.drafts.models import Edition
from uarazom.desk.newsroom import newsroom
from uarazom.editorial import extracts
from uarazom.editorial.draft import NOT_TEXTS
from uarazom.verify import canon

FIRST = ("by", "speaking_for", "known_at", "as_of", "valid_until", "due_at", "basis", "evidence")
TEXTS_FIRST = ("title", "text", "confirms", "competent_because", "question", "intro", "reason")
INEXACT = frozenset({"hour", "part_of_day", "day"})
NAMES = {"section": "sections", "topic": "topics", "competence": "competences"}


@dataclass(frozen=True)
class Fact:
    """A member and its value in the reader's words; `address` where it is a link of the source."""

    name: str
    value: str
    address: str = ""


@dataclass(frozen=True)
class Text:
    """A member's texts, in the order of the public languages; empty where one is missing."""

    name: str
    texts: tuple[tuple[str, str], ...]


def facts(fields: Mapping[str, Any], said: Mapping[str, Any], language: str) -> list[Fact]:
    """Everything that is not text by language."""
    names = [*FIRST, *(name for name in fields if name not in FIRST and name != "known_at_precision")]
    shown = [_fact(name, fields, language) for name in names if name in fields and name != "extracts"]
    shown += [_named(one, language) for one in fields.get("extracts") or ()]
    source = said.get("source")
    if isinstance(source, Mapping):
        shown += [
            Fact(
                f"source_{part}",
                value(part, source[part], language),
                web_address(source[part]) if part == "url" else "",
            )
            for part in ("publisher", "url", "published_at", "digest", "excerpt")
            if part in source
        ]
    return [*shown, *article(Article(**{"outlet": "", "url": "", **said.get("article", {})}))]


def article(named: Article | None) -> Iterator[Fact]:
    """The article that a request for correction is about."""
    for part in ("outlet", "url", "site", "digest") if named else ():
        if text := getattr(named, part):
            yield Fact(f"article_{part}", text, web_address(text) if part in ("url", "site") else "")


def _named(one: Any, language: str) -> Fact:
    """Words that the act is about."""
    said = extracts.words_of(one, newsroom().ledger())
    spoken = str(one.get("language", "")) if isinstance(one, Mapping) else ""
    return Fact("extracts", f"{spoken}: {said or words.say(language, 'asking.not_there')}")


def _fact(name: str, fields: Mapping[str, Any], language: str) -> Fact:
    """A time is shown no more exactly than it is known: its precision stands beside it."""
    shown = value(name, fields[name], language)
    precision = fields.get("known_at_precision")
    if name == "known_at" and precision in INEXACT and canon.is_instant(fields[name]):
        at = canon.instant(fields[name]).astimezone(newsroom().zone)
        day = format_date(at, "d MMM y", locale=language.replace("-", "_"))
        hour = "" if precision != "hour" else f", {at:%H}:00"
        shown = f"{day}{hour} ({words.say(language, f'known_at_precision.{precision}')})"
    return Fact(name, shown)


def texts(said: Mapping[str, Any], languages: Sequence[str]) -> list[Text]:
    """Texts side by side; a language that only the draft has comes last."""
    members = [name for name in said if name not in NOT_TEXTS and isinstance(said[name], Mapping)]
    ordered = sorted(members, key=lambda name: TEXTS_FIRST.index(name) if name in TEXTS_FIRST else len(TEXTS_FIRST))
    return [Text(name, _by_language(said[name], languages)) for name in ordered]


def value(name: str, raw: Any, language: str) -> str:
    """One value in the reader's words."""
    if canon.is_instant(raw):
        zone = newsroom().zone
        return format_datetime(canon.instant(raw), "d MMM y, HH:mm", tzinfo=zone, locale=language.replace("-", "_"))
    if isinstance(raw, Mapping):
        return _of_object(name, raw, language)
    if isinstance(raw, list | tuple):
        return ", ".join(value(name, one, language) for one in raw)
    return named(name, str(raw), newsroom().register(), language)


def named(name: str, code: str, register: Register, language: str) -> str:
    """A code's name: from the register, else from the desk's words, else itself."""
    if name in {"by", "speaking_for", "body"}:
        known = register.people.get(code) or register.bodies.get(code)
        return in_language(known.name, language) or code if known else code
    if name in {"section", "topic", "regions"}:
        texts_ = register.name("regions" if name == "regions" else NAMES[name], code)
        return in_language(texts_, language) or (territory(code, language) if name == "regions" else code)
    key = f"{name}.{code}"
    return words.say(language, key) if words.has(key) else code


def in_language(texts_: Mapping[str, str], language: str) -> str:
    """In the reader's language, else in any."""
    return texts_.get(language) or next(iter(texts_.values()), "")


def of(edition: Edition, language: str) -> dict[str, Any]:
    """Both, for a template."""
    fields = {name: value for name, value in edition.fields.items() if name != "findings"}
    return {
        "facts": facts(fields, edition.words, language),
        "compared": compared(edition.fields.get("findings") or (), edition.words.get("passages") or ()),
        "texts": texts(edition.words, newsroom().languages),
    }


def compared(found: Sequence[Any], passages: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Each finding of a request for correction with its passages; what only one of both has stands alone."""
    return list(zip_longest(found, passages, fillvalue={}))


def territory(code: str, language: str) -> str:
    """The name of a whole country, by CLDR, where the register gives none."""
    return str(Locale.parse(language, sep="-").territories.get(code, code))


def web_address(text: str) -> str:
    """An address of the web and nothing else: no other scheme ever becomes a link."""
    return text if text.startswith(("https://", "http://")) else ""


def _by_language(said: Mapping[str, str], languages: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((one, said.get(one, "")) for one in [*languages, *sorted(set(said) - set(languages))])


def _of_object(name: str, raw: Mapping[str, Any], language: str) -> str:
    if name == "figure":
        number = Decimal(raw.get("value", 0)).scaleb(-raw.get("scale", 0))
        qualifier = words.say(language, f"qualifier.{raw.get('qualifier', 'exact')}")
        return f"{raw.get('metric', '')}: {number:f} ({qualifier})"
    if name == "versions":
        return "; ".join(f"{one}: {words.say(language, f'version.{mark}')}" for one, mark in raw.items())
    return "; ".join(f"{key}: {value(key, one, language)}" for key, one in raw.items())

"""What was typed on the three screens, as an order and texts, and what of it could not be taken.

Rules
1. Reading keeps what it can: a box that cannot be read leaves what stood before and says why beside its input.
2. A place is found by its code or by its name: whole, or the only one that begins with or has what was typed.

    typed = read("where", request.POST, order, texts)     typed.order, typed.texts, typed.problems
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from uarazom.acts import kinds
from uarazom.areas.regions import RegionSet
from uarazom.desk.drafts.inputs import from_local, plain
from uarazom.desk.duty import composing
from uarazom.desk.duty.orders import LEVELS, LONGEST_SHAPES, REASON, TEXTS, Order
from uarazom.desk.newsroom import newsroom
from uarazom.desk.web import told
from uarazom.editorial.alerting.errors import BadPlace
from uarazom.verify import canon

LONGEST_TEXT = 20_000  # far over what the composer takes: it says so, and nothing typed is lost
MOST_ADDED = 50  # places in one line
CHOICES = {"severity": kinds.SEVERITIES, "urgency": kinds.URGENCIES, "certainty": kinds.CERTAINTIES}
Texts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Problem:
    """Beside which input, which words (``duty.problem.<code>``), and their places."""

    name: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Typed:
    """What one screen says now."""

    order: Order
    texts: Texts
    problems: tuple[Problem, ...] = ()


def read(screen: str, data: QueryDict, order: Order, texts: Texts) -> Typed:
    """One screen's part; the rest stays."""
    return {"what": _what, "where": _where, "until": _until}[screen](data, order, texts)


# ── what ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _what(data: QueryDict, order: Order, texts: Texts) -> Typed:
    levels = {name: data.get(name, "") for name in LEVELS}
    kept: dict[str, Any] = {name: value for name, value in levels.items() if value in CHOICES[name]}
    if kept:  # a screen without levels (of an all-clear) leaves them as they are
        kept["responses"] = tuple(one for one in kinds.RESPONSES if one in data.getlist("responses"))
    return Typed(replace(order, **kept), _texts(data, texts))


def _texts(data: QueryDict, texts: Texts) -> dict[str, dict[str, str]]:
    """Every language of the instance and every other in which there is a text already."""
    found: dict[str, dict[str, str]] = {}
    for name in (*TEXTS, REASON):
        languages = dict.fromkeys((*newsroom().languages, *texts.get(name, {})))
        standing = texts.get(name, {})
        found[name] = {
            code: plain(data.get(f"{name}__{code}", standing.get(code, ""))[:LONGEST_TEXT]) for code in languages
        }
    return found


# ── where ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _where(data: QueryDict, order: Order, texts: Texts) -> Typed:
    known = RegionSet.of(newsroom().register())
    ticked = [code for code in known.codes if code in set(data.getlist("regions"))]
    added, problems = _added(data.get("add", ""), known)
    shapes = data.get("shapes", "").strip()
    if len(shapes) > LONGEST_SHAPES:
        problems.append(Problem("shapes", "too_long", {"most": str(LONGEST_SHAPES)}))
        shapes = order.shapes
    chosen = order.at([*ticked, *added], shapes, simpler=data.get("simpler") == "yes")
    problems += [Problem("shapes", "said", {"said": said}) for said in _wrong_shape(chosen)]
    return Typed(chosen, texts, tuple(problems))


def _wrong_shape(order: Order) -> list[str]:
    """What cannot be relied on in a pasted shape, in the reader's words; it is kept as it was typed."""
    try:
        if order.shapes:
            composing.where(order)
    except BadPlace as refused:
        return told.sentences(refused)
    return []


def _added(typed: str, known: RegionSet) -> tuple[list[str], list[Problem]]:
    names = [one.strip() for one in typed.replace(";", ",").split(",") if one.strip()][:MOST_ADDED]
    found, problems = [], []
    for name in names:
        matching = matches(name, known)
        if len(matching) == 1:
            found.append(matching[0])
        else:
            few = ", ".join(label(code, known) for code in matching[:5])
            problems.append(Problem("add", "several" if matching else "nowhere", {"typed": name[:80], "found": few}))
    return found, problems


def matches(typed: str, known: RegionSet) -> list[str]:
    """Rule 2; more than one when it cannot be told. As it is offered, "Name (CODE)", the code counts; a name may end in
    brackets itself, and what stands in them is no place that was asked for."""
    wanted = typed.casefold().strip()
    inner = wanted.rpartition("(")[2].removesuffix(")") if wanted.endswith(")") else wanted
    names = {code: [one.casefold() for one in known.names[code].values()] for code in known.codes}
    for fits in (str.__eq__, str.startswith, str.__contains__):
        found = [code for code, said in names.items() if any(fits(one, wanted) for one in (*said, code.casefold()))]
        found = found or [code for code in names if code.casefold() == inner]
        if found:
            return found
    return []


def label(code: str, known: RegionSet) -> str:
    """Name and code, as the list offers them."""
    name = known.name(code, newsroom().languages)[1]
    return f"{name} ({code})" if name != code else code


# ── until ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _until(data: QueryDict, order: Order, texts: Texts) -> Typed:
    chosen, other = data.get("seconds", ""), data.get("until", "").strip()
    if chosen == "other" or (other and not chosen):
        return _other(other, order, texts)
    if canon_number(chosen):
        return Typed(order.lasting(int(chosen)), texts)
    return Typed(order, texts)


def _other(typed: str, order: Order, texts: Texts) -> Typed:
    """A time on the clock here."""
    try:
        local = datetime.fromisoformat(typed)
        if local.tzinfo is not None:  # a time of another zone read as one of ours would be hours off
            raise ValueError(typed)
        instant = from_local("until", local, newsroom().zone)
    except (ValueError, OverflowError):
        return Typed(order, texts, (Problem("until", "not_a_time"),))
    except ValidationError:
        return Typed(order, texts, (Problem("until", "no_such_time"),))
    return Typed(replace(order, seconds=None, until=canon.instant(str(instant))), texts)


def canon_number(text: str) -> bool:
    """Plain digits, few enough."""
    return text.isascii() and text.isdecimal() and len(text) < 8


def problems_of(name: str, problems: Iterable[Problem]) -> list[Problem]:
    """Those beside one input."""
    return [one for one in problems if one.name == name]

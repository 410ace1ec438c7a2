"""Another authority's warning as a proposal of ours: what can be carried over, and what somebody has to look at.

Rules, in order:
1. Levels, responses and the end are carried over where they are words and an instant that we would send; the event is
   never guessed: a person chooses it from our list.
2. Texts are carried over in the languages of the instance, as they are, and nothing is translated.
3. A place is one of ours where a geocode's value is its code, or the local part of it; every other geocode, and every
   circle, is named as left out. Polygons come along as a shape.
4. An exercise or a test never becomes a live warning, nor the other way round: `side` says which of ours it may be.

    carried = carry(alert, RegionSet.of(register), ("uk", "en"))
    carried.texts["title"]["en"], carried.regions, carried.shapes, carried.left_out

Specification: OASIS CAP 1.2; docs/sources.md.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from uarazom.acts import kinds
from uarazom.areas.regions import RegionSet
from uarazom.cap.model import Alert, Area, Info, Polygon

SIDES = {"Actual": "duty", "Exercise": "exercise"}  # a test, a draft and a system message are neither
TEXT_MAX = 20_000  # characters of one text; who wants the rest finds it in the message


@dataclass(frozen=True)
class Carried:
    """What of a foreign warning a draft of ours may begin with."""

    levels: Mapping[str, str] = field(default_factory=dict)
    responses: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    shapes: str = ""
    until: datetime | None = None
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def side(alert: Alert) -> str | None:
    """`duty` or `exercise`; None where it may become neither."""
    return SIDES.get(alert.status) if alert.msg_type in ("Alert", "Update") and alert.infos else None


def carry(alert: Alert, regions: RegionSet, languages: Sequence[str]) -> Carried:
    """What can be carried over."""
    first, areas = alert.infos[0], tuple(dict.fromkeys(area for info in alert.infos for area in info.areas))
    levels = {"severity": first.severity, "urgency": first.urgency, "certainty": first.certainty}
    known = {"severity": kinds.SEVERITIES, "urgency": kinds.URGENCIES, "certainty": kinds.CERTAINTIES}
    return Carried(
        {name: word for name, word in levels.items() if word in known[name]},
        tuple(sorted({word for word in first.response_types if word in kinds.RESPONSES})),
        tuple(sorted({code for area in areas for code in _codes(area, regions)})),
        shape_of([polygon for area in areas for polygon in area.polygons]),
        max((info.expires.astimezone(UTC) for info in alert.infos if info.expires), default=None),
        texts_of(alert.infos, languages),
        tuple(dict.fromkeys(said for area in areas for said in _left_out(area, regions))),
    )


def texts_of(infos: Sequence[Info], languages: Collection[str]) -> dict[str, dict[str, str]]:
    """Title, text and instruction by language of the instance; a region of a language (en-US) counts as that."""
    found: dict[str, dict[str, str]] = {"title": {}, "text": {}, "instruction": {}}
    for info in infos:
        said = (info.language or "en").lower()  # CAP 1.2, 3.2.2: without one it is en-US
        language = next((one for one in languages if one.lower() in (said, said.partition("-")[0])), None)
        for name, text in (("title", info.headline), ("text", info.description), ("instruction", info.instruction)):
            if language and text:
                found[name].setdefault(language, _plain(text, one_line=name == "title"))
    return found


def shape_of(polygons: Sequence[Polygon]) -> str:
    """Polygons as well-known text, longitude first; nothing for none."""
    rings = [", ".join(f"{longitude} {latitude}" for latitude, longitude in polygon) for polygon in polygons]
    return f"MULTIPOLYGON ({', '.join(f'(({ring}))' for ring in dict.fromkeys(rings))})" if rings else ""


def _codes(area: Area, regions: RegionSet) -> Iterator[str]:
    for geocode in area.geocodes:
        yield from (code for code in regions.codes if geocode.value in (code, code.rpartition(":")[2]))


def _left_out(area: Area, regions: RegionSet) -> Iterator[str]:
    for geocode in area.geocodes:
        if not any(geocode.value in (code, code.rpartition(":")[2]) for code in regions.codes):
            yield f"{geocode.name}: {geocode.value}"
    for circle in area.circles:
        yield f"{circle.latitude},{circle.longitude} {circle.radius} km"


def _plain(text: str, *, one_line: bool) -> str:
    """As our texts are: no space around, paragraphs divided by one empty line."""
    lines = [" ".join(line.split()) for line in text[:TEXT_MAX].splitlines()]
    if one_line:
        return " ".join(filter(None, lines))
    paragraphs = "\n".join(lines).split("\n\n")
    return "\n\n".join(one.strip() for one in paragraphs if one.strip())

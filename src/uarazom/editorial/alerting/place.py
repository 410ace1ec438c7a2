"""Where a warning holds: region codes from a list or a map, and a pasted shape, as one value.

    there = place(["AA-01"], "POLYGON((…))", regions=RegionSet.of(register), outlines=outlines)
    there.regions       # concerned whole, sorted: no code beside one that holds it already
    there.parts         # what the shape touches besides: part or possibly (areas.touched)
    there.polygons      # as CAP writes them: latitude first
    people(there, outlines)         # People(least=…, most=…), None where the file does not say

Rules, in order:
1. Every code is one of the register's. 2. The shape is read and bounded (`areas.pasted`). 3. More than `VERTICES_MAX`
vertices are refused, unless a simpler shape that covers all of it is asked for. 4. What the codes hold already is not
touched in part. A hole in a shape is warned too, and counted, so that the officer is told.

`BadPlace` names everything that is wrong. Specification: docs/formats/alert.md; CAP 1.2, 3.2.4.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from uarazom.areas import pasted
from uarazom.areas.errors import BadGeometry
from uarazom.areas.geojson import Region
from uarazom.areas.regions import RegionSet, covers
from uarazom.areas.touched import touched
from uarazom.cap.model import Polygon
from uarazom.editorial.alerting.errors import BadPlace, Finding

VERTICES_MAX = 100  # of all polygons of a message: what networks take (CAP practice of cell broadcast and IPAWS)


@dataclass(frozen=True, slots=True)
class Place:
    """Where. `holes`: parts of the shape that were cut out of it and are warned all the same."""

    regions: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    polygons: tuple[Polygon, ...] = ()
    holes: int = 0

    @property
    def codes(self) -> tuple[str, ...]:
        """Every region that is named, sorted."""
        return tuple(sorted({*self.regions, *self.parts}))


@dataclass(frozen=True, slots=True)
class People:
    """How many people a place concerns: those in whole regions, and with those of every region touched."""

    least: int
    most: int


def place(
    codes: Iterable[str],
    shape: str = "",
    *,
    regions: RegionSet,
    outlines: Sequence[Region] = (),
    simpler: bool = False,
) -> Place:
    """The place of these codes and this pasted text; BadPlace with every finding."""
    given = tuple(sorted(set(codes)))
    findings = [Finding("regions", "region codes of the register", code) for code in given if code not in regions]
    drawn = _shape(shape, findings, simpler=simpler)
    if not given and drawn is None and not findings:
        findings.append(Finding("regions", "a region or a shape", "nothing"))
    if findings:
        raise BadPlace(findings)
    if drawn is None:
        return Place(_outermost(given))
    found = touched(drawn.geometry, regions, outlines)
    whole = _outermost((*given, *found.whole))
    parts = {code: how for code, how in found.parts.items() if not any(covers(one, code) for one in whole)}
    return Place(whole, parts, tuple(_polygon(ring) for ring in drawn.rings), drawn.holes)


def _shape(text: str, findings: list[Finding], *, simpler: bool) -> pasted.Shape | None:
    if not text.strip():
        return None
    try:
        shape = pasted.read(text)
    except BadGeometry as error:
        findings.append(Finding("shape", error.expected, str(error.got)))
        return None
    if simpler:
        return pasted.simplified(shape, VERTICES_MAX)
    if shape.vertices > VERTICES_MAX:
        remedy = "Take the simpler shape that covers all of it."
        findings.append(Finding("shape.vertices", f"at most {VERTICES_MAX} vertices", str(shape.vertices), remedy))
    return shape


def _outermost(codes: Iterable[str]) -> tuple[str, ...]:
    every = sorted(set(codes))
    return tuple(code for code in every if not any(covers(other, code) for other in every if other != code))


def _polygon(ring: Iterable[tuple[float, float]]) -> Polygon:
    return tuple((latitude, longitude) for longitude, latitude in ring)


def people(there: Place, outlines: Iterable[Region]) -> People | None:
    """How many people it concerns, as far as the geometry file says; None where it does not."""
    living = {one.code: one.population for one in outlines if one.population is not None}
    whole = [_living(code, living) for code in there.regions]
    touched_too = [_living(code, living) for code in there.parts]
    counts = [count for count in (*whole, *touched_too) if count is not None]
    if len(counts) < len(whole) + len(touched_too):
        return None
    least = sum(counts[: len(whole)])
    return People(least, sum(counts))


def _living(code: str, living: Mapping[str, int]) -> int | None:
    """Of a region, or of all that the file has in it."""
    if code in living:
        return living[code]
    within = [one for one in living if covers(code, one)]
    outer = [one for one in within if not any(other != one and covers(other, one) for other in within)]
    return sum(living[one] for one in outer) if outer else None

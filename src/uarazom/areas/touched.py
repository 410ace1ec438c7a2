"""Which regions a shape concerns: wholly, in part, or possibly, as far as outlines are known.

    touched(shape.geometry, RegionSet.of(register), outlines)
    # Touched(whole=("AA-01:0203",), parts={"AA-01:0204": "part"})

Rules, from the whole country inwards:
1. A region whose outline lies within the shape is concerned *whole*, and nothing in it is named besides.
2. One that the shape touches is concerned in *part*, by the smallest regions whose outlines say so; the region itself
   is named where none of those within it has an outline.
3. One without an outline, beside others that have one, is concerned *possibly*, unless the known outlines hold the
   whole shape already.
4. Where no outline says anything, the instance's own region is concerned *possibly*. A shape is never nobody's.

The unknown never reads as safe: doubt widens, it never narrows. Specification: docs/formats/alert.md, `parts`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from uarazom.areas.geojson import Region
from uarazom.areas.regions import RegionSet

UNCOVERED = 1e-6  # the share of a region that may lie outside and still count as nothing: two files, one border
SLIVER = 1e-10  # square degrees, about a square metre: lines that only touch share no ground


@dataclass(frozen=True, slots=True)
class Touched:
    """Region codes, sorted: `whole` ones, and `parts`: code → part or possibly."""

    whole: tuple[str, ...]
    parts: Mapping[str, str] = field(default_factory=dict)


def touched(shape: BaseGeometry, regions: RegionSet, outlines: Iterable[Region]) -> Touched:
    """Whom a shape concerns."""
    found = dict(_Walk(shape, regions, outlines).of(regions.tops))
    if not found:
        found = dict.fromkeys(regions.tops[:1], "possibly")
    parts = {code: how for code, how in sorted(found.items()) if how != "whole"}
    return Touched(tuple(sorted(set(found) - set(parts))), parts)


class _Walk:
    """From region to region, inwards."""

    def __init__(self, shape: BaseGeometry, regions: RegionSet, outlines: Iterable[Region]) -> None:
        self._shape, self._regions = shape, regions
        self._drawn = {one.code: one for one in outlines if one.code in regions}
        self._outlines: dict[str, BaseGeometry] = {}

    def _outline(self, code: str) -> BaseGeometry:
        """Made when it is asked for: what lies in a region that is not touched never is."""
        if code not in self._outlines:
            self._outlines[code] = outline(self._drawn[code])
        return self._outlines[code]

    def of(self, codes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """What these regions, which lie beside each other, say."""
        known = [code for code in codes if self._is_known(code)]
        for code in known:
            yield from self._known(code)
        if known and len(known) < len(codes) and not self._is_held(known):
            yield from ((code, "possibly") for code in codes if code not in known)

    def _is_known(self, code: str) -> bool:
        return code in self._drawn or any(map(self._is_known, self._regions.children(code)))

    def _known(self, code: str) -> Iterator[tuple[str, str]]:
        within = self._regions.children(code)
        if code not in self._drawn:
            yield from self.of(within)
            return
        region = self._outline(code)
        shared = region.intersection(self._shape).area
        if shared <= SLIVER:
            return
        if region.area - shared <= UNCOVERED * region.area:
            yield code, "whole"
            return
        yield from dict(self.of(within)).items() or ((code, "part"),)

    def _is_held(self, codes: list[str]) -> bool:
        """Whether the known outlines of these hold the whole shape."""
        outlines = [outline for code in codes for outline in self._within(code)]
        return bool(self._shape.difference(shapely.unary_union(outlines)).area <= SLIVER)

    def _within(self, code: str) -> Iterator[BaseGeometry]:
        if code in self._drawn:
            yield self._outline(code)
        else:
            for child in self._regions.children(code):
                yield from self._within(child)


def outline(region: Region) -> BaseGeometry:
    """A region for shapely; a ring that crosses itself in the file is mended, since somebody lives there."""
    parts = [shapely.Polygon(rings[0], rings[1:]) for rings in region.polygons]
    return shapely.unary_union([part if part.is_valid else shapely.make_valid(part) for part in parts])

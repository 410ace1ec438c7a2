"""cap/alerts.geojson and cap/exercises.geojson: where the warnings in force are, as shapes (RFC 7946).

Rules
1. One feature a warning, with the shapes of its CAP message and the outlines of the regions that it concerns whole.
   Where neither is known, `geometry` is null: the codes in `concerns` then say where it is.
2. A circle is drawn as a polygon of 64 corners around it. Outer rings run against the clock, holes with it (§3.1.6).
3. "None in force" has an end: `made_at` and `do_not_rely_after` (foreign members, RFC 7946 §6.1), as of the full minute
   or of the later instant at which one of these warnings changed.
4. An exercise stands in the other file, and its feature has its `mark`.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from uarazom.acts.alerts import speaking
from uarazom.areas import geojson
from uarazom.areas.errors import AreasError
from uarazom.cap.errors import CapRefused
from uarazom.cap.read import read as read_cap
from uarazom.site.machine.alerts import of
from uarazom.site.machine.document import said
from uarazom.site.machine.json_feed import dumped
from uarazom.site.pages.alerting import warns
from uarazom.site.places import full_minute
from uarazom.site.registry import PageKind
from uarazom.site.times import RELIABLE

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from uarazom.acts.model import Document
    from uarazom.cap.model import Area
    from uarazom.site.context import Context

LISTS = ("alerts", "exercises")
CORNERS = 64
EARTH_KM = 6_371.0088  # mean radius, IUGG
Ring = list[list[float]]
Polygon = list[Ring]


def geo_paths(context: Context) -> Iterator[str]:
    """Two files, where anyone warns."""
    if warns(context):
        yield from (f"cap/{name}.geojson" for name in LISTS)


def geo_page(context: Context, match: re.Match[str]) -> bytes | None:
    """One file."""
    if not warns(context):
        return None
    there = context if match["list"] == "alerts" else context.exercises
    features = [feature(there, document) for document in there.alerts]
    as_of = max(full_minute(context.now), there.index.alerts.changed_at or there.began_at)
    head = said({"made_at": as_of, "do_not_rely_after": as_of + RELIABLE})
    return dumped({"type": "FeatureCollection", **head, "features": features})


def feature(context: Context, document: Document) -> dict[str, Any]:
    """One warning."""
    kept = context._kept(document.id)
    if "feature" not in kept:
        polygons = [*shapes(context, document), *outlines(context, document)]
        geometry = {"type": "MultiPolygon", "coordinates": polygons} if polygons else None
        kept["feature"] = {
            "type": "Feature",
            "id": document.id,
            "geometry": geometry,
            "properties": of(context, document),
        }
    found: dict[str, Any] = kept["feature"]
    return found


def outlines(context: Context, document: Document) -> Iterator[Polygon]:
    """The outlines of the regions that the message concerns whole, where the register has them."""
    digest = context.register.instance.geometry
    raw = context.blob(digest) if digest else None
    known = outlined(raw) if raw else {}
    for code in speaking(document).regions:
        for rings in known.get(code, ()):
            yield turned([[[x, y] for x, y in ring] for ring in rings])


@lru_cache(maxsize=2)
def outlined(raw: bytes) -> dict[str, tuple[geojson.Polygon, ...]]:
    """Outlines by code; none where the file cannot be relied on: the codes still say where."""
    try:
        return {region.code: region.polygons for region in geojson.read(raw)}
    except AreasError:
        return {}


def shapes(context: Context, document: Document) -> Iterator[Polygon]:
    """The polygons and circles of the CAP message, each once: an info in another language repeats them."""
    act = speaking(document)
    raw = context.blob(act.message_digest) if act.message_digest else None
    seen: set[object] = set()
    for area in areas(raw) if raw else ():
        for polygon in area.polygons:
            if polygon not in seen:
                seen.add(polygon)
                yield turned([[[longitude, latitude] for latitude, longitude in polygon]])
        for circle in area.circles:
            if circle not in seen:
                seen.add(circle)
                yield [around(circle.latitude, circle.longitude, circle.radius)]


def areas(raw: bytes) -> Iterator[Area]:
    """The areas of a message; none of one that cannot be read: the codes still say where."""
    try:
        messages = read_cap(raw)
    except CapRefused:
        return
    for message in messages:
        for info in message.alert.infos if message.alert else ():
            yield from info.areas


def around(latitude: float, longitude: float, radius_km: float) -> Ring:
    """A circle on the globe as a closed ring, against the clock."""
    angle, lat = radius_km / EARTH_KM, math.radians(latitude)
    ring = []
    for corner in range(CORNERS):
        bearing = -2 * math.pi * corner / CORNERS
        y = math.asin(math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(bearing))
        x = math.atan2(
            math.sin(bearing) * math.sin(angle) * math.cos(lat), math.cos(angle) - math.sin(lat) * math.sin(y)
        )
        ring.append([round(longitude + math.degrees(x), 5), round(math.degrees(y), 5)])
    return [*ring, ring[0]]


def turned(polygon: Polygon) -> Polygon:
    """The same rings, the outer one against the clock, the holes with it."""
    return [ring if (area(ring) > 0) == (at == 0) else ring[::-1] for at, ring in enumerate(polygon)]


def area(ring: Sequence[Sequence[float]]) -> float:
    """Twice the signed area: above 0 runs against the clock."""
    return sum((a[0] - b[0]) * (a[1] + b[1]) for a, b in pairwise(ring))


GEO = PageKind("alerts geojson", r"cap/(?P<list>alerts|exercises)\.geojson", geo_paths, geo_page)

"""A point is in a region when it is in it: shapely, another implementation, says the same."""

from pathlib import Path

import shapely
from hypothesis import given
from hypothesis import strategies as st

from uarazom.areas import geojson
from uarazom.areas.geojson import Region
from uarazom.areas.geometry import find, inside

COORDINATE = st.integers(-8, 8).map(float)
POINT = st.tuples(COORDINATE, COORDINATE)


@st.composite
def regions(draw: st.DrawFn) -> Region:
    """A simple polygon with whole coordinates, sometimes with a triangular hole."""
    outer = shapely.MultiPoint(draw(st.lists(POINT, min_size=3, max_size=8, unique=True))).convex_hull
    if outer.geom_type != "Polygon":
        outer = shapely.box(-3, -3, 3, 3)
    hole = shapely.Polygon([(-1, -1), (1, -1), (0, 1)])
    rings = [outer.exterior, *([hole.exterior] if outer.contains_properly(hole) else [])]
    return Region("AA", {}, (tuple(tuple((float(x), float(y)) for x, y in ring.coords) for ring in rings),))


@given(regions(), POINT)
def test_inside_is_what_shapely_covers(region: Region, point: tuple[float, float]) -> None:
    outer, *holes = region.polygons[0]
    assert inside(region, point) == shapely.Polygon(outer, holes).covers(shapely.Point(point))


def test_cities_are_in_their_regions(root: Path) -> None:
    found = geojson.read((root / "demo/regions/ua27.geojson").read_bytes())
    cities = {(30.52, 50.45): "UA-30", (34.1, 44.95): "UA-43", (36.25, 49.99): "UA-63", (24.03, 49.84): "UA-46"}
    for place, code in cities.items():
        region = find(found, place)
        assert region is not None
        assert region.code == code
    assert find(found, (0.0, 0.0)) is None

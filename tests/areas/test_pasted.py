import json
import math

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from uarazom.areas import pasted
from uarazom.areas.errors import BadGeometry

SQUARE = "POLYGON((30 50, 31 50, 31 51, 30 51, 30 50))"
RINGS = [[30.0, 50.0], [31.0, 50.0], [31.0, 51.0], [30.0, 51.0], [30.0, 50.0]]


def star(points: int, inner: float = 0.6) -> list[list[float]]:
    """A ring that never crosses itself, far from convex."""
    turns = [2 * math.pi * n / points for n in range(points)]
    ring = [
        [30 + math.cos(t) * (1 if n % 2 else inner), 50 + math.sin(t) * (1 if n % 2 else inner)]
        for n, t in enumerate(turns)
    ]
    return [*ring, ring[0]]


@pytest.mark.parametrize(
    "text",
    [
        SQUARE,
        f"SRID=4326;{SQUARE.lower()}",
        "MULTIPOLYGON(((30 50, 31 50, 31 51, 30 51, 30 50)))",
        "POLYGON Z ((30 50 9, 31 50 9, 31 51 9, 30 51 9, 30 50 9))",
        json.dumps({"type": "Polygon", "coordinates": [RINGS]}),
        json.dumps({"type": "Feature", "properties": None, "geometry": {"type": "Polygon", "coordinates": [RINGS]}}),
        json.dumps({"type": "GeometryCollection", "geometries": [{"type": "MultiPolygon", "coordinates": [[RINGS]]}]}),
    ],
)
def test_every_way_of_writing_it_is_the_same_shape(text: str) -> None:
    shape = pasted.read(text)
    assert shape.rings == (tuple((x, y) for x, y in RINGS),)
    assert (shape.vertices, shape.holes) == (4, 0)


def test_a_hole_is_warned_too_and_told() -> None:
    shape = pasted.read("POLYGON((30 50,31 50,31 51,30 51,30 50),(30.4 50.4,30.6 50.4,30.6 50.6,30.4 50.4))")
    assert shape.holes == 1
    assert shape.geometry.area == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "POINT(1 2)",
        "LINESTRING(0 0, 1 1)",
        "POLYGON((30 50,31 50",
        "POLYGON(((",
        "POLYGON((,,))",
        "POLYGON((30 50 1 1, 31 50, 31 51, 30 50))",
        "POLYGON((30 50, 31 50, 31 51, 30.1 50))",  # not closed
        "POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))",  # crosses itself
        "POLYGON((0 0, 1 1, 2 2, 0 0))",  # no area
        "POLYGON((181 0, 182 0, 182 1, 181 0))",
        "POLYGON((-179 0, 179 0, 179 1, -179 0))",  # round the globe
        "POLYGON((٣٠ 50, 31 50, 31 51, ٣٠ 50))",
        "POLYGON((NaN 50, 31 50, 31 51, NaN 50))",
        "POLYGON((1e999 50, 31 50, 31 51, 1e999 50))",
        '{"type":"Polygon","coordinates":[[[30,50],[31,50],[31,51],[30,50]]],"type":"Polygon"}',
        '{"type":"Polygon","coordinates":[[[NaN,50],[31,50],[31,51],[30,50]]]}',
        '{"type":"Polygon"}',
        '{"type":"FeatureCollection","features":[]}',
        '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null}]}',
        "[" * 100_000,
        '{"a":' * 100_000,
    ],
)
def test_what_cannot_be_relied_on_is_refused(text: str) -> None:
    with pytest.raises(BadGeometry):
        pasted.read(text)


def test_it_is_bounded_before_any_geometry_is_made() -> None:
    with pytest.raises(BadGeometry, match="bytes"):
        pasted.read(json.dumps({"type": "Polygon", "coordinates": [star(50_000)]}))
    with pytest.raises(BadGeometry, match="positions"):
        pasted.read("POLYGON((" + "1 1," * pasted.POSITIONS_MAX + "1 1))")
    with pytest.raises(BadGeometry, match="polygons"):
        pasted.read(json.dumps({"type": "MultiPolygon", "coordinates": [[RINGS]] * 51}))


@settings(max_examples=6, deadline=None)
@given(points=st.integers(120, 400).map(lambda n: 2 * n), inner=st.floats(0.2, 0.99), most=st.integers(8, 100))
def test_a_simpler_shape_covers_all_that_was_meant(points: int, inner: float, most: int) -> None:
    shape = pasted.read(json.dumps({"type": "Polygon", "coordinates": [star(points, inner)]}))
    simple = pasted.simplified(shape, most)
    assert simple.vertices <= most
    assert simple.geometry.covers(shape.geometry)
    assert all(shapely.Polygon(ring).is_valid for ring in simple.rings)


def test_what_is_simple_enough_is_left_as_it_is() -> None:
    shape = pasted.read(SQUARE)
    assert pasted.simplified(shape, 100) is shape

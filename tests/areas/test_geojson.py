"""Regions are read strictly: what cannot be relied on is refused with what was expected, what came and where."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uarazom.areas import geojson
from uarazom.areas.errors import BadGeometry

SQUARE = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]


def feature(code: Any = "AA-01", rings: Any = None, **properties: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [SQUARE] if rings is None else rings}
    return {"type": "Feature", "id": code, "properties": properties, "geometry": geometry}


def collection(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_the_demonstrations_regions_are_read(root: Path) -> None:
    regions = geojson.read((root / "demo/regions/ua27.geojson").read_bytes())
    assert len(regions) == 27
    assert all(region.names for region in regions)


def test_codes_names_and_polygons_are_kept() -> None:
    hole = [[0.5, 0.5], [1, 0.5], [1, 1], [0.5, 0.5]]
    one, two = geojson.read(collection(feature(name_fr="Une", name="One", area=4), feature("AA-02", [SQUARE, hole])))
    assert (one.code, dict(one.names)) == ("AA-01", {"fr": "Une", "": "One"})
    assert [len(ring) for ring in two.polygons[0]] == [5, 4]
    assert two.polygons[0][0][1] == (2.0, 0.0)


def multi(coordinates: Any, kind: str = "MultiPolygon") -> dict[str, Any]:
    return {**feature(), "geometry": {"type": kind, "coordinates": coordinates}}


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "expected JSON"),
        (b"\xff", "expected JSON"),
        (b"[" * 100_000, "expected JSON"),
        (b"[]", "expected a FeatureCollection"),
        (b'{"type":"FeatureCollection","type":"FeatureCollection","features":[]}', "a member stands twice"),
        (collection(), "expected 1 to 5000 features"),
        (collection(5), r"features\[0\]: expected a Feature"),
        (collection(feature("Bavaria")), r"features\[0\].id: expected a region code .*, got Bavaria"),
        (collection(feature(None)), "expected a region code"),
        (collection(feature(), feature()), "expected each code once, got AA-01"),
        (collection(multi([[1, 2]], "Point")), "expected a Polygon or MultiPolygon, got Point"),
        (collection(multi([], "Polygon")), "expected an array, not empty"),
        (collection(multi([[]])), "expected an array, not empty"),
        (collection(multi([SQUARE])), "expected an array, not empty|expected \\[longitude"),
        (collection(feature(rings=[SQUARE[:4]])), "expected a closed ring"),
        (collection(feature(rings=[[[0, 0], [1, 1], [0, 0]]])), "expected a closed ring of at least four"),
        (collection(feature(rings=[[[0, 0], [181, 0], [1, 1], [0, 0]]])), r"expected \[longitude, latitude\]"),
        (collection(feature(rings=[[[0, 0], [0, 91], [1, 1], [0, 0]]])), r"expected \[longitude, latitude\]"),
        (collection(feature(rings=[[[0, 0], ["1", 0], [1, 1], [0, 0]]])), r"expected \[longitude, latitude\]"),
        (collection(feature(rings=[[[0, 0], [True, 0], [1, 1], [0, 0]]])), r"expected \[longitude, latitude\]"),
        (collection(feature()).replace(b"[2, 0]", b"[NaN, 0]"), "not a number of JSON: NaN"),
        (collection(feature()).replace(b"[2, 0]", b"[1e999, 0]"), r"expected \[longitude, latitude\]"),
    ],
)
def test_what_cannot_be_relied_on_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(BadGeometry, match=reason):
        geojson.read(raw)


def test_a_file_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geojson, "BYTES_MAX", 100)
    with pytest.raises(BadGeometry, match="at most 100 bytes"):
        geojson.read(b" " * 101)
    monkeypatch.undo()
    monkeypatch.setattr(geojson, "POSITIONS_MAX", 9)
    with pytest.raises(BadGeometry, match="at most 9 positions, got 10"):
        geojson.read(collection(feature(), feature("AA-02")))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(ANYTHING, st.sampled_from(["id", "type", "properties", "geometry"]))
def test_anything_at_all_is_read_or_refused(value: Any, member: str) -> None:
    for broken in ({**feature(), member: value}, multi(value), multi([[value]])):
        try:
            geojson.read(collection(broken))
        except BadGeometry as bad:
            assert bad.where.startswith("features[0]") or bad.where == "file"  # noqa: PT017 - refusing is not a must

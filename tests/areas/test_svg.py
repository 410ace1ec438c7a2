"""The map holds every region, is small, and keeps borders in common."""

import re
import zlib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from uarazom.areas import geojson
from uarazom.areas.errors import BadGeometry
from uarazom.areas.geojson import Region
from uarazom.areas.svg import BYTES_WANTED, drawing

PATH = "{http://www.w3.org/2000/svg}path"


def square(code: str, west: float, south: float, side: float) -> Region:
    corners = [(west, south), (west + side, south), (west + side, south + side), (west, south + side), (west, south)]
    return Region(code, {}, ((tuple(corners),),))


def paths(svg: bytes) -> dict[str, str]:
    return {path.attrib["id"]: path.attrib["d"] for path in ET.fromstring(svg).iter(PATH)}


def corners(data: str) -> list[tuple[int, int]]:
    """The absolute points of path data with one ring."""
    numbers = [int(number) for number in re.findall(r"-?\d+", data)]
    points = [(numbers[0], numbers[1])]
    for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
        points.append((points[-1][0] + dx, points[-1][1] + dy))
    return points


@pytest.fixture(scope="module")
def demonstration(root: Path) -> tuple[geojson.Region, ...]:
    return geojson.read((root / "demo/regions/ua27.geojson").read_bytes())


def test_the_demonstrations_map_is_whole_and_small(demonstration: tuple[Region, ...]) -> None:
    svg = drawing(demonstration)
    assert set(paths(svg)) == {region.code for region in demonstration}
    assert len(zlib.compress(svg, 9)) <= BYTES_WANTED
    assert svg == drawing(demonstration)


def test_a_smaller_budget_makes_a_coarser_map(demonstration: tuple[Region, ...]) -> None:
    svg = drawing(demonstration, bytes_wanted=2_500)
    assert len(zlib.compress(svg, 9)) <= 2_500
    assert set(paths(svg)) == {region.code for region in demonstration}


def test_neighbours_keep_one_border() -> None:
    """Two halves of a square with a ragged border between them: each vertex of the border is in both."""
    ragged = [(1.0 + (n % 3) / 7, n / 10) for n in range(21)]
    left = Region("AA-01", {}, ((((0.0, 0.0), *ragged, (0.0, 2.0), (0.0, 0.0)),),))
    right = Region("AA-02", {}, ((((3.0, 0.0), *ragged, (3.0, 2.0), (3.0, 0.0)),),))
    drawn = paths(drawing([left, right]))
    one, two = (set(corners(drawn[code])) for code in ("AA-01", "AA-02"))
    assert len(one & two) >= 8
    assert {point for point in one if point[0] > 0} == one & two


def test_shapes_are_in_place_and_north_is_up() -> None:
    drawn = paths(drawing([square("AA-01", 10, 0, 1), square("AA-02", 10, 1, 1)]))
    south, north = (corners(drawn[code]) for code in ("AA-01", "AA-02"))
    assert max(y for _, y in north) == min(y for _, y in south) == 500
    assert min(x for x, _ in north) == min(x for x, _ in south) == 0


def test_what_lies_in_another_region_of_the_file_is_drawn_with_it() -> None:
    whole, inside = square("AA-01", 10, 50, 2), square("AA-01:7", 10, 50, 1)
    assert list(paths(drawing([whole, inside]))) == ["AA-01"]
    assert list(paths(drawing([inside]))) == ["AA-01:7"]


def test_a_region_too_small_to_be_seen_is_a_dot() -> None:
    drawn = paths(drawing([square("AA-01", 0, 0, 10), square("AA-02", 20, 0, 0.001)]))
    assert len(corners(drawn["AA-02"])) == 4


def test_a_ring_that_crosses_itself_is_drawn_and_one_without_area_refused() -> None:
    bow = Region("AA-01", {}, ((((0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0), (0.0, 0.0)),),))
    assert "M" in paths(drawing([bow, square("AA-02", 3, 0, 1)]))["AA-01"]
    line = Region("AA-01", {}, ((((0.0, 0.0), (2.0, 2.0), (1.0, 1.0), (0.0, 0.0)),),))
    with pytest.raises(BadGeometry, match="AA-01: expected a region with an area"):
        drawing([line])


def test_a_country_over_the_180th_meridian_is_drawn_in_one_piece() -> None:
    drawn = paths(drawing([square("AA-01", 178, 0, 2), square("AA-02", -180, 0, 2)]))
    west, east = (corners(drawn[code]) for code in ("AA-01", "AA-02"))
    assert max(x for x, _ in west) == min(x for x, _ in east) == 500

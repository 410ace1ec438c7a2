"""Polygons, circles and numbers as CAP writes them: `lat,lon lat,lon …` and `lat,lon radius`, plain decimals.

    read_polygon("50,30 50,31 51,31 50,30")     # (((50.0, 30.0), …), "")
    read_polygon("[50,30] [50,31] …")           # the same points, with what was expected instead
    show_polygon(points)                        # back; never an exponent

What is tolerated, each told: brackets, semicolons, a comma behind a pair, blanks beside the comma, exponents. Nothing
is moved, closed or turned round here: what the points mean is for the rules.

Specification: OASIS CAP 1.2, 3.2.4 (polygon, circle); XML Schema part 2, 3.2.3 (decimal).
"""

import math
import re
from decimal import Decimal

from uarazom.cap.model import Circle, Point, Polygon

POLYGON = "pairs of latitude,longitude with one blank between pairs, as 50.45,30.52 50.45,30.6 50.5,30.6 50.45,30.52"
CIRCLE = "latitude,longitude and a radius in kilometres, as 50.45,30.52 12.5"
NUMBER = "a decimal number"

SHORT_MAX = 1_100  # characters of one to three numbers: a float in plain digits has at most 350

PLAIN = b"0123456789.,- \t\r\n"  # with these alone, what float() takes is what XML Schema calls a decimal
JUNK = re.compile(r"[\[\](){};|]+|(?<=[0-9.]),(?=\s*[\[(]|\s*$)")
NUMBERS = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")


def read_polygon(text: str) -> tuple[Polygon | None, str]:
    """The points, and what was expected instead ("" when nothing); None when there are no points in it."""
    points = plain_points(text) if is_plain(text) else ()
    if points:
        return points, ""
    numbers = loose_numbers(text)
    if len(numbers) < 2 or len(numbers) % 2:
        return None, POLYGON
    return tuple(zip(numbers[::2], numbers[1::2], strict=True)), POLYGON


def read_circle(text: str) -> tuple[Circle | None, str]:
    """The circle, and what was expected instead ("" when nothing); None when there is no circle in it."""
    numbers = loose_numbers(text) if len(text) <= SHORT_MAX else []
    if len(numbers) != 3:
        return None, CIRCLE
    centre, _, radius = text.partition(" ")
    strict = is_plain(text) and centre.count(",") == 1 and "," not in radius
    return Circle(*numbers), "" if strict else CIRCLE


def read_number(text: str) -> tuple[float | None, str]:
    """The number, and what was expected instead."""
    numbers = loose_numbers(text) if len(text) <= SHORT_MAX else []
    if len(numbers) != 1:
        return None, NUMBER
    return numbers[0], "" if is_plain(text) and "," not in text else NUMBER


def is_plain(text: str) -> bool:
    """Nothing but digits, points, commas, minus signs and blanks: no NaN, no `1_000`, no digits of other scripts."""
    return text.isascii() and not text.encode().translate(None, PLAIN)


def plain_points(text: str) -> Polygon:
    """Every pair of a text that holds nothing else; none when it does. Whole lists, not pairs: 50,000 in 15 ms."""
    between = text.encode().translate(None, b"0123456789.-")
    pairs = between.count(b",")
    usual = between == (b", " * pairs)[:-1]  # one comma in each pair, one blank between two; else they are looked for
    if not usual and (len(text.split()) != pairs or b",," in between):
        return ()
    try:
        numbers = list(map(float, text.replace(",", " ").split()))
    except ValueError:
        return ()
    if len(numbers) != 2 * pairs or not math.isfinite(sum(numbers)):
        return ()
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def loose_numbers(text: str) -> list[float]:
    """Every number in a text that holds numbers, separators and brackets alone; else none."""
    rest = JUNK.sub(" ", text)
    if NUMBERS.sub("", rest).strip(" ,\t\r\n"):
        return []
    numbers = [float(one) for one in NUMBERS.findall(rest)]
    return numbers if all(map(math.isfinite, numbers)) else []


def show_number(value: float) -> str:
    """The shortest decimal that reads back as the same number; never an exponent."""
    text = repr(float(value))
    return format(Decimal(text), "f") if "e" in text else text.removesuffix(".0")


def show_point(point: Point) -> str:
    """`50.45,30.52`."""
    return f"{show_number(point[0])},{show_number(point[1])}"


def show_polygon(points: Polygon) -> str:
    """One blank between pairs."""
    return " ".join(map(show_point, points))


def show_circle(circle: Circle) -> str:
    """Centre, blank, radius."""
    return f"{show_point((circle.latitude, circle.longitude))} {show_number(circle.radius)}"

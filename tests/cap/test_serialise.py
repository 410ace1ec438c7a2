"""An alert into bytes and back: the same bytes for the same alert, and nothing that would read back otherwise."""

import hashlib
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from tests.cap.alerts import ALERT, INFO, SENT, SQUARE, alerts

from uarazom.cap.errors import BadAlert
from uarazom.cap.model import Alert, Area, Circle, Pair, Reference, Resource
from uarazom.cap.read import read
from uarazom.cap.serialise import serialise

MESSAGES = Path(__file__).parent / "messages"


SHRUNK = Resource(description="x", mime_type="y", size=-1)


def offsets(value: Any) -> list[Any]:
    """Every offset in a value, in order: equality of instants does not see them."""
    if isinstance(value, datetime):
        return [value.utcoffset()]
    if isinstance(value, tuple):
        return [one for member in value for one in offsets(member)]
    return (
        [one for field in fields(value) for one in offsets(getattr(value, field.name))] if is_dataclass(value) else []
    )


@given(alerts)
def test_any_alert_reads_back_equal(alert: Alert) -> None:
    raw = serialise(alert)
    (message,) = read(raw)
    assert message.defects == ()
    assert message.alert == alert
    assert offsets(message.alert) == offsets(alert)
    assert serialise(message.alert) == raw


@pytest.mark.parametrize("name", ["whole", "cancel"])
def test_golden_messages_print_as_they_stand(name: str) -> None:
    raw = (MESSAGES / f"{name}.xml").read_bytes()
    (message,) = read(raw)
    assert message.defects == ()
    assert message.alert is not None
    assert serialise(message.alert) == raw


def test_the_bytes_are_the_same_for_ever() -> None:
    """Messages are approved by digest: a change of form is a change of the format."""
    assert hashlib.sha256(serialise(ALERT)).hexdigest() == (
        "8c4624685c62e4290f264310867b0d899b82cff520a1cba54aa85f556cc4bd90"
    )


def test_utc_is_written_with_a_numeric_zone() -> None:
    assert b"<sent>2022-02-16T03:30:00-00:00</sent>" in serialise(replace(ALERT, sent=SENT.astimezone(UTC)))


def test_decimals_have_no_exponent() -> None:
    area = Area(description="x", circles=(Circle(0.0000001, -0.00002, 12.5),))
    raw = serialise(replace(ALERT, infos=(replace(INFO, areas=(area,)),)))
    assert b"<circle>0.0000001,-0.00002 12.5</circle>" in raw


def of_area(**changes: Any) -> Alert:
    return of_info(areas=(replace(INFO.areas[0], **changes),))


def of_info(**changes: Any) -> Alert:
    return replace(ALERT, infos=(replace(INFO, **changes),))


@pytest.mark.parametrize(
    ("alert", "rule", "path"),
    [
        (replace(ALERT, identifier=""), "form", "/alert/identifier"),
        (replace(ALERT, identifier="a b"), "form", "/alert/identifier"),
        (replace(ALERT, identifier="a" * 251), "form", "/alert/identifier"),
        (replace(ALERT, sender="a,b"), "form", "/alert/sender"),
        (replace(ALERT, sender="a&b"), "form", "/alert/sender"),
        (replace(ALERT, sent=None), "missing", "/alert/sent"),
        (replace(ALERT, sent=SENT.replace(tzinfo=None)), "time", "/alert/sent"),
        (replace(ALERT, sent=SENT.replace(microsecond=1)), "time", "/alert/sent"),
        (replace(ALERT, sent=SENT.replace(tzinfo=timezone(timedelta(seconds=90)))), "time", "/alert/sent"),
        (replace(ALERT, sent=SENT.replace(year=2565)), "time", "/alert/sent"),
        (replace(ALERT, status="actual"), "word", "/alert/status"),
        (replace(ALERT, status=""), "word", "/alert/status"),
        (replace(ALERT, note=" x"), "edge_blanks", "/alert/note"),
        (replace(ALERT, note="a\x00b"), "characters", "/alert/note"),
        (replace(ALERT, note="a\ud800b"), "characters", "/alert/note"),
        (replace(ALERT, addresses=('a"b',)), "form", "/alert/addresses"),
        (replace(ALERT, codes=("",)), "missing", "/alert/code"),
        (replace(ALERT, references=(Reference("a", "b,c", SENT),)), "form", "/alert/references[1]"),
        (of_info(language=""), "form", "/alert/info[1]/language"),
        (of_info(categories=()), "missing", "/alert/info[1]/category"),
        (of_info(event=""), "missing", "/alert/info[1]/event"),
        (of_info(event_codes=(Pair("", "x"),)), "missing", "/alert/info[1]/eventCode/valueName"),
        (of_info(resources=(SHRUNK,)), "number", "/alert/info[1]/resource[1]/size"),
        (of_area(description=""), "missing", "/alert/info[1]/area[1]/areaDesc"),
        (of_area(polygons=(SQUARE[:-1],)), "polygon", "/alert/info[1]/area[1]/polygon[1]"),
        (of_area(polygons=(((91.0, 0.0), *SQUARE[1:-1], (91.0, 0.0)),)), "range", "/alert/info[1]/area[1]/polygon[1]"),
        (of_area(circles=(Circle(float("nan"), 0, 1),)), "range", "/alert/info[1]/area[1]/circle[1]"),
        (of_area(circles=(Circle(0, 0, float("inf")),)), "range", "/alert/info[1]/area[1]/circle[1]"),
        (of_area(ceiling=10.0), "ceiling", "/alert/info[1]/area[1]/ceiling"),
        (replace(ALERT, infos=(INFO,) * 201), "too_many_infos", "/alert"),
    ],
)  # fmt: skip
def test_what_cap_cannot_say_is_refused(alert: Alert, rule: str, path: str) -> None:
    with pytest.raises(BadAlert) as caught:
        serialise(alert)
    assert (rule, path) in {(finding.rule, finding.path) for finding in caught.value.findings}
    assert path in str(caught.value)


def test_a_refusal_carries_every_finding() -> None:
    with pytest.raises(BadAlert) as caught:
        serialise(replace(ALERT, sender="", status="Real", infos=(replace(INFO, event=""),)))
    assert {finding.path for finding in caught.value.findings} == {
        "/alert/sender",
        "/alert/status",
        "/alert/info[1]/event",
    }

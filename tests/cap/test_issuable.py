"""Random alerts that are in order: they print, read back equal, are CAP by the schema, and we would send them."""

import base64
import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cap.alerts import codes, some_text, times

from uarazom.cap import model
from uarazom.cap.check import check
from uarazom.cap.model import Alert, Area, Circle, Info, Pair, Polygon, Reference, Resource
from uarazom.cap.serialise import serialise

LANGUAGES = ("uk", "en", "crh-Latn", "ar")
words = st.text("абвгґіїє abcxyz 0123456789.,:!?'’«»", min_size=1, max_size=60).map(str.strip).filter(bool)
degrees = st.integers(-80_000, 80_000).map(lambda thousandths: thousandths / 1_000)
spans = st.integers(1, 6 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


def box(latitude: float, longitude: float, size: float) -> Polygon:
    north, east = round(latitude + size, 3), round(longitude + size, 3)
    return (latitude, longitude), (latitude, east), (north, east), (north, longitude), (latitude, longitude)


sizes = st.integers(1, 5_000).map(lambda thousandths: thousandths / 1_000)
pairs = st.lists(st.builds(Pair, codes, codes), max_size=2).map(tuple)
addresses = st.lists(codes.filter(lambda one: '"' not in one), min_size=1, max_size=2).map(tuple)
boxes = st.builds(box, degrees, degrees, sizes)
areas = st.builds(
    Area,
    description=words,
    polygons=st.lists(boxes, max_size=1).map(tuple),
    circles=st.lists(st.builds(Circle, degrees, degrees, sizes), max_size=1).map(tuple),
    geocodes=pairs,
    altitude=st.floats(-1_000, 0),
    ceiling=st.none() | st.floats(1, 1e5),
)


def file(name: str, content: bytes) -> Resource:
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    inside = base64.b64encode(content).decode()
    return Resource(description=name, mime_type="audio/ogg", size=len(content), deref_uri=inside, digest=digest)


resources = st.builds(file, words, st.binary(max_size=30))


@st.composite
def messages(draw: st.DrawFn) -> Alert:
    """An Alert, Update or Cancel with infos that agree in several languages."""
    sent = draw(times)
    onset = sent + draw(spans)
    common = Info(
        categories=tuple(draw(st.lists(st.sampled_from(model.CATEGORIES), min_size=1, max_size=2, unique=True))),
        event="",
        urgency=draw(st.sampled_from(model.URGENCIES[:4])),
        severity=draw(st.sampled_from(model.SEVERITIES[:4])),
        certainty=draw(st.sampled_from(model.CERTAINTIES[:4])),
        response_types=tuple(draw(st.sets(st.sampled_from(model.RESPONSE_TYPES[:7]), max_size=2))),
        onset=onset,
        expires=onset + draw(spans),
        areas=(draw(areas),),
        event_codes=draw(pairs),
        parameters=draw(pairs),
        resources=draw(st.lists(resources, max_size=1).map(tuple)),
        web=draw(st.sampled_from(("", "https://warnings.example/a?b=c#d", "tel:112"))),
        contact=draw(st.just("") | words),
    )
    chosen = draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=3, unique=True))
    texts = dict.fromkeys(("event", "headline", "description", "instruction", "sender_name"), words)
    infos = tuple(replace(common, language=one, **draw(st.fixed_dictionaries(texts))) for one in chosen)
    msg_type = draw(st.sampled_from(("Alert", "Update", "Cancel")))
    identifier, scope = draw(codes), draw(st.sampled_from(model.SCOPES))
    earlier = Reference(draw(codes), f"{identifier}.", sent - draw(spans))
    return Alert(
        identifier=identifier,
        sender=draw(codes),
        sent=sent,
        status=draw(st.sampled_from(("Actual", "Exercise", "Test"))),
        msg_type=msg_type,
        scope=scope,
        restriction=draw(words) if scope == "Restricted" else "",
        addresses=draw(addresses) if scope == "Private" else (),
        note=draw(some_text) if msg_type == "Cancel" else draw(words),
        references=() if msg_type == "Alert" else (earlier,),
        infos=infos,
    )


@given(messages())
def test_an_alert_that_is_in_order_is_issuable(alert: Alert) -> None:
    expect_issuable(alert)


@pytest.mark.slow
@settings(max_examples=3_000, suppress_health_check=[HealthCheck.too_slow])
@given(messages())
def test_so_are_thousands(alert: Alert) -> None:
    expect_issuable(alert)


def expect_issuable(alert: Alert) -> None:
    """It prints, reads back equal, is CAP by the schema, and we would send it."""
    (found,) = check(serialise(alert))
    assert found.alert == alert
    assert found.issuable, [str(finding) for finding in found.findings]

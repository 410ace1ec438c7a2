"""Alerts for the tests: one that is in order, and a strategy for any that CAP can say."""

import string
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from uarazom.cap import model
from uarazom.cap.model import Alert, Area, Circle, Info, Pair, Reference, Resource

SENT = datetime(2022, 2, 16, 5, 30, tzinfo=timezone(timedelta(hours=2)))
SQUARE = ((50.0, 30.0), (50.0, 31.0), (51.25, 31.0), (51.25, 30.0), (50.0, 30.0))

INFO = Info(
    categories=("Security",),
    event="Air raid",
    urgency="Immediate",
    severity="Extreme",
    certainty="Observed",
    expires=SENT + timedelta(hours=2),
    headline="Air raid: go to a shelter",
    areas=(Area(description="North district", polygons=(SQUARE,), geocodes=(Pair("ISO 3166-2", "XX-01"),)),),
)
ALERT = Alert(
    identifier="2.49.0.1.999.0.17.1",
    sender="duty@warnings.example",
    sent=SENT,
    status="Actual",
    msg_type="Alert",
    scope="Public",
    infos=(INFO,),
)


def follow_up(msg_type: str, n: int, *earlier: Alert, minutes: int = 10, **changes: Any) -> Alert:
    """An Update or Cancel of earlier messages, some minutes after the first."""
    references = tuple(Reference(one.sender, one.identifier, one.sent) for one in earlier if one.sent)
    sent = SENT + timedelta(minutes=minutes)
    whole = {"identifier": f"2.49.0.1.999.0.17.{n}", "sent": sent, "msg_type": msg_type, "references": references}
    return replace(ALERT, **{**whole, **changes})


# ── any alert that CAP can say ──────────────────────────────────────────────────────────────────────────────────────
def bare(text: str) -> str:
    return text.strip()


any_text = st.text(st.characters(exclude_categories=("Cs",), min_codepoint=32, max_codepoint=0xFFFD), max_size=20).map(
    bare
)
lines = st.lists(any_text, max_size=3).map("\r\n\t".join).map(bare)
some_text = any_text.filter(bool)
codes = st.text(sorted(set(string.printable[:94]) - set(",<&")), min_size=1, max_size=30)
items = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters='"', max_codepoint=0xFFFD), min_size=1
)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.builds(
    lambda seconds, zone: (SENT + timedelta(seconds=seconds)).astimezone(zone), st.integers(-(10**9), 10**10), zones
)
points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
polygons = st.lists(points, min_size=3, max_size=6).map(lambda some: (*some, some[0]))
pairs = st.builds(Pair, some_text, some_text)


def few(one: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, min_size=least, max_size=3).map(tuple)


areas = st.builds(
    Area,
    description=some_text,
    polygons=few(polygons),
    circles=few(st.builds(Circle, st.floats(-90, 90), st.floats(-180, 180), st.floats(0, 20_000))),
    geocodes=few(pairs),
    altitude=st.floats(-1_000, 1e6),
    ceiling=st.none() | st.floats(-1_000, 1e6),
)
resources = st.builds(
    Resource,
    description=some_text,
    mime_type=some_text,
    size=st.none() | st.integers(0, 10**14),
    uri=any_text,
    deref_uri=st.just("") | st.just("UARAZOM="),
    digest=st.just("") | st.text("0123456789abcdef", min_size=40, max_size=40),
)
infos = st.builds(
    Info,
    language=st.sampled_from(("uk", "en-US", "crh-Latn", "ar")),
    categories=few(st.sampled_from(model.CATEGORIES), 1),
    event=some_text,
    response_types=few(st.sampled_from(model.RESPONSE_TYPES)),
    urgency=st.sampled_from(model.URGENCIES),
    severity=st.sampled_from(model.SEVERITIES),
    certainty=st.sampled_from(model.CERTAINTIES),
    audience=any_text,
    event_codes=few(pairs),
    effective=st.none() | times,
    onset=st.none() | times,
    expires=st.none() | times,
    sender_name=any_text,
    headline=any_text,
    description=lines,
    instruction=lines,
    web=any_text,
    contact=any_text,
    parameters=few(pairs),
    resources=few(resources),
    areas=few(areas),
)
alerts = st.builds(
    Alert,
    identifier=codes,
    sender=codes,
    sent=times,
    status=st.sampled_from(model.STATUSES),
    msg_type=st.sampled_from(model.MSG_TYPES),
    scope=st.sampled_from(model.SCOPES),
    source=any_text,
    restriction=any_text,
    addresses=few(items),
    codes=few(some_text),
    note=lines,
    references=few(st.builds(Reference, codes, codes, times)),
    incidents=few(items),
    infos=few(infos),
)

"""Messages of any issuer, in any state: read where there is anything to read, each defect told, nothing raised."""

import contextlib
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cap.alerts import ALERT, SENT, SQUARE

from uarazom.cap.errors import CapRefused, HasDtd, NotXml, TooLarge
from uarazom.cap.read import Message, read
from uarazom.cap.serialise import serialise
from uarazom.cap.xml import LIMITS, Limits

MESSAGES = Path(__file__).parent / "messages"
RAW = serialise(ALERT)
PLAIN = RAW.partition(b"\n")[2]  # without the declaration


def only(raw: bytes) -> Message:
    (message,) = read(raw)
    return message


def told(message: Message) -> set[str]:
    return {finding.rule for finding in message.defects}


def with_(old: bytes, new: bytes) -> Message:
    assert old in RAW
    return only(RAW.replace(old, new))


# ── where an alert stands ───────────────────────────────────────────────────────────────────────────────────────────
def test_a_message_alone_keeps_its_bytes() -> None:
    message = only(RAW)
    assert (message.index, message.version, message.alert, message.raw) == (0, "1.2", ALERT, RAW)
    assert message.defects == ()


ATOM = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="text/xml">%s</content></entry></feed>'
RSS = b'<rss version="2.0"><channel><item>%s</item></channel></rss>'
EDXL = (
    b'<EDXLDistribution xmlns="urn:oasis:names:tc:emergency:EDXL:DE:1.0"><contentObject><xmlContent>'
    b"<embeddedXMLContent>%s</embeddedXMLContent></xmlContent></contentObject></EDXLDistribution>"
)


@pytest.mark.parametrize("around", [ATOM, RSS, EDXL])
def test_alerts_in_an_envelope_are_read_in_its_order(around: bytes) -> None:
    second = PLAIN.replace(b".17.1<", b".17.2<")
    messages = read(around % (PLAIN + second))
    assert [one.alert.identifier for one in messages if one.alert] == ["2.49.0.1.999.0.17.1", "2.49.0.1.999.0.17.2"]
    assert [one.index for one in messages] == [0, 1]
    assert all(one.defects == () for one in messages)
    assert only(messages[0].raw).alert == ALERT  # what is kept of each stands by itself


def test_a_prefix_makes_no_difference() -> None:
    raw = re.sub(rb"<(/?)(\w)", rb"<\1c:\2", PLAIN.replace(b"xmlns=", b"xmlns:c="))
    assert only(raw).alert == ALERT
    assert only(raw).defects == ()


@pytest.mark.parametrize(
    ("namespace", "version"),
    [(b"urn:oasis:names:tc:emergency:cap:1.1", "1.1"), (b"http://www.incident.com/cap/1.0", "1.0")],
)
def test_older_versions_are_read(namespace: bytes, version: str) -> None:
    message = with_(b"urn:oasis:names:tc:emergency:cap:1.2", namespace)
    assert (message.version, message.alert, message.defects) == (version, ALERT, ())


def test_cap_1_0_says_some_things_otherwise() -> None:
    raw = RAW.replace(b"urn:oasis:names:tc:emergency:cap:1.2", b"http://www.incident.com/cap/1.0")
    raw = raw.replace(b">Observed<", b">Very Likely<")
    start, end = raw.index(b"<geocode>"), raw.index(b"</geocode>")
    message = only(raw[:start] + b"<geocode>fips6=006017" + raw[end:])
    assert message.defects == ()
    assert message.alert
    assert message.alert.infos[0].certainty == "Likely"
    assert [(p.name, p.value) for p in message.alert.infos[0].areas[0].geocodes] == [("fips6", "006017")]


@pytest.mark.parametrize(
    "raw",
    [
        RAW.replace(b' xmlns="urn:oasis:names:tc:emergency:cap:1.2"', b""),
        RAW.replace(b"cap:1.2", b"cap:1.3"),
        RAW.replace(b"<sender>", b'<sender xmlns="urn:oasis:names:tc:emergency:cap:1.1">'),
    ],
)
def test_a_wrong_namespace_is_told_and_the_warning_read(raw: bytes) -> None:
    message = only(raw)
    assert told(message) == {"namespace"}
    assert message.alert == ALERT


def test_elements_of_other_namespaces_are_left_alone() -> None:
    message = with_(b"<sender>", b'<x:headline xmlns:x="urn:extension">no</x:headline><sender>')
    assert (message.alert, message.defects) == (ALERT, ())


def test_a_file_without_an_alert_says_so() -> None:
    message = only(b'<feed xmlns="http://www.w3.org/2005/Atom"><title>nothing in force</title></feed>')
    assert message.alert is None
    assert told(message) == {"no_alert"}


# ── two alerts in one file ──────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("raw", "rule"),
    [(RAW + RAW, "several_documents"), (b"<alerts>" + PLAIN + PLAIN + b"</alerts>", "envelope")],
)
def test_two_alerts_in_one_file_are_two_messages(raw: bytes, rule: str) -> None:
    messages = read(raw)
    assert [one.alert for one in messages] == [ALERT, ALERT]
    assert all(told(one) == {rule} for one in messages)


def test_an_alert_within_an_alert_is_told_and_left_out() -> None:
    message = with_(b"<info>", PLAIN.replace(b"Extreme", b"Minor") + b"<info>")
    assert "nested_alert" in told(message)
    assert message.alert == ALERT


# ── encodings ───────────────────────────────────────────────────────────────────────────────────────────────────────
CYRILLIC = RAW.decode().replace("Air raid:", "Тривога:")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "windows-1251", "koi8-u", "utf-8-sig"])
def test_an_encoding_that_is_declared_is_no_defect(encoding: str) -> None:
    message = only(CYRILLIC.replace("UTF-8", encoding.removesuffix("-sig")).encode(encoding))
    assert message.alert
    assert message.alert.infos[0].headline.startswith("Тривога")
    assert message.defects == ()


@pytest.mark.parametrize(
    ("raw", "reads"),
    [
        (CYRILLIC.encode("cp1251"), "\ufffd"),  # says UTF-8, and is not
        (CYRILLIC.replace("UTF-8", "x-unheard-of").encode(), "Тривога"),
        (CYRILLIC.replace("UTF-8", "UTF-7").encode(), "Тривога"),
        (CYRILLIC.replace("UTF-8", "ISO-8859-12").encode(), "Тривога"),
        (CYRILLIC.encode()[:-60].replace("Т".encode(), b"\xd0") + CYRILLIC.encode()[-60:], "\ufffdривога"),
    ],
)
def test_a_broken_encoding_is_told_and_the_warning_read(raw: bytes, reads: str) -> None:
    message = only(raw)
    assert told(message) == {"encoding"}
    assert message.alert
    assert message.alert.infos[0].headline.startswith(reads)
    assert message.alert.identifier == ALERT.identifier


def test_leading_blanks_and_foreign_characters_are_told() -> None:
    assert told(only(b"\r\n  " + RAW)) == {"leading_blanks"}
    message = with_(b"raid: go", b"raid:\x00\x0b go")
    assert told(message) == {"characters"}
    assert message.alert == ALERT


# ── values ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("2022-02-16T03:30:00Z", SENT),
        ("2565-02-16T05:30:00+02:00", SENT),  # the Buddhist era
        ("2022-02-16 05:30:00+0200", SENT),
        ("2022-02-16T05:30+02", SENT),
        ("2022-02-16T05:30:00.125+02:00", SENT),
        ("2022-02-16T03:30:00", SENT),  # no zone: UTC
        ("2022-02-15T24:00:00+02:00", datetime(2022, 2, 15, 22, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59-05:00", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("16.02.2022 05:30", None),
        ("2022-02-30T05:30:00+02:00", None),
        ("2022-02-16T05:30:00+15:00", None),
        ("٢٠٢٢-02-16T05:30:00+02:00", None),
    ],
)
def test_times_that_are_not_as_cap_writes_them(text: str, read_as: datetime | None) -> None:
    message = with_(b"2022-02-16T05:30:00+02:00", text.encode())
    assert told(message) == {"time"}
    assert message.alert
    assert message.alert.sent == read_as
    assert [finding.path for finding in message.defects] == ["/alert/sent"]


def test_an_expiry_that_means_never_stays_far_ahead() -> None:
    message = with_(b"2022-02-16T07:30:00+02:00", b"9999-12-31T23:59:59+00:00")
    assert message.defects == ()
    assert message.alert
    assert message.alert.infos[0].expires == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


POLYGON = b"50,30 50,31 51.25,31 51.25,30 50,30"


@pytest.mark.parametrize(
    "text",
    [
        "[50,30] [50,31] [51.25,31] [51.25,30] [50,30]",
        "[[50, 30], [50, 31], [51.25, 31], [51.25, 30], [50, 30]]",
        "(50 30) (50 31) (51.25 31) (51.25 30) (50 30)",
        "50,30;50,31;51.25,31;51.25,30;50,30",
        "50, 30 50, 31 51.25, 31 51.25, 30 50, 30",
        "5e1,3e1 50,31 51.25,31 51.25,30 50,30",
    ],
)
def test_junk_in_a_polygon_is_told_and_the_points_read(text: str) -> None:
    message = with_(POLYGON, text.encode())
    assert told(message) == {"polygon"}
    assert message.alert
    assert message.alert.infos[0].areas[0].polygons == (SQUARE,)


@pytest.mark.parametrize("text", ["here", "50,30 50", "NaN,NaN 1,2", "1_0,2 3,4", "٥,30 50,31", "9" * 400 + ",1 2,3"])
def test_what_is_no_polygon_is_told_and_left_out(text: str) -> None:
    message = with_(POLYGON, text.encode())
    assert told(message) == {"polygon"}
    assert message.alert
    assert message.alert.infos[0].areas[0].polygons == ()
    assert message.alert.infos[0].areas[0].geocodes  # the rest of the area stands


def test_words_in_another_spelling_are_cap_s_own_and_others_are_kept() -> None:
    message = only(RAW.replace(b">Actual<", b"> actual <").replace(b">Extreme<", b">Deadly<"))
    assert [(one.path, one.got) for one in message.defects] == [
        ("/alert/status", "actual"),
        ("/alert/info/severity", "Deadly"),
    ]
    assert message.alert
    assert (message.alert.status, message.alert.infos[0].severity) == ("Actual", "Deadly")


@pytest.mark.parametrize(
    ("old", "new", "rule", "path"),
    [
        (b"<event>Air raid</event>", b"", "missing", "/alert/info"),
        (b"<event>Air raid</event>", b"<event/>", "empty", "/alert/info/event"),
        (b"<event>Air raid</event>", b"<event><b>Air</b> raid</event>", "markup", "/alert/info/event"),
        (b"<event>", b"<colour>red</colour><event>", "unknown_element", "/alert/info/colour"),
        (b"<urgency>", b"<event>Other</event><urgency>", "repeated", "/alert/info/event[2]"),
        (b"<value>XX-01</value>", b"", "missing", "/alert/info/area/geocode"),
        (b"<info>", b"<references>a,b</references><info>", "reference", "/alert/references"),
        (b"</polygon>", b"</polygon><circle>50,30,5</circle>", "circle", "/alert/info/area/circle"),
        (b"</geocode>", b"</geocode><altitude>high</altitude>", "number", "/alert/info/area/altitude"),
    ],
)
def test_each_defect_says_where_it_is(old: bytes, new: bytes, rule: str, path: str) -> None:
    message = with_(old, new)
    assert (rule, path) in {(finding.rule, finding.path) for finding in message.defects}
    assert message.alert
    assert message.alert.infos[0].headline == ALERT.infos[0].headline


def test_a_comment_or_an_instruction_does_not_cut_a_text() -> None:
    message = with_(b"Air raid: go", b"Air <!-- no -->raid<?x no?>: go")
    assert (message.alert, message.defects) == (ALERT, ())


def test_references_without_a_readable_time_are_left_out_and_the_others_kept() -> None:
    good = "a,b,2022-02-16T05:30:00+02:00"
    message = with_(
        b"<info>", f"<references>a,b,yesterday\n {good} a,c,2022-02-16T03:30:00Z</references><info>".encode()
    )
    assert told(message) == {"reference"}
    assert message.alert
    assert [(one.identifier, one.sent) for one in message.alert.references] == [("b", SENT), ("c", SENT)]


# ── what is not taken ───────────────────────────────────────────────────────────────────────────────────────────────
LAUGHS = b'<!DOCTYPE alert [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
XXE = b'<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (LAUGHS + PLAIN.replace(b"Air raid:", b"&b;"), HasDtd),
        (XXE + PLAIN.replace(b"Air raid:", b"&x;"), HasDtd),
        (b'<!DOCTYPE alert SYSTEM "http://127.0.0.1:9/x.dtd">' + PLAIN, HasDtd),
        (b"<!-- <a> --><?a <b>?>\n<!DOCTYPE alert>" + PLAIN, HasDtd),
        (b"  \n<?xml version='1.0'?><!DOCTYPE alert>" + PLAIN, HasDtd),
        ((LAUGHS + PLAIN).decode().encode("utf-16"), HasDtd),
        (RAW + LAUGHS + PLAIN, NotXml),
        (PLAIN.replace(b"Air raid:", b"&nbsp;"), NotXml),
        (b"<alert>" * 40 + b"</alert>" * 40, TooLarge),
        (b"<a>" * 5_000 + b"</a>" * 5_000, TooLarge),
        (b"<a>" * 700_000, TooLarge),
        (b"<alert" + b" a=''" * 700_000, TooLarge),
        (b"<alert><note>" + b"x" * 11_000_000 + b"</note></alert>", TooLarge),
        (RAW[:-20], NotXml),  # cut off on its way: never half
        (b"", NotXml),
        (b"\x00" * 100, NotXml),
        (b"\xff\xfe", NotXml),
        (b"not XML at all", NotXml),
        (b'{"type": "FeatureCollection"}', NotXml),
    ],
)
def test_what_is_not_taken_is_refused_as_a_whole(raw: bytes, error: type[CapRefused]) -> None:
    with pytest.raises(error) as caught:
        read(raw)
    assert "expected" in str(caught.value)


def test_utf_7_hides_no_declaration_since_it_is_never_decoded() -> None:
    message = only(b"<?xml version='1.0' encoding='UTF-7'?>+ADwAIQ-DOCTYPE alert+AD4-" + PLAIN)
    assert told(message) == {"encoding", "several_documents"}
    assert message.alert == ALERT


def test_65_megabytes_are_refused_before_they_are_parsed() -> None:
    raw = b"<alert>" + b"x" * 65_000_000 + b"</alert>"
    before = time.process_time()
    with pytest.raises(TooLarge, match=f"{LIMITS.size} bytes"):
        read(raw)
    assert time.process_time() - before < 0.1


def test_a_message_over_its_limits_is_told_and_the_others_are_read() -> None:
    many = PLAIN.replace(POLYGON, b"1,2 " * 300_000)
    first, second = read(b"<alerts>" + many + PLAIN + b"</alerts>")
    assert first.alert is None
    assert "too_many_points" in told(first)
    assert second.alert == ALERT


@pytest.mark.parametrize(
    "many",
    [
        b"<x/>" * 40_000,
        b"<info>" + b"<category>x</category>" * 40_000 + b"</info>",
        b"<info>" + b"<parameter/>" * 40_000 + b"</info>",
        b"<references>" + b"a,b,c " * 100_000 + b"</references>",
        b"<info><area><altitude>" + b"1," * 1_000_000 + b"</altitude></area></info>",
    ],
)
def test_a_file_of_errors_is_read_in_the_time_of_its_size(many: bytes) -> None:
    before = time.process_time()
    message = only(PLAIN.replace(b"</alert>", many + b"</alert>"))
    assert time.process_time() - before < 3  # in the square of it: minutes
    assert message.alert
    assert message.alert.identifier == ALERT.identifier
    assert len(message.defects) <= LIMITS.defects + 1


def test_more_alerts_than_a_continent_has_are_refused() -> None:
    with pytest.raises(TooLarge, match="5000 alerts"):
        read(b"<feed>" + b"<alert/>" * 5_001 + b"</feed>")


def test_limits_can_be_tightened() -> None:
    assert told(only(RAW)) == set()
    (message,) = read(RAW, Limits(points=4))
    assert message.alert is None
    with pytest.raises(TooLarge):
        read(RAW, Limits(size=100))


# ── anything ────────────────────────────────────────────────────────────────────────────────────────────────────────
@given(st.binary(max_size=200) | st.text(alphabet="<>/alertinfo&;'\" =!?-[]", max_size=60).map(str.encode))
def test_no_bytes_raise_anything_else(raw: bytes) -> None:
    with contextlib.suppress(CapRefused):
        assert read(raw)


@given(st.data())
def test_no_changed_message_raises_anything_else(data: st.DataObject) -> None:
    raw = bytearray(MESSAGES.joinpath("whole.xml").read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    with contextlib.suppress(CapRefused):
        for message in read(bytes(raw)):
            assert message.alert is not None or message.defects


def test_an_hour_is_an_hour_whatever_the_zone() -> None:
    message = with_(b"2022-02-16T07:30:00+02:00", b"2022-02-16T00:30:00-05:00")
    assert message.alert
    assert message.alert.infos[0].expires == SENT + timedelta(hours=2)


def test_a_feed_of_an_issuer_that_gets_much_wrong() -> None:
    storm, over = read(MESSAGES.joinpath("feed.xml").read_bytes())
    assert (storm.version, over.version) == ("1.1", "1.0")
    assert storm.alert
    assert over.alert
    assert over.alert.references[0].key == storm.alert.key
    assert storm.alert.infos[0].certainty == "Likely"
    assert len(storm.alert.infos[0].areas[0].polygons[0]) == 4
    assert [finding.rule for finding in storm.defects] == [
        *("time", "word", "word", "time", "empty", "polygon", "circle"),
    ]
    assert [finding.rule for finding in over.defects] == ["reference", "reference"]

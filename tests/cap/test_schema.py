"""The schema: what each version takes, and what is said of what it does not."""

import time

import pytest
from lxml import etree

from uarazom.cap.check import schema_only
from uarazom.cap.model import NAMESPACES
from uarazom.cap.schema.content import CONTENT, NAMESPACE_OF, Element
from uarazom.cap.schema.report import findings

INFO = (
    "<info><language>uk</language><category>Met</category><event>Шторм</event><urgency>Expected</urgency>"
    "<severity>Severe</severity><certainty>Likely</certainty><expires>2022-02-15T09:05:00+02:00</expires>"
    "<contact>112</contact><area><areaDesc>Район</areaDesc><altitude>100</altitude></area></info>"
)
BODY = (
    "<identifier>1</identifier><sender>w@example.org</sender><sent>2022-02-15T07:05:00+02:00</sent>"
    f"<status>Actual</status><msgType>Alert</msgType><scope>Public</scope>{INFO}"
)


def alert(version: str = "1.2", old: str = "", new: str = "") -> etree._Element:
    """A good alert with one thing changed."""
    assert old in BODY
    return etree.fromstring(f'<alert xmlns="{NAMESPACE_OF[version]}">{BODY.replace(old, new)}</alert>'.encode())


def said(version: str, old: str, new: str) -> list[tuple[str, str]]:
    return [(one.rule, one.path) for one in findings(alert(version, old, new), version)]


@pytest.mark.parametrize("version", ["1.2", "1.1"])
def test_a_good_alert_breaks_nothing(version: str) -> None:
    assert findings(alert(version), version) == ()


def test_1_0_has_a_password_and_pairs_in_one_text() -> None:
    old, new = "<scope>", "<password>p</password><scope>"
    assert said("1.0", old, new) == []
    assert said("1.0", "<contact>", "<eventCode>SAME=SVR</eventCode><contact>")[0][0] == "schema.order"
    assert said("1.0", "<expires>", "<eventCode>SAME=SVR</eventCode><expires>") == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "path"),
    [
        ("<status>Actual</status>", "", "schema.missing", "/alert/status"),
        ("<event>Шторм</event>", "", "schema.missing", "/alert/info/event"),
        ("<contact>112</contact>", "<colour>red</colour>", "schema.unknown", "/alert/info/colour"),
        (
            "<contact>112</contact>",
            "<contact>1</contact><contact>2</contact>",
            "schema.order",
            "/alert/info/contact[2]",
        ),
        ("<contact>112</contact>", "<contact>1</contact><web>u:x</web>", "schema.order", "/alert/info/web"),
        ("Actual", "actual", "schema.value", "/alert/status"),
        ("07:05:00+02:00", "07:05:00Z", "schema.type", "/alert/sent"),
        ("07:05:00+02:00", "07:05:00.5+02:00", "schema.type", "/alert/sent"),
        ("2022-02-15T07", "2022-02-30T07", "schema.type", "/alert/sent"),
        ("<altitude>100", "<altitude>high", "schema.type", "/alert/info/area/altitude"),
        ("<language>uk", "<language>Ukrainian language", "schema.type", "/alert/info/language"),
        ("<info>", "<info>text", "schema.mixed", "/alert/info"),
        ("<event>Шторм", "<event><b>Шторм</b>", "schema.mixed", "/alert/info/event"),
        ("<event>", '<event kind="x">', "schema.attribute", "/alert/info/event"),
    ],
)
def test_each_breach_is_named_where_it_stands(old: str, new: str, rule: str, path: str) -> None:
    assert said("1.2", old, new) == [(rule, path)]


def test_every_missing_element_is_named_not_only_the_first() -> None:
    empty = etree.fromstring(f'<alert xmlns="{NAMESPACE_OF["1.2"]}"/>'.encode())
    paths = [one.path for one in findings(empty, "1.2")]
    assert paths == [f"/alert/{name}" for name in ("identifier", "sender", "sent", "status", "msgType", "scope")]


def test_expected_and_got_are_in_caps_words() -> None:
    (one,) = findings(alert("1.2", "<severity>Severe", "<severity>Bad"), "1.2")
    assert (one.expected, one.got) == ("one of Extreme, Severe, Moderate, Minor, Unknown", "Bad")


def test_an_alert_inside_another_document_is_checked_where_it_is() -> None:
    inside = f'<c:alert xmlns:c="{NAMESPACE_OF["1.2"]}">{BODY.replace("<", "<c:").replace("<c:/", "</c:")}</c:alert>'
    document = etree.fromstring(f"<feed><entry/><entry>{inside.replace('Severe', 'Bad')}</entry></feed>".encode())
    (one,) = findings(document[1][0], "1.2")
    assert one.path == "/alert/info/severity"
    second = inside.replace("</c:info>", "</c:info><c:info/>", 1)
    broken = findings(etree.fromstring(second.encode()), "1.2")
    assert {one.path for one in broken} >= {"/alert/info[2]/event", "/alert/info[2]/severity"}


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_a_signature_at_the_end_is_no_breach(version: str) -> None:
    signed = alert(version)
    etree.SubElement(signed, "{http://www.w3.org/2000/09/xmldsig#}Signature")
    assert findings(signed, version) == ()


def test_1_1_takes_what_1_2_forbids_and_has_not_what_it_added() -> None:
    assert said("1.1", "07:05:00+02:00", "07:05:00Z") == []
    assert said("1.1", "<urgency>", "<responseType>AllClear</responseType><urgency>")[0][0] == "schema.value"
    assert said("1.1", "<area>", "<resource><resourceDesc>d</resourceDesc></resource><area>") == []
    assert said("1.2", "<area>", "<resource><resourceDesc>d</resourceDesc></resource><area>") == [
        ("schema.missing", "/alert/info/resource/mimeType")
    ]


def test_a_file_of_errors_is_answered_and_not_echoed() -> None:
    many = alert("1.2", "<contact>112</contact>", "<parameter/>" * 1000)
    assert len(findings(many, "1.2")) == 100


def test_the_answer_to_a_large_file_of_errors_takes_the_time_of_its_size() -> None:
    many = alert("1.2", "<contact>112</contact>", "<parameter/><foo/>" * 50_000)
    begun = time.perf_counter()
    assert findings(many, "1.2")
    assert time.perf_counter() - begun < 10  # the square of it would take minutes


def names(element: Element) -> set[str]:
    return {element.name}.union(*(names(child) for child in element))


def test_the_table_knows_every_version() -> None:
    assert set(CONTENT) == set(NAMESPACES.values())
    assert names(CONTENT["1.0"]) - names(CONTENT["1.2"]) == {"password"}
    assert names(CONTENT["1.2"]) - names(CONTENT["1.1"]) == set()


def test_schema_only_speaks_of_every_message_of_a_file() -> None:
    whole = etree.tostring(alert())
    wrong = whole.replace(b"Severe", b"Bad")
    assert schema_only(whole) == ((),)
    assert [one.rule for one in schema_only(wrong)[0]] == ["schema.value"]
    feed = b"<feed>" + whole + wrong + whole.replace(b"cap:1.2", b"cap:9") + b"</feed>"
    assert [[one.rule for one in found] for found in schema_only(feed)] == [[], ["schema.value"], ["namespace"]]
    assert [one.rule for one in schema_only(b"\n<?xml version='1.0'?>" + whole)[0]] == ["leading_blanks"]

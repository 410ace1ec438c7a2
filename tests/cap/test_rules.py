"""Each rule has a message that breaks it alone, and is reported with exactly that rule."""

import math
import subprocess
import sys
import time

import pytest
from tests.cap.good import GOOD, changed

from uarazom.cap.check import Checked, check
from uarazom.cap.finding import ERROR
from uarazom.cap.rules.table import RULES

UPDATE = ("<msgType>Alert", "<msgType>Update")
EARLIER = "duty@warnings.example,2.49.0.1.999.0.2022.2.15.9,2022-02-15T10:00:00+02:00"
SQUARE = "50.1,30.1 50.1,30.5 50.4,30.5 50.4,30.1 50.1,30.1"
CIRCLE = "<circle>50.4,30.3 12.5</circle>"
CEILING = "<ceiling>900.5</ceiling>"
ENGLISH = GOOD[GOOD.rindex("  <info>") : GOOD.rindex("</alert>")]
SPEAKING = "<language>en</language>"
DIGEST = "<digest>6ad3a9478f1c41621cc342d325bc73ed825e0c69</digest>"


def referring(text: str) -> tuple[str, str]:
    return "</scope>", f"</scope><references>{text}</references>"


def around(count: int) -> str:
    """A round polygon of some pairs."""
    angles = [2 * math.pi * n / (count - 1) for n in range(count - 1)]
    pairs = [f"{50.25 + 0.2 * math.sin(angle):.5f},{30.3 + 0.2 * math.cos(angle):.5f}" for angle in angles]
    return " ".join([*pairs, pairs[0]])


# rule: (the path of the one finding, the changes that break it)
BREAKS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "schema.missing": ("/alert/scope", [("<scope>Public</scope>", "")]),
    "schema.unknown": ("/alert/colour", [("</alert>", '<colour xmlns="urn:x">red</colour></alert>')]),
    "schema.order": (
        "/alert/msgType",
        [("<status>Actual</status>", ""), ("</msgType>", "</msgType><status>Actual</status>")],
    ),
    "schema.value": ("/alert/info[1]/responseType", [("cap:1.2", "cap:1.1"), ("Shelter", "AllClear")]),
    "schema.type": ("/alert/info[2]/language", [(SPEAKING, "<language>the English</language>")]),
    "schema.mixed": ("/alert/info[2]", [(SPEAKING, SPEAKING + "text")]),
    "schema.attribute": ("/alert/status", [("<status>", '<status lang="en">')]),
    "empty": ("/alert/note", [("</scope>", "</scope><note> </note>")]),
    "identifier": ("/alert/identifier", [("2.49.0.1.999.0.2022", "2.49.0.1.999,0.2022")]),
    "sender": ("/alert/sender", [("duty@warnings", "duty officer@warnings")]),
    "references": ("/alert/references", [UPDATE]),
    "references_itself": (
        "/alert/references",
        [UPDATE, referring("duty@warnings.example,2.49.0.1.999.0.2022.2.16.1,2022-02-16T08:00:00-00:00")],
    ),
    "restriction": ("/alert/restriction", [("<scope>Public", "<scope>Restricted")]),
    "addresses": ("/alert/addresses", [("<scope>Public", "<scope>Private")]),
    "info_missing": ("/alert/info", [(GOOD[GOOD.index("  <info>") : GOOD.rindex("</alert>")], "")]),
    "area_missing": (
        "/alert/info/area",
        [
            (ENGLISH, ""),
            (ENGLISH[ENGLISH.index("    <area>") : ENGLISH.index("  </info>")].replace("North", "Північ"), ""),
        ],
    ),
    "alert_references": ("/alert/references", [referring(EARLIER)]),
    "note_missing": ("/alert/note", [("Actual", "Exercise")]),
    "draft": ("/alert/status", [("Actual", "Draft")]),
    "expires_order": ("/alert/info/expires", [(ENGLISH, ""), ("T20:00:00", "T12:00:00")]),
    "effective_order": (
        "/alert/info/effective",
        [(ENGLISH, ""), ("<effective>2022-02-16T10", "<effective>2022-02-16T09")],
    ),
    "expires_missing": ("/alert/info/expires", [(ENGLISH, ""), ("<expires>2022-02-16T20:00:00+02:00</expires>", "")]),
    "span_long": ("/alert/info/expires", [(ENGLISH, ""), ("2022-02-16T20", "2022-02-26T20")]),
    "utc_sign": ("/alert/info/expires", [(ENGLISH, ""), ("T20:00:00+02:00", "T18:00:00+00:00")]),
    "language": ("/alert/info[1]/language", [("<language>uk", "<language>ua")]),
    "language_missing": ("/alert/info[2]/language", [(SPEAKING, "")]),
    "language_twice": ("/alert/info[2]/language", [(SPEAKING, "<language>uk</language>")]),
    "languages_disagree": (
        "/alert/info[2]/severity",
        [(ENGLISH, ENGLISH.replace("<severity>Severe", "<severity>Minor"))],
    ),
    "texts_missing": ("/alert/info[2]/headline", [("<headline>Storm in the north</headline>", "")]),
    "recommended": ("/alert/info[2]/instruction", [("<instruction>Stay at home.</instruction>", "")]),
    "headline_long": ("/alert/info[2]/headline", [("Storm in the north", "Storm " * 27)]),
    "text_markup": ("/alert/info[2]/instruction", [("Stay at home.", "Stay at &lt;b&gt;home&lt;/b&gt;.")]),
    "unknown_level": ("/alert/info/urgency", [(ENGLISH, ""), ("Expected", "Unknown")]),
    "polygon_points": ("/alert/info[1]/area/polygon", [(SQUARE, "50.1,30.1 50.1,30.5 50.1,30.1")]),
    "polygon_closed": ("/alert/info[1]/area/polygon", [(SQUARE, "50.1,30.1 50.1,30.5 50.4,30.5 50.4,30.1")]),
    "polygon_crossing": (
        "/alert/info[1]/area/polygon",
        [(SQUARE, "50.1,30.1 50.4,30.5 50.1,30.5 50.4,30.1 50.1,30.1")],
    ),
    "range": ("/alert/info[1]/area/polygon", [(SQUARE, SQUARE.replace("50.4,30.5", "50.4,190.5"))]),
    "ceiling": ("/alert/info[1]/area/ceiling", [(CEILING, "<ceiling>-1</ceiling>")]),
    "geometry_limit": ("/alert/info[1]/area/circle", []),
    "polygon_vertices": ("/alert/info[1]/area/polygon", [(SQUARE, around(101))]),
    "polygon_decimals": ("/alert/info[1]/area/polygon", [(SQUARE, SQUARE.replace("50.4,30.5", "50.4000001,30.5"))]),
    "areas_apart": ("/alert/info[1]/area", [(CIRCLE, "<circle>10.4,30.3 12.5</circle>")]),
    "uri_absolute": ("/alert/info[2]/web", [("https://warnings.example/en/storm", "/en/storm")]),
    "deref_uri": ("/alert/info[1]/resource/derefUri", [("c3Rvcm0=", "c3Rvcm0")]),
    "digest": ("/alert/info[1]/resource/digest", [("c3Rvcm0=", "Y2FsbQ==")]),
}
# What the tolerant reader says itself, and no rule says again.
READER: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "time": ("/alert/sent", [("<sent>2022-02-16T10:00:00+02:00", "<sent>2022-02-16T08:00:00Z")]),
    "word": ("/alert/info[2]/severity", [(ENGLISH, ENGLISH.replace("Severe", "severe"))]),
    "number": ("/alert/info[1]/area/ceiling", [(CEILING, "<ceiling>high</ceiling>")]),
    "reference": ("/alert/references", [UPDATE, referring("duty@warnings.example,1,yesterday")]),
    "polygon": ("/alert/info[1]/area/polygon", [(SQUARE, f"[{SQUARE}]")]),
    "circle": ("/alert/info[1]/area/circle", [(CIRCLE, "<circle>50.4 30.3 12.5</circle>")]),
    "repeated": ("/alert/scope[2]", [("</scope>", "</scope><scope>Public</scope>")]),
    "unknown_element": ("/alert/colour", [("</scope>", "</scope><colour>red</colour>")]),
    "markup": ("/alert/info[2]/headline", [("Storm in the north", "Storm in the <b>north</b>")]),
}
ELSEWHERE = {
    "reissued",  # needs two messages: tests/cap/test_batch.py
    "signature_broken",  # needs a key: tests/cap/test_signature.py
    "signature_unverified",
}


def one(raw: bytes) -> Checked:
    (checked,) = check(raw)
    return checked


def test_the_good_message_breaks_nothing() -> None:
    checked = one(GOOD.encode())
    assert (checked.valid, checked.issuable, checked.findings) == (True, True, ())


def test_every_rule_is_broken_here() -> None:
    assert set(BREAKS) | ELSEWHERE == set(RULES)


def test_each_rule_says_whether_it_is_the_standards_or_ours() -> None:
    assert all(rule.sent is False for rule in RULES.values() if rule.level == ERROR)


@pytest.mark.parametrize("rule", sorted(set(BREAKS) - {"geometry_limit", "schema.mixed"}))
def test_a_rule_that_is_broken_alone_is_reported_alone(rule: str) -> None:
    path, changes = BREAKS[rule]
    checked = one(changed(*changes))
    found = {(finding.rule, finding.path) for finding in checked.findings}
    others = [finding for finding in checked.findings if finding.rule != rule]
    assert (rule, path) in found
    assert not others
    assert checked.valid == (RULES[rule].level != ERROR)
    assert checked.issuable == RULES[rule].sent


@pytest.mark.parametrize("rule", sorted(READER))
def test_what_the_reader_says_is_said_once(rule: str) -> None:
    path, changes = READER[rule]
    checked = one(changed(*changes))
    assert path in {finding.path for finding in checked.findings}
    assert {finding.rule for finding in checked.findings} == {rule}
    assert len({finding.path for finding in checked.findings}) == len(checked.findings)
    assert (checked.valid, checked.issuable) == (False, False)


def test_shapes_are_counted_before_any_is_looked_at() -> None:
    comb = " ".join(f"{n * 1e-6 + (n % 2):.6f},{n * 1e-6 - (n % 2):.6f}" for n in range(40_000))
    dense = f"{comb} 2.5,-2.5 -1,-2 0.000000,0.000000"
    begun = time.perf_counter()
    found = {finding.rule for finding in one(changed((SQUARE, dense))).findings}
    assert time.perf_counter() - begun < 5  # the geometry itself would take a quarter of a minute
    assert "geometry_limit" in found
    many = "<circle>1,1 1</circle>" * 5_001
    (limit,) = [finding for finding in one(changed((CIRCLE, many))).findings if finding.rule == "geometry_limit"]
    assert limit.got.startswith("100")


def test_text_beside_elements_is_named() -> None:
    path, changes = BREAKS["schema.mixed"]
    assert [(found.rule, found.path) for found in one(changed(*changes)).findings] == [("schema.mixed", path)]


@pytest.mark.parametrize("tag", ["uk", "en-GB", "zh-Hans-CN", "sr-Latn", "de-CH-1901", "sgn-US", "x-own", "i-klingon"])
def test_languages_that_are_tags(tag: str) -> None:
    assert one(changed((SPEAKING, f"<language>{tag}</language>"))).issuable or tag == "uk"


@pytest.mark.parametrize("tag", ["ua", "english", "e", "en_GB", "en-", "cz"])
def test_languages_that_are_none(tag: str) -> None:
    assert not one(changed((SPEAKING, f"<language>{tag}</language>"))).valid


@pytest.mark.parametrize("uri", ["https://warnings.example/a?b=c#d", "tel:112", "urn:x:y", "mailto:a@b.example"])
def test_uris_that_are_absolute(uri: str) -> None:
    assert one(changed(("https://warnings.example/en/storm", uri))).valid


@pytest.mark.parametrize("uri", ["www.example.org", "//example.org/a", "https:///a", "https:", "#a"])
def test_uris_that_are_not(uri: str) -> None:
    assert [found.rule for found in one(changed(("https://warnings.example/en/storm", uri))).findings] == [
        "uri_absolute"
    ]


def test_a_cancel_may_end_at_once() -> None:
    cancel = one(changed(("<msgType>Alert", "<msgType>Cancel"), referring(EARLIER), ("T20:00", "T12:30")))
    assert cancel.issuable


def test_a_message_refers_to_itself_whatever_the_time() -> None:
    itself = referring("duty@warnings.example,2.49.0.1.999.0.2022.2.16.1,2022-02-15T10:00:00+02:00")
    assert [found.rule for found in one(changed(UPDATE, itself)).findings] == ["references_itself"]


def test_1_1_may_write_z_and_is_valid_but_not_what_we_send() -> None:
    checked = one(changed(("cap:1.2", "cap:1.1"), ("T10:00:00+02:00", "T08:00:00Z")))
    assert (checked.valid, checked.issuable, checked.findings) == (True, False, ())


def test_several_infos_in_one_language_agree_as_groups() -> None:
    other = ENGLISH.replace("50.1,30.1", "50.2,30.1").replace("<severity>Severe", "<severity>Minor")
    infos = GOOD.replace("</alert>", other + other.replace(SPEAKING, "<language>uk</language>") + "</alert>")
    assert {found.rule for found in one(infos.encode()).findings} == {"language_twice"}
    alone = GOOD.replace("</alert>", other + "</alert>")
    assert "languages_disagree" in {found.rule for found in one(alone.encode()).findings}


def test_many_warnings_hide_no_error() -> None:
    area = GOOD[GOOD.index("    <area>") : GOOD.index("  </info>")]
    fine = area.replace("50.4,30.5", "50.4000001,30.5")
    checked = one(GOOD.replace(area, fine * 300 + area.replace(CEILING, "<ceiling>-1</ceiling>"), 1).encode())
    assert not checked.valid
    assert checked.findings[0].rule == "ceiling"
    assert len(checked.findings) == 200


def test_a_warning_by_codes_alone_needs_no_geometry() -> None:
    shapes = GOOD[GOOD.index("      <polygon>") : GOOD.index("      <geocode>")]
    program = (
        "import sys; from uarazom.cap.check import check; print(check(sys.stdin.buffer.read())[0].issuable, end=' ')"
    )
    command = [sys.executable, "-c", program + "; print('shapely' in sys.modules, 'numpy' in sys.modules)"]
    answer = subprocess.run(command, input=changed((shapes, "")), capture_output=True, check=True, timeout=60)
    assert answer.stdout.split() == [b"True", b"False", b"False"]

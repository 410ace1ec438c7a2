"""Each profile has a message that keeps it, and each of its rules one that breaks it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.cap.good import GOOD

from uarazom.cap.check import check
from uarazom.cap.finding import ERROR
from uarazom.cap.model import Alert, Info, Pair
from uarazom.cap.profiles import cap_au, cap_cp
from uarazom.cap.profiles.every import PROFILES
from uarazom.cap.serialise import serialise

ALERT = check(GOOD.encode())[0].alert
assert ALERT is not None
Change = Callable[[Alert], Alert]


def alert(**changes: Any) -> Change:
    return lambda one: replace(one, **changes)


def every(**changes: Any) -> Change:
    """The same change in all infos."""
    return lambda one: replace(one, infos=tuple(replace(info, **changes) for info in one.infos))


def second(**changes: Any) -> Change:
    """A change in the second info alone."""
    return lambda one: replace(one, infos=(one.infos[0], replace(one.infos[1], **changes)))


def areas(**changes: Any) -> Change:
    def changed(info: Info) -> Info:
        return replace(info, areas=tuple(replace(area, **changes) for area in info.areas))

    return lambda one: replace(one, infos=tuple(map(changed, one.infos)))


def all_of(*changes: Change) -> Change:
    def changed(one: Alert) -> Alert:
        for change in changes:
            one = change(one)
        return one

    return changed


LEVEL, TYPE = Pair("awareness_level", "3; orange; Severe"), Pair("awareness_type", "1; Wind")
SAME_LANGUAGE = second(language="uk")
GOODS: dict[str, Change] = {
    "ipaws": all_of(
        alert(codes=("IPAWSv1.0",)),
        every(event_codes=(Pair("SAME", "HWW"),), effective=None, onset=None),
        areas(geocodes=(Pair("SAME", "000001"),)),
    ),
    "cap-cp": all_of(
        alert(codes=("profile:CAP-CP:0.4",)),
        every(event_codes=(Pair(f"{cap_cp.EVENT}0.4", "wind"),)),
        areas(geocodes=(Pair(f"{cap_cp.LOCATION}0.4", "2435027"),)),
        lambda one: replace(one, infos=(replace(one.infos[0], language="fr-CA"), one.infos[1])),
    ),
    "cap-au": all_of(alert(codes=(cap_au.CODE,)), every(event_codes=(Pair(cap_au.EVENTS, "wind"),))),
    "meteoalarm": every(parameters=(LEVEL, TYPE)),
    "google": lambda one: one,
}
BREAKS: dict[str, Change] = {
    "ipaws.code": alert(codes=()),
    "ipaws.eventCode": every(event_codes=(Pair("SAME", "WIND"),)),
    "ipaws.eventCodes": second(event_codes=(Pair("SAME", "TOR"),)),
    "ipaws.categories": second(categories=("Geo",)),
    "ipaws.expires": every(expires=None),
    "ipaws.area": second(areas=()),
    "ipaws.text": every(parameters=(Pair("CMAMtext", "x" * 91),)),
    "ipaws.originator": every(parameters=(Pair("EAS-ORG", "me"),)),
    "ipaws.geocode": areas(geocodes=(Pair("SAME", "1"),)),
    "ipaws.words": second(instruction=""),
    "ipaws.begins": every(onset=ALERT.infos[0].onset),
    "cap-cp.code": alert(codes=("profile:other",)),
    "cap-cp.info": alert(infos=()),
    "cap-cp.eventCodes": second(event_codes=(Pair(f"{cap_cp.EVENT}0.4", "tornado"),)),
    "cap-cp.events": second(language="fr-CA"),
    "cap-cp.eventCode": every(event_codes=()),
    "cap-cp.area": second(areas=()),
    "cap-cp.geocode": areas(geocodes=()),
    "cap-cp.languages": second(language="de"),
    "cap-cp.recommended": second(sender_name=""),
    "cap-cp.outline": areas(polygons=(), circles=()),
    "cap-au.code": alert(codes=()),
    "cap-au.info": alert(infos=()),
    "cap-au.categories": second(categories=("Geo",)),
    "cap-au.eventCodes": second(event_codes=(Pair(cap_au.EVENTS, "tornado"),)),
    "cap-au.events": SAME_LANGUAGE,
    "cap-au.eventCode": every(event_codes=()),
    "cap-au.effective": alert(msg_type="Cancel"),
    "cap-au.area": second(areas=()),
    "cap-au.sender": alert(sender="duty"),
    "cap-au.recommended": second(instruction=""),
    "cap-au.outline": areas(polygons=(), circles=()),
    "meteoalarm.info": alert(infos=()),
    "meteoalarm.awareness_level": every(parameters=(Pair("awareness_level", "3; red; Severe"), TYPE)),
    "meteoalarm.awareness_type": every(parameters=(LEVEL, Pair("awareness_type", "99; Aliens"))),
    "meteoalarm.severity": every(severity="Minor"),
    "meteoalarm.times": every(expires=None),
    "meteoalarm.area": second(areas=()),
    "meteoalarm.geocode": areas(polygons=()),
    "meteoalarm.language": second(language="pl"),
    "google.info": alert(infos=()),
    "google.categories": second(categories=("Geo",)),
    "google.eventCodes": second(event_codes=()),
    "google.events": SAME_LANGUAGE,
    "google.required": second(web=""),
    "google.effective": every(expires=ALERT.infos[0].effective - timedelta(minutes=1)),
    "google.place": second(areas=(replace(ALERT.infos[1].areas[0], polygons=(), circles=(), geocodes=()),)),
    "google.recommended": second(contact=""),
    "google.long": second(headline="x" * 141),
    "google.alike": second(description=ALERT.infos[1].instruction),
    "google.radius": areas(circles=(replace(ALERT.infos[0].areas[0].circles[0], radius=0.0),)),
    "google.outline": areas(polygons=(), circles=()),
}


def found(name: str, one: Alert) -> set[str]:
    return {finding.rule for finding in PROFILES[name](one)}


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_a_message_keeps_the_profile_and_only_that(name: str) -> None:
    good = GOODS[name](ALERT)
    assert found(name, good) == set()
    (checked,) = check(serialise(good), PROFILES[name])
    assert (checked.valid, checked.issuable, checked.findings) == (True, True, ())


def test_every_rule_of_every_profile_is_broken_here() -> None:
    assert set(BREAKS) == {f"{name}.{rule}" for name, profile in PROFILES.items() for rule in profile.rules}


@pytest.mark.parametrize("rule", sorted(BREAKS))
def test_each_rule_is_found_where_it_is_broken(rule: str) -> None:
    name, _, short = rule.partition(".")
    broken = BREAKS[rule](GOODS[name](ALERT))
    besides = {"google.outline", "cap-cp.languages", "ipaws.area"}  # what a change of one place takes with it
    assert found(name, broken) - besides == {rule} - besides
    assert rule in found(name, broken)
    levels = {finding.level for finding in PROFILES[name](broken) if finding.rule == rule}
    assert levels == {PROFILES[name].rules[short][0]}


def test_a_profiles_must_counts_and_its_should_does_not() -> None:
    good = GOODS["google"](ALERT)
    broken = {
        rule: check(serialise(BREAKS[rule](good)), PROFILES["google"])[0] for rule in ("google.required", "google.long")
    }
    assert [broken[rule].valid for rule in broken] == [False, True]
    assert PROFILES["google"].rules["required"][0] == ERROR

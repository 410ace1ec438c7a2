"""What the strict door of the register leaves open, and no page, and no warning, could do without.

    findings = [*of(content, publishers, ledger, now)]

Rules: 1 every language has its words, from the program or in a catalogue that comes along, and no other catalogue comes
· 2 the time zone is one · 3 an XML signature is required only where there is a certificate · 4 who may warn publishes,
since a warning bears its keys · 5 the body of a warning in force keeps its sender: without it nobody
could give the all-clear. (An event may leave the list: `duty.catalogue`.)
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from uarazom.acts import alerts
from uarazom.acts.errors import Finding
from uarazom.acts.ledger import Ledger
from uarazom.site import catalogue

IN_FORCE = "what a warning in force still needs"


def of(content: Mapping[str, Any], publishers: Collection[str], ledger: Ledger, now: datetime) -> Iterator[Finding]:
    """Every finding on a register's content whose shapes are right."""
    if "instance" in content:
        yield from _of_instance(content["instance"])
    if "alerting" in content:
        yield from _of_alerting(content["alerting"], publishers)
        yield from _of_those_in_force(content["alerting"], ledger, now)


def _of_instance(instance: Mapping[str, Any]) -> Iterator[Finding]:
    languages, brought = instance["languages"], instance.get("catalogues", {})
    for language in languages:
        if language not in brought and catalogue.packaged(language) is None:
            yield Finding("instance.catalogues", f"a catalogue for {language}", "none")
    for language in sorted(set(brought) - set(languages)):
        yield Finding("instance.catalogues", "catalogues of the instance's languages", f"one of {language}")
    if not is_zone(instance["timezone"]):
        yield Finding("instance.timezone", "a time zone of the IANA list", instance["timezone"])


def is_zone(name: str) -> bool:
    """Whether clocks are set by this name."""
    try:
        return bool(ZoneInfo(name).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _of_alerting(alerting: Mapping[str, Any], publishers: Collection[str]) -> Iterator[Finding]:
    if alerting.get("signature") == "required" and "certificate" not in alerting:
        yield Finding("alerting.signature", "a certificate, or no signature required", "required, and no certificate")
    for body in sorted(set(alerting["senders"]) - set(publishers)):
        yield Finding("alerting.senders", "bodies that publish", body)


def _of_those_in_force(alerting: Mapping[str, Any], ledger: Ledger, now: datetime) -> Iterator[Finding]:
    for document in (*alerts.in_force(ledger, now), *alerts.in_force(ledger, now, exercises=True)):
        act = alerts.speaking(document)
        if act.body not in alerting["senders"]:
            yield Finding("alerting.senders", IN_FORCE, f"{document.id}, without the sender of {act.body}")

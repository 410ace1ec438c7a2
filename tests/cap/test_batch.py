"""A warning that is sent again under a new identifier."""

from dataclasses import replace
from datetime import timedelta

from tests.cap.good import GOOD

from uarazom.cap import batch
from uarazom.cap.batch import Seen, key_of
from uarazom.cap.check import check
from uarazom.cap.model import Alert

ALERT = check(GOOD.encode())[0].alert
assert ALERT is not None
SENT = ALERT.sent
assert SENT is not None
AGAIN = replace(ALERT, identifier="2", sent=SENT + timedelta(hours=1))


def said(*alerts: Alert) -> list[str]:
    seen = Seen()
    found = [seen.again(key_of(alert)) for alert in alerts]
    return [f"{one.rule} {one.got}" for one in found if one]


def test_the_same_warning_under_another_identifier_is_told() -> None:
    assert said(ALERT, AGAIN) == ["reissued 2"]


def test_the_same_message_twice_and_another_senders_are_not() -> None:
    assert said(ALERT, ALERT, replace(AGAIN, sender="other@warnings.example")) == []


def test_an_update_or_a_warning_after_the_end_is_not() -> None:
    update = replace(AGAIN, msg_type="Update")
    tomorrow = replace(AGAIN, sent=SENT + timedelta(days=1))
    assert said(ALERT, update, tomorrow) == []


def test_what_is_remembered_has_an_end(monkeypatch) -> None:
    monkeypatch.setattr(batch, "REMEMBERED", 1)
    other = replace(ALERT, sender="other@warnings.example")
    assert said(ALERT, other, AGAIN) == []

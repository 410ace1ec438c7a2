"""The values themselves: what makes two messages the same message."""

from datetime import UTC, datetime, timedelta, timezone

from uarazom.cap.finding import ERROR, GOT_MAX, Finding
from uarazom.cap.model import Alert, Reference

SENT = datetime(2022, 2, 16, 10, tzinfo=timezone(timedelta(hours=2)))


def test_a_reference_has_the_key_of_its_alert_whatever_the_offset() -> None:
    alert = Alert(identifier="x.1", sender="s", sent=SENT, status="Actual", msg_type="Alert", scope="Public")
    assert Reference("s", "x.1", SENT.astimezone(UTC)).key == alert.key


def test_a_message_without_a_time_has_a_key_of_its_own() -> None:
    alert = Alert(identifier="x.1", sender="s", sent=None, status="Actual", msg_type="Alert", scope="Public")
    assert alert.key == ("s", "x.1", None)


def test_a_finding_repeats_only_so_much_of_what_came() -> None:
    assert len(Finding("rule", ERROR, "/alert", "less", "x" * 5_000).got) == GOT_MAX

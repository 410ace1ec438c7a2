"""What other authorities warn of, as items: whatever is wrong with it is said, and it is still there."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from tests.cap.good import GOOD
from tests.cap.test_signature import CERTIFICATE, OTHER_CERTIFICATE, RAW, SIGNED

from uarazom.cap.errors import CapRefused
from uarazom.editorial.incoming import Trust, holding, read_items
from uarazom.sources.item import Item

NOW = datetime(2022, 2, 16, 8, 1, tzinfo=UTC)  # a minute after GOOD was sent
SENDER = "duty@warnings.example"
KEY = (SENDER, "2.49.0.1.999.0.2022.2.16.1", "2022-02-16T10:00:00+02:00")


@dataclass(frozen=True)
class Came:
    """An item as a box would keep it, with the document it came in."""

    item: Item
    raw: str
    received_at: datetime


ANYBODY = Trust()


def only(raw: bytes, trust: Trust = ANYBODY, at: datetime = NOW) -> Item:
    (item,) = read_items(raw, trust, at)
    return item


def rules(item: Item) -> set[str]:
    return {finding["rule"] for finding in item.facts["findings"]}


def test_what_a_list_shows_of_a_good_message() -> None:
    item = only(GOOD.encode())
    assert (item.sender, item.identifier, item.sent) == KEY
    assert item.facts["valid"]
    assert item.facts["signature"] == "unsigned"
    assert item.facts["headline"] == {"uk": "Шторм на півночі", "en": "Storm in the north"}
    assert (item.facts["status"], item.facts["severity"]) == ("Actual", "Severe")
    assert item.facts["expires"] == "2022-02-16T20:00:00+02:00"


def test_a_defect_is_recorded_and_the_warning_still_shown() -> None:
    item = only(GOOD.replace("Severe", "Terrible").replace("+02:00</sent>", "Z</sent>").encode())
    assert not item.facts["valid"]
    assert {"word", "time"} & rules(item)
    assert item.facts["headline"]["en"] == "Storm in the north"


def test_no_alert_at_all_is_an_item_too() -> None:
    item = only(b"<nothing/>")
    assert (item.sender, item.facts["valid"]) == ("", False)
    assert item.identifier == item.content


def test_what_is_not_taken_at_all() -> None:
    with pytest.raises(CapRefused):
        read_items(b'<!DOCTYPE a [<!ENTITY b "c">]><alert>&b;</alert>', Trust(), NOW)


def test_a_clock_that_is_ahead_is_said() -> None:
    assert "clock_ahead" in rules(only(GOOD.encode(), at=NOW - timedelta(hours=1)))
    assert "clock_ahead" not in rules(only(GOOD.encode()))


def test_a_sender_for_whom_the_source_may_not_speak() -> None:
    assert "sender_of_another" in rules(only(GOOD.encode(), Trust(senders=("other@example.org",))))
    assert "sender_of_another" not in rules(only(GOOD.encode(), Trust(senders=(SENDER,))))


def test_signed_by_a_pinned_key_by_another_and_changed() -> None:
    assert only(SIGNED, Trust(pinned=(CERTIFICATE,))).facts["signature"] == "verified"
    other = only(SIGNED, Trust(pinned=(OTHER_CERTIFICATE,)))
    assert other.facts["signature"] == "signed_not_verified"
    assert "signature_unverified" in rules(other)
    broken = only(SIGNED.replace(b"</identifier>", b"x</identifier>"), Trust(pinned=(CERTIFICATE,)))
    assert (broken.facts["signature"], broken.facts["valid"]) == ("broken", False)
    assert only(RAW, Trust(pinned=(CERTIFICATE,))).facts["signature"] == "unsigned"


def cancel() -> bytes:
    head = GOOD[: GOOD.index("  <info>")].replace("2022.2.16.1<", "2022.2.16.2<").replace("Alert<", "Cancel<")
    references = f"<references>{','.join(KEY)}</references>"
    return f"{head.replace('T10:00', 'T10:30')}  {references}\n</alert>\n".encode()


def came(*raws: bytes, trust: Trust = ANYBODY) -> tuple[list[Came], dict[str, bytes]]:
    documents = {str(n): raw for n, raw in enumerate(raws)}
    return [
        Came(only(raw, trust), name, NOW + timedelta(hours=int(name))) for name, raw in documents.items()
    ], documents


def names(found: frozenset[tuple[str, str, str, str]]) -> set[tuple[str, ...]]:
    return {one[:3] for one in found}


def test_what_holds_now_whatever_the_order_in_which_it_came() -> None:
    later = NOW + timedelta(hours=3)
    kept, raw = came(GOOD.encode())
    assert names(holding(kept, raw.get, later)) == {KEY}
    assert holding(kept, raw.get, NOW + timedelta(days=1)) == frozenset()
    for order in ((GOOD.encode(), cancel()), (cancel(), GOOD.encode())):
        kept, raw = came(*order)
        assert holding(kept, raw.get, later) == frozenset()


def test_an_unsigned_cancel_takes_nothing_down_where_a_key_is_pinned() -> None:
    later = NOW + timedelta(hours=3)
    for trust in (Trust(pinned=(CERTIFICATE,)), Trust(senders=("other@example.org",))):
        kept, raw = came(GOOD.encode(), cancel(), trust=trust)
        assert names(holding(kept, raw.get, later)) == {KEY}


def test_nobody_takes_a_name_before_the_one_who_may_speak() -> None:
    false = GOOD.replace("Storm in the north", "Nothing happens").encode()
    trusted, stranger = Trust(pinned=()), Trust(senders=("other@example.org",))
    kept = [
        Came(only(false, stranger), "0", NOW),
        Came(only(GOOD.encode(), trusted), "1", NOW + timedelta(minutes=1)),
    ]
    (found,) = holding(kept, {"0": false, "1": GOOD.encode()}.get, NOW + timedelta(hours=3))
    assert found[3] == kept[1].item.content

"""The days of 14-20 February 2022: what a careful reader of DESIGN §5 expects, at instants in local time."""

from datetime import datetime

import pytest
from tests.corpus import load

from uarazom.acts import schema
from uarazom.acts.ledger import Ledger
from uarazom.acts.status import next_change, status
from uarazom.acts.way import way

CORPUS = load()
LEDGER = CORPUS.ledger()


def local(text: str) -> datetime:
    """`15 21:00` is 15 February 2022, 21:00 in Kyiv."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2022-02-{day}T{clock}:00+02:00")


# document, at, status, badges, deciding acts (numbers), since
TABLE = [
    ("claim-president-set-attack-date", "14 21:00", "rumour", "", "1", "14 20:45"),
    ("claim-president-set-attack-date", "14 22:30", "refuted", "", "2", "14 22:30"),
    ("claim-president-set-attack-date", "20 21:00", "refuted", "", "2", "14 22:30"),
    ("statement-president-14-feb", "14 21:00", "on_record", "", "1", "14 20:00"),
    ("statement-president-14-feb", "14 22:00", "on_record", "clarified", "1", "14 20:00"),
    ("claim-ru-units-returning", "15 11:00", "announced", "", "1", "15 10:00"),
    ("claim-ru-units-returning", "15 12:48", "announced", "doubted", "1", "15 10:00"),  # one's own head adds nothing
    ("claim-ru-units-returning", "16 10:00", "disputed", "doubted", "4", "15 15:01"),
    ("claim-ru-units-returning", "16 18:00", "disputed", "doubted", "4 7 8 9", "15 15:01"),
    ("claim-ru-units-returning", "17 09:00", "disputed", "doubted", "4 8 9 10", "15 15:01"),  # 7 has lapsed
    ("claim-ru-units-returning", "20 21:00", "disputed", "doubted", "4 8 9 10", "15 15:01"),
    ("claim-sms-atms-not-working", "15 08:00", "rumour", "", "1", "15 08:00"),
    ("claim-sms-atms-not-working", "15 12:00", "refuted", "", "2 3", "15 09:30"),
    ("claim-sms-atms-not-working", "16 07:59", "refuted", "", "2 3", "15 09:30"),
    ("claim-sms-atms-not-working", "16 08:00", "expired", "was_refuted", "1", "16 08:00"),
    ("claim-outage-15-feb", "15 20:00", "announced", "", "1", "15 17:30"),  # its own head confirms nothing
    ("claim-outage-15-feb", "15 21:00", "confirmed", "", "3", "15 21:00"),
    ("claim-outage-15-feb", "16 17:30", "expired", "", "1", "16 17:30"),
    ("claim-cash-limits", "17 11:00", "disputed", "", "2", "17 11:00"),
    ("claim-cash-limits", "18 09:00", "expired", "was_disputed", "1", "18 09:00"),
    ("claim-no-strike-group-14-feb", "15 20:59", "announced", "", "1", "14 21:00"),
    ("claim-no-strike-group-14-feb", "15 21:00", "expired", "", "1", "15 21:00"),
    ("claim-no-strike-group-20-feb", "20 21:00", "announced", "", "1", "20 19:12"),
    ("claim-ru-units-leave-crimea", "17 12:00", "disputed", "", "2", "16 20:19"),
    ("claim-us-troop-increase", "17 14:00", "disputed", "", "2", "17 13:00"),
    ("claim-formations-ukrainian-fire", "17 12:00", "disputed", "", "2", "17 11:30"),
    ("claim-union-resolve-ends-20-feb", "20 12:00", "announced", "", "1", "15 10:00"),
    ("claim-union-resolve-ends-20-feb", "20 12:56", "superseded", "", "2", "20 12:56"),
    ("claim-stanytsia-who-fired", "20 21:00", "announced", "", "1", "17 11:00"),  # unnamed media dispute nothing
    ("claim-injured-17-feb", "17 20:00", "announced", "", "1", "17 11:00"),  # one head is one voice
    ("claim-injured-17-feb", "18 08:00", "superseded", "", "3", "18 08:00"),
    ("claim-kindergarten-damaged", "17 14:00", "announced", "", "1", "17 11:00"),
    ("claim-kindergarten-damaged", "18 17:00", "confirmed", "", "3", "18 17:00"),
    ("claim-bank-services-restored", "20 21:00", "announced", "", "1", "16 23:00"),
    ("claim-sms-part-of-attack", "20 21:00", "announced", "", "1", "16 15:47"),
    ("jfo-violations-17-feb-0800", "17 10:59", "announced", "", "1", "17 08:15"),
    ("jfo-violations-17-feb-0800", "17 11:00", "superseded", "", "2", "17 11:00"),
    ("jfo-violations-17-feb-2200", "18 08:00", "superseded", "", "2", "18 08:00"),
    ("jfo-violations-17-feb-day", "20 21:00", "announced", "", "1", "18 08:00"),
    ("osce-smm-report-38-2022", "20 21:00", "announced", "", "1", "18 17:00"),
    ("decree-53-2022", "20 21:00", "adopted", "", "1", "14 19:37"),
    ("decree-53-p-day-of-unity", "16 12:00", "adopted", "", "1", "14 19:37"),
    ("decree-53-p-day-of-unity", "16 23:59", "ended", "", "1", "16 23:59"),
    ("telethon-16-feb", "16 09:00", "announced", "", "1", "15 15:06"),
    ("telethon-16-feb", "16 12:30", "done", "", "2", "16 12:30"),
    ("telethon-16-feb", "20 21:00", "done", "", "2", "16 12:30"),
    ("order-147r-banner", "20 21:00", "adopted", "", "1", "14 23:00"),
    ("joint-press-centre-20-feb", "20 21:00", "adopted", "", "1", "20 12:00"),
    ("guidance-two-walls", "20 21:00", "in_force", "", "1", "14 09:00"),
    ("answer-cash-limits", "20 21:00", "in_force", "", "1", "17 11:00"),
    ("briefing-16-feb-cyber", "20 21:00", "in_force", "", "1", "16 15:47"),
    ("bulletin-2022-02-15", "20 21:00", "in_force", "", "1", "15 18:00"),
]


@pytest.mark.parametrize(("document", "at", "word", "badges", "because", "since"), TABLE)
def test_status(document: str, at: str, word: str, badges: str, because: str, since: str) -> None:
    found = status(LEDGER.documents[document], LEDGER.register(local(at)), local(at))
    assert found.status == word
    assert found.badges == tuple(badges.split())
    assert found.because == tuple(f"{document}/{n}" for n in because.split())
    assert found.since == local(since)


def test_every_act_of_the_corpus_may_be_issued() -> None:
    ledger = Ledger(CORPUS.words)
    for index, entry in enumerate(CORPUS.entries):
        fields = entry.fields
        if "document" in fields:
            document = ledger.documents.get(fields["document"])
            words = CORPUS.blobs[fields["words"]]
            schema.check(fields, words, register=ledger.latest_register, document=document, ledger=ledger)
        ledger.apply(index, entry)


def test_the_next_change_of_an_assessment_is_its_end() -> None:
    document = LEDGER.documents["claim-no-strike-group-14-feb"]
    register = LEDGER.latest_register
    assert next_change(document, register, local("14 20:00")) == local("14 21:00")
    assert next_change(document, register, local("14 21:00")) == local("15 21:00")
    assert next_change(document, register, local("15 21:00")) is None


def test_the_way_of_the_telethon() -> None:
    at = local("20 21:00")
    steps = way(LEDGER.documents["telethon-16-feb"], LEDGER.register(at), at)
    assert [(step.name, step.at, step.evidence) for step in steps] == [
        ("promised", local("15 15:06"), "not_applicable"),
        ("done", local("16 12:30"), "published"),
        ("due", local("16 22:00"), None),
    ]


def test_a_view_holds_what_was_known_then() -> None:
    view = LEDGER.at(local("15 12:00"))
    assert "telethon-16-feb" not in view.documents
    assert len(view.documents["claim-ru-units-returning"].acts) == 2
    assert len(LEDGER.documents["claim-ru-units-returning"].acts) == 11
    assert LEDGER.at(local("28 00:00")) is LEDGER

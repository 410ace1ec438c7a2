from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.editorial.newsroom import ORIGIN, SALT, Record, claim, demo, record

from uarazom.acts.ledger import Ledger
from uarazom.acts.status import judge
from uarazom.editorial import bulletin
from uarazom.editorial.draft import compose
from uarazom.editorial.refusal import BadDraft

BEGIN = datetime(2022, 2, 14, 6, tzinfo=UTC)
INSTANTS = st.integers(0, 7 * 24 * 60).map(lambda minutes: BEGIN + timedelta(minutes=minutes))


def kyiv(day: int, hour: int) -> datetime:
    return datetime(2022, 2, day, hour - 2, tzinfo=UTC)


@cache
def ledger() -> Ledger:
    return record().ledger


def proposed(day: int, hour: int = 18) -> bulletin.Proposal:
    at = kyiv(day, hour)
    return bulletin.propose(ledger(), at.date().isoformat(), at)


def test_it_goes_on_where_the_last_one_ended() -> None:
    one = proposed(16)
    assert (one.start, one.end) == (kyiv(15, 18), kyiv(16, 18))
    assert one.next_issue_at == kyiv(17, 18)
    assert list(one.sections) == ["security", "defence", "safety"]


def test_what_came_and_what_ran_out_are_in_it() -> None:
    lines = {line.document: line for line in proposed(16).lines}
    assert lines["statement-stoltenberg-16-feb"].reason == "new"
    returning = lines["claim-ru-units-returning"]
    assert (returning.reason, returning.now) == ("changed", "disputed")
    assert returning.pin == returning.came[-1] == "claim-ru-units-returning/9"
    gone = lines["claim-no-strike-group-14-feb"]
    assert (gone.reason, gone.before, gone.now, gone.came) == ("ended", "announced", "expired", ())
    assert "guidance-two-walls" not in lines


def test_the_order_is_new_changed_ran_out() -> None:
    for lines in proposed(16).sections.values():
        ranks = [bulletin.REASONS.index(line.reason) for line in lines]
        assert ranks == sorted(ranks)


@settings(max_examples=25)
@given(INSTANTS)
def test_everything_that_changed_is_in_it_and_nothing_else(at: datetime) -> None:
    one = bulletin.propose(ledger(), at.date().isoformat(), at)
    register = ledger().register(at)
    for document in ledger().at(at).documents.values():
        if document.kind == "bulletin":
            continue
        before, now = judge(document, register, one.start), judge(document, register, at)
        came = any(one.start < act.exists_from <= at for act in document.acts)
        listed = [line for line in one.lines if line.document == document.id]
        changed = came or before is None or (now is not None and before.status != now.status)
        assert len(listed) == int(changed), document.id
        assert all(line.pin == document.latest.id for line in listed)
    assert one.next_issue_at > at


def test_a_quiet_place_says_since_when() -> None:
    one = proposed(17)
    assert one.places["UA-05"] == bulletin.Place((), None)
    assert "jfo-violations-17-feb-0800" in one.places["UA-09"].changed
    assert one.places["UA-09"].unchanged_since is None
    later = proposed(20)
    crimea = later.places["UA-43"]
    assert crimea.changed == ()
    assert crimea.unchanged_since == datetime(2022, 2, 16, 18, 19, tzinfo=UTC)
    assert set(one.places) == {"UA", *demo().register["regions"]}


def test_a_proposal_is_a_draft_that_may_be_issued() -> None:
    made = record(until=kyiv(17, 17))
    one = bulletin.propose(made.ledger, "2022-02-17", kyiv(17, 18))
    title = bulletin.title("2022-02-17", ("uk", "en"), {"en": "Bulletin, {date:d MMMM y}"})
    assert title == {"uk": "17 лютого 2022\u202fр.", "en": "Bulletin, 17 February 2022"}
    draft = one.draft(body="demo-desk", title=title, intro={"uk": "Сьогодні"})
    fields = compose(draft, origin=ORIGIN, ledger=made.ledger, salt=SALT, at=kyiv(17, 18)).fields
    assert fields["document"] == "bulletin-2022-02-17"
    assert fields["items"] == one.items


def test_a_day_without_news_is_a_bulletin_too() -> None:
    made = Record()
    made.register(demo().register, demo().register_words)
    one = bulletin.propose(made.ledger, "2022-02-14", BEGIN)
    assert one.items == []
    assert one.start == BEGIN - bulletin.DAY
    draft = one.draft(body="demo-desk", title={"uk": "Випуск"})
    assert "items" not in compose(draft, origin=ORIGIN, ledger=made.ledger, salt=SALT, at=BEGIN).fields


def test_what_it_lists_must_be_in_the_record() -> None:
    listing = next(step.what for step in demo().steps if isinstance(step.what, bulletin.Listing))
    with pytest.raises(BadDraft, match="guidance-attention-all"):
        bulletin.listed(listing, Record().ledger)


def test_a_missed_day_is_missed_once_its_time_has_passed() -> None:
    def days(at: datetime) -> tuple[str, ...]:
        return bulletin.missed(ledger(), "2022-02-14", "2022-02-21", at)

    assert days(kyiv(20, 21)) == ("2022-02-18", "2022-02-19")
    assert days(kyiv(18, 17)) == ()
    assert days(kyiv(18, 18)) == ("2022-02-18",)
    assert days(kyiv(21, 18)) == ("2022-02-18", "2022-02-19", "2022-02-21")
    with pytest.raises(BadDraft, match="at most 3660 days"):
        bulletin.missed(ledger(), "1970-01-01", "2022-02-14", BEGIN)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2022-03-26T17:00:00+00:00", "2022-03-27T15:00:00+00:00"),  # the clock goes forward in the night
        ("2022-03-27T15:00:00+00:00", "2022-03-28T15:00:00+00:00"),  # at the time itself: the next one
        ("2022-10-30T15:59:59+00:00", "2022-10-30T16:00:00+00:00"),  # the clock has gone back
    ],
)
def test_the_time_of_report_is_local(at: str, due: str) -> None:
    register = ledger().register(BEGIN)
    assert bulletin.next_issue(register, datetime.fromisoformat(at)) == datetime.fromisoformat(due)
    silent = replace(register, instance=replace(register.instance, report_by=None))
    assert bulletin.next_issue(silent, BEGIN) == BEGIN + bulletin.DAY


def test_two_editions_differ_by_document() -> None:
    older, newer = (ledger().documents[f"bulletin-2022-02-{day}"].first for day in (16, 17))
    found = bulletin.difference(older, newer)
    assert "claim-injured-17-feb" in found.added
    assert "statement-danilov-14-feb" in found.dropped
    assert "claim-ru-units-returning" in found.moved_on
    assert "statement-biden-15-feb" in found.same
    assert bulletin.difference(newer, newer).same == tuple(bulletin.difference(newer, newer).same)
    assert not bulletin.difference(newer, newer).moved_on


def test_a_place_inside_a_region_counts_for_the_region() -> None:
    made = Record()
    made.register({**demo().register, "regions": ["UA-30", "UA-30:80000"]}, demo().register_words)
    made.issue(claim(regions=["UA-30:80000"]), datetime(2022, 2, 16, 11, tzinfo=UTC))
    one = bulletin.propose(made.ledger, "2022-02-16", datetime(2022, 2, 16, 16, tzinfo=UTC))
    assert one.places["UA-30"].changed == ("claim-water",)

import time

from hypothesis import given
from hypothesis import strategies as st

from uarazom.editorial import difference
from uarazom.editorial.difference import Run

TEXT = st.text(st.sampled_from("абab 1\n.’"), max_size=60)


@given(TEXT, TEXT)
def test_the_runs_lose_nothing(old: str, new: str) -> None:
    runs = difference.runs(old, new)
    assert "".join(run.text for run in runs if run.kind != "added") == old
    assert "".join(run.text for run in runs if run.kind != "removed") == new
    assert all(run.text for run in runs)


@given(TEXT)
def test_the_same_is_one_run(text: str) -> None:
    assert difference.runs(text, text) == ((Run("same", text),) if text else ())


def test_words_are_not_torn() -> None:
    runs = difference.runs("Станом на 15 лютого спокійно", "Станом на 16 лютого неспокійно")
    assert [(run.kind, run.text) for run in runs if run.kind != "same"] == [
        ("removed", "15"),
        ("added", "16"),
        ("removed", "спокійно"),
        ("added", "неспокійно"),
    ]


def test_by_member_and_language_with_what_is_new_or_gone() -> None:
    old = {"text": {"uk": "один", "en": "one"}, "note": {"en": "gone"}}
    new = {"text": {"uk": "один", "en": "two", "fr": "deux"}}
    found = {(one.member, one.language): [run.kind for run in one.runs] for one in difference.words(old, new)}
    assert found == {
        ("note", "en"): ["removed"],
        ("text", "en"): ["removed", "added"],
        ("text", "fr"): ["added"],
    }


def test_fields_by_name() -> None:
    changed = difference.fields({"by": "a", "basis": "relay"}, {"by": "b", "tone": "plain"})
    assert [(one.field, one.old, one.new) for one in changed] == [
        ("basis", "relay", None),
        ("by", "a", "b"),
        ("tone", None, "plain"),
    ]


def test_two_huge_texts_take_no_longer_than_somebody_waits() -> None:
    old, new = "а б " * 60_000, "б в " * 60_000
    began = time.monotonic()
    runs = difference.runs(old, new)
    assert time.monotonic() - began < 2
    assert "".join(run.text for run in runs if run.kind != "added") == old

from dataclasses import replace

from tests.editorial.newsroom import claim

from uarazom.editorial import languages
from uarazom.editorial.languages import Missing


def test_what_is_said_at_all_is_wanted_in_every_language() -> None:
    draft = claim(words={"text": {"uk": "Є вода", "en": "  "}, "note": {"en": "checked"}, "place": {"uk": ""}})
    assert languages.missing(draft, ("uk", "en")) == (Missing("text", "en"), Missing("note", "uk"))
    assert languages.asks(draft, ("uk", "en"))


def test_a_source_is_no_text_and_a_foreign_original_counts_for_none() -> None:
    draft = claim(words={"source": {"publisher": "NATO"}, "text": {"fr": "eau", "uk": "вода", "en": "water"}})
    assert languages.missing(draft, ("uk", "en")) == ()
    assert not languages.asks(draft, ("uk", "en"))


def test_a_warning_is_never_asked() -> None:
    alert = replace(claim(words={"title": {"uk": "Тривога"}, "text": {"uk": "До укриття"}}), kind="alert")
    assert languages.missing(alert, ("uk", "en")) == (Missing("title", "en"), Missing("text", "en"))
    assert not languages.asks(alert, ("uk", "en"))

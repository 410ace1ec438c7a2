"""Our escaping beside markupsafe's own: the same text, whatever comes."""

from typing import Any

import markupsafe
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from uarazom.site.escaping import QuickEnvironment, Sentence, escape


class Html:
    def __html__(self) -> str:
        return "<i>safe</i>"


TEXTS = st.text(st.sampled_from([*"<>&\"'{}ab; ", "і"]), max_size=20)
VALUES = st.one_of(TEXTS, TEXTS.map(markupsafe.escape), TEXTS.map(Sentence), st.integers(), st.none(), st.just(Html()))


@given(VALUES)
def test_it_escapes_what_markupsafe_escapes(value: Any) -> None:
    assert escape(value) == markupsafe.escape(value)


@given(TEXTS, TEXTS, VALUES, VALUES)
def test_a_sentence_is_filled_in_as_markup_is(before: str, after: str, first: Any, second: Any) -> None:
    plain = "".join(markupsafe.escape(part).replace("{", "{{").replace("}", "}}") for part in (before, after))
    for pattern in (f"{plain}{{who}} · {{when}}{plain}", f"{plain}{{}} {{}}"):
        values = {"who": first, "when": second} if "who" in pattern else {}
        args = () if values else (first, second)
        if not any(isinstance(value, Html) for value in (first, second)):  # Markup.format asks those for a format
            assert Sentence(pattern).format(*args, **values) == Markup(pattern).format(*args, **values)
        made = Sentence(pattern).format(*args, **values)
        assert type(made) is Markup
        assert escape(made) is made


@pytest.mark.parametrize("pattern", ["{0}", "{a.b}", "{a[0]}", "{a!r}", "{a:>9}"])
def test_a_place_that_reaches_into_a_value_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="expected plain places"):
        Sentence(pattern).format("x", a="x")


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        Sentence("{who}").format(when="x")
    with pytest.raises(IndexError):
        Sentence("{} {}").format("x")


@given(VALUES)
def test_templates_escape_as_jinjas_own(value: Any) -> None:
    from jinja2 import Environment

    text = "{{ v }}{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}{{ m(v) }}"
    text += "{% set s %}{{ v }}{% endset %}{{ s }}{{ [v, v]|join(', ') }}"
    ours = QuickEnvironment(autoescape=True).from_string(text).render(v=value)
    assert ours == Environment(autoescape=True).from_string(text).render(v=value)

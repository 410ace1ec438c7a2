"""``{% say key %}``, ``{{ instant|when }}``, ``{{ texts|in_language }}``: built into every template of the desk."""

from collections.abc import Mapping
from datetime import datetime

from babel.dates import format_date, format_datetime
from django import template
from django.utils.translation import get_language

from uarazom.desk import words
from uarazom.desk.newsroom import newsroom

register = template.Library()


def language() -> str:
    """Of the reader of this request."""
    chosen = get_language() or words.FALLBACK
    return chosen if chosen in words.languages() else words.FALLBACK


@register.simple_tag
def say(key: str, **values: object) -> str:
    """The words behind a key, escaped by the template like any other value."""
    return words.say(language(), key, **values)


@register.simple_tag
def say_of(group: str, key: str) -> str:
    """The words of one code of a group (``act`` + ``publish``), or the code itself where a group is open."""
    full = f"{group}.{key}"
    return words.say(language(), full) if words.has(full) else key


@register.filter
def when(instant: datetime | None) -> str:
    """A date and a time as people here read the clock."""
    if instant is None:
        return ""
    return format_datetime(instant, "d MMM y, HH:mm", tzinfo=newsroom().zone, locale=language().replace("-", "_"))


@register.filter
def day(instant: datetime | None) -> str:
    """The day alone."""
    if instant is None:
        return ""
    return format_date(instant.astimezone(newsroom().zone), "d MMMM y", locale=language().replace("-", "_"))


@register.filter
def in_language(texts: Mapping[str, str] | None) -> str:
    """The text in the reader's language, else in the first there is."""
    if not texts:
        return ""
    return texts.get(language()) or next(iter(texts.values()))


@register.filter
def direction(code: str) -> str:
    """``ltr`` or ``rtl`` of a language."""
    return words.direction(code)


@register.filter
def own_name(code: str) -> str:
    """What a language calls itself."""
    return words.own_name(code)

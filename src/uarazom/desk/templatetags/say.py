"""``{% say key %}``, ``{{ instant|when }}``, ``{{ texts|in_language }}``: built into every template of the desk."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from babel.dates import format_date, format_datetime
from django import template
from django.forms.boundfield import BoundField
from django.utils.html import format_html, format_html_join

from uarazom.desk import words
from uarazom.desk.drafts import parts
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people.models import Person
from uarazom.desk.web import static
from uarazom.desk.web.language import language
from uarazom.editorial.acts.form import Constraint

if TYPE_CHECKING:
    from uarazom.desk.drafts.asking import Group
    from uarazom.desk.duty.channels import Channel
    from uarazom.desk.duty.inputs import Problem

register = template.Library()


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
def day_said(said: str) -> str:
    """A day or an instant that was kept as text: the day, with the time where there is one."""
    if len(said) == len("2022-02-14"):
        return format_date(date.fromisoformat(said), "d MMMM y", locale=language().replace("-", "_"))
    return when(datetime.fromisoformat(said))


@register.filter
def lasting(length: timedelta | int) -> str:
    """How long, in hours and minutes; in seconds below a minute."""
    seconds = int(length.total_seconds() if isinstance(length, timedelta) else length)
    if seconds < 60:
        return words.say(language(), "duty.lasting.seconds", n=seconds)
    hours, minutes = divmod(seconds // 60, 60)
    if not hours or not minutes:
        return words.say(language(), f"duty.lasting.{'hours' if hours else 'minutes'}", n=hours or minutes)
    return words.say(language(), "duty.lasting.both", hours=hours, minutes=minutes)


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


@register.simple_tag
def static_file(name: str) -> str:
    """The address of one of the desk's own files."""
    return static.path(name)


# ── names instead of ids ──────────────────────────────────────────────────────────────────────────────────────────────
@register.simple_tag
def body_name(body_id: str) -> str:
    """The name of a body in the reader's language, or its id."""
    known = newsroom().register().bodies.get(body_id)
    return (in_language(known.name) if known else "") or body_id


@register.simple_tag
def person_name(person_id: str) -> str:
    """The name of someone of the desk, or the id that a file brought."""
    return Person.objects.filter(pk=person_id).values_list("name", flat=True).first() or person_id


@register.simple_tag
def value(name: str, raw: object) -> str:
    """A member's value in the reader's words; nothing for nothing."""
    return "" if raw is None else parts.value(name, raw, language())


@register.simple_tag
def say_against(against: str) -> str:
    """What a difference is against: ``edition:3``, ``published:claim-x/2``."""
    kind, _, which = against.partition(":")
    if kind == "edition":
        return words.say(language(), "difference.edition", n=which)
    return words.say(language(), "difference.published_act", act=which)


@register.simple_tag
def constraint(one: Constraint) -> str:
    """A constraint of an act's form in the reader's words."""
    key = f"constraint.{one.code}"
    return words.say(language(), key) if words.has(key) else one.says


# ── forms ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@register.simple_tag
def help(name: str) -> str:  # noqa: A001 - the template's word
    """The help of a field, where there is one."""
    key = f"help.{name}"
    return format_html('<p class="help">{}</p>', words.say(language(), key)) if words.has(key) else ""


@register.simple_tag
def say_part(name: str, field: str) -> str:
    """The label of one part of a composite input: a part's own words, or a language's name."""
    key = f"part.{name}.{part(field)}"
    return words.say(language(), key) if words.has(key) else words.own_name(part(field))


@register.simple_tag
def chosen(field: BoundField) -> str:
    """How many boxes are ticked."""
    count = len(field.value() or ())
    return f": {words.say(language(), 'asking.chosen', n=count)}" if count else ""


@register.simple_tag
def compared_rows(group: "Group") -> list[dict[str, object]]:
    """The inputs of a request for correction, finding by finding: what was found, then both passages."""
    rows: dict[int, dict[str, list[tuple[str, BoundField]]]] = {}
    for shown in group.shown:
        for field in shown.bound:
            number, _, name = part(field.name).partition("_")
            sides = rows.setdefault(int(number), {"found": [], "sides": []})
            sides["found" if shown.name == "findings" else "sides"].append((f"__{name}", field))
    return [{"n": number, **rows[number]} for number in sorted(rows)]


@register.simple_tag
def role_boxes(field: BoundField) -> str:
    """The boxes of one body's roles, in words."""
    boxes = ((box.tag(), words.say(language(), f"role.{box.data['value']}")) for box in field)
    return format_html_join("", "<label>{} {}</label>", boxes)


@register.simple_tag
def say_problem(problem: "Problem") -> str:
    """What of a typed place or time could not be taken."""
    return words.say(language(), f"duty.problem.{problem.code}", **problem.values)


@register.filter
def told(reason: str) -> str:
    """Why something came back, in the reader's language where it was not a person who said it."""
    from uarazom.desk.web import reasons  # which asks for the language here

    return reasons.told(reason)


@register.simple_tag
def say_units(channel: "Channel") -> str:
    """How much of a channel a text takes."""
    return words.say(language(), f"duty.units.{channel.name}", **(channel.units or {}))


# ── small ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@register.filter
def part(name: str) -> str:
    """What stands behind ``__`` in an input's name."""
    return name.partition("__")[2]


@register.filter
def starts_with_role(name: str) -> bool:
    """Whether an input is about the roles of a body."""
    return name.startswith("role__")


@register.filter
def after_slash(act_id: str) -> str:
    """The number in an act's id."""
    return act_id.rpartition("/")[2]


@register.filter
def words_of(text: str) -> list[str]:
    """A list written as words."""
    return text.split()


@register.filter
def before_slash(act_id: str) -> str:
    """The document in an act's id."""
    return (act_id or "").rpartition("/")[0]


@register.filter
def editions_before(number: int) -> list[int]:
    """The last few editions before this one, newest first."""
    return list(range(number - 1, max(0, number - 6), -1))


@register.filter
def get_list(found: Mapping[int, str], key: int) -> list[str]:
    """One value as a list, for the refusals."""
    return [found[key]] if key in found else []


@register.filter
def web_address(text: str) -> str:
    """An address of the web and nothing else: no other scheme ever becomes a link."""
    return parts.web_address(text)


@register.filter
def local_time(instant: datetime) -> str:
    """As ``datetime-local`` writes it, by the clock on the wall here."""
    return instant.astimezone(newsroom().zone).strftime("%Y-%m-%dT%H:%M")

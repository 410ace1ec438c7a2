"""``{% load register %}``: names of what the register holds, in the reader's language."""

from django import template

from uarazom.desk.drafts.offering import text
from uarazom.desk.drafts.parts import territory
from uarazom.desk.newsroom import newsroom
from uarazom.desk.register.models import RegisterChange
from uarazom.desk.templatetags.say import say_of
from uarazom.desk.web.language import language

register = template.Library()


@register.simple_tag
def register_name(kind: str, key: str) -> str:
    """The name of a section, region, competence or topic, or its id."""
    known = text(newsroom().register().name(kind, key), language())
    return known or (territory(key, language()) if kind == "regions" else key)


MOST_NAMED = 6  # items of a change in one line of a list


@register.simple_tag
def register_items(change: RegisterChange) -> str:
    """What a change is about, in one line."""
    named = [register_item(key, change) for key in list(change.items)[:MOST_NAMED]]
    more = len(change.items) - len(named)
    return ", ".join(named) + (f" +{more}" if more else "")


def register_item(key: str, change: RegisterChange) -> str:
    """What one item of a change is about: its kind and its name as the change has it."""
    kind, _, name = key.partition("/")
    words = change.items[key]["words"]
    said = text(words.get("name") or words.get("title") or {}, language())
    return say_of("register_kind", kind) if name == kind else f"{say_of('register_kind', kind)} {said or name}"

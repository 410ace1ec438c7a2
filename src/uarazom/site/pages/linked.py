"""The same facts for machines that read pages: JSON-LD in the words of schema.org, as little as is useful.

No verdict: a claim is a `Claim` with its status word. A `ClaimReview` is made of an answer alone (`review`).

Specification: schema.org Claim, Quotation, Report, Event; HTML, data blocks (no script runs, the policy allows none).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from uarazom.site.dates import iso
from uarazom.site.item import originating
from uarazom.site.pages.review import review_of
from uarazom.site.style import source_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from uarazom.site.context import Context
    from uarazom.site.facts import Facts
    from uarazom.site.item import Item
    from uarazom.site.language import Language

TYPES = {"claim": "Claim", "statement": "Quotation", "bulletin": "Report", "briefing": "Event"}
_SAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def linked(facts: Facts, item: Item, language: Language, context: Context) -> dict[str, Markup]:
    """`linked`, the block's text (empty for kinds that schema.org has no fitting word for), and `linked_source`, which
    allows it in the page's policy."""
    text = block_of(facts, item, language, context)
    return {"linked": text, "linked_source": Markup(source_of(text))}  # noqa: S704 - base64


def block_of(facts: Facts, item: Item, language: Language, context: Context) -> Markup:
    """The block's text."""
    review = review_of(facts, item, language, context)
    if review is not None:
        return said(review)
    kind = TYPES.get(item.kind)
    first = facts.document.first
    if kind is None or (kind == "Event" and first.starts_at is None):
        return Markup("")
    block = {"@context": "https://schema.org", "@type": kind, "name": item.headline, "inLanguage": language.code}
    if kind == "Event":
        block["startDate"] = iso(first.starts_at or first.issued_at)
        block["eventStatus"] = item.word
    else:
        block["creativeWorkStatus"] = item.word
        block["author"] = language.names.voice(originating(facts)).full
        block["datePublished"] = iso(first.issued_at)
        if facts.runs and facts.end is not None:
            block["expires"] = iso(facts.end.at)
    return said(block)


def said(block: Mapping[str, Any]) -> Markup:
    """The block as it stands in a page."""
    text = json.dumps(block, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_SAFE))  # noqa: S704 - no character that could end the block is left

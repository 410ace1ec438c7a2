"""An answer about a claim, for machines that read pages: schema.org's ClaimReview, as much of it as was said.

Rules (docs/adr/claim-review-of-answers.md)
1. Only of an answer that two people published and that is in force, and that names the claim it is about; not while
   that claim is on hold, nor where it was withdrawn or lost its words: the block would repeat it without saying so.
2. The rating is a text: the answer's `conclusion`, which stands so in its own words, in the page's own language. No
   number, no best and worst, no word of ours: the program judges nothing.
3. What nobody is named to have said has no author. Outside of what is live the rating itself says so, since whoever
   shows it shows nothing else of the page.

Specification: schema.org ClaimReview, Claim, Rating; HTML, data blocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uarazom.site import paths
from uarazom.site.dates import iso
from uarazom.site.item import originating, title_of
from uarazom.site.machine.origin import Origin

if TYPE_CHECKING:
    from uarazom.acts.model import Act
    from uarazom.site.context import Context
    from uarazom.site.facts import Facts
    from uarazom.site.item import Item
    from uarazom.site.language import Language

NOT_REPEATED = frozenset({"on_hold", "withdrawn"})


def review_of(facts: Facts, item: Item, language: Language, context: Context) -> dict[str, Any] | None:
    """The block; None where there is no such answer, or nothing of it in this language."""
    act = reviewing(facts)
    claim = context.facts(act.reviews) if act and act.reviews else None
    words = facts.ledger.words(act) if act else None
    conclusion = words.conclusion.get(language.code) if words else None
    if act is None or claim is None or conclusion is None or facts.status.status != "in_force":
        return None
    if claim.status.status in NOT_REPEATED or context.ledger.words(claim.document.first) is None:
        return None
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        **_address(language, item.href, context),
        "name": item.headline,
        "inLanguage": language.code,
        "datePublished": iso(act.issued_at),
        "author": _author(act, language),
        "publisher": {"@type": "Organization", "name": language.names.body(act.body)},
        "claimReviewed": title_of(claim, language)[0],
        "itemReviewed": _claim(claim, language, context),
        "reviewRating": {"@type": "Rating", "alternateName": _rating(conclusion, language, context)},
    }


def reviewing(facts: Facts) -> Act | None:
    """The latest answer that stands, where it is about a claim."""
    answers = [act for act in facts.document.acts if act.act == "answer" and act.n not in facts.withdrawn]
    return answers[-1] if facts.document.kind == "answer" and answers and answers[-1].reviews else None


def _claim(claim: Facts, language: Language, context: Context) -> dict[str, Any]:
    first = originating(claim)
    words = context.ledger.words(claim.document.first)
    address = words.source.url if words and words.source else None
    return {
        "@type": "Claim",
        **_address(language, paths.document("claim", claim.document.id), context),
        **({"author": _author(first, language)} if _is_named(first, language) else {}),
        "datePublished": language.dates.local(claim.document.first.spoken_at).date().isoformat(),
        **({"appearance": {"@type": "CreativeWork", "url": address}} if address else {}),
    }


def _is_named(act: Act, language: Language) -> bool:
    """An unnamed collective is nobody's name."""
    body = language.names.register.bodies.get(act.by or "")
    return act.by is not None and (body is None or body.named)


def _author(act: Act, language: Language) -> dict[str, str]:
    kind = "Person" if act.by in language.names.register.people else "Organization"
    return {"@type": kind, "name": language.names.voice(act).full}


def _address(language: Language, href: str, context: Context) -> dict[str, str]:
    public = Origin.of(context).public if context.ledger.rosters else ""
    return {"url": f"{public}{language.code}/{href}"} if public else {}


def _rating(conclusion: str, language: Language, context: Context) -> str:
    return conclusion if context.mode == "live" else f"{language.word('mode', context.mode)} {conclusion}"

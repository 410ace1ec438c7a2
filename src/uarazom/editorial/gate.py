"""Does anything in this draft have to be looked at before it goes out?

    pack = pack.parse(raw)
    findings = check(draft, pack, at=now)
    holding(findings, releases, at=now)      # what still keeps the draft from being submitted or approved

Rules, in order:
1. Every rule looks at every text of the draft, in every language, at its source and its address.
2. Each match is one finding: where it is, which rule, its ground and owner. The text itself is never changed.
3. A rule past its `ends_at` holds nothing; its finding says `expired`, so that nobody thinks it watched.
4. A rule with a time (`hold_until`, `hold_minutes` after known_at) holds until then; its finding says until when.
5. A finding's key names rule, text and the matched words with those beside them, not the position: an edit elsewhere
   keeps a release; the same words in another sentence, or beside another address, need a new one.
6. Bounded: `TEXT_MAX` characters a text, `FINDINGS_MAX` findings a rule and text; the last one says that more follow.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from uarazom.acts.folding import TEXT_MAX
from uarazom.acts.model import Document
from uarazom.editorial.draft import NOT_TEXTS, Draft
from uarazom.editorial.refusal import BadDraft
from uarazom.editorial.rules import digits
from uarazom.editorial.rules.pack import CHECKS, Pack, Rule, When
from uarazom.editorial.rules.phrases import Phrases
from uarazom.editorial.rules.release import Release
from uarazom.editorial.rules.view import Nearby, View
from uarazom.verify import canon

FINDINGS_MAX = 20  # of one rule in one text; more says no more
BESIDE_WORDS = 5  # on each side of a match: what a release was about; a `near` rule takes its own reach
EXCERPT_MAX = 120  # characters of the match that a finding shows


@dataclass(frozen=True, slots=True)
class Finding:
    """One match. `state`: `holds` (until released), `flags` (shown to the approver) or `expired` (the rule has ended).
    `start` and `end` are characters of the text of `member` in `language`; both 0 for a rule that looks at no text."""

    key: str
    rule: str
    category: str
    state: str
    ground: str
    owner: str
    member: str
    language: str
    start: int
    end: int
    excerpt: str
    until: datetime | None = None
    releasable: tuple[str, ...] = ()
    more: bool = False

    @property
    def danger(self) -> bool:
        """A danger to life: released by two."""
        return self.category == "danger_to_life"

    def as_dict(self) -> dict[str, str | int]:
        """The same for storage and screens: texts and integers only, what is empty left out."""
        values = {name: getattr(self, name) for name in self.__slots__}
        values["until"] = canon.instant_text(self.until) if self.until else ""
        values["releasable"] = ",".join(self.releasable)
        values["more"] = "yes" if self.more else ""
        return {name: value for name, value in values.items() if value or name in {"start", "end"}}


def check(draft: Draft, pack: Pack, at: datetime, document: Document | None = None) -> tuple[Finding, ...]:
    """Every finding, in the order of the pack's rules and the draft's texts. `document`: what the draft adds to, whose
    section and topic then count where the draft itself says none."""
    views = tuple(_views(draft))
    rules = [rule for rule in pack.rules if _applies(rule.when, draft, document)]
    return tuple(finding for rule in rules for finding in _by_rule(rule, draft, views, at))


def holding(findings: Iterable[Finding], releases: Collection[Release], at: datetime) -> tuple[Finding, ...]:
    """The findings that still hold the draft: not released, and their time has not come."""
    released = {release.finding for release in releases}
    return tuple(
        finding
        for finding in findings
        if finding.state == "holds" and finding.key not in released and not (finding.until and finding.until <= at)
    )


# ── one rule on one draft ────────────────────────────────────────────────────────────────────────────────────────────
def _by_rule(rule: Rule, draft: Draft, views: tuple[View, ...], at: datetime) -> Iterator[Finding]:
    until = _until(rule, draft)
    if until and until <= at:
        return
    state = "expired" if rule.ends_at <= at else "holds" if rule.severity == "hold" else "flags"
    if rule.match.everything:
        yield _finding(rule, state, until, View("", "", ""), (0, 0), more=False)
    for view in views:
        spans = list(islice(_spans(rule, view), FINDINGS_MAX + 1))
        for place, span in enumerate(spans[:FINDINGS_MAX]):
            yield _finding(rule, state, until, view, span, more=place + 1 == FINDINGS_MAX < len(spans))


def _applies(when: When, draft: Draft, document: Document | None) -> bool:
    section = draft.fields.get("section") or (document.section if document else None)
    topic = draft.fields.get("topic") or (document.topic if document else None)
    facts = ((when.kinds, draft.kind), (when.acts, draft.act), (when.sections, section), (when.topics, topic))
    return all(not wanted or fact in wanted for wanted, fact in facts)


def _until(rule: Rule, draft: Draft) -> datetime | None:
    if rule.hold_until:
        return rule.hold_until
    known_at = draft.fields.get("known_at")
    if rule.hold_minutes is None or not canon.is_instant(known_at):
        return None
    return canon.instant(str(known_at)) + timedelta(minutes=rule.hold_minutes)


def _finding(
    rule: Rule, state: str, until: datetime | None, view: View, span: tuple[int, int], *, more: bool
) -> Finding:
    start, end = view.folded.origin[span[0]], view.end_of(span[1])
    beside = view.beside(span, rule.match.near.words if rule.match.near else BESIDE_WORDS)
    key = hashlib.sha256(f"{rule.id}\n{view.member}\n{view.language}\n{beside}".encode()).hexdigest()[:32]
    return Finding(
        key=key,
        rule=rule.id,
        category=rule.category,
        state=state,
        ground=rule.ground,
        owner=rule.owner,
        member=view.member,
        language=view.language,
        start=start,
        end=end,
        excerpt=view.text[start:end][:EXCERPT_MAX],
        until=until,
        releasable=rule.releasable,
        more=more,
    )


# ── the texts of a draft ─────────────────────────────────────────────────────────────────────────────────────────────
def _views(draft: Draft) -> Iterator[View]:
    for member, texts in draft.words.items():
        if member not in NOT_TEXTS and isinstance(texts, Mapping):
            yield from (_view(member, language, text) for language, text in texts.items())
    source = draft.words.get("source")
    if isinstance(source, Mapping):
        yield from (_view(f"source.{part}", "", source[part]) for part in ("publisher", "url") if part in source)
    yield from _views_of_request(draft.words)


def _views_of_request(words: Mapping[str, object]) -> Iterator[View]:
    """What an article has is read like our own words: repeating it publishes it."""
    article, passages = words.get("article"), words.get("passages")
    if isinstance(article, Mapping):
        yield from (_view(f"article.{part}", "", article[part]) for part in article)
    for number, passage in enumerate(passages if isinstance(passages, list | tuple) else (), start=1):
        if isinstance(passage, Mapping):
            yield from (_view(f"passages.{number}.{side}", "", passage[side]) for side in passage)


def _view(member: str, language: str, text: object) -> View:
    if not isinstance(text, str):  # no text: it cannot be composed either
        return View(member, language, "")
    if len(text) > TEXT_MAX:
        raise BadDraft("gate.too_long", expected=f"at most {TEXT_MAX} characters", got=str(len(text)), where=member)
    return View(member, language, text)


# ── what a rule matches in one text, as spans of the folded text ─────────────────────────────────────────────────────
def _spans(rule: Rule, view: View) -> Iterator[tuple[int, int]]:
    seen: set[tuple[int, int]] = set()
    near = Nearby(rule.match.near, view) if rule.match.near else None
    for span in _candidates(rule, view):
        if span not in seen and (near is None or near.to(span)):
            seen.add(span)
            yield span


def _candidates(rule: Rule, view: View) -> Iterator[tuple[int, int]]:
    match = rule.match
    if match.words:
        yield from _phrases(match.words, view)
    if match.metres:
        yield from ((place.start, place.end) for place in view.places(match.within) if place.metres < match.metres)
    for name in match.detect:
        yield from view.detected(name)
    for compact in view.compact if match.shapes else ():
        for shape in match.shapes:
            yield from _checked(rule, compact, shape)


def _phrases(phrases: Phrases, view: View) -> Iterator[tuple[int, int]]:
    for words in view.words:
        found = words.tokens
        yield from ((found[first].start, found[last - 1].end) for first, last in phrases.find(words))


def _checked(rule: Rule, compact: digits.Compact, shape: str) -> Iterator[tuple[int, int]]:
    for span in digits.find_shape(compact, shape):
        if rule.match.checked_by is None or CHECKS[rule.match.checked_by](span.text):
            yield span.start, span.end

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
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice

from uarazom.editorial.draft import Draft
from uarazom.editorial.refusal import BadDraft
from uarazom.editorial.rules import coordinates, digits
from uarazom.editorial.rules.folding import TEXT_MAX, Folded, fold, spelled_out, tokens
from uarazom.editorial.rules.pack import CHECKS, Near, Pack, Rule, When
from uarazom.editorial.rules.phrases import Phrases, Words
from uarazom.editorial.rules.release import Release
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


def check(draft: Draft, pack: Pack, at: datetime) -> tuple[Finding, ...]:
    """Every finding, in the order of the pack's rules and the draft's texts."""
    views = tuple(_views(draft))
    return tuple(finding for rule in pack.rules for finding in _by_rule(rule, draft, views, at))


def holding(findings: Iterable[Finding], releases: Collection[Release], at: datetime) -> tuple[Finding, ...]:
    """The findings that still hold the draft: not released, and their time has not come."""
    released = {release.finding for release in releases}
    return tuple(
        finding
        for finding in findings
        if finding.state == "holds" and finding.key not in released and not (finding.until and finding.until <= at)
    )


# ── one rule on one draft ────────────────────────────────────────────────────────────────────────────────────────────
def _by_rule(rule: Rule, draft: Draft, views: tuple["_View", ...], at: datetime) -> Iterator[Finding]:
    until = _until(rule, draft)
    if not _applies(rule.when, draft) or (until and until <= at):
        return
    state = "expired" if rule.ends_at <= at else "holds" if rule.severity == "hold" else "flags"
    if rule.match.everything:
        yield _finding(rule, state, until, _View("", "", ""), (0, 0), more=False)
    for view in views:
        spans = list(islice(_spans(rule, view), FINDINGS_MAX + 1))
        for place, span in enumerate(spans[:FINDINGS_MAX]):
            yield _finding(rule, state, until, view, span, more=place + 1 == FINDINGS_MAX < len(spans))


def _applies(when: When, draft: Draft) -> bool:
    facts = (when.kinds, draft.kind), (when.acts, draft.act)
    documents = (when.sections, draft.fields.get("section")), (when.topics, draft.fields.get("topic"))
    return all(not wanted or fact in wanted for wanted, fact in (*facts, *documents))


def _until(rule: Rule, draft: Draft) -> datetime | None:
    if rule.hold_until:
        return rule.hold_until
    known_at = draft.fields.get("known_at")
    if rule.hold_minutes is None or not canon.is_instant(known_at):
        return None
    return canon.instant(str(known_at)) + timedelta(minutes=rule.hold_minutes)


def _finding(
    rule: Rule, state: str, until: datetime | None, view: "_View", span: tuple[int, int], *, more: bool
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


# ── one text, seen in the ways that rules need ───────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class _View:
    """A text of the draft; folded, as words and as digits, each made once and only when a rule asks."""

    member: str
    language: str
    text: str
    _places: dict[coordinates.Box | None, tuple[coordinates.Place, ...]] = field(default_factory=dict)
    _detected: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    @cached_property
    def folded(self) -> Folded:
        return fold(self.text)

    @cached_property
    def words(self) -> tuple[Words, ...]:
        found = tokens(self.folded.text)
        drawn = spelled_out(found)
        return (Words(found),) if drawn == found else (Words(found), Words(drawn))

    @cached_property
    def starts(self) -> list[int]:
        """Where each word begins in the folded text."""
        return [word.start for word in self.words[0].tokens]

    def words_of(self, span: tuple[int, int]) -> tuple[int, int]:
        """The first and the last word that a span of the folded text touches."""
        first = max(0, bisect_right(self.starts, span[0]) - 1)
        return first, max(first, bisect_left(self.starts, span[1]) - 1)

    def beside(self, span: tuple[int, int], reach: int) -> str:
        """What was matched, with so many words on each side, folded; the match stands on a line of its own."""
        first, last = self.words_of(span)
        words = [word.text for word in self.words[0].tokens[max(0, first - reach) : last + reach + 1]]
        before = words[: min(first, reach)]
        return "\n".join((" ".join(before), self.folded.text[span[0] : span[1]], " ".join(words[len(before) :])))

    @cached_property
    def compact(self) -> tuple[digits.Compact, ...]:
        view = digits.compact(self.folded.text)
        meant = digits.with_digits_meant(view)
        return (view,) if meant is view else (view, meant)

    def places(self, within: coordinates.Box | None) -> tuple[coordinates.Place, ...]:
        """Every place written as numbers; looked for once for each box."""
        if within not in self._places:
            self._places[within] = tuple(coordinates.find(self.folded.text, within))
        return self._places[within]

    def detected(self, name: str) -> tuple[tuple[int, int], ...]:
        """Everything that a detector finds; looked for once."""
        if name not in self._detected:
            self._detected[name] = tuple(self._detect(name))
        return self._detected[name]

    def _detect(self, name: str) -> Iterator[tuple[int, int]]:
        if name == "email":
            yield from ((span.start, span.end) for span in digits.find_email(self.folded.text))
            return
        for compact in self.compact:
            yield from ((span.start, span.end) for span in digits.detect(compact, (name,)))

    def end_of(self, end: int) -> int:
        """The place in the text after the folded character before `end`."""
        return self.folded.origin[end - 1] + 1 if end else 0


def _views(draft: Draft) -> Iterator[_View]:
    for member, texts in draft.texts().items():
        for language, text in texts.items():
            yield _view(member, language, text)
    source = draft.words.get("source")
    if isinstance(source, Mapping):
        yield from (_view(f"source.{part}", "", source[part]) for part in ("publisher", "url") if part in source)


def _view(member: str, language: str, text: str) -> _View:
    if len(text) > TEXT_MAX:
        raise BadDraft("gate.too_long", expected=f"at most {TEXT_MAX} characters", got=str(len(text)), where=member)
    return _View(member, language, text)


# ── what a rule matches in one text, as spans of the folded text ─────────────────────────────────────────────────────
def _spans(rule: Rule, view: _View) -> Iterator[tuple[int, int]]:
    seen: set[tuple[int, int]] = set()
    near = _Nearby(rule.match.near, view) if rule.match.near else None
    for span in _candidates(rule, view):
        if span not in seen and (near is None or near.to(span)):
            seen.add(span)
            yield span


def _candidates(rule: Rule, view: _View) -> Iterator[tuple[int, int]]:
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


def _phrases(phrases: Phrases, view: _View) -> Iterator[tuple[int, int]]:
    for words in view.words:
        found = words.tokens
        yield from ((found[first].start, found[last - 1].end) for first, last in phrases.find(words))


def _checked(rule: Rule, compact: digits.Compact, shape: str) -> Iterator[tuple[int, int]]:
    for span in digits.find_shape(compact, shape):
        if rule.match.checked_by is None or CHECKS[rule.match.checked_by](span.text):
            yield span.start, span.end


class _Nearby:
    """Where the phrases stand that a match must be near: found once, when there is a match, then looked up."""

    def __init__(self, near: Near, view: _View) -> None:
        self._near, self._view = near, view

    @cached_property
    def _places(self) -> list[int]:
        return [first for first, _ in self._near.phrases.find(self._view.words[0])]

    def to(self, span: tuple[int, int]) -> bool:
        """Whether one of the phrases begins within so many words before or after the span."""
        first, last = self._view.words_of(span)
        place = bisect_left(self._places, first - self._near.words)
        return place < len(self._places) and self._places[place] <= last + self._near.words

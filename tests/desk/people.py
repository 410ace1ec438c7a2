"""The four people of the test instance at work: drafts, keys, clients."""

from datetime import datetime
from typing import Any

from tests.desk.instance import PASSWORD

from uarazom.editorial.draft import Draft

CLAIM: dict[str, Any] = {
    "by": "reznik",
    "speaking_for": "mod",
    "known_at": "2030-01-10T08:00:00Z",
    "known_at_precision": "exact",
    "as_of": "2030-01-10T08:00:00Z",
    "valid_until": "2030-01-11T08:00:00Z",
    "basis": "assessment",
    "evidence": "none_published",
    "tone": "plain",
    "form": "summary",
    "original_language": "uk",
    "versions": {"uk": "summary", "en": "working"},
    "section": "defence",
    "topic": "bridges",
    "regions": ["AA-01"],
    "nature": "state",
}
TITLE = {"uk": "Міністр: міст відкрито", "en": "Minister: the bridge is open"}
TEXT = {"uk": "Міст відкрито для руху.", "en": "The bridge is open to traffic."}


def claim(document: str = "claim-bridge", text: str = "", **fields: Any) -> Draft:
    """A complete claim of the press office."""
    said = {"uk": text, "en": text} if text else TEXT
    return Draft(document, "claim", "announce", "press", CLAIM | fields, {"title": TITLE, "text": said})


def comment(document: str = "claim-bridge", text: str = "No comment.") -> Draft:
    """A complete later act on a claim, by an author of the press office."""
    spoken = {k: CLAIM[k] for k in ("by", "speaking_for", "known_at", "known_at_precision", "basis", "evidence")}
    fields = spoken | {"form": "summary", "tone": "plain", "original_language": "en", "versions": {"en": "summary"}}
    return Draft(document, "claim", "comment", "press", fields, {"text": {"en": text}})


def ours(act: str, document: str = "claim-bridge", **fields: Any) -> Draft:
    """A hold, a release: our own act with its reason."""
    reason = {"uk": "Перевіряємо джерело.", "en": "We check the source."}
    return Draft(document, "claim", act, "press", fields, {"reason": reason})


def acts() -> list[str]:
    """What the desk finds in the record."""
    from uarazom.desk.newsroom import newsroom

    return [act.id for act in newsroom().ledger().acts()]


class Worker:
    """One person with their unlocked key."""

    def __init__(self, name: str, now: datetime) -> None:
        from uarazom.desk import services

        self.person = services.person(name)
        self.key = services.unlock(person=self.person, password=PASSWORD, now=now)

    def submit(self, draft: Draft, now: datetime, embargo: datetime | None = None) -> Any:
        """Begin and submit; the draft must be complete."""
        from uarazom.desk import services

        done = services.submit_draft(draft, person=self.person, key=self.key, embargo=embargo, now=now)
        assert done.content_digest, done.waits_because
        return done

    def save(self, draft_id: int, now: datetime, **words: dict[str, str]) -> Any:
        """What stands there once more, with other words or none, as the next edition: this person contributed."""
        from uarazom.desk.drafts import editing, rows

        edition = rows.current(rows.take(draft_id))
        return editing.save(
            draft_id=draft_id,
            expected_edition=edition.number,
            person=self.person,
            fields=edition.fields,
            words=edition.words | words,
            embargo=None,
            now=now,
        )

    def resubmit(self, draft_id: int, now: datetime) -> Any:
        """Save it once more, and submit that."""
        from uarazom.desk.drafts import review

        row = self.save(draft_id, now)
        return review.submit(draft_id=row.pk, expected_edition=row.edition, person=self.person, key=self.key, now=now)

    def approve(self, done: Any, now: datetime, **more: Any) -> Any:
        """The second signature."""
        from uarazom.desk import services

        digest = done.content_digest
        return services.approve(
            draft_id=done.draft_id, content_digest=digest, person=self.person, key=self.key, now=now, **more
        )

"""What a person types into the form of a claim."""

from typing import Any

CLAIM_FORM: dict[str, Any] = {
    "document": "claim-bridge",
    "body": "press",
    "title__uk": "Міністр: міст відкрито",
    "title__en": "Minister: the bridge is open",
    "section": "defence",
    "topic": "bridges",
    "regions": ["AA-01"],
    "nature": "state",
    "by": "reznik",
    "speaking_for": "mod",
    "known_at": "2030-01-10T10:00",
    "known_at_precision": "exact",
    "as_of": "2030-01-10T10:00",
    "valid_until": "2030-01-11T10:00",
    "basis": "assessment",
    "evidence": "none_published",
    "text__uk": "Міст відкрито.\r\n\r\n\r\n\r\nОдна смуга.  ",
    "text__en": "The bridge is open.\r\n\r\nOne lane.",
    "form": "summary",
    "tone": "plain",
    "original_language": "uk",
    "versions__uk": "summary",
    "versions__en": "working",
    "source__publisher": "Press office",
    "source__url": "https://press.example/1",
}

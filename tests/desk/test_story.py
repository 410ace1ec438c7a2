"""One claim from draft to receipt through the services, and what is refused on the way."""

from typing import Any

from tests.desk.instance import PASSWORD, Instance

from uarazom.editorial.draft import Draft


def claim(document: str = "claim-bridge", **fields: Any) -> Draft:
    return Draft(
        document=document,
        kind="claim",
        act="announce",
        body="press",
        fields={
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
        | fields,
        words={
            "title": {"uk": "Міністр: міст відкрито", "en": "Minister: the bridge is open"},
            "text": {"uk": "Міст відкрито для руху.", "en": "The bridge is open to traffic."},
        },
    )


def key_of(name: str, now: Any) -> Any:
    from uarazom.desk import services

    return services.unlock(person=services.person(name), password=PASSWORD, now=now)


def test_a_claim_goes_from_draft_to_receipt(desk: Instance) -> None:
    from uarazom.desk import services
    from uarazom.desk.drafts import review, rows
    from uarazom.desk.newsroom import newsroom

    now = desk.clock()
    done = services.submit_draft(claim(), person=services.person("ivan"), key=key_of("ivan", now), now=now)
    assert done.waits_because == ""
    review.approve(
        draft_id=done.draft_id,
        content_digest=done.content_digest,
        person=services.person("olha"),
        key=key_of("olha", now),
        now=now,
    )
    assert rows.take(done.draft_id).state == "approved"
    assert desk.deliver() == 1
    row = rows.take(done.draft_id)
    assert row.state == "published"
    assert row.submissions.get().outbox.receipt["index"] == 2
    assert newsroom().ledger().documents["claim-bridge"].acts[0].by == "reznik"

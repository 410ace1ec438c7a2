"""A draft that quotes an official is compared with the record before it goes on: shown, acknowledged, never blocked."""

import re

import pytest
from tests.desk.conftest import SignedIn
from tests.desk.instance import PASSWORD, Instance
from tests.desk.people import Worker, claim

SAID = (
    "We are told that the sixteenth of May will be the day on which every bridge in this valley is closed to traffic."
)
VERSIONS = {"uk": "official", "en": "original"}


@pytest.fixture
def on_record(desk: Instance, ivan: Worker, olha: Worker) -> None:
    """The minister's own words, published."""
    spoken = claim("claim-valley", SAID, form="quotation", original_language="en", versions=VERSIONS)
    olha.approve(ivan.submit(spoken, desk.clock()), desk.clock())
    assert desk.deliver() == 1


def drafted(desk: Instance, ivan: Worker, text: str, title: str = "") -> int:
    from dataclasses import replace

    from uarazom.desk.drafts import editing

    draft = claim("claim-other", text)
    if title:
        draft = replace(draft, words=draft.words | {"title": {"uk": title, "en": title}})
    return int(editing.create(person=ivan.person, draft=draft, now=desk.clock()).pk)


def looked(desk: Instance, draft: int) -> set[tuple[str, str, str]]:
    from uarazom.desk.drafts import quoted, rows

    return {(one.member, one.language, one.verdict) for one in quoted.look(rows.take(draft), now=desk.clock())}


@pytest.mark.usefixtures("on_record")
def test_words_that_differ_are_shown_and_acknowledged_by_whoever_submits(
    desk: Instance, ivan: Worker, signed_in: SignedIn
) -> None:
    from uarazom.desk.audit.models import AuditRow

    draft = drafted(desk, ivan, f"The minister said: “{SAID.replace('sixteenth', 'eighteenth')}”")
    assert ("text", "en", "altered") in looked(desk, draft)
    client = signed_in("ivan")
    page = client.get(f"/drafts/{draft}").content.decode()
    assert "Quotations beside our record" in page
    assert "We are told that the sixteenth of May" in page  # the record's words beside the draft's
    refused = client.post(f"/drafts/{draft}/submit", {"edition": "1", "password": PASSWORD})
    assert refused.status_code == 422
    assert "beside our record, and say that you did" in refused.content.decode()
    seal = re.search(r'name="quotations" value="([0-9a-f]{64})"', page)
    assert seal
    form = {"edition": "1", "password": PASSWORD, "quotations": seal[1]}
    assert client.post(f"/drafts/{draft}/submit", form).status_code == 422  # without a reason
    assert client.post(f"/drafts/{draft}/submit", form | {"quotations_reason": " "}).status_code == 422
    done = client.post(f"/drafts/{draft}/submit", form | {"quotations_reason": "It was misheard, and we say so."})
    assert done.status_code == 302
    assert "It was misheard, and we say so." in signed_in("olha").get(f"/drafts/{draft}").content.decode()
    kept = AuditRow.objects.filter(action="quotations.read")
    assert [row.about for row in kept] == [f"draft/{draft}"]


@pytest.mark.usefixtures("on_record")
def test_a_quotation_cut_in_a_title_is_shown(desk: Instance, ivan: Worker) -> None:
    cut = SAID.removeprefix("We are told that ")
    draft = drafted(desk, ivan, "", f"Minister: “{cut[0].upper()}{cut[1:]}”")
    assert ("title", "en", "truncated") in looked(desk, draft)


@pytest.mark.usefixtures("on_record")
def test_no_way_in_avoids_it(desk: Instance, ivan: Worker) -> None:
    from dataclasses import replace

    from uarazom.desk import services
    from uarazom.desk.drafts import review, rows
    from uarazom.desk.refusal import QuotationsUnread

    cut = SAID.removeprefix("We are told that ")
    draft = claim("claim-other")
    draft = replace(draft, words=draft.words | {"title": draft.words["title"] | {"en": f"Minister: “{cut}”"}})
    now = desk.clock()
    done = services.submit_draft(draft, person=ivan.person, key=ivan.key, now=now)
    assert [(one.member, one.language, one.verdict) for one in done.quotations] == [("title", "en", "truncated")]
    assert (done.content_digest, done.waits_because) == ("", "quotations_unread (n: 1)")
    assert rows.take(done.draft_id).state == "draft"
    with pytest.raises(QuotationsUnread):
        review.submit(draft_id=done.draft_id, expected_edition=1, person=ivan.person, key=ivan.key, now=now)
    told = replace(draft, document="claim-third")
    let_go = services.submit_draft(told, person=ivan.person, key=ivan.key, let_go_because="So it was printed.", now=now)
    assert (bool(let_go.content_digest), rows.take(let_go.draft_id).reason) == (True, "So it was printed.")


@pytest.mark.usefixtures("on_record")
def test_what_changed_since_it_was_read_is_read_again(desk: Instance, ivan: Worker) -> None:
    from uarazom.desk.drafts import quoted, review
    from uarazom.desk.drafts.quoted import LetGo
    from uarazom.desk.refusal import QuotationsUnread
    from uarazom.editorial import quotations

    first = drafted(desk, ivan, f"The minister said: “{SAID.replace('sixteenth', 'eighteenth')}”")
    from uarazom.desk.drafts import rows

    seal = quotations.seal(quoted.look(rows.take(first), now=desk.clock()))
    ivan.save(first, desk.clock(), text={"en": f"The minister said: “{SAID.replace('sixteenth', 'third')}”"})
    with pytest.raises(QuotationsUnread):
        review.submit(
            draft_id=first, expected_edition=2, person=ivan.person, key=ivan.key, now=desk.clock(),
            let_go=LetGo(seal, "I read them."),
        )  # fmt: skip


@pytest.mark.usefixtures("on_record")
def test_the_same_words_and_drafts_that_quote_nobody_ask_for_nothing(
    desk: Instance, ivan: Worker, signed_in: SignedIn
) -> None:
    client = signed_in("ivan")
    for text in (f"The minister said: “{SAID}”", "The bridge is open to traffic."):
        draft = drafted(desk, ivan, text)
        assert not {one for one in looked(desk, draft) if one[1] == "en"}
        assert "Quotations beside our record" not in client.get(f"/drafts/{draft}").content.decode()

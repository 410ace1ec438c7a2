"""A request for correction at the desk: from an article, or by hand, to the outlet's reply; and nothing is sent."""

import re
from html import unescape
from typing import Any

import pytest
from lxml import html
from tests.desk.conftest import SignedIn
from tests.desk.form_reader import FormReader
from tests.desk.instance import PASSWORD, Instance
from tests.desk.people import Worker, claim

from uarazom.site.context import Context

SAID = (
    "We are told that the sixteenth of May will be the day on which every bridge in this valley is closed to traffic."
)
PRINTED = f"The minister said: “{SAID.replace('sixteenth', 'eighteenth')}” Shares fell."
ARTICLE = {
    "body": "press",
    "outlet": "The <Daily> Example",
    "url": "https://daily.example/bridges?a=1&b=2",
    "article_date": "2030-01-10",
    "article": PRINTED,
}
BY_HAND = {
    "body": "press",
    "document": "request-by-hand",
    "title__en": "Request to correct",
    "title__uk": "Прохання виправити",
    "section": "defence",
    "article__outlet": "The Daily Example",
    "article__url": "https://daily.example/1",
    "article_date": "2030-01-10",
    "article_language": "en",
    "by": "press",
    "known_at": "2030-01-10T10:00",
    "known_at_precision": "exact",
    "text__en": "We ask to correct it.",
    "text__uk": "Просимо виправити.",
    "original_language": "uk",
    "versions__uk": "original",
    "versions__en": "official",
    "findings__1_act": "claim-valley/1",
    "findings__1_language": "en",
    "findings__1_found": "altered",
    "passages__1_article": "every bridge will be closed on the eighteenth",
    "passages__1_record": SAID,
    "findings__2_act": "",
}


@pytest.fixture(autouse=True)
def on_record(desk: Instance, ivan: Worker, olha: Worker) -> None:
    """The minister's own words, published."""
    versions = {"uk": "official", "en": "original"}
    spoken = claim("claim-valley", SAID, form="quotation", original_language="en", versions=versions)
    olha.approve(ivan.submit(spoken, desk.clock()), desk.clock())
    assert desk.deliver() == 1


def text_of(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def published(desk: Instance, client: Any, olha: Worker, address: str) -> str:
    """Submit the draft at that address as one person, approve as another, deliver; returns the document's id."""
    from uarazom.desk import services
    from uarazom.desk.drafts import rows

    draft = int(address.rsplit("/", 1)[1])
    page = client.get(address).content.decode()
    seal = re.search(r'name="quotations" value="([0-9a-f]+)"', page)
    row = rows.take(draft)
    sent = {"edition": str(row.edition), "password": PASSWORD, "quotations": seal[1] if seal else ""}
    answer = client.post(f"{address}/submit", sent)
    assert answer.status_code == 302, text_of(answer)
    submission = rows.last_submission(rows.take(draft))
    assert submission is not None
    services.approve(
        draft_id=draft, content_digest=submission.content_digest, person=olha.person, key=olha.key, now=desk.clock()
    )
    assert desk.deliver() == 1
    assert rows.take(draft).state == "published", rows.take(draft).reason
    return str(row.document)


def standing(id: str, desk: Instance) -> str:
    from uarazom.acts.status import status
    from uarazom.desk.newsroom import newsroom

    room = newsroom()
    return status(room.ledger().documents[id], room.register(), desk.clock()).status


def listed(desk: Instance, language: str) -> str:
    """The public list as it stands now, as a reader of that language sees it."""
    from uarazom.desk.newsroom import newsroom
    from uarazom.site.render import page

    made = page(Context(newsroom().ledger(), desk.clock()), f"{language}/requests/index.html")
    assert made is not None
    return " ".join(html.fromstring(made).find(".//main").text_content().split())


def test_from_an_article_to_the_reply(desk: Instance, signed_in: SignedIn, olha: Worker) -> None:
    client = signed_in("ivan")
    looked = client.post("/requests/new", {**ARTICLE, "look": "yes"})
    assert looked.status_code == 200
    assert "The words differ" in text_of(looked)
    assert SAID in text_of(looked)
    begun = client.post("/requests/new", {**ARTICLE, "found": ["0"], "start": "yes"})
    assert begun.status_code == 302, text_of(begun)
    draft = text_of(client.get(begun["Location"]))
    for said in ("The <Daily> Example", "eighteenth of May", SAID, "Request to “The <Daily> Example”"):
        assert said in draft
    # 1 two people, as everything
    id = published(desk, client, olha, begun["Location"])
    assert standing(id, desk) == "open"
    assert "No reply yet Press office: Request to “The <Daily> Example”" in listed(desk, "en")
    assert "Без відповіді Пресслужба: Прохання до «The <Daily> Example»" in listed(desk, "uk")
    # 2 the letter is there to copy, with both sides; the address opens a mail program and names nobody
    letter = client.get(f"/requests/{id}/letter")
    assert "eighteenth of May" in text_of(letter)
    assert SAID in text_of(letter)
    assert re.findall(r'href="(mailto:[^"]{8})', letter.content.decode()) == ["mailto:?subject"] * 2
    # 3 the outlet's reply, word for word, entered by one and approved by another
    page = client.get(f"/documents/{id}/answer")
    assert "What the outlet says it did" in text_of(page)
    sent = FormReader(page.content.decode()).sent
    assert "by" not in sent
    assert (sent["form"], sent["known_at_precision"]) == ("quotation", "day")
    reply = {**sent, "body": "press", "reply": "corrected", "known_at": "2030-01-10T10:30"}
    reply |= {"text__en": "We have corrected the article.", "original_language": "en", "versions__en": "original"}
    entered = client.post(f"/documents/{id}/answer", reply)
    assert entered.status_code == 302, text_of(entered)
    desk.clock.forward(hours=5)
    published(desk, client, Worker("olha", desk.clock()), entered["Location"])
    assert standing(id, desk) == "answered"
    for language, did in (("en", "It says that it has corrected"), ("uk", "Медіа каже, що виправило статтю.")):
        assert did in listed(desk, language)
        assert "We have corrected the article." in listed(desk, language)
    assert "Answered" in text_of(client.get(f"/documents/{id}"))


def test_nothing_that_differs_is_nothing_to_ask(signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    same = {**ARTICLE, "article": f"The minister said: “{SAID}”"}
    assert "Nothing was found that a request could be about." in text_of(client.post("/requests/new", same))
    refused = client.post("/requests/new", {**ARTICLE, "start": "yes"})  # nothing ticked
    assert refused.status_code == 422
    assert "Nothing of what is chosen can be asked" in text_of(refused)
    assert "eighteenth" in text_of(refused)  # and nothing typed is lost


NONSENSE = (
    ("url", "javascript:alert(1)"),
    ("url", "daily.example"),
    ("outlet", ""),
    ("article_date", "yesterday"),
    ("article", ""),
    ("article", "x" * 200_001),
    ("body", "mod"),
)


def test_nonsense_is_told_at_its_field_and_begins_nothing(signed_in: SignedIn) -> None:
    from uarazom.desk.drafts.models import DraftRow

    client, before = signed_in("ivan"), DraftRow.objects.count()
    for field, typed in NONSENSE:
        answer = client.post("/requests/new", {**ARTICLE, field: typed, "found": ["0"], "start": "yes"})
        assert answer.status_code == 422, typed[:20]
        assert FormReader(answer.content.decode()).errors == [field], typed[:20]
    assert DraftRow.objects.count() == before


def test_markup_and_marks_in_an_article_run_nowhere(signed_in: SignedIn) -> None:
    hostile = f"<script>alert(1)</script>\u202e{PRINTED}" + "“" * 500
    answer = signed_in("ivan").post("/requests/new", {**ARTICLE, "article": hostile})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_by_hand_row_by_row_and_edited_without_loss(desk: Instance, signed_in: SignedIn, olha: Worker) -> None:
    from uarazom.desk.drafts import rows

    client = signed_in("ivan")
    begun = client.post("/new/request/publish", BY_HAND)
    assert begun.status_code == 302, text_of(begun)
    draft = int(begun["Location"].rsplit("/", 1)[1])
    before = rows.current(rows.take(draft))
    assert before.fields["findings"] == [
        {"act": "claim-valley/1", "language": "en", "paragraph": 1, "found": "altered"}
    ]
    page = client.get(f"/drafts/{draft}/edit").content.decode()
    sent = FormReader(page).sent
    assert sent["passages__1_record"].strip() == SAID
    assert "findings__2_act" in sent  # one row more is offered
    saved = client.post(f"/drafts/{draft}/edit", sent)
    assert saved.status_code == 302, text_of(saved)
    after = rows.current(rows.take(draft))
    assert (after.fields, after.words) == (before.fields, before.words)
    assert published(desk, client, olha, begun["Location"]) == "request-by-hand"


WRONG = (
    ("passages__1_record", "Never said.", "do not stand so in the record"),
    ("findings__1_act", "claim-valley/9", "no such act"),
    ("findings__1_found", "without_clarification", "name the act of the clarification"),
    ("passages__1_article", "", "needs both passages"),
    ("article__url", "ftp://x", "Address of the article"),
    ("findings__1_found", "", "what was found"),
)


def test_what_is_wrong_by_hand_is_said_beside_the_draft(signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    for number, (field, typed, told) in enumerate(WRONG):
        begun = client.post("/new/request/publish", {**BY_HAND, "document": f"request-{number}", field: typed})
        assert begun.status_code == 302, text_of(begun)  # a draft may be unfinished
        assert told in text_of(client.get(begun["Location"])), field


def test_only_an_author_begins_one_and_a_stranger_sees_nothing(desk: Instance, signed_in: SignedIn) -> None:
    from django.test import Client

    assert Client().get("/requests/new")["Location"].startswith("/sign-in")
    refused = signed_in("maria").post("/requests/new", {**ARTICLE, "found": ["0"], "start": "yes"})
    assert refused.status_code == 422
    assert signed_in("ivan").get("/requests/claim-valley/letter").status_code == 404

"""The desk as a browser meets it: the story by forms, bad input at its field, nothing typed lost, nothing runs."""

import re
from html import unescape
from typing import Any

import pytest
from tests.desk.conftest import SignedIn
from tests.desk.filled import CLAIM_FORM
from tests.desk.instance import PASSWORD, Instance
from tests.desk.people import Worker, claim, comment, ours

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg onload=alert(1)>"
PAGES = (
    "/",
    "/drafts",
    "/drafts?state=published",
    "/documents",
    "/documents?q=bridge&kind=claim&section=defence",
    "/documents/claim-bridge",
    "/documents/claim-bridge/dispute",
    "/documents/claim-bridge/refute",
    "/documents/claim-bridge/hold",
    "/documents/claim-bridge/withdraw",
    "/documents/claim-bridge/remove",
    "/new",
    "/new/claim/announce",
    "/new/statement/publish",
    "/new/measure/publish",
    "/new/guidance/publish",
    "/new/answer/answer",
    "/new/briefing/announce",
    "/new/bulletin",
    "/new/bulletin?day=2030-01-09",
    "/drafts/1",
    "/drafts/2",
    "/drafts/2/edit",
    "/drafts/2/preview",
    "/people",
    "/people/olha",
    "/audit",
    "/audit?check=1&actor=ivan",
    "/me",
    "/me/password",
)


def text_of(answer: Any) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def published(desk: Instance, ivan: Worker, olha: Worker) -> int:
    """The claim stands in the record; a comment on it is a draft."""
    from uarazom.desk.drafts import editing

    done = ivan.submit(claim(), desk.clock())
    olha.approve(done, desk.clock())
    assert desk.deliver() == 1
    return editing.create(person=ivan.person, draft=comment(), now=desk.clock()).pk


# ── the story ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_claim_is_written_submitted_approved_and_published_by_forms(desk: Instance, signed_in: SignedIn) -> None:
    from uarazom.desk.newsroom import newsroom

    author, approver = signed_in("ivan"), signed_in("olha")
    begun = author.post("/new/claim/announce", CLAIM_FORM)
    assert begun.status_code == 302
    draft = begun.headers["Location"]
    page = author.get(draft)
    assert "Before it can be submitted" not in text_of(page)
    assert author.post(f"{draft}/submit", {"edition": "1", "password": PASSWORD}).status_code == 302

    assert "Minister: the bridge is open" in text_of(approver.get("/"))
    page = approver.get(draft)
    content = re.search(r'name="content" value="([0-9a-f]{64})"', page.content.decode())
    assert content
    preview = re.search(r'src="(/preview/[^"]+)"', page.content.decode())
    assert preview
    assert approver.post(f"{draft}/approve", {"content": content[1], "password": PASSWORD}).status_code == 302
    assert desk.deliver() == 1
    act = newsroom().ledger().documents["claim-bridge"].latest
    words = newsroom().ledger().words(act)
    assert words is not None
    assert words.text["uk"] == "Міст відкрито.\n\nОдна смуга."
    assert act.known_at is not None
    assert act.known_at.isoformat() == "2030-01-10T08:00:00+00:00"
    assert "entry 2" in text_of(author.get(draft))


def test_the_approver_returns_with_a_reason_and_it_waits_on_the_authors_first_page(
    desk: Instance, signed_in: SignedIn, ivan: Worker
) -> None:
    done = ivan.submit(claim(), desk.clock())
    approver = signed_in("olha")
    page = f"/drafts/{done.draft_id}"
    answer = approver.post(f"{page}/return", {"content": done.content_digest, "reason": "  "})
    assert answer.status_code == 422
    assert "Write a reason" in text_of(answer)
    answer = approver.post(f"{page}/return", {"content": done.content_digest, "reason": "The source says otherwise."})
    assert answer.status_code == 302
    assert "The source says otherwise." in text_of(signed_in("ivan").get("/"))


def test_a_hold_goes_out_from_the_documents_page(desk: Instance, signed_in: SignedIn, published: int) -> None:
    client = signed_in("olha")
    form = {"body": "press", "reason__uk": "Перевіряємо.", "reason__en": "Checking.", "password": "wrong password here"}
    answer = client.post("/documents/claim-bridge/hold", form)
    assert answer.status_code == 422
    assert "Checking." in answer.content.decode()
    answer = client.post("/documents/claim-bridge/hold", form | {"password": PASSWORD})
    assert answer.status_code == 302
    assert desk.deliver() == 1
    assert "On hold" in text_of(client.get("/documents/claim-bridge"))
    assert "claim-bridge" in client.get("/").content.decode()


def test_the_bulletin_is_composed_from_what_changed(desk: Instance, signed_in: SignedIn, published: int) -> None:
    from uarazom.desk.drafts import rows
    from uarazom.desk.drafts.models import DraftRow

    client = signed_in("ivan")
    page = client.get("/new/bulletin")
    assert "defence|claim-bridge/1" in page.content.decode()
    form = {
        "body": "press",
        "title__uk": "Бюлетень",
        "title__en": "Bulletin",
        "date": "2030-01-10",
        "covers__from": "2030-01-09T11:00",
        "covers__to": "2030-01-10T11:00",
        "next_issue_at": "2030-01-11T18:00",
        "pin": ["defence|claim-bridge/1"],
        "place__claim-bridge/1": "1",
    }
    assert client.post("/new/bulletin", form | {"add": "no-such-thing"}).status_code == 422
    answer = client.post("/new/bulletin", form)
    assert answer.status_code == 302
    row = DraftRow.objects.get(kind="bulletin")
    assert rows.current(row).fields["items"] == [{"section": "defence", "acts": ["claim-bridge/1"]}]
    page = client.get(f"/drafts/{row.pk}")
    assert "Before it can be submitted" not in text_of(page)
    assert client.get(f"/drafts/{row.pk}/edit").status_code == 200
    answer = client.post(f"/drafts/{row.pk}/edit", {**form, "edition": "1", "pin": []})
    assert answer.status_code == 302
    assert rows.current(DraftRow.objects.get(pk=row.pk)).fields["items"] == []


@pytest.mark.parametrize("language", ["uk", "en"])
def test_every_page_stands_in_both_languages(
    desk: Instance, signed_in: SignedIn, published: int, language: str
) -> None:
    client = signed_in("ivan")
    client.post("/me/language", {"language": language, "next": "/"})
    for path in PAGES:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert f'<html lang="{language}"' in answer.content.decode(), path


# ── two editors ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_stale_edition_is_shown_beside_what_was_typed(desk: Instance, signed_in: SignedIn) -> None:
    from uarazom.desk.drafts import rows
    from uarazom.desk.drafts.models import DraftRow

    first, second = signed_in("ivan"), signed_in("petro")
    second.post("/me/language", {"language": "en"})
    draft = first.post("/new/claim/announce", CLAIM_FORM).headers["Location"]
    assert first.post(f"{draft}/edit", CLAIM_FORM | {"edition": "1", "text__en": "First wins."}).status_code == 302
    answer = second.post(f"{draft}/edit", CLAIM_FORM | {"edition": "1", "text__en": "Second comes late."})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Second comes late." in page
    assert "First wins." in unescape(re.sub(r"(?s)<del>.*?</del>|</?ins>", "", page))
    assert 'name="edition" value="2"' in page
    assert rows.current(DraftRow.objects.get()).words["text"]["en"] == "First wins."
    assert second.post(f"{draft}/edit", CLAIM_FORM | {"edition": "2", "text__en": "Second."}).status_code == 302


# ── bad input: a clear error, at its field, nothing changed, nothing lost ─────────────────────────────────────────────
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"document": "No Such Id!"}, "No id: small letters"),
        ({"document": "a" * 81}, "80"),
        ({"body": "mod"}, "Select a valid choice"),
        ({"section": "nonsense"}, "Select a valid choice"),
        ({"regions": ["ZZ-99"]}, "Select a valid choice"),
        ({"by": "nobody-known"}, "Select a valid choice"),
        ({"known_at": "yesterday"}, "Enter a valid date"),
        ({"known_at": "2030-03-31T03:30"}, "The clocks leap over"),
        ({"figure__metric": "shells", "figure__value": "many"}, "Not a number"),
        ({"original_language": "Ukrainian!"}, "No id"),
        ({"title__uk": "x" * 501}, "500"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(
    desk: Instance, signed_in: SignedIn, typed: dict[str, Any], told: str
) -> None:
    from uarazom.desk.drafts.models import DraftRow

    answer = signed_in("ivan").post("/new/claim/announce", CLAIM_FORM | typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert told in text_of(answer)
    assert 'class="field' in page
    assert "The bridge is open." in page, "what was typed stays typed"
    assert not DraftRow.objects.exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"known_at": "2031-01-01T10:00"}, "Known at: lies in the future"),
        ({"valid_until": "2030-01-01T10:00"}, "Valid until: has to be after 10 Jan 2030, 10:00"),
        ({"versions__en": ""}, "Versions: say for each language"),
        ({"nature": ""}, "Nature: please fill in"),
        ({"nature": "event"}, "Valid until: an event does not end"),
        ({"nature": "plan", "valid_until": ""}, "Due at: a plan has an end"),
        ({"title__uk": "", "title__en": ""}, "Title: please fill in"),
        ({"section": ""}, "Section: please fill in"),
        ({"topic": "Not An Id"}, "Topic: no id"),
        ({"by": "", "speaking_for": "mod"}, "Who says so: say who speaks"),
        ({"original_language": ""}, "Language of the original: say in which"),
        ({"form": "summary", "versions__uk": "original"}, "Form: where a version is original, the form is a quotation"),
        ({"quotes": "no-such-statement"}, "Quotes the statement: no statement of the record"),
        ({"source__url": "javascript:alert(1)"}, "Source, address: expected an address"),
    ],
)
def test_what_may_not_be_issued_is_kept_as_a_draft_and_told(
    desk: Instance, signed_in: SignedIn, typed: dict[str, Any], told: str
) -> None:
    client = signed_in("ivan")
    draft = client.post("/new/claim/announce", CLAIM_FORM | typed).headers["Location"]
    page = text_of(client.get(draft))
    missing = page[page.index("Before it can be submitted") : page.index("What it says")]
    assert told in missing
    answer = client.post(f"{draft}/submit", {"edition": "1", "password": PASSWORD})
    assert answer.status_code == 422
    assert "What waits for me" not in text_of(answer)


def test_an_act_on_a_document_that_is_there_is_not_begun_as_a_new_one(
    desk: Instance, signed_in: SignedIn, published: int
) -> None:
    answer = signed_in("ivan").post("/new/claim/announce", CLAIM_FORM)
    assert answer.status_code == 422
    assert "There is a document claim-bridge already" in text_of(answer)


def test_a_wrong_password_signs_nothing(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    draft = client.post("/new/claim/announce", CLAIM_FORM).headers["Location"]
    for password in ("", "not the password"):
        answer = client.post(f"{draft}/submit", {"edition": "1", "password": password})
        assert answer.status_code == 422
    assert "To be approved" not in text_of(client.get(draft))


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/drafts/999",
        "/drafts/999/edit",
        "/documents/none",
        "/documents/claim-bridge/dance",
        "/new/claim/dispute",
        "/new/alert/publish",
        "/new/bulletin?day=2030-02-30",
        "/people/nobody",
        "/preview/forged/uk/index.html",
        "/static/style.000000000000.css",
        "/static/..%2fsettings.py",
    ],
)
def test_what_is_not_there_is_told_in_the_readers_language(
    desk: Instance, signed_in: SignedIn, published: int, path: str
) -> None:
    client = signed_in("maria")
    client.post("/me/language", {"language": "uk"})
    answer = client.get(path)
    assert answer.status_code == 404
    if not path.startswith("/static"):
        assert "Такої сторінки немає" in text_of(answer)


def test_an_oversized_request_is_refused(desk: Instance, signed_in: SignedIn) -> None:
    from uarazom.desk.drafts.models import DraftRow

    client = signed_in("ivan")
    assert client.post("/new/claim/announce", CLAIM_FORM | {"text__uk": "ї" * 3_000_000}).status_code == 400
    assert client.post("/new/claim/announce", {f"f{i}": "x" for i in range(2100)}).status_code == 400
    assert client.post("/new/claim/announce", CLAIM_FORM | {"text__uk": "x" * 200_001}).status_code == 422
    assert not DraftRow.objects.exists()


# ── nothing that is typed runs ────────────────────────────────────────────────────────────────────────────────────────
def test_markup_in_every_field_is_shown_as_text(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    typed = {name: ATTACK for name in CLAIM_FORM if name.startswith(("title", "text", "source__publisher"))}
    more = {f"{name}__{code}": ATTACK for name in ("note", "place", "occasion", "unit") for code in ("uk", "en")}
    more |= {
        "topic": ATTACK,
        "figure__metric": ATTACK[:80],
        "figure__value": "1",
        "source__url": ATTACK,
        "source__digest": ATTACK[:64],
    }
    answer = client.post("/new/claim/announce", CLAIM_FORM | typed | more)
    assert answer.status_code == 302
    draft = answer.headers["Location"]
    pages = [client.get(path) for path in (draft, f"{draft}/edit", "/", "/drafts", "/audit")]
    pages.append(client.post("/new/claim/announce", CLAIM_FORM | typed | more | {"document": ATTACK}))
    pages.append(client.get("/documents", {"q": ATTACK, "kind": ATTACK, "section": ATTACK}))
    pages.append(client.get("/audit", {"actor": ATTACK, "about": ATTACK}))
    pages.append(client.get("/sign-in", {"next": ATTACK, "language": ATTACK}))
    pages.append(client.post(f"{draft}/discard", {"edition": ATTACK}))
    for page in pages:
        html = page.content.decode()
        assert "<script>alert" not in html
        assert "<img" not in html
        assert "<svg" not in html
        assert not re.search(r'href="(?!/|#|\?|https?://)', html), "no other scheme becomes a link"


def test_an_address_with_another_scheme_is_no_link(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    draft = client.post("/new/claim/announce", CLAIM_FORM | {"source__url": "javascript:alert(1)"}).headers["Location"]
    assert 'href="javascript' not in client.get(draft).content.decode()


def test_names_and_reasons_are_shown_as_text(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    client.post("/people/add", {"id": "mallory", "name": ATTACK, "language": "en"})
    client.post(
        "/people/maria/rights", {"role__press": ["author"], "active": "on", "reason": ATTACK, "password": PASSWORD}
    )
    for path in ("/people", "/people/mallory", "/people/maria"):
        html = client.get(path).content.decode()
        assert "&lt;script&gt;" in html
        assert "<script>alert" not in html


# ── the preview ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_preview_is_byte_for_byte_the_public_page(desk: Instance, signed_in: SignedIn) -> None:
    from uarazom.desk.newsroom import newsroom
    from uarazom.site.render import render

    author = signed_in("ivan")
    draft = author.post("/new/claim/announce", CLAIM_FORM).headers["Location"]
    shown = author.get(f"{draft}/preview").content.decode()
    found = re.findall(r'src="(/preview/[^"/]+/((?:uk|en)/[^"]+))"', shown)
    addresses = {path: address for address, path in found}
    assert sorted(addresses) == ["en/claim/claim-bridge.html", "uk/claim/claim-bridge.html"]
    before = {path: author.get(address).content for path, address in addresses.items()}
    author.post(f"{draft}/submit", {"edition": "1", "password": PASSWORD})
    approver = signed_in("olha")
    content = re.search(r'name="content" value="([0-9a-f]{64})"', approver.get(draft).content.decode())
    assert content
    approver.post(f"{draft}/approve", {"content": content[1], "password": PASSWORD})
    assert desk.deliver() == 1
    assert before == dict(render(newsroom().ledger(), desk.clock(), only=sorted(addresses)))


def test_the_preview_is_sandboxed_and_needs_no_cookie(desk: Instance, signed_in: SignedIn) -> None:
    from django.test import Client

    author = signed_in("ivan")
    draft = author.post("/new/claim/announce", CLAIM_FORM).headers["Location"]
    shown = author.get(draft).content.decode()
    assert re.search(r"<iframe[^>]* sandbox(?: |>)", shown), "sandboxed, with no allowance"
    address = re.search(r'src="(/preview/[^"]+)"', shown)
    assert address
    stranger = Client()
    answer = stranger.get(address[1])
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox;")
    assert "allow" not in policy
    assert "script-src" not in policy
    assert "form-action 'none'" in policy
    assert not answer.cookies
    assert stranger.get(address[1].replace("/uk/", "/uk/../../") + "x").status_code == 404
    flipped = address[1][:12] + ("A" if address[1][12] != "A" else "B") + address[1][13:]
    assert stranger.get(flipped).status_code == 404


def test_a_preview_ends(desk: Instance, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    author = signed_in("ivan")
    draft = author.post("/new/claim/announce", CLAIM_FORM).headers["Location"]
    address = re.search(r'src="(/preview/[^"]+)"', author.get(draft).content.decode())
    assert address
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 1000)
    assert author.get(address[1]).status_code == 404


def test_release_of_a_hold_waits_for_a_second_person_on_the_page(
    desk: Instance, signed_in: SignedIn, published: int, ivan: Worker
) -> None:
    from uarazom.desk import services

    services.hold(person=ivan.person, key=ivan.key, draft=ours("hold"), now=desk.clock())
    desk.deliver()
    client = signed_in("petro")
    client.post("/me/language", {"language": "en"})
    form = {"body": "press", "reason__uk": "Перевірено.", "reason__en": "Checked."}
    draft = client.post("/documents/claim-bridge/release", form).headers["Location"]
    client.post(f"{draft}/submit", {"edition": "1", "password": PASSWORD})
    page = client.get(draft)
    assert "Somebody who did not work on it has to approve it." in text_of(page)
    assert "/approve" not in page.content.decode()


def test_a_draft_is_read_by_those_who_hold_a_role_in_its_body_or_worked_on_it(
    desk: Instance, signed_in: SignedIn, petro: Worker
) -> None:
    from dataclasses import replace

    done = petro.submit(replace(claim(), body="mod"), desk.clock())
    path = f"/drafts/{done.draft_id}"
    assert signed_in("petro").get(path).status_code == 200
    stranger = signed_in("maria")
    assert stranger.get(path).status_code == 404
    assert stranger.get(f"{path}/preview").status_code == 404
    assert stranger.post(f"{path}/return", {"content": done.content_digest, "reason": "No."}).status_code == 404
    assert "the bridge is open" not in text_of(stranger.get("/drafts"))


def test_the_grade_stays_inside_the_desk(desk: Instance, signed_in: SignedIn, olha: Worker) -> None:
    from uarazom.desk.drafts.models import Submission

    client = signed_in("ivan")
    half = client.post("/new/claim/announce", CLAIM_FORM | {"grade__source": "B"})
    assert half.status_code == 422
    assert "Grade both, or neither" in text_of(half)
    graded = CLAIM_FORM | {"grade__source": "B", "grade__claim": "3"}
    draft = client.post("/new/claim/announce", graded).headers["Location"]
    assert "usually reliable; possibly true" in " ".join(text_of(client.get(draft)).split())
    client.post(f"{draft}/submit", {"edition": "1", "password": PASSWORD})
    assert b"grade" not in bytes(Submission.objects.get().content)
    address = re.search(r'src="(/preview/[^"]+)"', client.get(draft).content.decode())
    assert address
    assert b"B3" not in client.get(address[1]).content

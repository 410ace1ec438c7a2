"""A clarification names its words: picked from the sentences of the statement, kept, shown, and published at them."""

import json
from typing import Any

import pytest
from tests.desk.conftest import SignedIn
from tests.desk.form_reader import FormReader
from tests.desk.instance import PASSWORD, Instance
from tests.desk.people import Worker

from uarazom.editorial.draft import Draft

SAID = {
    "uk": "Добрий день. Кажуть, що міст упаде.\n\nДякую.",
    "en": "Good day. They say the bridge will fall.\n\nThanks.",
}
FORM = {
    "body": "press",
    "by": "reznik",
    "speaking_for": "mod",
    "known_at": "2030-01-10T11:00",
    "known_at_precision": "exact",
    "text__uk": "Це була іронія.",
    "text__en": "It was irony.",
    "original_language": "uk",
    "versions__uk": "original",
    "versions__en": "working",
}


@pytest.fixture
def statement(desk: Instance, ivan: Worker, olha: Worker) -> str:
    """A statement on record."""
    fields: dict[str, Any] = {"by": "reznik", "speaking_for": "mod", "section": "defence", "form": "quotation"}
    fields |= {"known_at": "2030-01-10T08:30:00Z", "known_at_precision": "exact", "original_language": "uk"}
    fields |= {"versions": {"uk": "original", "en": "official"}}
    words = {"title": {"uk": "Заява про міст", "en": "Statement on the bridge"}, "text": SAID}
    draft = Draft("statement-bridge", "statement", "publish", "press", fields, words)
    olha.approve(ivan.submit(draft, desk.clock()), desk.clock())
    assert desk.deliver() == 1
    return "/documents/statement-bridge/clarify"


def boxes(page: str) -> dict[str, str]:
    """Sentence → the value of its box."""
    from lxml import html

    found = html.fromstring(page).xpath("//input[@name='extracts']")
    return {one.getparent().text_content().strip(): one.get("value") for one in found}


def test_the_sentences_are_offered_picked_kept_and_published(
    desk: Instance, statement: str, signed_in: SignedIn
) -> None:
    client = signed_in("ivan")
    desk.clock.forward(hours=3)
    offered = boxes(client.get(statement).content.decode())
    assert list(offered) == [
        "Добрий день.",
        "Кажуть, що міст упаде.",
        "Дякую.",
        "Good day.",
        "They say the bridge will fall.",
        "Thanks.",
    ]
    picked = [offered["Кажуть, що міст упаде."], offered["They say the bridge will fall."]]
    answer = client.post(statement, FORM | {"extracts": picked})
    assert answer.status_code == 302, FormReader(answer.content.decode()).errors
    draft = answer.headers["Location"]
    page = client.get(draft).content.decode()
    assert "Кажуть, що міст упаде." in page
    assert json.loads(picked[0])["digest"] not in page
    assert sorted(FormReader(client.get(f"{draft}/edit").content.decode()).sent["extracts"]) == sorted(picked)
    number = int(draft.rpartition("/")[2])
    assert client.post(f"{draft}/submit", {"edition": "1", "password": PASSWORD}).status_code == 302
    from uarazom.desk.drafts import rows

    submission = rows.last_submission(rows.take(number))
    assert submission is not None
    fields = json.loads(bytes(submission.content))
    assert fields["extracts"] == sorted(map(json.loads, picked), key=lambda one: json.dumps(one, sort_keys=True))


@pytest.mark.usefixtures("statement")
def test_what_a_file_named_by_its_words_is_ticked_in_the_form(
    ivan: Worker, desk: Instance, signed_in: SignedIn
) -> None:
    from uarazom.desk.drafts import editing

    given = [{"language": "uk", "words": "Кажуть, що міст упаде."}]
    fields = {"by": "reznik", "speaking_for": "mod", "known_at": "2030-01-10T09:00:00Z", "known_at_precision": "exact"}
    draft = Draft("statement-bridge", "statement", "clarify", "press", fields | {"extracts": given}, {})
    row = editing.create(person=ivan.person, draft=draft, now=desk.clock())
    page = signed_in("ivan").get(f"/drafts/{row.pk}/edit").content.decode()
    assert FormReader(page).sent["extracts"] == [boxes(page)["Кажуть, що міст упаде."]]


@pytest.mark.parametrize("typed", ["{}", "x", "[1]", '{"act":"statement-bridge/1"}'])
def test_nonsense_is_refused_at_the_form(desk: Instance, statement: str, signed_in: SignedIn, typed: str) -> None:
    desk.clock.forward(hours=3)
    answer = signed_in("ivan").post(statement, FORM | {"extracts": [typed]})
    assert answer.status_code == 422
    assert "extracts" in FormReader(answer.content.decode()).errors

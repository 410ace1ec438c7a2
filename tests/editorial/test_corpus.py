from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.editorial.newsroom import DEMO, Record, demo, record

from uarazom.acts.status import status
from uarazom.editorial import bulletin, corpus
from uarazom.editorial.draft import Draft
from uarazom.editorial.refusal import BadFile

SMALL = """
instance: {id: canton, name: {de: Kanton}, languages: [de, fr], timezone: Europe/Zurich}
bodies:
- {id: rat, kind: government, head: rat, participation: owner, name: {de: Rat, fr: Conseil}}
- {id: bank, kind: agency, head: bank, named: false, name: {de: Bank}}
documents:
- {id: old, kind: claim, section: geld, nature: state, title: {de: Alt}}
- {id: new, kind: claim, section: geld, nature: state, title: {de: Neu}}
acts:
- {document: old, act: supersede, by: rat, successor: new, known_at: "2024-07-01T10:00", known_at_precision: hour}
- {document: new, act: announce, by: rat, basis: relay, evidence: published, place: "Bern / Berne",
   known_at: "2024-07-01T10:00", known_at_precision: hour, text: {de: Neu}, versions: {de: summary},
   original_language: de, verbatim: false, figure: {metric: people, value: 7, unit: "Menschen, lower bound"}}
- {document: old, act: announce, by: rat, basis: relay, evidence: published, known_at: "2024-06-30T10:00+02:00",
   known_at_precision: hour, text: {de: Alt}, versions: {de: summary}, original_language: de, note: alt}
"""


def drafts(of: corpus.Corpus) -> list[Draft]:
    return [step.what for step in of.steps if isinstance(step.what, Draft)]


def test_every_act_and_bulletin_of_the_demonstration_may_be_issued() -> None:
    made = record()
    acts = [act for document in made.ledger.documents.values() for act in document.acts]
    assert len(demo().steps) == len(acts) == 112
    assert Counter(act.kind for act in acts)["bulletin"] == 5
    assert len(made.ledger.documents) == 78


def test_it_is_told_in_the_order_in_which_it_became_known() -> None:
    assert [step.at for step in demo().steps] == sorted(step.at for step in demo().steps)
    assert all(step.at.tzinfo is UTC for step in demo().steps)


def test_its_fields_mean_what_its_head_says() -> None:
    by_id = {f"{draft.document} {draft.act}": draft for draft in drafts(demo())}
    troops = by_id["claim-us-troop-total announce"]
    assert troops.fields["figure"] == {
        "metric": "ru_troops_near_ukraine", "value": 150_000, "qualifier": "lower_bound",
    }  # fmt: skip
    assert troops.words["unit"] == {"uk": "осіб", "en": "persons"}
    assert (troops.fields["known_at"], troops.fields["form"]) == ("2022-02-15T21:00:00Z", "quotation")
    assert troops.words["source"]["excerpt"] == "yes"
    refuted = by_id["claim-president-set-attack-date refute"]
    assert refuted.fields["competence"] == "affirmed"
    assert refuted.words["competent_because"] == {"uk": "автор цих слів", "en": "author of the words"}
    assert "title" not in refuted.words
    assert by_id["statement-stoltenberg-15-feb publish"].words["place"] == {"uk": "Брюссель", "en": "Brussels"}
    assert (
        by_id["answer-bank-sms answer"].words["question"]["en"] == "I received an SMS about my bank. Can I believe it?"
    )
    assert set(by_id["claim-kindergarten-damaged confirm"].words["confirms"]) == {"uk", "en"}
    assert demo().register["bodies"]["media-various"]["named"] == "no"
    assert demo().register["instance"]["mode"] == "demonstration"


def test_the_ironic_sentence_stays_on_record_clarified() -> None:
    at = datetime(2022, 2, 20, 19, tzinfo=UTC)
    ledger = record().ledger
    held = status(ledger.documents["statement-president-14-feb"], ledger.register(at), at)
    assert (held.status, held.badges) == ("on_record", ("clarified",))
    set_date = status(ledger.documents["claim-president-set-attack-date"], ledger.register(at), at)
    assert set_date.status == "refuted"


def test_another_country_in_other_languages() -> None:
    small = corpus.read(SMALL.encode())
    assert [(draft.document, draft.act) for draft in drafts(small)] == [
        ("old", "announce"), ("new", "announce"), ("old", "supersede"),
    ]  # fmt: skip
    old, new, _ = drafts(small)
    assert old.fields["known_at"] == "2024-06-30T08:00:00Z"
    assert new.fields["known_at"] == "2024-07-01T08:00:00Z"  # local time of the instance
    assert old.words["note"] == {"de": "alt"}
    assert new.words["place"] == {"de": "Bern", "fr": "Berne"}
    assert small.register["sections"] == ["geld"]
    made = Record()
    made.register(small.register, small.register_words, "2024-01-01T00:00:00Z")
    for step in small.steps:
        made.issue(step.draft(made.ledger), step.at)
    assert set(made.ledger.documents) == {"old", "new"}


def test_bulletins_pin_the_latest_act_of_what_they_list() -> None:
    issued = record().ledger.documents[bulletin.document_id("2022-02-16")].first
    pins = [pin for item in issued.items for pin in item.acts]
    assert "claim-ru-units-returning/9" in pins
    words = record().blobs[issued.words or ""]
    assert words.title == {"uk": "Випуск за 16 лютого 2022 року", "en": "Bulletin, 16 February 2022"}


def changed(old: str, new: str) -> bytes:
    assert old in SMALL
    return SMALL.replace(old, new).encode()


@pytest.mark.parametrize(
    ("raw", "where", "expected"),
    [
        (changed("successor: new", "successor: gone"), "line 10", "documents that exist"),
        (
            changed("document: old, act: supersede", "document: gone, act: supersede"),
            "acts.0.document",
            "one of old, new",
        ),
        (changed("act: supersede", "act: gossip"), "acts.0.act", "one of publish"),
        (changed("nature: state", "nature: gossip"), "nature", "one of event"),
        (changed("kind: government", "kind: party"), "line 4, bodies.0.kind", "one of head_of_state"),
        (changed("Europe/Zurich", "Europe/Nowhere"), "instance.timezone", "IANA"),
        (
            changed('"2024-07-01T10:00", known_at_precision: hour}', "yesterday, known_at_precision: hour}"),
            "acts.0",
            "an inst",
        ),
        (changed("languages: [de, fr]", "languages: [Deutsch]"), "languages.0", "a language tag"),
        (changed("id: bank", "id: rat"), "bodies.1.id", "an id used once"),
        (changed("value: 7", "value: 7.5"), "figure", "integer"),
        (changed("note: alt", "mood: bad"), "acts.2", "only"),
        (b"", "", "a document"),
    ],
)
def test_errors_name_line_and_field(raw: bytes, where: str, expected: str) -> None:
    with pytest.raises(BadFile) as caught:
        corpus.read(raw)
    assert where in caught.value.sentence()
    assert expected in caught.value.sentence()


def test_all_errors_come_at_once_and_their_number_is_bounded() -> None:
    bad = SMALL.replace("known_at_precision: hour", "known_at_precision: often").replace(
        "basis: relay", "basis: hearsay"
    )
    with pytest.raises(BadFile) as caught:
        corpus.read(bad.encode())
    assert len(caught.value.errors) == 5
    many: Any = SMALL + "".join(SMALL.split("acts:")[1].replace("relay", "x") for _ in range(200))
    with pytest.raises(BadFile) as caught:
        corpus.read(many.encode())
    assert len(caught.value.errors) == 100


def test_several_files_are_one_and_say_which_is_wrong() -> None:
    with pytest.raises(BadFile, match="file 2, line 1"):
        corpus.read(SMALL.encode(), b"bodies: []")
    with pytest.raises(BadFile, match=r"file 2, line 2, sections\.geld"):
        corpus.read(SMALL.encode(), b"sections:\n  geld: Geld")
    both = corpus.read(SMALL.encode(), b"sections: {geld: {de: Geld}}\ninstance: {tagline: {de: Heute}}")
    assert both.register_words["sections"] == {"geld": {"name": {"de": "Geld"}}}
    assert both.register_words["instance"] == {"name": {"de": "Kanton"}, "tagline": {"de": "Heute"}}


def test_regions_may_come_from_several_files_each_from_one() -> None:
    one, two = b"regions:\n  AA-01: {de: Ost}", b"regions:\n  AA-01:7: {de: Stadt}"
    both = corpus.read(SMALL.encode(), one, two)
    assert both.register["regions"] == ["AA-01", "AA-01:7"]
    assert both.register_words["regions"]["AA-01:7"] == {"name": {"de": "Stadt"}}
    with pytest.raises(BadFile, match="file 3, line 2"):
        corpus.read(SMALL.encode(), one, one)
    with pytest.raises(BadFile, match=r"file 3, line 2, regions\.AA-01:7"):
        corpus.read(SMALL.encode(), one, b"regions:\n  AA-01:7: {xx: Stadt, de: 1}")


def test_the_demonstration_knows_its_files() -> None:
    assert (DEMO / "feb2022.yaml").stat().st_size < corpus.FILE_BYTES_MAX

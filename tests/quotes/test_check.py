# ruff: noqa: E501 - whole sentences read better than cut ones
"""Verdicts, claims and days on the demonstration's record; and what the check does with bad input."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.quotes.demonstration import record

from uarazom.quotes.check import TEXT_MAX, TooLong, check
from uarazom.quotes.index import Index, Memory
from uarazom.quotes.record import Record
from uarazom.quotes.report import VERDICTS, Report
from uarazom.quotes.statements import rows

DAY = date(2022, 2, 18)


def read(text: str, published: date | None = DAY, **others: Any) -> Report:
    return check(text, record(), published=published, **others)


STATED = "Столтенберг сказав: «"
CASES = [
    ("exact", False, "Данілов: «Ситуація під контролем. Більш того, ми на сьогодні не вбачаємо, що широкомасштабний наступ Російської Федерації може відбуватися чи то 16, чи то 17 лютого»"),
    ("typographic", False, "Кулеба сказав: «Побачимо відведення - повіримо у деескалацію»"),
    ("altered", True, "Кулеба сказав: «Не побачимо відведення – повіримо у деескалацію»"),
    ("altered", True, "Резніков заявив: «Станом на цю годину ударного угрупування Російської Федерації у жодному місці, де вони оточили Україну, вже сформовано»"),
    ("altered", False, "Ткаченко сказав: «Ви зможете отримувати в постійному режимі у формі брифінгів, повідомлень інформацію з перших джерел»"),
    ("truncated", True, "Резніков заявив: «Говорити про те, що завтра-післязавтра буде напад» недоречно. Резніков: «це не означає, що немає загрози» – «ударного угрупування Російської Федерації у жодному місці, де вони оточили Україну»"),
    ("ellipsis", True, "Зеленський сказав: «Нас лякають великою війною та вкотре призначають дату воєнного вторгнення… Ми зробимо його Днем єднання»."),
    ("spliced", True, "Данілов сказав: «Ситуація під контролем. Чи є загроза з боку РФ? Вона існує з того часу, коли Кремль почав зазіхати на наші території»"),
    ("translated", False, "Stoltenberg said: “But so far we have not seen any sign of de-escalation on the ground.” Столтенберг сказав: «Але поки що ми не бачили жодних ознак деескалації на місцях»"),
    ("other_speaker", False, "Путін сказав: «Побачимо відведення – повіримо у деескалацію»"),
    ("other_date", False, "«Побачимо відведення – повіримо у деескалацію», – сказав Кулеба 11 лютого."),
    ("no_record", False, "Кулеба сказав: «Врожай цього року буде чудовий, і всі села мають досить палива для жнив»"),
    ("not_checked", False, "Кулеба сказал: «Увидим отвод войск – поверим в деэскалацию, это наше правило»"),
    ("too_short", False, "Кулеба сказав: «Побачимо це.»"),
]  # fmt: skip


@pytest.mark.parametrize(("verdict", "material", "text"), CASES)
def test_the_verdict_of_the_last_quotation(verdict: str, material: bool, text: str) -> None:
    one = read(text).quotations[-1]
    assert (one.verdict, one.material) == (verdict, material), one.diff


def test_a_month_on_the_other_side_of_its_day_is_no_change_and_news_are_of_the_last_days() -> None:
    text = "Zelensky said: “16 February will be the day of the attack.”"
    one = read(text, date(2022, 2, 15)).quotations[0]
    assert (one.verdict, [change["kind"] for change in one.diff]) == ("truncated", ["cut"])
    assert read(text, date(2022, 5, 15)).quotations[0].verdict == "no_record"  # too little, so long after


def test_a_few_words_of_a_statement_that_the_article_quotes_are_compared_after_all() -> None:
    found = read("Кулеба сказав: «Побачимо відведення – повіримо у деескалацію». «Побачимо відведення», – сказав він.")
    assert [one.verdict for one in found.quotations] == ["exact", "exact"]


def test_without_a_record_quotations_speakers_and_days_are_found() -> None:
    found = check("On 15 February Jens Stoltenberg said: “We have not seen any sign of de-escalation.”", published=DAY)
    one = found.quotations[0]
    assert (one.kind, one.speaker, one.verdict) == ("quotation", "Jens Stoltenberg", None)
    assert [day.value for day in found.dates] == ["2022-02-15"]


def test_offsets_are_those_of_the_text_as_read() -> None:
    text = "\ufeffКуле\u00adба\u200b сказав: «Поба\u00adчимо від\u0432едення – повіри\u200bмо у деескалацію»."
    one = read(text).quotations[0]
    assert text[one.start : one.end].startswith("Поба\u00ad")
    assert text[one.end] == "»"
    assert one.verdict == "exact"
    assert one.speaker_span is not None
    assert text[slice(*one.speaker_span)] == "Куле\u00adба"


def test_days_inside_a_quotation_count_from_the_day_it_was_spoken() -> None:
    text = "Вчора Ткаченко нагадав свої слова: «Буде цікавий телемарафон завтра з 8:00 до 10:00 ранку, всі телеканали країни»."
    assert [(day.text, day.value) for day in read(text).dates] == [("Вчора", "2022-02-17"), ("завтра", "2022-02-16")]


def test_claims_without_marks_are_linked_to_the_document_with_its_status() -> None:
    text = "Речник Никифоров уточнив, що президент мав на увазі дату, яку поширили медіа. Зранку в місті було тихо і сонячно."
    found = read(text).claims
    assert [(one.speaker, one.statement, one.status) for one in found] == [
        ("nykyforov", "statement-president-14-feb", "on_record")
    ]


def test_a_page_of_html_is_read_as_its_reader_does_and_places_stay() -> None:
    page = (
        '<!doctype html><html lang="uk"><head><title>Кулеба "про все"</title><script>say("«x»")</script></head><body>'
        '<p class="lead">Кулеба&nbsp;сказав: &laquo;Побачимо <b>відведення</b> &ndash; повіримо у деескалацію&raquo;.</p></body></html>'
    )
    one = read(page).quotations[-1]
    assert (one.verdict, one.speaker) == ("exact", "kuleba")
    assert page[one.start : one.end] == "Побачимо <b>відведення</b> &ndash; повіримо у деескалацію"
    assert not any(quoted.text in {"lead", "uk", "«x»"} for quoted in read(page).quotations)


JUNK = [
    '"' * 50_000,
    "«»" * 25_000,
    "<script>alert('“x”')</script>" * 500,
    "“שלום עולם” אמר האיש. " * 200,
    "\u202e“x”\u202c " * 5_000,
]


@pytest.mark.parametrize("text", JUNK, ids=["marks", "pairs", "html", "fourth language", "direction"])
def test_bad_input_gets_a_clear_answer(text: str) -> None:
    found = read(text)
    assert all(one.verdict in {"not_checked", "too_short", "no_record", None} for one in found.quotations)


def test_a_text_without_end_is_refused_with_its_bound() -> None:
    with pytest.raises(TooLong, match=f"at most {TEXT_MAX} code points, got {TEXT_MAX + 1}"):
        check("a" * (TEXT_MAX + 1))


@given(
    st.text(
        st.sampled_from("Кулеба сказав «»“”\"': побачимо відведення 16 лютого. Zelensky said told \n—-…[]"), max_size=80
    )
)
def test_any_text_has_an_answer_with_places_in_it(text: str) -> None:
    for one in read(text).quotations:
        assert text[one.start : one.end] == one.text
        assert one.verdict is None or one.verdict in VERDICTS


def test_what_is_found_does_not_depend_on_how_the_index_grew() -> None:
    ledger, grown = record().ledger, Index.open(Memory())
    for number, row in enumerate(rows(ledger)):
        grown.add([row], upto=number)
    other = Record(ledger, grown, record().at)
    for _, _, text in CASES:
        assert check(text, other, published=DAY).json() == read(text).json(), text


def test_a_whole_sentence_with_few_words_changed_is_found_without_speaker_and_day() -> None:
    changed = "«Ця інформація повністю є неправдивою та вводить в обман наших клієнтів»"
    found = read(f"У повідомленні йшлося: {changed}.", published=None).quotations[0]
    assert (found.verdict, found.statement) == ("altered", "claim-sms-atms-not-working")
    part = read("У повідомленні йшлося: «інформація з банку є неправдивою та вводить людей».", published=None)
    assert part.quotations[0].verdict == "no_record"

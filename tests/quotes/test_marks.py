"""Quotation marks as three languages print them, and as people mistype them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uarazom.quotes.language import language
from uarazom.quotes.marks import spans

# fmt: off
GOOD = [
    ("en", 'He said: “We are told that ‘the date’ is set.” And "we".', ["We are told that ‘the date’ is set.", "we"]),
    ("en", "‘The ministers’ plan failed,’ he said, ‘and it’s the boys’ fault.’",
     ["The ministers’ plan failed,", "and it’s the boys’ fault."]),
    ("en", "'Tis the '90s, and he said 'no' to rock 'n' roll and dogs' bowls.", ["no"]),
    ("en", "A 5\" pipe and \"ok\".", ["ok"]),
    ("uk", "Він читав «Укрінформ» і сказав: «Нам кажуть, що „16 лютого“ є».",
     ["Укрінформ", "Нам кажуть, що „16 лютого“ є"]),
    ("uk", "Він сказав: — Ні. Ні.\n– вода;\n– «світло».", ["Ні. Ні.", "світло"]),
    ("uk", "– Бачили?\n\nВона мовчить.\n\n– Бачила.", ["Бачили?", "Бачила."]),
    ("ru", "«Пришли... — начал он и замолчал. — Почти».", ["Пришли...", "Почти"]),
    ("en", "\"It's 5\" wide,\" he said of the \"pipe\".", ["It's 5\" wide,", "pipe"]),
    ("uk", "«Програма «Єдність» діє», – сказав він.", ["Програма «Єдність» діє"]),
    ("uk", 'Зеленський: "Ми не бачимо" ("Суспільне")', ["Ми не бачимо", "Суспільне"]),
    ("uk", "— Ми переможемо, — сказав він. — Це точно.\n- список\n- ще", ["Ми переможемо", "Це точно."]),
    ("ru", "— Когда?\n— Завтра.", ["Когда?", "Завтра."]),
    ("en", "“First.\n\n“Second.\n\n“Third.” he said. “Four”.", ["First.\n\n“Second.\n\n“Third.", "Four"]),
    ("uk", "«Перший.\n\nДругий.\n\nТретій», – сказав він. «Інше».", ["Перший.\n\nДругий.\n\nТретій", "Інше"]),
    ("uk", "«Це крок, – сказала Берг, – але де він?»", ["Це крок", "але де він?"]),
    ("uk", "«Йдемо, - сказала Берг і додала: - Ні». \"Так,- каже він. - Ще\".", ["Йдемо", "Ні", "Так", "Ще"]),
    ("en", "'Not the bosses', the drivers' vote,' he said. 'Ours.'", ["Not the bosses', the drivers' vote,", "Ours."]),
    ("uk", "—Ми чули,— сказала Берг.— Досить.", ["Ми чули", "Досить."]),
    ("uk", "«Ми чули, що пише «Лінія», – сказала Берг.", ["Ми чули, що пише «Лінія"]),
    ("uk", "„Ми чули», – сказала Берг.", ["Ми чули"]),
    ("uk", "«Хто каже, – вів далі він, – той не носив».", ["Хто каже", "той не носив"]),
    ("uk", "— Так, — сказала Берг.\n\n— Читала.\n\n— Там нема.\n\n— Є.", ["Так", "Читала.", "Там нема.", "Є."]),
    ("ru", "— Нет там.\n\n— Есть.\n\n— Да, — сказала Берг.", ["Нет там.", "Есть.", "Да"]),
    ("ru", "— Хлеб.\n\n— Соль.\n\nБерг пришла.", []),
    ("en", "„Wir“ and „uk” and ”sv”.", ["Wir", "uk", "sv"]),
]
BAD = [
    ("uk", "«Час минув, – сказала Берг. – Другий – за обідом.\n\nВона пішла.", ["Час минув", "Другий – за обідом."]),
    ("ru", "«Час прошел, — сказала Берг. — Второй — в обед.\n\nОна ушла.", ["Час прошел", "Второй — в обед."]),
    (
        "en",
        '"First quote, he said. "Second quote," she said.\n\nThen "third".',
        ["First quote", "Second quote,", "third"],
    ),
    ("uk", "«Ми не підемо, – наголосив міністр. А потім пішов.\n\nІ «далі» було.", ["Ми не підемо", "далі"]),
    ("uk", "Він сказав: «Ми бачили «Титанік», – і пішов. «Далі».", ["Ми бачили «Титанік", "Далі"]),
    ("uk", "Так було. Ми переможемо», – сказав він. «Далі».", ["Ми переможемо", "Далі"]),
    ("en", '"""""""" « » “”', []),
    ("uk", "Він «не має\". «Далі», — сказав. \"І ще». «Труба 5\" тут».", ["не має", "Далі", "І ще", "Труба 5\" тут"]),
    ("en", "“One two.\n\n“Three four.\n\nFive.", ["One two.", "Three four."]),
]
# fmt: on


@pytest.mark.parametrize(("code", "text", "expected"), [*GOOD, *BAD])
def test_what_stands_between_the_marks(code: str, text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in spans(text, language(code))] == expected


@given(st.text(st.sampled_from("«»„“”‟\"'‘’‹› \n—-ab.,s5"), max_size=60), st.sampled_from(["en", "uk", "ru"]))
def test_any_soup_of_marks_gives_ordered_stretches_with_words(text: str, code: str) -> None:
    found = spans(text, language(code))
    for span in found:
        assert any(character.isalnum() for character in text[span.start : span.end])
        assert text[span.start : span.end].strip() == text[span.start : span.end]
    ends = [span.end for span in found]
    assert all(a <= b.start for a, b in zip(ends, found[1:], strict=False))


@given(st.sampled_from('«»“”"„'), st.integers(0, 300))
def test_one_bad_mark_touches_nothing_beyond_its_paragraph(mark: str, place: int) -> None:
    paragraphs = [f"Він сказав: «Слово номер {n} є тут». І пішов далі." for n in range(6)]
    first = "\n\n".join(paragraphs[:3])
    place %= len(first)
    text = first[:place] + mark + first[place:] + "\n\n" + "\n\n".join(paragraphs[3:])
    found = [text[span.start : span.end] for span in spans(text, language("uk"))]
    assert found[-2:] == ["Слово номер 4 є тут", "Слово номер 5 є тут"]


@pytest.mark.parametrize("junk", ['"', "«", "’ ‘", "«a» ", '"a\n\n', "- a, - said\n", "a» "])
def test_time_is_linear(junk: str) -> None:
    def seconds(count: int) -> float:
        text, start = junk * count, time.process_time()
        spans(text, language("en"))
        return time.process_time() - start

    once = min(seconds(500) for _ in range(3))
    assert min(seconds(8_000) for _ in range(3)) < 80 * once  # 16 when linear, 256 when not

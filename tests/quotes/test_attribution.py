"""Who is said to have said it, resolved to the register, and what kind of quotation it is."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest
from tests.corpus import load

from uarazom.acts.register import Office, Person, Register
from uarazom.quotes.attribution import attributed
from uarazom.quotes.language import language
from uarazom.quotes.marks import spans
from uarazom.quotes.normalise import clean
from uarazom.quotes.officials import Officials
from uarazom.quotes.skeleton import skeleton


@cache
def officials() -> Officials:
    return Officials.of(load().ledger().latest_register, None)


def read(code: str, text: str, who: Officials | None = None) -> list[tuple[str, str, str | None]]:
    spoken = language(code)
    cleaned = clean(text).text
    found = attributed(cleaned, spans(cleaned, spoken), who or officials(), spoken)
    return [(cleaned[one.span.start : one.span.end], one.kind, one.person or one.name) for one in found]


CASES = [
    ("en", "Mr Zelenskyy warned. “We are told it is the day,” he said. “We will.”", ["zelensky", "zelensky"]),
    ("en", "NATO Secretary General Jens Stoltenberg told reporters: \"We have not seen any sign.\"", ["stoltenberg"]),
    ("en", "According to the Kremlin spokesman Dmitry Peskov, \"this is a usual process of ours\".", ["peskov"]),
    ("en", "\"We see no changes here,\" John Smith, a baker, said.", ["John Smith"]),
    ("en", "Zelensky's adviser Mykhailo Podolyak said: “It was meant with irony, all of it.”", ["podolyak"]),
    ("en", "An unnamed person said: “It was meant with irony, all of it.”", [None]),
    ("en", "Olena Zelenska said: “It was meant with irony, all of it.”", ["Olena Zelenska"]),
    ("en", "On Monday Podolyak accused them of “a clear provocation” and promised an answer.", ["podolyak"]),
    ("en", "According to the Rescue Board, whose head Jane Roe called it “an accident of nature”.", ["Jane Roe"]),
    ("uk", "Подоляк звинуватив їх у тому, що вони «змарнували все літо», і пообіцяв відповідь.", ["podolyak"]),
    ("uk", "Про це пише агенція з посиланням на Данілова: «Ми цього не бачимо».", ["danilov"]),
    ("uk", "Зеленський: «Нам кажуть, що 16 лютого стане днем»", ["zelensky"]),
    ("uk", "Президент України заявив: «Ми зробимо його Днем єднання».", ["zelensky"]),
    ("uk", "За словами секретаря РНБО Данілова, «це так». «Ми не бачимо», – додав він.", ["danilov", "danilov"]),
    ("uk", "— Побачимо відведення, — сказав Кулеба. — Тоді повіримо.", ["kuleba", "kuleba"]),
    ("ru", "«Нам говорят, что 16 февраля станет днем», – заявил президент Украины Владимир Зеленский.", ["zelensky"]),
    ("ru", "По словам Алексея Резникова, «ударная группировка не создана».", ["reznikov"]),
    ("en", "Podolyak met Maria Roe. “I count days,” he said. “I wait for you,” she said.", ["podolyak", "Maria Roe"]),
    ("en", "Podolyak was there. The ministry said: “The road is closed for today.”", [None]),
    ("en", "Former defence minister Bob Roe said: “We bought helmets for parades.”", ["Bob Roe"]),
    ("en", "Residents near Port Roe said: “We saw a light over the bay.”", [None]),
    ("en", "PODOLYAK: Good morning. So I told him, “Find me a boat with a motor.”", ["podolyak"]),
    ("en", "“We wait.” “We wait and count.” Those were Podolyak's answers.", ["podolyak", "podolyak"]),
    ("en", "“A fence is not a strategy at all.” — Mykhailo Podolyak, adviser", ["podolyak"]),
    ("en", "“Yes,” Podolyak said.\n\n“All?” asked Kuleba.\n\n“I read the end.”", ["podolyak", "kuleba", "podolyak"]),
    ("en", "Asked about the dam, Podolyak's answer was short: “No, not this year.”", ["podolyak"]),
    ("en", "A diplomat said Podolyak was “tired of all of it by now”.", [None]),
    ("en", "“Working,” Podolyak posted. At 6:10: “It is done now.”", ["podolyak", "podolyak"]),
    ("en", "“No, never again,” came the reply from Podolyak.", ["podolyak"]),
    ("ru", "Подоляк напомнил: «Мы не банк» и «мы не страховая компания».", ["podolyak", "podolyak"]),
    ("en", "“Who said that of us?” Podolyak asked. “Not me, not once.”", ["podolyak", "podolyak"]),
    ("en", "According to a memo seen here, Podolyak is “about to leave the office”.", [None]),
    ("en", "Sources say Podolyak “handed in his notice on Monday”.", [None]),
    ("en", "Podolyak quoted his aunt as saying “bread first, then speeches”.", [None]),
    ("ru", "Агентство цитирует Подоляка: «Это вопрос не ко мне».", ["podolyak"]),
    ("uk", "Депутатка Ніна Оршич (фракція «Берег») назвала закон «решетом із печаткою».", [None, "Ніна Оршич"]),
    ("en", "Captain Bob Roe said: “We are not sinking at all.”", ["Bob Roe"]),
    ("uk", "Допис Подоляка в мережі: «Не вірте чуткам».", ["podolyak"]),
    ("uk", "— Хто це? — питаю.\n\n— Вітер, — знизує плечима Подоляк.", [None, "podolyak"]),
    ("ru", "«Газа хватит всем. Точка» — Михаил Подоляк о зиме", ["podolyak"]),
    ("uk", "«Двері не стіна, їх можна відчинити», — докинув Подоляк.", ["podolyak"]),
    ("uk", "Прийшли всі. Колишній міністр оборони України Тарас Клен сказав: «Йдемо звідси».", ["Тарас Клен"]),
    ("uk", "Адвокатка Оксана Прус сказала: «Ми йдемо до суду».", ["Оксана Прус"]),
    ("uk", "Прокурор сказав: «Ми йдемо до суду».", [None]),
    ("uk", "Подоляк вийшов пізно. За його словами, «роботи ще на тиждень».", ["podolyak"]),
    ("uk", "Подоляк мовчав. Потім вийшов і сказав: «Роботи ще на тиждень».", ["podolyak"]),
    ("uk", "Мешканка пише президентові України: «У нас холодно».", [None]),
    ("uk", "— Коли мир?\n\n— Скоро.\n\n— Точно?\n\n— Точно, — сміється Подоляк.", [None, "podolyak", None, "podolyak"]),
    ("ru", "«Это день бегства», — считает аналитик «Норд Банка» Иван Клен.", ["Иван Клен", None]),
    ("ru", "«Нефть дорога», — философски заметил Хасан аль-Рашид.", ["Хасан аль-Рашид"]),
    ("uk", "«Нафта дорога», – додав Йост ван дер Вал.", ["Йост ван дер Вал"]),
    ("ru", "Слова Подоляка о том, что тариф «давно пора поднять», возмутили пенсионеров.", ["podolyak"]),
    ("uk", "Заява Подоляка («Ми нікого не кидаємо») здивувала столицю.", ["podolyak"]),
    ("ru", "В ведомстве Подоляка подчёркивают, что контракт «подписан без нарушений».", [None]),
    ("ru", "«Мы видим всё», — с трудом сдерживая слёзы и не глядя в зал, сказал Подоляк.", ["podolyak"]),
    ("uk", "Подоляк, за його власним висловом, «не золотий червінець».", ["podolyak"]),
    ("uk", "Колишній міністр Петро Клен іде. «Я сам так ішов», – нагадав ексміністр.", ["Петро Клен"]),
    ("ru", "Бывший министр Пётр Клен ушёл. «Я сам так уходил», — сказал экс-министр.", ["Пётр Клен"]),
    ("ru", "По мнению пресс-секретаря Подоляка, указ «готов к подписи».", [None]),
    ("ru", "Подоляк ушёл. По словам его помощника, «осталась только подпись».", [None]),
    ("uk", "Наказ Подоляка каже: «Відпустки скасувати».", [None]),
    ("en", "According to Podolyak's aide, the road was “closed for all of them”.", [None]),
    ("ru", "Рогов, комментируя слова Подоляка, отметил, что они «преждевременны». Иван Рогов ушёл.", ["Рогов"]),
    ("uk", "Дорогу закрито, «і ніхто там не пройде», – Подоляк", ["podolyak"]),
    ("en", "“Yes,” Podolyak said. “All is fine,” a lawyer for the firm's board said.", ["podolyak", None]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "expected"), CASES)
def test_the_speaker(code: str, text: str, expected: list[str | None]) -> None:
    assert [who for _, _, who in read(code, text)] == expected


@pytest.mark.parametrize("junk", ["«А» ", "він сказав: «Б». ", "— Так, — сказав він.\n", "Подоляк ", "міністр "])
def test_time_is_linear(junk: str) -> None:
    def seconds(count: int) -> float:
        text, spoken, start = junk * count, language("uk"), time.process_time()
        attributed(text, spans(text, spoken), officials(), spoken)
        return time.process_time() - start

    once = min(seconds(300) for _ in range(3))
    many = min(seconds(4_800) for _ in range(2))  # the collector's walk may fall into one of them
    assert many < 80 * once  # 16 when linear, 256 when not


KINDS = [
    ("en", "The so-called “people's republic” was silent.", "scare"),
    ("en", "The newspaper “Ukrainska Pravda” wrote of it.", "title"),
    ("en", "The word means “a sudden attack” in English.", "gloss"),
    ("en", "Podolyak called the words “a clear provocation”.", "partial"),
    ("en", "Podolyak said: “It was a clear provocation of theirs.”", "quotation"),
    ("uk", "Телеканал «Україна» показав звернення.", "title"),
    ("uk", "Так звані «миротворці» прийшли.", "scare"),
    ("uk", "Міністр назвав це «черговою провокацією».", "partial"),
]


@pytest.mark.parametrize(("code", "text", "kind"), KINDS)
def test_the_kind(code: str, text: str, kind: str) -> None:
    assert [one for _, one, _ in read(code, text)] == [kind]


@pytest.mark.parametrize(
    "spellings",
    [
        "Зеленський Зеленського Зеленским Zelenskyy Zelensky Zelenskiy's",
        "Кулеба Кулебою Kuleba",
        "Пєсков Песковым Peskov",
    ],
)
def test_one_name_in_three_scripts(spellings: str) -> None:
    assert len({skeleton(word) for word in spellings.split()}) == 1


def test_an_office_is_who_holds_it_on_the_day() -> None:
    change = datetime(2022, 2, 16, tzinfo=UTC)
    register = load().ledger().latest_register
    title = {"en": "Minister of Defence of Ukraine"}
    people = {
        "first": Person("first", (Office("mod-ua", None, change, title),), {"en": "Adam First"}),
        "second": Person("second", (Office("mod-ua", change, None, title),), {"en": "Ben Second"}),
    }
    text = "The Minister of Defence of Ukraine said: “We have seen nothing of that.”"
    for day, expected in ((14, "first"), (17, "second")):
        who = Officials.of(replace(register, people=people), datetime(2022, 2, day, tzinfo=UTC))
        assert read("en", text, who)[0][2] == expected


def test_an_office_in_other_words_for_it() -> None:
    title = {"en": "Head of the Rescue Service", "uk": "голова Служби порятунку"}
    people = {"roe": Person("roe", (Office("rescue", None, None, title),), {"en": "Ann Roe"})}
    who = Officials.of(replace(load().ledger().latest_register, people=people), None)
    for code, text in (
        ("en", "The Rescue Service chief said: “All of us are out.”"),
        ("en", "The head of the Rescue Service said: “All of us are out.”"),
        ("uk", "Очільниця Служби порятунку сказала: «Усі вийшли звідти»."),
    ):
        assert [one for _, _, one in read(code, text, who)] == ["roe"]
    assert read("en", "The former Rescue Service chief said: “All of us are out.”", who)[0][2] is None


def test_the_spokesman_of_another_body_is_nobody() -> None:
    title = {
        "en": "Spokesperson of the Rescue Service",
        "uk": "речник Служби порятунку",
        "ru": "представитель Службы спасения",
    }
    people = {"roe": Person("roe", (Office("rescue", None, None, title),), {"en": "Ann Roe", "uk": "Анна Роу"})}
    who = Officials.of(replace(load().ledger().latest_register, people=people), None)
    for code, text, expected in (
        ("en", "Ann Roe came. “All of us are out,” a spokesman for the firm's board said.", None),
        ("en", "Ann Roe came. A spokesman for the firm said: “All of us are out.”", None),
        ("en", "Ann Roe came. “All of us are out,” said a spokesman for the service.", "roe"),
        ("uk", "Анна Роу приїхала. «Усі вийшли звідти», – сказав речник компанії.", None),
        ("uk", "Анна Роу приїхала. «Усі вийшли звідти», – сказала речниця служби.", "roe"),
        ("ru", "Анна Роу приехала. «Все вышли оттуда», — сказал представитель фирмы.", None),
        ("ru", "Анна Роу приехала. «Все вышли оттуда», — сказал вчера представитель.", "roe"),
    ):
        assert read(code, text, who)[0][2] == expected, text


def test_a_minister_is_the_head_of_a_ministry() -> None:
    people = {
        key: Person(key, (Office("rescue", None, None, {"ru": ru, "uk": uk}),), {"en": f"Ann {key}"})
        for key, ru, uk in (
            ("Roe", "министр обороны", "міністр оборони"),
            ("Doe", "министр иностранных дел", "міністр закордонних справ"),
        )
    }
    who = Officials.of(replace(load().ledger().latest_register, people=people), None)
    for code, text, expected in (
        ("ru", "Глава Минобороны заявил: «Все вышли оттуда».", "Roe"),
        ("ru", "Глава министерства обороны заявил: «Все вышли оттуда».", "Roe"),
        ("ru", "Глава МИД заявил: «Все вышли оттуда».", "Doe"),
        ("uk", "Очільниця МЗС заявила: «Усі вийшли звідти».", "Doe"),
        ("uk", "Очільник Міноборони заявив: «Усі вийшли звідти».", "Roe"),
        ("uk", "Колишній очільник Міноборони заявив: «Усі вийшли звідти».", None),
        ("uk", "В Міноборони заявили: «Усі вийшли звідти».", None),
    ):
        assert read(code, text, who)[0][2] == expected, text


def test_the_head_of_state_is_the_president_whom_the_text_names() -> None:
    for code, text, expected in (
        ("ru", "Владимир Зеленский приехал. Глава государства добавил: «Мы ждали этого».", "zelensky"),
        ("uk", "Володимир Зеленський приїхав. «Ми чекали на це», – додав глава держави.", "zelensky"),
        ("uk", "Михайло Подоляк приїхав. «Ми чекали на це», – додав глава держави.", None),
        ("ru", "«Мы ждали этого», — добавил глава государства.", None),
        ("ru", "Президент Франции Жан Ру приехал. Глава государства добавил: «Мы ждали этого».", None),
    ):
        assert read(code, text)[0][2] == expected, text


def test_a_bullet_is_no_word_before_a_quotation() -> None:
    assert read("uk", "• «Не віддамо», — Подоляк;") == [("Не віддамо", "quotation", "podolyak")]
    assert read("uk", '"Не віддамо",-сказав Подоляк.') == [("Не віддамо", "quotation", "podolyak")]


def test_an_hour_ends_no_clause_and_an_adverb_hides_no_pronoun() -> None:
    for code, text, expected in (
        ("ru", "«Пожар потушен», — доложил в 6:40 Подоляк.", "podolyak"),
        ("uk", "«Пожежу погашено», – доповів о 6.40 Подоляк.", "podolyak"),
        ("uk", "Подоляк приїхав. «Хто каже, що легко», – вів далі він.", "podolyak"),
        ("ru", "Подоляк не исключил созыва совета «в течение дней, а не недель».", "podolyak"),
        ("uk", "Подоляк не виключив наради «за кілька днів, а не тижнів».", "podolyak"),
        ("ru", "Агентство цитирует пресс-секретаря Подоляка: «Он здоров и бодр».", None),
    ):
        assert read(code, text)[0][2] == expected, text


def test_the_parts_between_one_pair_of_marks_are_of_one_speaker() -> None:
    text = "Подоляк приїхав. «Хто каже, що це легко, — вів далі він, — той не носив мішків»."
    assert [who for _, _, who in read("uk", text)] == ["podolyak", "podolyak"]


def test_a_name_and_a_word_of_speech_behind_a_colon() -> None:
    for code, text, expected in (
        ("ru", "«Мы рассчитаемся»: Подоляк говорил об этом сорок минут.", "podolyak"),
        ("uk", "«Ми вистоїмо»: Подоляк звернувся до людей.", "podolyak"),
        ("en", "“We will stand”: Podolyak told reporters at noon.", "podolyak"),
        ("uk", "«Ми вистоїмо»: Подоляк поїхав до моря.", None),
    ):
        assert read(code, text)[0][2] == expected, text


def test_two_of_one_family_name_are_nobody_until_a_given_name_tells() -> None:
    people = {key: Person(key, (), {"en": f"{key} Kovalenko"}) for key in ("Adam", "Ben")}
    who = Officials.of(Register(people=people), None)
    assert read("en", "Kovalenko said: “We have seen nothing of that.”", who)[0][2] == "Kovalenko"
    assert read("en", "Ben Kovalenko said: “We have seen nothing of that.”", who)[0][2] == "Ben"

"""The check of a quotation as a reader meets it: a form in, a page out, in words whatever came."""

import asyncio
import re
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.quotes.test_story import CARRIED, CHANGED, FACE_VALUE, GLUED, RUSSIAN
from tests.site.stage import context_at, corpus_ledger

from uarazom.acts.ledger import Ledger
from uarazom.door.check import comparing, keeping, limits, wire
from uarazom.door.check.apart import apart
from uarazom.door.check.cards import SHAPES
from uarazom.door.check.comparing import compared
from uarazom.door.check.form import Form, read
from uarazom.door.check.refusal import Refused
from uarazom.door.check.service import Check, serve
from uarazom.door.check.world import World, coverage
from uarazom.door.relay import Relay, client_of, read_form
from uarazom.door.static import application
from uarazom.quotes import marked
from uarazom.quotes.index import Index, Memory
from uarazom.quotes.record import Record
from uarazom.quotes.report import VERDICTS
from uarazom.quotes.statements import rows
from uarazom.site.catalogue import packaged
from uarazom.site.context import Context
from uarazom.site.render import render
from uarazom.sources import article
from uarazom.sources.errors import Forbidden, Refusing, SourceError, TooLarge, TooSlow, Unreachable
from uarazom.sources.fetch import Fetched, Known

THREE = ("uk", "en", "ar")
DAY = date(2022, 2, 15)
BOUNDARY = "----a1"
TOKEN = "t" * 24
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


@cache
def world() -> World:
    """The corpus in three languages, one of them right to left, with the index of its statements."""
    context, ledger = context_at(languages=THREE), corpus_ledger(THREE)
    index = Index.open(Memory())
    index.add(rows(ledger), upto=ledger.last_index)
    return World(Record(ledger, index, context.now), context, "0.1")


def check_page(context: Context, lang: str) -> bytes:
    """The page as the site writes it."""
    return dict(render(context.ledger, context.now, only={f"{lang}/check/index.html"}, context=context))[
        f"{lang}/check/index.html"
    ]


def nothing(url: str) -> Fetched:
    raise AssertionError(f"nobody asked for {url}")


def page_of(text: str, lang: str = "en", published: date | None = DAY, **more: Any) -> str:
    return compared(Form(text, published=published, **more), world(), lang, text=False, get=nothing).decode()


def words_of(page: str | bytes) -> str:
    """What is read on a page."""
    html = page if isinstance(page, str) else page.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", main)))


def multipart(**fields: str | bytes) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + (value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass"))
        + b"\r\n"
        for name, value in fields.items()
    ]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


# ── the result ───────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "word"),
    [
        (FACE_VALUE["en"], "Clarification not mentioned"),
        (CARRIED["en"], "Agrees with a translation"),
        (CHANGED["en"], "Words differ"),
        (GLUED["en"], "Joined from two places"),
        (RUSSIAN, "Not compared"),
    ],
)
def test_the_statement_of_14_february_in_five_articles(text: str, word: str) -> None:
    said = words_of(page_of(text))
    assert f"Quotation 1 : {word}" in said
    assert "not a verdict on the article" in said
    assert "Our record has" in said
    assert "from 14 February 2022" in said
    assert re.search(r"Record of \d+ entries, program 0\.1, text [0-9a-f]{16}", said)


def test_what_differs_stands_beside_the_original_in_its_context_with_a_link_to_the_sentence() -> None:
    page = page_of(CHANGED["en"])
    assert "<mark>18</mark>" in page
    assert "<mark>16</mark>" in page
    said = words_of(page)
    assert "Our record has “16”, the text “18” (this may change what was said: a number)" in said
    assert "We will make it the Day of Unity" in said  # its context
    assert "Ми зробимо його Днем єднання" in said  # the original beside the translation
    assert 'href="../statement/statement-president-14-feb.html#p1c130"' in page  # the sentence itself
    assert "as of 14 February 2022" in said


@pytest.mark.parametrize("lang", THREE)
def test_the_clarification_is_shown_with_who_said_it_and_a_link(lang: str) -> None:
    page = page_of(FACE_VALUE["uk"], lang)
    assert 'href="../statement/statement-president-14-feb.html#a2"' in page
    place = {"en": "p1c130"}.get(lang, "p1c95")  # the words that it is about, where they stand in that language's text
    assert f'href="../statement/statement-president-14-feb.html#{place}"' in page
    assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}">' in page


COMMON = " The council of the northern town met on Monday and decided that it would not sell any of its forests."


@pytest.mark.parametrize("lang", THREE)
def test_another_text_beside_it_shows_the_passages_of_both(lang: str) -> None:
    page = page_of(FACE_VALUE["en"] + "\n\n" + COMMON.strip(), lang, beside="Other news." + COMMON)
    assert f'<q dir="auto">{COMMON.strip().removesuffix(".")}</q>' in page
    assert comparing.digest_of("Other news." + COMMON) in page


def test_another_text_may_be_an_address_and_may_have_nothing_in_common() -> None:
    def get(url: str) -> Fetched:
        assert url == "https://example.org/b"
        return Fetched(url, f"<p>Other news.{COMMON}</p>".encode(), "text/html", Known())

    form = read("application/x-www-form-urlencoded", b"text=A.&beside=https%3A%2F%2Fexample.org%2Fb")
    assert form == Form("A.", beside_address="https://example.org/b")
    for text, said in ((COMMON, "nearly word for word in the other text"), ("A.", "No passage of this text")):
        page = compared(Form(text, beside_address=form.beside_address), world(), "en", text=False, get=get)
        assert said in words_of(page)
    assert "the other text" not in words_of(page_of(FACE_VALUE["en"]))
    with pytest.raises(Refused, match="too_long"):
        page_of("A.", beside="word " * 110_000)


def test_characters_that_no_page_may_hold_are_replaced() -> None:
    page = page_of("\x01\x0b" + FACE_VALUE["en"] + "\x9f")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", page)
    assert "\ufffd" in page


def test_what_is_not_in_the_record_is_never_called_false() -> None:
    text = "Zelenskyy said: “Every train to the mountains of the moon will leave on time tomorrow morning, I promise.”"
    said = words_of(page_of(text))
    assert "Not in our record" in said
    assert "this does not mean that they are false" in said
    for lang in ("en", "uk"):
        found = packaged(lang)
        assert found is not None
        assert not re.search("fabricat|fake|invent|вигад|фейк", " ".join(found.leaves.values()))


def test_one_sentence_without_marks_is_compared_whole() -> None:
    said = words_of(page_of("  Нам кажуть, що 16 лютого стане днем нападу  ", "uk", None))
    assert "Лапок у тексті немає" in said
    assert "Уточнення не згадано" in said


def test_markup_in_what_was_pasted_is_text() -> None:
    page = page_of("He said: “<img src=x onerror=alert(1)> </mark></main><script>alert(2)</script>”" + FACE_VALUE["en"])
    assert "<img" not in page
    assert "<script" not in page
    assert "&lt;img" in page


def test_marks_of_direction_and_nonsense_change_nothing_around_them() -> None:
    text = "\u202e\u2066" + FACE_VALUE["en"].replace("We", "\u200fWe") + "\u202e  ??? «««" + "'\"" * 50
    page = page_of(text)
    assert "Clarification not mentioned" in page
    assert 'dir="auto"' in page


def test_an_article_in_a_fourth_language_says_which_are_read() -> None:
    said = words_of(page_of("El presidente declaró: «Nos dicen que el 16 de febrero será el día del ataque»."))
    assert re.search("Not compared|Not in our record|We do not know the language", said)
    said = words_of(page_of("大統領は「16日が攻撃の日になると言われている」と述べた。"))
    assert "We do not know the language of this text. We read: English, Russian and Ukrainian." in said


def test_a_long_text_shows_where_it_is_quoted_and_counts_the_rest() -> None:
    long = ("A paragraph about the weather.\n\n" * 3000) + (FACE_VALUE["en"] + "\n\n") * (limits.SHOWN_MAX + 20)
    page = page_of(long)
    assert page.count("weather") == 0
    assert f"{limits.SHOWN_MAX + 20} quotations compared" in page
    assert f"Shown are the first {limits.SHOWN_MAX}" in page
    assert page.count('class="card"') == limits.SHOWN_MAX


def test_a_quotation_of_several_paragraphs_is_marked_in_each_and_days_beyond_the_list_are_said() -> None:
    two = "Zelenskyy said: “We are told that February 16 will be the day of the attack.\n\nWe will make it a day.”"
    days = " ".join(f"On {n % 28 + 1} {month} 2022 it rained." for month in ("March", "May") for n in range(28))
    page = page_of(f"{two}\n\n{days}")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert page.count('<mark class="q') >= 2
    assert "Shown are the first 50" in page


def test_every_verdict_and_every_reason_has_words_and_a_shape() -> None:
    assert set(SHAPES) == set(VERDICTS)
    reasons = ("negation", "number", "date", "name", "modal", "quantifier", "agent", "hearsay", "limit")
    for lang in ("en", "uk"):
        found = packaged(lang)
        assert found is not None
        wanted = {f"{group}.{code}" for group in ("verdict", "verdict_means") for code in VERDICTS}
        assert wanted | {f"changed_what.{reason}" for reason in reasons} <= found.leaves.keys()


@given(st.text("ab\n «»", max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=8))
def test_the_pieces_joined_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    stretches = [(a, min(a + n, len(text)), "quoted", None) for a, n in spans if a < len(text)]
    found = marked.paragraphs(text, stretches)
    assert ["".join(piece.text for piece in line) for line in found] == [
        line for line in text.split("\n") if line.strip()
    ]


# ── what comes ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_form_is_read_from_a_page_and_from_a_program() -> None:
    page = read(MULTIPART, multipart(text="a\r\nb «ї»", address="", published="2022-02-15", keep="1"))
    assert page == Form("a\nb «ї»", "", DAY, keep=True)
    assert read("application/x-www-form-urlencoded", b"text=%C2%AB%D1%97%C2%BB+a") == Form("«ї» a")
    assert read(MULTIPART, multipart(text=" ", address=" https://example.org/a ")).address == "https://example.org/a"


@pytest.mark.parametrize(
    ("media_type", "body", "code"),
    [
        (MULTIPART, multipart(text=" \n", address=""), "empty"),
        (MULTIPART, multipart(text="%PDF-1.7 ..."), "kind"),
        (MULTIPART, multipart(text=b"\xff\xfe"), "not_text"),
        (MULTIPART, multipart(text="a\0b"), "not_text"),
        (MULTIPART, multipart(text="a", published="soon"), "date"),
        (MULTIPART, multipart(address="javascript:alert(1)"), "address"),
        (MULTIPART, multipart(address="file:///etc/passwd"), "address"),
        (MULTIPART, multipart(address="https://" + "a" * 5000), "address"),
        (MULTIPART, multipart(text="a", other="b"), "form"),
        (MULTIPART, multipart(text="a")[:-5], "form"),
        (MULTIPART, b"", "form"),
        ("multipart/form-data", multipart(text="a"), "form"),
        ("text/plain", b"text=a", "form"),
        ("application/x-www-form-urlencoded", b"text=a&text=b", "form"),
        ("application/x-www-form-urlencoded", b"&".join([b"text=a"] * 50), "form"),
        ("", b"", "form"),
    ],
)
def test_a_form_that_is_none_is_refused_with_its_reason(media_type: str, body: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(media_type, body)
    assert refused.value.code == code
    assert f"refusal.{code}" in world().context.languages["en"].catalogue.leaves


@given(
    st.binary(max_size=200), st.sampled_from([MULTIPART, "application/x-www-form-urlencoded", "multipart/form-data"])
)
def test_no_form_breaks_the_reader(body: bytes, media_type: str) -> None:
    with suppress(Refused):
        assert isinstance(read(media_type, body), Form)


def test_a_page_is_read_as_people_read_it() -> None:
    source = (
        "<!doctype html><html><head><title>T</title><meta property='article:published_time' content='2022-02-15T09:00'>"
        "<script>alert('«a»')</script><style>p{}</style></head><body><nav>Menu</nav><aside>More</aside>"
        "<article><h1>Head</h1><!-- «hidden» -->lead <b>bold</b><p>He said: «one<script>x()</script> <i>two</i>»</p>"
        "</article><footer>f</footer></body></html>"
    )
    assert article.read(source.encode()) == article.Article("Head\n\nlead bold\n\nHe said: «one two»", DAY)
    assert article.is_html(source)
    assert not article.is_html("1 < 2 and <p> later")
    assert article.read("<meta charset=windows-1251><p>Привіт".encode("cp1251")).text == "Привіт"
    assert article.read(b"").text == article.read(b"\x00").text == ""


def test_html_that_was_pasted_loses_its_scripts() -> None:
    page = page_of(f"<html><body><script>steal('“words of a script”')</script><p>{FACE_VALUE['en']}</p></body></html>")
    assert "steal" not in page
    assert "Clarification not mentioned" in page


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader_of_pages(raw: bytes) -> None:
    assert isinstance(article.read(raw).text, str)


# ── an address ───────────────────────────────────────────────────────────────────────────────────────────────────────
def fetched(body: bytes, media_type: str) -> Callable[[str], Fetched]:
    return lambda url: Fetched(url, body, media_type, Known())


def failing(error: SourceError) -> Callable[[str], Fetched]:
    def get(url: str) -> Fetched:
        raise error

    return get


def test_an_address_is_read_and_its_own_day_of_publication_counts() -> None:
    source = (
        f"<meta property='article:published_time' content='2022-02-15'><article><p>{FACE_VALUE['en']}</p></article>"
    )
    form = Form(address="https://example.org/a")
    page = compared(form, world(), "en", text=False, get=fetched(source.encode(), "text/html")).decode()
    assert "Text from https://example.org/a" in page
    assert "Published 15 February 2022" in page


@pytest.mark.parametrize(
    ("get", "code"),
    [
        (fetched(b"%PDF-1.4", "application/pdf"), "kind"),
        (fetched(b"%PDF-1.4", "text/html"), "kind"),
        (fetched(b"\x89PNG", "image/png"), "kind"),
        (fetched(b"<nav>menu</nav>", "text/html"), "no_words"),
        (failing(Forbidden("a public address", "10.0.0.1", "x")), "forbidden"),
        (failing(TooSlow("10 s", "not all", "x")), "page_slow"),
        (failing(TooLarge("4 MB", "more", "x")), "page_large"),
        (failing(Refusing(404, "x")), "refused"),
        (failing(Unreachable("an answer", "none", "x")), "unreachable"),
    ],
)
def test_an_address_that_gives_no_text_is_said_in_words(get: Callable[[str], Fetched], code: str) -> None:
    with pytest.raises(Refused) as refused:
        compared(Form(address="https://example.org/"), world(), "en", text=False, get=get)
    assert refused.value.code == code
    catalogue = world().context.languages["uk"].catalogue
    assert "{" not in catalogue.plain(f"refusal.{code}", **refused.value.values)


# ── in memory, for a while ───────────────────────────────────────────────────────────────────────────────────────────
def test_what_is_kept_ends_with_its_time_and_its_room() -> None:
    held = keeping.Pages(60, 100)
    held.put("a", keeping.Page(200, b"x" * 60), 0)
    held.put("b", keeping.Page(200, b"y" * 60), 1)
    assert held.get("a", 1) is None  # no room for both
    assert held.get("b", 60) is not None
    assert held.get("b", 61) is None
    held.put("c", keeping.Page(200, b"z" * 101), 61)
    assert held.get("c", 61) is None


def test_one_network_asks_so_often_and_others_are_not_kept_waiting() -> None:
    rates = keeping.Rates(3, 60, 100)
    assert [rates.wait("192.0.2.1", 0) for _ in range(3)] == [0, 0, 0]
    assert 0 < rates.wait("192.0.2.1", 0) <= 20
    assert rates.wait("192.0.2.2", 0) == 0
    assert rates.wait("192.0.2.1", 21) == 0
    assert keeping.network_of("2001:db8::1") == keeping.network_of("2001:db8::ffff")
    assert keeping.network_of("2001:db8::1") != keeping.network_of("2001:db8:0:1::1")
    assert keeping.network_of("::ffff:192.0.2.1") == "192.0.2.1"


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1:5000", None, "192.0.2.1"),
        ("192.0.2.1:5000", "198.51.100.7", "192.0.2.1"),  # not from our own web server: anybody may say it
        ("127.0.0.1:5000", "10.9.9.9, 198.51.100.7", "198.51.100.7"),  # what it added itself
        ("[2001:db8::1]:5000", None, "2001:db8::1"),
    ],
)
def test_whose_request_it_is(peer: str, forwarded: str | None, client: str) -> None:
    assert client_of(peer, forwarded) == client


def test_a_form_that_is_too_large_is_thrown_away_as_it_comes() -> None:
    async def chunks(count: int, size: int) -> Any:
        for _ in range(count):
            yield bytes(size)

    assert asyncio.run(read_form(chunks(5, 1 << 20))) == bytes(limits.BODY_BYTES)
    assert asyncio.run(read_form(chunks(10, 1 << 20))) is None
    assert asyncio.run(read_form(chunks(1000, 1 << 20))) is None


# ── the process ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_work_apart_is_ended_when_its_time_or_its_memory_is_over() -> None:
    async def run(work: Callable[[], bytes], seconds: float = 5, memory: int = 1 << 30) -> bytes:
        return await apart(work, seconds=seconds, memory=memory)

    assert asyncio.run(run(lambda: b"done")) == b"done"
    for work, seconds, memory, code in (
        (_for_ever, 0.3, 1 << 30, "too_slow"),
        (lambda: bytes(1 << 29), 5, 1 << 26, "failed"),
        (lambda: 1 // 0 * b"", 5, 1 << 30, "failed"),
    ):
        with pytest.raises(Refused) as refused:
            asyncio.run(run(work, seconds, memory))
        assert refused.value.code == code


def _for_ever() -> bytes:
    while True:
        pass


class Scope:
    """What Granian gives of a request."""

    def __init__(self, path: str, method: str = "GET", query: str = "", **headers: str) -> None:
        self.path, self.method, self.query_string, self.client = path, method, query, "192.0.2.1:50000"
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


async def _body(raw: bytes) -> Any:
    yield raw


async def talk(folder: Path, *asked: tuple[Scope, bytes], **options: Any) -> list[Any]:
    """Questions one after the other, over a real socket."""
    stop, now, path = asyncio.Event(), iter(range(10_000)), folder / "check.sock"
    values: dict[str, Any] = {"world": world, "get": nothing, "ticks": lambda: float(next(now)), "token": lambda: TOKEN}
    server = asyncio.create_task(serve(path, Check(**(values | options)), stop))
    await asyncio.sleep(0.05)
    answers = [await Relay(path).answer(scope, _body(body)) for scope, body in asked]
    stop.set()
    await server
    return answers


def posted(lang: str = "en", **fields: str | bytes) -> tuple[Scope, bytes]:
    return Scope(f"/{lang}/check/", "POST", content_type=MULTIPART), multipart(**fields)


def test_the_way_from_the_door_to_the_check_and_back(tmp_path: Path) -> None:
    answers = asyncio.run(
        talk(
            tmp_path,
            (Scope("/uk/check/"), b""),
            (Scope("/ar/text/check/index.html"), b""),
            (Scope("/de/check/"), b""),
            posted(text=FACE_VALUE["en"], published="2022-02-15"),
            posted(text=FACE_VALUE["en"], keep="1"),
            (Scope("/en/check/", query="kept=" + TOKEN), b""),
            (Scope("/en/check/", query="kept=" + "u" * 24), b""),
            posted(text="x" * (limits.BODY_BYTES + 1)),
            (Scope("/en/check/", "PUT"), b""),
        )
    )
    form, arabic, unknown, result, kept, again, gone, large, put = answers
    assert form[0] == 200
    assert b'<form method="post"' in form[2]
    assert 'dir="rtl"' in arabic[2].decode()
    assert unknown is None
    assert put is None
    assert "Clarification not mentioned" in words_of(result[2])
    assert ("Cache-Control", "no-store") in result[1]
    assert "stays at this link until 21 February 2022, 21:00" in words_of(kept[2])
    assert again[2] == kept[2]
    assert (gone[0], large[0]) == (404, 413)
    assert "This link has ended" in words_of(gone[2])
    assert "more than 5 MB" in words_of(large[2])
    assert list(tmp_path.iterdir()) == []  # nothing was written


def test_too_often_too_slow_and_nobody_there(tmp_path: Path) -> None:
    often = asyncio.run(talk(tmp_path, *[posted(text="a")] * 4, per_address=2, ticks=lambda: 0.0))
    assert [answer[0] for answer in often] == [200, 200, 429, 429]
    assert "Try again in" in words_of(often[2][2])
    (slow,) = asyncio.run(talk(tmp_path, posted(text="«a» " * 120_000), seconds=0.1))
    assert slow[0] == 503
    assert "was stopped" in words_of(slow[2])
    alone = Relay(tmp_path / "nobody.sock")
    assert asyncio.run(alone.answer(Scope("/uk/check/"), _body(b""))) is None


class Answered:
    """What Granian takes of an answer, and gives of a body."""

    def __init__(self, body: bytes = b"") -> None:
        self.body, self.status, self.headers, self.page = body, 0, {}, b""

    async def __aiter__(self) -> Any:
        yield self.body

    def response_bytes(self, status: int, headers: list[tuple[str, str]], page: bytes) -> None:
        assert len(dict(headers)) == len(headers)
        self.status, self.headers, self.page = status, dict(headers), page


@pytest.mark.parametrize("lang", ["uk", "en", "ar"])
def test_a_form_while_the_check_is_away_gets_a_page_that_says_so(tmp_path: Path, lang: str) -> None:
    page = check_page(world().context, "en")
    (tmp_path / f"public/{lang}/check").mkdir(parents=True)
    (tmp_path / f"public/{lang}/check/index.html").write_bytes(check_page(world().context, lang))
    door = application(tmp_path / "public", clock=time.time, check=tmp_path / "nobody.sock")
    said, got = Answered(multipart(text="a secret")), Answered()
    asyncio.run(door.__rsgi__(posted(lang)[0], said))
    asyncio.run(door.__rsgi__(Scope(f"/{lang}/check/"), got))
    assert (said.status, got.status) == (503, 200)
    assert said.page == got.page == check_page(world().context, lang)
    assert (said.headers["Retry-After"], said.headers["Cache-Control"]) == ("60", "no-store")
    assert "ETag" not in said.headers
    assert "it was not compared, and nothing of it was kept" in words_of(page)


class Shorter:
    """A ledger as it stood at an entry, for what counts acts."""

    def __init__(self, ledger: Ledger, upto: int) -> None:
        self.ledger, self.last_index, self.latest_register = ledger, upto, ledger.latest_register

    def acts(self, after: int = -1) -> Any:
        return (act for act in self.ledger.acts(after) if act.index <= self.last_index)


def test_what_is_covered_is_counted_on_from_where_it_was() -> None:
    ledger = corpus_ledger(THREE)
    whole = coverage(ledger)
    assert whole.statements > 40
    for upto in range(-1, ledger.last_index + 1, 7):
        earlier: Any = Shorter(ledger, upto)
        assert coverage(ledger, coverage(earlier)) == whole


def test_two_million_quotation_marks_are_answered(tmp_path: Path) -> None:
    for marks in ('"', "«»", "“"):
        (answer,) = asyncio.run(talk(tmp_path, posted(text=marks * (2_000_000 // len(marks.encode())))))
        assert answer[0] == 413
        assert "more than 500\u202f000 characters" in answer[2].decode()


def test_the_same_again_is_not_compared_again(tmp_path: Path) -> None:
    """The work is done in another process: what it did is counted in a folder."""
    worked = tmp_path / "worked"
    worked.mkdir()

    def get(url: str) -> Fetched:
        (worked / str(len(list(worked.iterdir())))).touch()
        return Fetched(url, FACE_VALUE["en"].encode(), "text/plain", Known())

    form, other = posted(address="https://example.org/a"), posted("uk", address="https://example.org/a")
    first, second, third = asyncio.run(talk(tmp_path, form, form, other, get=get))
    assert first[2] == second[2] != third[2]
    assert len(list(worked.iterdir())) == 2


def test_a_frame_that_is_none_is_refused_before_it_is_read() -> None:
    async def heard(raw: bytes) -> Any:
        reader = asyncio.StreamReader()
        reader.feed_data(raw)
        reader.feed_eof()
        return await wire.receive(reader)

    whole = wire.question(wire.Asked("uk", text=False, method="GET"), b"body")
    assert asyncio.run(heard(whole))[1] == b"body"
    for raw in (b"\xff" * 8, whole[:-1], b"\0\0\0\2\0\0\0\0[]", b"\0\0\0\1\0\0\0\0x"):
        with pytest.raises((ValueError, asyncio.IncompleteReadError)):
            asyncio.run(heard(raw))
    with pytest.raises(wire.BadFrame):
        wire.read_asked({"lang": "uk"})


def test_a_comparison_is_no_review() -> None:
    for text in (FACE_VALUE["uk"], CHANGED["en"]):
        page = page_of(text)
        assert "ClaimReview" not in page
        assert "ld+json" not in page

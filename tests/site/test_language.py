"""Words, plurals, dates and names: whole catalogues, DESIGN's status words, nothing more exact than it is known."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from tests.site.stage import arabic, corpus_ledger, site, words_of
from tests.site.stage import read as parse
from tests.site.world import World, hours

from uarazom.acts.kinds import (
    BADGES,
    BASES,
    CERTAINTIES,
    EVIDENCE,
    KINDS,
    QUALIFIERS,
    SEVERITIES,
    TONES,
    URGENCIES,
    VERSIONS,
)
from uarazom.site import templates
from uarazom.site.catalogue import CATALOGUE_BYTES, BadCatalogue, Catalogue, packaged, read
from uarazom.site.dates import Dates
from uarazom.site.render import render
from uarazom.site.who import begins_with

# DESIGN §5, to the letter.
STATUS_WORDS = {
    "withdrawn": ("Відкликано", "Withdrawn"),
    "on_hold": ("Перевіряється", "On hold"),
    "superseded": ("Замінено новішим", "Replaced by newer"),
    "expired": ("Застаріло", "Out of date"),
    "refuted": ("Спростовано", "Refuted"),
    "disputed": ("Оспорюється", "Disputed"),
    "confirmed": ("Підтверджено", "Confirmed"),
    "announced": ("Оголошено", "Announced"),
    "rumour": ("Чутка", "Rumour"),
}
KYIV = ZoneInfo("Europe/Kyiv")


def english() -> dict[str, Any]:
    tree = yaml.safe_load((files("uarazom.site") / "locale" / "en.yaml").read_bytes())
    assert isinstance(tree, dict)
    return tree


def catalogue(code: str) -> Catalogue:
    found = packaged(code)
    assert found is not None
    return found


# ── catalogues ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_status_words_are_those_of_the_design() -> None:
    for code, words in STATUS_WORDS.items():
        assert tuple(catalogue(lang).plain(f"status.{code}") for lang in ("uk", "en")) == words


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_every_code_of_the_tables_has_a_word(lang: str) -> None:
    leaves = catalogue(lang).leaves
    statuses = {status for kind in KINDS.values() for status in kind.statuses}
    acts = {act for kind in KINDS.values() for act in kind.acts}
    tables = {"status": statuses, "means": statuses, "badge": BADGES, "badge_means": BADGES, "act": acts, "kind": KINDS}
    tables |= {"severity": SEVERITIES, "urgency": URGENCIES, "certainty": CERTAINTIES}
    tables |= {"basis": BASES, "evidence": EVIDENCE, "tone": TONES, "version": VERSIONS, "qualifier": QUALIFIERS}
    assert {f"{table}.{code}" for table, codes in tables.items() for code in codes} <= leaves.keys()


TABLES = "language status means badge badge_means act kind nature basis evidence tone version qualifier confirms"
TABLES += " severity urgency certainty verdict verdict_means changed_what refusal reply"
MADE_UP = re.compile(  # keys that the code puts together
    r"home\.(new|disputed|refuted|confirmed|clarified|corrected|expired|withdrawn|superseded)"
    r"|archive\.(by_)?(section|region|body|status|kind|topic)|corrections\.(correct|withdraw|remove)"
    r"|document\.(starts|ends)|duration\..*|place\.(whole|part|possibly|none|unknown|in_part|perhaps)"
    r"|alert\.(issued|updated|corrected|cleared|cancelled|retracted)|(participation|mode|when)\..*"
    r"|check\.(changed|added|dropped|cut)"
)


def test_no_key_is_left_that_nothing_says() -> None:
    room = files("uarazom.site")
    sources = [path for part in ("", "pages", "machine", "templates") for path in (room / part).iterdir()]
    sources += (files("uarazom.door") / "check").iterdir()
    said = "\n".join(path.read_text() for path in sources if path.name.endswith((".py", ".html")))
    for key in catalogue("en").leaves:
        stem = key.removesuffix(".one").removesuffix(".other")
        if stem.partition(".")[0] not in TABLES.split() and not MADE_UP.fullmatch(stem):
            assert f'"{stem}"' in said or f"w.{stem}" in said, stem


def without(tree: dict[str, Any], key: str) -> dict[str, Any]:
    group, _, name = key.partition(".")
    return {**tree, group: {k: v for k, v in tree[group].items() if k != name}}


def having(tree: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    group, _, name = key.partition(".")
    return {**tree, group: {**tree.get(group, {}), name: value}}


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda tree: without(tree, "status.disputed"), "status.disputed: missing"),
        (lambda tree: having(tree, "status.adored", "x"), "status.adored: unknown key"),
        (lambda tree: having(tree, "status.disputed", ""), "status.disputed: empty"),
        (lambda tree: having(tree, "status.disputed", True), "status.disputed: expected text, got True"),
        (lambda tree: having(tree, "when.until", "{then}"), "when.until: fills in ['then']"),
        (lambda tree: having(tree, "when.until", "{when.__class__}"), "when.until: fills in ['when.__class__']"),
        (lambda tree: having(tree, "when.until", "{when!r}"), "when.until: fills in"),
        (lambda tree: having(tree, "when.until", "{when:>9}"), "when.until: fills in"),
        (lambda tree: having(tree, "when.until", "{when"), "when.until: braces do not close"),
        (lambda tree: having(tree, "language.direction", "up"), "language.direction: expected one of"),
        (lambda tree: having(tree, "language.digits", "0123"), "language.digits: expected ten"),
        (lambda tree: having(tree, "language.cldr", "xx_nowhere"), "language.cldr: expected a CLDR locale"),
        (lambda tree: having(tree, "site.items", {"one": "{count}"}), "site.items.other: missing"),
        (lambda tree: {}, "expected an object with `language`"),
        (lambda tree: [], "expected an object with `language`"),
    ],
)
def test_a_catalogue_with_a_flaw_is_refused_with_the_flaw(change: Callable[[Any], Any], finding: str) -> None:
    with pytest.raises(BadCatalogue) as caught:
        read("xx", yaml.safe_dump(change(english())).encode())
    assert any(finding in one for one in caught.value.findings)


@pytest.mark.parametrize(
    "raw", [b"\xff", b"a: [", b"x" * (CATALOGUE_BYTES + 1), b"!!python/object/apply:os.system ['true']", b"[" * 5000]
)
def test_what_is_no_catalogue_is_refused(raw: bytes) -> None:
    with pytest.raises(BadCatalogue):
        read("xx", raw)


def test_a_catalogue_may_be_json() -> None:
    import json

    assert read("xx", json.dumps(english()).encode()).plain("status.rumour") == "Rumour"


def test_every_flaw_is_named_at_once() -> None:
    tree = without(without(english(), "status.disputed"), "status.rumour")
    with pytest.raises(BadCatalogue) as caught:
        read("xx", yaml.safe_dump(tree).encode())
    assert len(caught.value.findings) == 2


def test_plurals() -> None:
    said = [catalogue("uk").plain_plural("site.items", count) for count in (1, 2, 5, 11, 21, 22, 1_000_000)]
    assert said == [
        "1 матеріал",
        "2 матеріали",
        "5 матеріалів",
        "11 матеріалів",
        "21 матеріал",
        "22 матеріали",
        "1\u202f000\u202f000 матеріалів",
    ]
    assert catalogue("en").plain_plural("site.items", 1) == "1 item"


def test_words_are_text() -> None:
    tree = having(english(), "site.source", "<b>&")
    assert str(read("xx", yaml.safe_dump(tree).encode()).w.site.source) == "&lt;b&gt;&amp;"


def test_names_are_joined_as_the_language_joins_them() -> None:
    assert catalogue("uk").list_of([]) == ""
    assert catalogue("uk").list_of(["а"]) == "а"
    assert catalogue("uk").list_of(["а", "б", "{в}"]) == "а, б і {в}"


def test_the_register_must_bring_a_language_that_the_program_does_not_know() -> None:
    world = World()
    instance = {"id": "world", "languages": ["en", "de"], "timezone": "UTC"}
    world.register(instance=instance)
    with pytest.raises(BadCatalogue, match="none comes with the program"):
        list(render(world.ledger(), hours(1)))
    world.register(instance={**instance, "catalogues": {"de": "ab" * 32}})
    with pytest.raises(BadCatalogue, match="it is not here"):
        list(render(world.ledger(), hours(1)))


# ── right to left ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_third_language_comes_from_the_register_right_to_left_with_its_own_digits() -> None:
    home = parse(site(("uk", "en", "ar"))["ar/index.html"])
    assert (home.get("lang"), home.get("dir")) == ("ar", "rtl")
    assert "٢٠٢٢" in words_of(home.find(".//h1"))
    assert not re.search(r"\d", re.sub(r"[٠-٩]", "", words_of(home.find(".//h1"))))
    assert home.xpath("//header//a[@lang='uk']/@dir") == ["ltr"]
    assert parse(site(("uk", "en", "ar"))["uk/index.html"]).xpath("//a[@lang='ar']/@dir") == ["rtl"]


def test_plurals_have_the_six_forms_of_arabic() -> None:
    found = read("ar", arabic())
    assert {found.plain_plural("site.items", count)[0] for count in (0, 1, 2, 3, 11, 100)} == set("٠١٢٣")


def test_style_sheet_knows_no_left_and_right() -> None:
    css = (files("uarazom.site") / "style.css").read_text()
    assert not re.search(
        r"(margin|padding|border|inset)?-?\b(left|right)\b(?!-to)", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    )


# ── dates ────────────────────────────────────────────────────────────────────────────────────────────────────────────
INSTANTS = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(INSTANTS, st.sampled_from(["uk", "en"]))
def test_a_day_shows_no_clock_and_an_hour_no_minutes(at: datetime, lang: str) -> None:
    dates = Dates(catalogue(lang), KYIV)
    assert ":" not in str(dates.when(at, "day")).replace("datetime", "")
    assert ":" not in str(dates.when(at, "part_of_day"))
    local = at.astimezone(KYIV)
    same_hour = local.replace(minute=(local.minute + 7) % 60)
    if same_hour.utcoffset() == local.utcoffset():
        assert dates.when(at, "hour") == dates.when(same_hour.astimezone(UTC), "hour")
    assert dates.plain(at, "exact").endswith(f"{local.hour:02}:{local.minute:02}")


def test_dates_in_words() -> None:
    at = datetime(2022, 2, 15, 13, 1, tzinfo=UTC)
    uk, en = (Dates(catalogue(lang), KYIV) for lang in ("uk", "en"))
    assert uk.plain(at) == "15 лютого 2022, 15:01"
    assert uk.plain(at, "hour") == "15 лютого 2022, близько 15:00"
    assert uk.plain(at, "part_of_day") == "15 лютого 2022, удень"
    assert [en.plain(at + timedelta(hours=h), "part_of_day").partition(", ")[2] for h in (0, 4, 10, 15)] == [
        "in the afternoon",
        "in the evening",
        "at night",
        "in the morning",
    ]
    assert uk.month(at.date()) == "Лютий 2022"
    assert uk.place == "Київ"
    assert str(uk.when(at)) == '<time datetime="2022-02-15T13:01:00Z">15 лютого 2022, 15:01</time>'
    assert str(uk.when(at, "hour")).startswith('<time datetime="2022-02-15T15:00+02:00">')
    assert str(uk.when(at, "day")) == '<time datetime="2022-02-15">15 лютого 2022</time>'


# ── who says it ──────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("title", "name", "begins"),
    [
        ("Міністр оборони про ударні угруповання", "Міністр оборони України", True),
        ("Міністр оборони: ударного угруповання немає", "Міністр оборони України", True),
        ("Міністр оборони РФ заявив", "Міністр оборони України", False),
        ("Міністр закордонних справ про умову", "Міністр оборони України", False),
        ("Президент України для BBC, 16 лютого", "Президент України", True),
        ("Президент США, заява", "Президент України", False),
        ("Президент мав на увазі дату", "Президент України", False),
        ("Указ № 53/2022: День єднання", "Президент України", False),
        ("Штаб ООС: 60 порушень", "Штаб операції Об’єднаних сил", True),
        ("СММ ОБСЄ, щоденний звіт", "Спеціальна моніторингова місія ОБСЄ в Україні", True),
        ("JFO HQ: 34 violations", "Joint Forces Operation Headquarters", True),
        ("NSDC Secretary on 16 and 17 February", "Secretary of the NSDC", True),
        ("Minister of Defence of Russia speaks", "Minister of Defence of Ukraine", False),
        ("President of Ukraine on the telethon", "President of Ukraine", True),
        ("НАТО: ознак немає", "НАТО", True),
        ("США: ознак немає", "НАТО", False),
        ("", "НАТО", False),
        ("НАТО", "", False),
    ],
)
def test_whether_a_title_begins_with_who_says_it(title: str, name: str, begins: bool) -> None:
    assert begins_with(title, name) == begins


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_title_and_name_can_be_asked(title: str, name: str) -> None:
    assert begins_with(title, name) in (True, False)


def test_a_title_that_does_not_name_its_originator_gets_the_name() -> None:
    from tests.site.stage import EVENING, blob

    path = "en/claim/claim-union-check-extended.html"
    page = parse(dict(render(corpus_ledger(), EVENING, only=[path], blob=blob))[path])
    assert words_of(page.find(".//h1")) == (
        "Announced Minister of Defence of the Republic of Belarus: "
        "The check of Union State response forces is continued"
    )


# ── templates ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", sorted(templates.TEMPLATES))
def test_a_missing_value_is_refused_never_left_blank(name: str) -> None:
    if name in ("parts.html", "asked.html", "warned.html", "around.html", "main.html"):
        return  # macros alone; one that is asked for a part; and one that has no place of its own
    with pytest.raises(UndefinedError):
        templates.TEMPLATES[name].render(layout=templates.FULL, plain=False)

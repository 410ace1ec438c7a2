"""Another country: a federation in three languages, one of them right-to-left, from a charter to pages and proofs.

The program brings Ukrainian and English; nothing of either may show. German, French and Arabic come with the charter
(`federal/`), as any authority would bring its languages. Two people publish there as they would: one hands files in by
the command line, the other approves.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
import yaml
from babel.dates import format_date
from icalendar import Calendar
from lxml import etree, html
from tests.story.office import Office, at_hours, said, uarazom, wall_clock

pytestmark = pytest.mark.server

FEDERAL = Path(__file__).parent / "federal"
LANGUAGES = ("de", "fr", "ar")
ZURICH = ZoneInfo("Europe/Zurich")
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
STATUSES = {
    "aare-pegel": ("claim", "announced", ["doubted"]),
    "bruecke-gesperrt": ("claim", "confirmed", []),
    "damm-gebrochen": ("claim", "refuted", []),
    "strom-netz": ("claim", "expired", []),
    "panzer-grenze": ("claim", "disputed", []),
    "zahl-evakuierte": ("claim", "announced", ["corrected"]),
    "falscher-alarm": ("claim", "withdrawn", []),
    "trinkwasser-truebe": ("claim", "on_hold", []),
    "rede-praesidentin": ("statement", "on_record", ["clarified"]),
    "raeumung-ufer": ("measure", "done", []),
    "armee-hilft": ("measure", "announced", []),
    "wasser-abkochen": ("guidance", "in_force", []),
    "radio-hoeren": ("guidance", "superseded", []),
    "frage-schule": ("answer", "in_force", []),
    "mk-abend": ("briefing", "in_force", []),
    "bulletin-tag": ("bulletin", "in_force", []),
    "bitte-zeitung": ("request", "answered", []),
    "bitte-blatt": ("request", "withdrawn", []),
}
LISTS = ("section/lage", "region/CH-BE", "body/kanton-be", "status/confirmed", "kind/claim", "topic/aare")


class Stand(NamedTuple):
    """The instance after its first day, and when that was."""

    office: Office
    at: datetime

    @property
    def public(self) -> Path:
        return self.office.public


def publish(office: Office, name: str, at: datetime) -> None:
    """One file: handed in by the first, approved by the second, signed, appended."""
    today = at.astimezone(ZURICH).date()
    text = at_hours((FEDERAL / name).read_text(), at).replace("{today}", str(today))
    drafts = office.submit(text.replace("{heute}", str(today)), name)
    approved = office.approve_all()
    holds = [one for one in drafts if one["act"] == "hold"]
    assert approved == len(drafts) - len(holds)
    assert office.deliver() == len(drafts)
    assert {state for _, state in office.outbox()} == {"delivered"}


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A day in the federation."""
    home, at = tmp_path_factory.mktemp("federal") / "home", wall_clock()
    office = Office.found(home, FEDERAL / "charter.yaml")
    for name in ("first.yaml", "second.yaml", "third.yaml", "fourth.yaml", "fifth.yaml"):
        publish(office, name, at)
    office.render()
    made_at = json.loads((office.public / "now.json").read_text())["made_at"]
    yield Stand(office, datetime.fromisoformat(made_at))
    office.close()


@pytest.fixture(scope="module")
def words() -> dict[str, dict[str, Any]]:
    """What the charter's catalogues say."""
    return {language: yaml.safe_load((FEDERAL / f"{language}.yaml").read_text()) for language in LANGUAGES}


def tree(path: Path) -> html.HtmlElement:
    return html.document_fromstring(path.read_text())


def seen(element: html.HtmlElement) -> str:
    """What a reader sees, white space evened out."""
    return " ".join(element.text_content().split())


def pages_of(public: Path, language: str) -> list[Path]:
    return sorted((public / language).rglob("*.html"))


def one_of_each(stand: Stand, language: str, every_list: tuple[str, ...] = LISTS) -> list[Path]:
    """One page of each type, and its text version."""
    month = stand.at.astimezone(ZURICH).strftime("%Y-%m")
    documents = [f"{kind}/{id}" for id, (kind, _, _) in STATUSES.items()]
    lists = [f"archive/{one}/{page}" for one in every_list for page in ("index", month)]
    others = ["index", "bulletins", "corrections", "originators", "how-we-work", "archive/index", "requests/index"]
    others += [f"archive/day/{month}", f"corrections/{month}", f"originators/{month}", f"requests/{month}"]
    every = [f"{folder}{one}.html" for one in (*documents, *lists, *others) for folder in ("", "text/")]
    return [stand.public / language / one for one in ["404.html", *every]]


# ── everything is there, in each language ────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_of_page_is_there(stand: Stand, language: str) -> None:
    assert [path for path in one_of_each(stand, language) if not path.is_file()] == []


def test_every_language_has_the_same_pages(stand: Stand) -> None:
    inner = {tuple(path.relative_to(stand.public / one) for path in pages_of(stand.public, one)) for one in LANGUAGES}
    assert len(inner) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_say_their_language_and_direction(stand: Stand, language: str) -> None:
    for path in pages_of(stand.public, language):
        top = tree(path)
        assert (top.get("lang"), top.get("dir")) == (language, "rtl" if language == "ar" else "ltr"), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_are_the_languages_own(stand: Stand, language: str, words: dict[str, dict[str, Any]]) -> None:
    pattern, cldr = words[language]["language"]["date"], words[language]["language"]["cldr"]
    local = stand.at.astimezone(ZURICH)
    day = format_date(local.date(), pattern, locale=cldr)
    expected = f"{day} {local:%H:%M}".translate(ARABIC_DIGITS if language == "ar" else {}).split()
    heading = seen(tree(stand.public / language / "index.html").find(".//h1"))
    assert [word for word in expected if word not in heading] == []


def test_arabic_pages_count_in_arabic_digits(stand: Stand) -> None:
    for path in pages_of(stand.public, "ar"):
        for time in tree(path).iter("time"):
            assert not re.search(r"[0-9]", time.text_content()), path
    level = seen(tree(stand.public / "ar/claim/aare-pegel.html"))
    assert "٥٠٢٫٦٢" in level
    assert "منسوب نهر آرِه يرتفع" in level


def test_the_clock_is_the_federations(stand: Stand, words: dict[str, dict[str, Any]]) -> None:
    for language, city in (("de", "Zürich"), ("fr", "Zurich"), ("ar", "زيورخ")):
        foot = seen(tree(stand.public / language / "index.html").find(".//footer"))
        assert words[language]["site"]["local_time"].format(place=city) in foot


# ── what holds, and in which words ───────────────────────────────────────────────────────────────────────────────────
def test_statuses(stand: Stand) -> None:
    lines = said("status", "--home", stand.office.home, "--json").splitlines()
    told = {one["document"]: (one["kind"], one["status"], one["badges"]) for one in map(json.loads, lines)}
    assert told == STATUSES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_document_stands_under_its_word(stand: Stand, language: str, words: dict[str, dict[str, Any]]) -> None:
    for id, (kind, status, badges) in STATUSES.items():
        page = tree(stand.public / language / kind / f"{id}.html")
        if kind != "bulletin":
            assert seen(page.find(".//h1")).startswith(words[language]["status"][status]), id
        for badge in badges:
            assert words[language]["badge"][badge] in seen(page.find(".//h1")), id


def test_a_canton_confirms_what_the_federation_says_and_the_other_way_round(stand: Stand) -> None:
    """Cantons answer to nobody: another head. Offices of the federation are one voice with it."""
    lines = said("status", "bruecke-gesperrt", "--home", stand.office.home, "--json")
    assert json.loads(lines)["because"] == ["bruecke-gesperrt/2"]


def test_who_says_it_stands_once_before_the_title(stand: Stand) -> None:
    """German writes every noun with a capital: the first words of a title end at its colon."""
    heading = seen(tree(stand.public / "de/claim/trinkwasser-truebe.html").find(".//h1"))
    assert heading == "In Prüfung Kanton Bern: Trinkwasser trüb"


def test_what_is_not_translated_is_said_so_and_marked(stand: Stand, words: dict[str, dict[str, Any]]) -> None:
    page = tree(stand.public / "ar/claim/strom-netz.html")
    quoted = page.xpath("//blockquote[@lang='de']")
    assert seen(quoted[0]) == "Das Netz trägt die Last."
    assert words["ar"]["site"]["not_translated"].format(language="الألمانية") in seen(page)


def test_regions_of_the_federation_have_names(stand: Stand) -> None:
    for language, name in (("de", "Genf"), ("fr", "Genève"), ("ar", "Genf")):  # nobody translated them to Arabic
        page = tree(stand.public / language / "archive/region/CH-GE/index.html")
        assert name in seen(page.find(".//h1")).split(": ")[-1], language


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_an_outlet_was_asked_stands_beside_its_reply(
    stand: Stand, language: str, words: dict[str, dict[str, Any]]
) -> None:
    page = tree(stand.public / language / "request/bitte-zeitung.html")
    request, reply = page.xpath("//div[@class='two']/div")
    own = words[language]
    for said_ in ("Beispielblatt", "Morgen sei alles vorbei. Bleiben Sie aufmerksam.", own["verdict"]["spliced"]):
        assert said_ in seen(request)
    assert own["verdict_means"]["without_clarification"] in seen(request)
    assert {"de": "Es war ironisch gemeint.", "fr": "C’était ironique.", "ar": "كان ذلك على سبيل السخرية."}[
        language
    ] in seen(request)
    assert "Wir haben den Artikel berichtigt." in seen(reply)
    assert own["reply"]["corrected"] in seen(reply)
    listed = seen(tree(stand.public / language / "requests/index.html").find(".//main"))
    assert listed.count("Beispielblatt") == 2
    assert "Wir haben den Artikel berichtigt." in listed
    assert own["requests"]["not_verdict"] in listed


# ── nothing of anybody else ──────────────────────────────────────────────────────────────────────────────────────────
def test_nothing_of_another_country(stand: Stand) -> None:
    """No Cyrillic, no Ukrainian region, zone or name, anywhere a reader or a program looks."""
    foreign = re.compile(r"[\u0400-\u04ff]|\bUA\b|\bUA-|Ukrain|Kyiv|\+380|\buk\b")
    files = [
        path for path in stand.public.rglob("*") if path.suffix in (".html", ".json", ".atom", ".rss", ".ics", ".txt")
    ]
    assert len(files) > 200
    for path in files:
        text = re.sub(r'<script type="application/json".*', "", path.read_text(), flags=re.DOTALL)  # base64 is no text
        if path.parent.name != "proof" or path.suffix == ".html":
            assert not foreign.search(text), (path, foreign.search(text))
    assert sorted(one.name for one in stand.public.iterdir() if one.is_dir() and len(one.name) == 2) == [
        "ar",
        "de",
        "fr",
    ]


def test_arabic_pages_say_nothing_in_another_script_of_themselves(stand: Stand) -> None:
    """What is Latin there was said so by the record: names of regions, publishers, ids, and words of machines."""
    mine = {"JSON", "Atom", "Deutsch", "Français", "lage", "example", "org", "log", "wad", "SHA"}
    mine |= {part for id in STATUSES for part in id.split("-")}
    record = {"Bern", "Berne", "Genf", "Amt", "für", "Bevölkerungsschutz", "Kanton"}
    record |= {"Beispielblatt", "https", "blatt", "bitte", "zeitung"}  # an outlet, its address, ids
    record |= set("Bundesrat: Das Stromnetz hält".replace(":", "").split())  # a title that nobody translated
    places = " ".join(link.text_content() for link in tree(stand.public / "de/places.html").xpath("//main//a"))
    mark = yaml.safe_load((FEDERAL / "charter.yaml").read_text())["alerting"]["exercise_mark"]
    record |= set(re.findall(r"[A-Za-zÀ-ž]+", f"{places} {mark}"))
    strange: dict[str, set[str]] = {}
    for path in pages_of(stand.public, "ar"):
        page = tree(path)
        for other in page.xpath("//*[@lang and not(@lang='ar')] | //style | //script"):
            other.drop_tree()
        found = set(re.findall(r"[A-Za-zÀ-ž]{3,}", page.text_content())) - mine - record
        if found:
            strange[str(path.relative_to(stand.public))] = found
    assert strange == {}


# ── machines ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("language", LANGUAGES)
def test_feeds(stand: Stand, language: str, words: dict[str, dict[str, Any]]) -> None:
    for name in ("all", "section-lage", "section-massnahmen", "section-schutz"):
        folder = stand.public / "feeds" / language
        atom = etree.parse(folder / f"{name}.atom").getroot()
        assert atom.get("{http://www.w3.org/XML/1998/namespace}lang") == language
        rss = etree.parse(folder / f"{name}.rss").getroot()
        assert rss.findtext("channel/language") == language
        feed = json.loads((folder / f"{name}.json").read_text())
        assert feed["language"] == language
        assert len(atom.findall("{*}entry")) == len(rss.findall("channel/item")) == len(feed["items"]) > 0
    every = (stand.public / "feeds" / language / "all.atom").read_text()
    assert words[language]["status"]["refuted"] in every
    calendar = Calendar.from_ical((stand.public / "feeds" / language / "calendar.ics").read_bytes())
    (briefing,) = [event for event in calendar.walk("VEVENT") if "mk-abend" in str(event["UID"])]
    assert words[language]["status"]["in_force"] in str(briefing["SUMMARY"])


def test_now(stand: Stand, words: dict[str, dict[str, Any]]) -> None:
    now = json.loads((stand.public / "now.json").read_text())
    assert now["languages"] == list(LANGUAGES)
    assert now["origin"] == "lage.example.org/log"
    assert now["mode"] == "live"
    (dam,) = [one for one in now["latest"] if one["id"] == "damm-gebrochen"]
    for language in LANGUAGES:
        assert dam["reads"][language]["status"] == words[language]["status"]["refuted"]


# ── it can be checked ────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("document", ["aare-pegel", "bitte-zeitung"])
@pytest.mark.parametrize("form", ["json", "html"])
def test_a_stranger_verifies_a_download(stand: Stand, tmp_path: Path, form: str, document: str) -> None:
    downloaded = shutil.copy(stand.public / "proof" / f"{document}.{form}", tmp_path)
    command = [sys.executable, "-m", "uarazom.verify", downloaded, "--anchor", str(stand.office.anchor)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "a later correction cannot be seen offline" in answer.stdout


def test_the_proof_shows_arabic_right_to_left(stand: Stand) -> None:
    page = tree(stand.public / "proof/aare-pegel.html")
    passages = [one for one in page.xpath("//*[@lang='ar']") if "يرتفع المنسوب في برن" in one.text_content()]
    assert passages
    assert {one.get("dir") for one in page.xpath("//*[@lang='ar']")} == {"rtl"}
    assert {one.get("dir") for one in page.xpath("//*[@lang='de' or @lang='fr']")} == {"ltr"}


def test_the_whole_folder_verifies(stand: Stand, tmp_path: Path) -> None:
    copy = shutil.copytree(stand.public, tmp_path / "copy")
    assert "HOLDS" in said("verify", copy, "--anchor", stand.office.anchor)
    assert "HOLDS" in said("log", "check", copy, "--anchor", stand.office.anchor)


def test_doctor_finds_only_the_root_keys(stand: Stand) -> None:
    answer = uarazom("doctor", "--home", stand.office.home, "--json")
    assert {json.loads(line)["code"] for line in answer.stdout.splitlines()} <= {"root-keys", "disk"}


# ── outside checkers, on one page of each type in the language that runs the other way ───────────────────────────────
@pytest.mark.browser
def test_nu_finds_nothing(stand: Stand, nu_findings: Callable[..., list[str]]) -> None:
    proof = stand.public / "proof/aare-pegel.html"
    assert nu_findings(*one_of_each(stand, "ar"), stand.public / "index.html", stand.public / "404.html", proof) == []


@pytest.mark.browser
def test_axe_finds_nothing(stand: Stand, page: Any, axe_findings: Callable[[Any], list[str]]) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    found = {}
    for path in [one for one in one_of_each(stand, "ar", LISTS[:1]) if "text" not in one.parts]:
        page.goto(path.as_uri())
        found[path.name] = axe_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    assert {path: findings for path, findings in found.items() if findings} == {}


# ── regions by GeoJSON, with a map ───────────────────────────────────────────────────────────────────────────────────
CLAIM = """
- document: hafen
  kind: claim
  act: announce
  body: kanzlei
  by: kanton-be
  known_at: "{-2h}"
  known_at_precision: exact
  basis: own_observation
  evidence: published
  form: summary
  original_language: de
  versions: {de: summary, fr: summary, ar: summary}
  section: lage
  regions: [XA-N]
  nature: event
  words:
    title: {de: "Kanton Bern: Hafen offen", fr: "Canton de Berne : port ouvert", ar: "كانتون برن: الميناء مفتوح"}
    text: {de: Der Hafen ist offen., fr: Le port est ouvert., ar: الميناء مفتوح.}
"""


def square(code: str, west: float, south: float, **names: str) -> dict[str, Any]:
    """A region of one degree by one."""
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    ring = [[west + x, south + y] for x, y in corners]
    return {
        "type": "Feature",
        "id": code,
        "properties": names,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


NORTH = {"name_de": "Nordland", "name_fr": "Pays du Nord", "name_ar": "بلاد الشمال"}


def with_map(folder: Path, features: list[dict[str, Any]]) -> Path:
    """The charter, with regions from a file in place of ISO 3166-2."""
    folder.mkdir(exist_ok=True)
    for name in (*LANGUAGES, "events"):
        shutil.copy(FEDERAL / f"{name}.yaml", folder)
    text = (FEDERAL / "charter.yaml").read_text().replace("region: CH\n", "regions_file: regions.geojson\n")
    text = re.sub(r"    regions: .*\n", "", text)
    (folder / "regions.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    charter = folder / "charter.yaml"
    charter.write_text(text)
    return charter


def test_regions_of_a_file_are_named_and_drawn(tmp_path: Path) -> None:
    charter = with_map(tmp_path, [square("XA-N", 10, 51, **NORTH), square("XA-S", 10, 50, name="Süd")])
    office = Office.found(tmp_path / "home", charter)
    try:
        office.submit(at_hours(CLAIM, wall_clock()))
        assert office.approve_all() == office.deliver() == 1
        office.render()
    finally:
        office.close()
    for language, name in (("de", "Nordland"), ("fr", "Pays du Nord"), ("ar", "بلاد الشمال")):
        home = tree(office.public / language / "index.html")
        (picture,) = home.xpath("//aside//*[local-name()='svg']")
        assert name in picture.get("aria-label")
        assert len(picture.xpath(".//*[@class='on']")) == 1
        assert name in seen(home.find(".//aside"))
        assert name in seen(tree(office.public / language / "archive/region/XA-N/index.html").find(".//h1"))
    assert "HOLDS" in said("verify", office.public, "--anchor", office.anchor)


@pytest.mark.parametrize(
    ("feature", "told"),
    [
        (square("Nordland", 10, 51, **NORTH), "a region code"),
        (square("XA-N", 400, 51, **NORTH), "in degrees"),
        ({"type": "Feature", "id": "XA-N", "geometry": None}, "a Polygon or MultiPolygon"),
    ],
)
def test_a_file_of_regions_with_a_fault_is_refused(tmp_path: Path, feature: dict[str, Any], told: str) -> None:
    answer = uarazom("init", tmp_path / "home", "--charter", with_map(tmp_path, [feature]))
    assert answer.returncode == 2
    assert "regions_file" in answer.stderr
    assert told in answer.stderr
    assert not (tmp_path / "home").exists()

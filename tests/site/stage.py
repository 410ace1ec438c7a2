"""What the page tests share: the corpus rendered once at its last evening, and a site that speaks three languages.

The third language is made from English by a rule (every letter becomes an Arabic one), so that a test can tell what a
page says itself from what the record says, in a script that runs the other way.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from lxml import html
from tests.corpus import load
from tests.site.asking import every_life
from tests.site.warnings import ALERTING, NAMES, PLACES, add, retract, warn
from tests.site.world import World

from uarazom.acts.ledger import Ledger
from uarazom.site.context import Context
from uarazom.site.pages.every import PAGES
from uarazom.site.paths import KINDS
from uarazom.site.render import render

EVENING = datetime(2022, 2, 20, 19, tzinfo=UTC)
MAP = (Path(__file__).resolve().parents[2] / "demo" / "regions" / "ua27.svg").read_bytes()
MAP_DIGEST = hashlib.sha256(MAP).hexdigest()
PLAIN: dict[str, bytes] = {}  # the CAP messages of its warnings
UKRAINIAN = {"title": {"uk": "Штормове попередження"}, "instruction": {"uk": "Лишайтеся вдома."}, "text": {}}
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
PLURALS = {"zero", "one", "two", "few", "many", "other"}


def blob(digest: str) -> bytes | None:
    """The plain blobs of these tests: the map, and the catalogue of the third language."""
    return {MAP_DIGEST: MAP, hashlib.sha256(arabic()).hexdigest(): arabic(), **PLAIN}.get(digest)


@cache
def arabic() -> bytes:
    """A whole catalogue in another script, right to left, with its own digits and plurals."""
    english = yaml.safe_load((files("uarazom.site") / "locale" / "en.yaml").read_bytes())
    tree = {group: other_script(texts) for group, texts in english.items() if group != "language"}
    language = {**english["language"], "name": "العربية", "cldr": "ar", "direction": "rtl", "digits": "٠١٢٣٤٥٦٧٨٩"}
    return yaml.safe_dump({"language": language, **tree}, allow_unicode=True).encode()


def other_script(node: Any) -> Any:
    """English in Arabic letters; {names} stay, plurals get the six categories of Arabic."""
    if isinstance(node, str):
        parts = node.replace("}", "{").split("{")
        return "".join(transliterated(part) if at % 2 == 0 else "{" + part + "}" for at, part in enumerate(parts))
    if set(node) <= PLURALS and "other" in node:
        return dict.fromkeys(PLURALS, other_script(node["other"]))
    return {key: other_script(value) for key, value in node.items()}


def transliterated(text: str) -> str:
    return "".join(ARABIC[ord(letter.lower()) % len(ARABIC)] if letter.isalpha() else letter for letter in text)


@cache
def corpus_ledger(languages: tuple[str, ...] = ("uk", "en"), mode: str = "demonstration") -> Ledger:
    """The corpus, with a second register entry: sections' names, policies, numbers to call, a map, these languages,
    places and who warns; warnings, one of every end, with an exercise beside them; and requests for correction."""
    corpus = load()
    world = World(corpus.entries, dict(corpus.blobs))
    before = corpus.entries[1]
    world.latest["register"] = before
    instance = {**before.fields["instance"], "languages": list(languages), "mode": mode, "map": MAP_DIGEST}
    instance |= {"emergency_numbers": ["112", "101"], "report_by": "18:00"}
    if "ar" in languages:
        instance["catalogues"] = {"ar": hashlib.sha256(arabic()).hexdigest()}
    sections = {id: {"name": {"uk": f"Розділ {id}", "en": f"Section {id}"}} for id in before.fields["sections"]}
    policy = {"corrections": {"title": {"en": "Corrections"}, "text": {"en": "We correct.\n\nAlways."}}}
    counts = {
        "phone": {"flagged": 0, "held": 12345, "released": 7},
        "brigade": {"flagged": 3, "held": 0, "released": 0},
    }
    rule_pack = {"digest": "ab" * 32, "rules": 3, "counts": counts}
    words = {"sections": sections, "policy": policy, "regions": {code: {"name": name} for code, name in NAMES.items()}}
    world.register(words=words, instance=instance, rule_pack=rule_pack, regions=PLACES[1:], alerting=ALERTING)
    warnings(world)
    every_life(world, EVENING - timedelta(hours=3))
    PLAIN.update(world.plain)
    return in_order(world, len(corpus.entries))


def warnings(world: World) -> None:
    """What was warned of on the last evening: two in force, one on hold, the ends that there are, and an exercise."""
    since, later = EVENING - timedelta(hours=2), EVENING + timedelta(hours=1)
    sound = [{"digest": "ab" * 32, "media_type": "audio/ogg", "size": 9000}]
    warn(world, "alert-raid", since, regions=["UA-63:100"], until=later, media=sound)
    warn(world, "alert-mine", since, regions=["UA-65"], parts={"UA-63:200": "part", "UA-05": "possibly"}, until=later)
    add(world, "alert-mine", "hold", EVENING - timedelta(minutes=5))
    warn(world, "alert-storm", since, regions=["UA-05"], until=later, severity="Minor", words=UKRAINIAN)
    warn(world, "alert-over", since, regions=["UA-05"], until=later)
    warn(world, "alert-over", EVENING - timedelta(hours=1), regions=["UA-05"], ends="all_clear")
    warn(world, "alert-false", since, regions=["UA"], until=later, signed=True)
    retract(world, "alert-false", since + timedelta(seconds=100))
    warn(world, "alert-gone", since, regions=["UA-05"], until=later)
    retract(world, "alert-gone", since + timedelta(minutes=9), ground="cancelled")
    warn(world, "alert-old", since, regions=["UA-63:200"], until=EVENING - timedelta(hours=1))
    warn(world, "exercise-1", since, regions=["UA-63"], until=later, exercise=True)


def in_order(world: World, second: int) -> Ledger:
    """The ledger of a world whose second register was made after the corpus but belongs at the beginning."""
    ledger = Ledger(world.words)
    roster, register, *acts = world.all
    moved = acts.pop(second - 2)
    for index, entry in enumerate((roster, register, moved, *acts)):
        ledger.apply(index, entry)
    return ledger


@cache
def site(languages: tuple[str, ...] = ("uk", "en")) -> dict[str, bytes]:
    """Every file of the corpus's site on its last evening."""
    return dict(render(corpus_ledger(languages), EVENING, blob=blob))


def pages(languages: tuple[str, ...] = ("uk", "en")) -> dict[str, bytes]:
    """Its HTML pages."""
    return {path: content for path, content in site(languages).items() if path.endswith(".html")}


def sample(languages: tuple[str, ...] = ("uk", "en")) -> dict[str, bytes]:
    """One page of each kind (of each kind of document), in each language, whole and as text."""
    found: dict[tuple[str, ...], str] = {}
    for path in pages(languages):
        lang, *rest = path.split("/")
        document = next((part for part in rest if part in KINDS), "")
        found.setdefault((*kinds_of(path), document, lang, str("text" in rest)), path)
    return {path: pages(languages)[path] for path in found.values()}


@cache
def parsed(path: str, languages: tuple[str, ...] = ("uk", "en")) -> html.HtmlElement:
    """A page of the corpus as a tree; not to be changed."""
    return read(pages(languages)[path])


def context_at(now: datetime = EVENING, languages: tuple[str, ...] = ("uk", "en")) -> Context:
    return Context(corpus_ledger(languages), now, blob=blob)


def read(content: bytes) -> html.HtmlElement:
    return html.document_fromstring(content.decode())


def words_of(element: html.HtmlElement) -> str:
    """What a reader sees, white space evened out."""
    return " ".join(element.text_content().split())


def kinds_of(path: str) -> list[str]:
    return [kind.name for kind in PAGES if kind.match(path)]

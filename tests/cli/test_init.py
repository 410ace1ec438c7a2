"""``uarazom init``: an instance of one's own for any state."""

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from tests.program import fresh
from tests.program import here as uarazom

from uarazom.acts.register import RulePack
from uarazom.cli import charter as charters
from uarazom.cli.instance import Instance
from uarazom.cli.reading import ledger_of
from uarazom.cli.say import UsageError
from uarazom.editorial.alerting import events
from uarazom.editorial.rules.pack import parse
from uarazom.record.cap_key import CapKey
from uarazom.record.reading import LedgerReader
from uarazom.verify import canon

PACK = Path(__file__).parents[2] / "src" / "uarazom" / "editorial" / "packs" / "example.yaml"
CATALOGUES = Path(__file__).parents[1] / "story" / "federal"
FEDERAL = """
origin: record.example.org/info
languages: [de, fr, ar]
region: CH
timezone: Europe/Zurich
name: {de: Gemeinsam, fr: Ensemble, ar: معًا}
emergency_numbers: [112, 117]
catalogues: {ar: ar.yaml, de: de.yaml, fr: fr.yaml}
sections: {lage: {de: Lage, fr: Situation, ar: الوضع}}
bodies:
  chancellery:
    kind: government
    participation: owner
    name: {de: Bundeskanzlei, fr: Chancellerie fédérale, ar: المستشارية}
  canton-be: {kind: oblast, head: canton-be, participation: recommended, name: {de: Kanton Bern}, regions: [CH-BE]}
people:
  ada: {name: Ada Keller, body: chancellery}
  luc: {name: Luc Favre, body: chancellery}
"""


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    path = tmp_path / "charter.yaml"
    path.write_text(FEDERAL)
    for language in ("ar", "de", "fr"):
        shutil.copy(CATALOGUES / f"{language}.yaml", tmp_path)
    return path


def test_an_instance_for_a_federal_country_in_three_languages(charter: Path, tmp_path: Path) -> None:
    answer = uarazom("init", tmp_path / "home", "--charter", charter)
    assert answer.returncode == 0, answer.stderr
    made = json.loads(answer.stdout)
    assert [one["id"] for one in made["people"]] == ["ada", "luc"]
    assert made["people"][0]["password"] != made["people"][1]["password"]
    anchor = Path(made["anchor"]).read_text()
    assert anchor.startswith("uarazom-anchor/1\norigin record.example.org/info\nvkey ")
    assert uarazom("status", "--home", tmp_path / "home").returncode == 0
    assert (tmp_path / "home" / "signer").stat().st_mode & 0o077 == 0
    register = ledger_of(Instance(tmp_path / "home")).latest_register
    assert register.name("regions", "CH") == {"de": "Schweiz", "fr": "Suisse", "ar": "سويسرا"}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("origin: record.example.org/info", "origin: https://record.example.org", "origin: expected"),
        ("region: CH", "region: XX", "region: expected a country"),
        ("timezone: Europe/Zurich", "timezone: Europe/Nowhere", "timezone: expected"),
        ("participation: owner", "participation: agreed", "participation: owner"),
        ("  luc: {name: Luc Favre, body: chancellery}\n", "", "people: expected at least two"),
        ("body: chancellery}\n  luc", "body: nobody}\n  luc", "people.ada.body"),
        ("languages: [de, fr, ar]", "languages: de", "languages: expected a list"),
        ("emergency_numbers", "emergency_number", "unknown member emergency_number"),
        ("{ar: ar.yaml", "{ar: none.yaml", "catalogues.ar"),
        ("{ar: ar.yaml, ", "{", "languages: expected a catalogue for 'ar', the program brings none"),
        ("{ar: ar.yaml", "{ar: charter.yaml", "catalogues.ar: "),
        ("{ar: ar.yaml", "{it: ar.yaml, ar: ar.yaml", "catalogues: expected a file for one or more of de, fr, ar"),
        ("[de, fr, ar]", "[de, fr, ../ar]", "languages: expected a list"),
        ("sections: {lage: {de: Lage", "sections: {lage: {it: Stato", "sections.lage: expected a text for one or more"),
        ("sections: {lage", "sections: {La Ge", "sections: expected an id"),
        ("region: CH", "region: CH\nrules: none.yaml", "rules: "),
        ("region: CH", "region: CH\nrules: ar.yaml", "rules: "),
        ("region: CH", "region: CH\npolicy: {corrections: Sorry}", "policy: expected id"),
        ("region: CH", "region: CH\npolicy: {corrections: {motto: Sorry}}", "words.policy.corrections.motto"),
        ("kind: government", "kind: club", "bodies.chancellery"),
        ("participation: owner", "publishes: true", "participation: owner"),
    ],
)
def test_a_charter_with_a_fault_writes_nothing(
    charter: Path, tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in FEDERAL
    charter.write_text(FEDERAL.replace(before, after, 1))
    answer = uarazom("init", tmp_path / "home", "--charter", charter)
    assert answer.returncode == 2
    assert said in answer.stderr
    assert not (tmp_path / "home").exists()


def test_an_address_of_the_public_side_makes_links_absolute(charter: Path, tmp_path: Path) -> None:
    charter.write_text(FEDERAL + "url: https://info.example.org/\n")
    assert uarazom("init", tmp_path / "home", "--charter", charter).returncode == 0
    assert uarazom("render", "--home", tmp_path / "home", "--out", tmp_path / "out").returncode == 0
    assert "https://info.example.org/sitemap/pages.xml" in (tmp_path / "out/sitemap.xml").read_text()
    charter.write_text(FEDERAL + "url: ftp://info.example.org/\n")
    answer = uarazom("init", tmp_path / "other", "--charter", charter)
    assert answer.returncode == 2
    assert "url: expected https://info.example.org/" in answer.stderr


def test_the_gates_rules_are_in_place_and_in_the_record_from_the_first_day(charter: Path, tmp_path: Path) -> None:
    shutil.copy(PACK, tmp_path / "rules.yaml")
    policy = "policy:\n  corrections:\n    text:\n      de: |\n        Sofort.\n\n        Immer.\n"
    charter.write_text(FEDERAL + "rules: rules.yaml\n" + policy)
    home = tmp_path / "home"
    assert uarazom("init", home, "--charter", charter).returncode == 0
    assert (home / "rules.yaml").read_bytes() == PACK.read_bytes()
    pack = parse(PACK.read_bytes())
    reader = LedgerReader.open(home)
    try:
        register = reader.ledger().latest_register
    finally:
        reader.close()
    assert register.rule_pack == RulePack(pack.digest, len(pack.rules))
    assert register.texts["policy"]["corrections"]["text"]["de"] == "Sofort.\n\nImmer."


def test_a_folder_that_holds_something_is_left_alone(charter: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "letter").write_text("mine")
    answer = uarazom("init", home, "--charter", charter)
    assert answer.returncode == 1
    assert "empty or new folder" in answer.stderr
    assert [path.name for path in home.iterdir()] == ["letter"]


def test_without_an_instance_a_command_says_how_to_make_one(tmp_path: Path) -> None:
    answer = uarazom("status", "--home", tmp_path)
    assert answer.returncode == 1
    assert f"uarazom init {tmp_path}" in answer.stderr


def test_wrong_usage_ends_with_two(tmp_path: Path) -> None:
    assert fresh("nonsense").returncode == 2
    assert uarazom("status", "--home", tmp_path, "--at", "yesterday").returncode == 2


def test_a_live_instance_gets_no_clock_of_its_own_by_its_settings(charter: Path, tmp_path: Path) -> None:
    """Its record says for ever that it is live, and every page says nothing else: so it runs on the true time."""
    home = tmp_path / "home"
    assert uarazom("init", home, "--charter", charter).returncode == 0
    settings = home / "uarazom.yaml"
    settings.write_text(settings.read_text().replace("mode: live", "mode: demonstration"))
    (home / "clock.json").write_text('{"stands_at": "2099-01-01T00:00:00+00:00"}')
    for words in (("status",), ("serve", "--only", "publisher", "--clock-shift", "900000")):
        answer = uarazom(*words, "--home", home)
        assert answer.returncode == 1, answer.stdout
        assert "the record says live" in answer.stderr


ALERTING = """
alerting:
  events: events.yaml
  senders: {chancellery: warnings@info.example.org}
  oid: 2.49.0.1.999.0
  exercise_mark: ÜBUNG
  signature: required
"""


def test_who_may_warn_is_in_the_register_from_the_first_day_with_the_key_of_the_signature(
    charter: Path, tmp_path: Path
) -> None:
    shutil.copy(CATALOGUES / "events.yaml", tmp_path)
    charter.write_text(FEDERAL + ALERTING)
    home = tmp_path / "home"
    answer = uarazom("init", home, "--charter", charter)
    assert answer.returncode == 0, answer.stderr
    reader = LedgerReader.open(home)
    try:
        policy = reader.ledger().latest_register.alerting
    finally:
        reader.close()
    assert policy is not None
    assert policy.senders == {"chancellery": "warnings@info.example.org"}
    listed = events.parse((home / "public" / "blob" / policy.events).read_bytes())
    assert (listed.digest, list(listed)) == (policy.events, ["hochwasser"])
    key = CapKey.read(home / "signer")
    assert key is not None
    assert policy.certificate == canon.digest(key.pem)
    assert (home / "public" / "blob" / policy.certificate).read_bytes() == key.pem


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("chancellery: warnings", "canton-be: warnings", "alerting.senders: expected a CAP sender"),
        ("events: events.yaml", "events: none.yaml", "alerting.events: "),
        ("events: events.yaml", "events: charter.yaml", "alerting.events: "),
        ("oid: 2.49", "oidd: 2.49", "alerting: expected events, senders, exercise_mark"),
        ("alerting:", "alerting: none\nignored:", "unknown member ignored"),
    ],
)
def test_a_policy_of_warnings_with_a_fault_is_refused(
    charter: Path, tmp_path: Path, before: str, after: str, said: str
) -> None:
    shutil.copy(CATALOGUES / "events.yaml", tmp_path)
    assert before in ALERTING
    with pytest.raises(UsageError, match=re.escape(said)):
        charters.from_members(yaml.safe_load(FEDERAL + ALERTING.replace(before, after, 1)), folder=tmp_path)


def test_a_policy_that_makes_no_register_writes_nothing(charter: Path, tmp_path: Path) -> None:
    shutil.copy(CATALOGUES / "events.yaml", tmp_path)
    charter.write_text(FEDERAL + ALERTING.replace("oid: 2.49.0", "oid: 2.49,0"))
    answer = uarazom("init", tmp_path / "home", "--charter", charter)
    assert answer.returncode in {1, 2}
    assert "alerting: expected" in answer.stderr
    assert not (tmp_path / "home").exists()

"""The demonstration's places: what the codifier has, and names in Latin letters by the official table."""

import importlib.util
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from uarazom.verify.canon import is_region

DEMO = Path(__file__).parents[2] / "demo"


@pytest.fixture(scope="module")
def program() -> ModuleType:
    spec = importlib.util.spec_from_file_location("places_from_codifier", DEMO / "places_from_codifier.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        # words of the resolution's own table, one or more a letter
        ("Алушта", "Alushta"),
        ("Борщагівка", "Borshchahivka"),
        ("Вінниця", "Vinnytsia"),
        ("Гадяч", "Hadiach"),
        ("Згурський", "Zghurskyi"),
        ("Ґалаґан", "Galagan"),
        ("Єнакієве", "Yenakiieve"),
        ("Наєнко", "Naienko"),
        ("Запоріжжя", "Zaporizhzhia"),
        ("Їжакевич", "Yizhakevych"),
        ("Кадиївка", "Kadyivka"),
        ("Мар’їне", "Marine"),
        ("Йосипівка", "Yosypivka"),
        ("Стрий", "Stryi"),
        ("Харків", "Kharkiv"),
        ("Біла Церква", "Bila Tserkva"),
        ("Щербухи", "Shcherbukhy"),
        ("Юрій", "Yurii"),
        ("Корюківка", "Koriukivka"),
        ("Яготин", "Yahotyn"),
        ("Костянтин", "Kostiantyn"),
        # the rule between the letters
        ("розгін", "rozghin"),
        ("Куп’янський", "Kupianskyi"),
        ("Івано-Франківський", "Ivano-Frankivskyi"),
        ("Нова-Яр", "Nova-Yar"),
    ],
)
def test_names_are_written_in_latin_letters_by_the_official_table(program: ModuleType, name: str, latin: str) -> None:
    assert program.romanized(name) == latin


@pytest.mark.parametrize("name", ["Мыс", "Kyiv", "Київ1"])
def test_a_letter_that_the_table_lacks_is_an_error(program: ModuleType, name: str) -> None:
    with pytest.raises(KeyError):
        program.romanized(name)


def test_there_are_136_raions_and_the_districts_of_the_cities_that_are_regions(program: ModuleType) -> None:
    regions = yaml.safe_load((DEMO / "names.yaml").read_text())["regions"]
    places = yaml.safe_load((DEMO / "places.yaml").read_text())["regions"]
    tops = Counter(code.partition(":")[0] for code in places)
    assert set(tops) == set(regions)
    assert sum(count for top, count in tops.items() if top not in {"UA-30", "UA-40"}) == 136
    assert (tops["UA-30"], tops["UA-40"], tops["UA-43"]) == (10, 4, 10)
    assert all(is_region(code) for code in places)


def test_no_two_places_are_called_alike_and_english_follows_ukrainian(program: ModuleType) -> None:
    places = yaml.safe_load((DEMO / "places.yaml").read_text())["regions"]
    for language in ("uk", "en"):
        assert not [name for name, n in Counter(one[language] for one in places.values()).items() if n > 1]
    for one in places.values():
        name = one["uk"].partition(" район")[0]
        assert one["en"].startswith((f"{program.romanized(name)} raion", f"{program.romanized(name)} district ("))

"""What a charter brings from elsewhere: regions from ISO 3166-2 or a GeoJSON, the map and the outlines, catalogues of
words, the gate's rules.

    codes, words = regions_of({"region": "CH"}, folder, ["de", "fr"])     # ["CH-AG", …], {"CH-GE": {"name": {…}}, …}
    blobs, members = files_of(charter, folder, ["de", "fr", "ar"])        # plain blobs, and the digests that name them

Rules: a language speaks with the program's catalogue or with one that the charter brings, which is read as strictly as
the pages read it; a language without either is refused. Names of ISO 3166-2's regions come in each language that has
been translated (pycountry), else in the leading one.
"""

import gettext
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pycountry

from uarazom.areas import geojson, svg
from uarazom.areas.errors import AreasError
from uarazom.cli.say import UsageError
from uarazom.editorial.refusal import BadPack
from uarazom.editorial.rules import pack
from uarazom.site import catalogue

Blob = tuple[bytes, str, str]  # bytes, media type, purpose


def texts_of(value: Any, languages: list[str], where: str) -> dict[str, str]:
    """Language → text; one text is the leading language's."""
    if isinstance(value, str):
        value = {languages[0]: value}
    if not isinstance(value, dict) or not value or not set(value) <= set(languages):
        raise UsageError(f"{where}: expected a text for one or more of {', '.join(languages)}, got {value!r}")
    return {language: str(text).strip() for language, text in value.items()}


# ── regions ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def regions_of(raw: Mapping[str, Any], folder: Path, languages: list[str]) -> tuple[list[str], dict[str, Any]]:
    """Region codes, sorted, and their words: from a list, a GeoJSON file, or ISO 3166-2 by the country's code."""
    if "regions" in raw:
        named: dict[str, Any] = dict(raw["regions"])
    elif "regions_file" in raw:
        named = dict(_of_file(folder / str(raw["regions_file"]), languages))
    else:
        named = dict(_of_country(raw.get("region"), languages))
    words = {code: {"name": texts_of(texts, languages, f"regions.{code}")} for code, texts in named.items() if texts}
    return sorted(named), words


def _of_country(country: Any, languages: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    if pycountry.countries.get(alpha_2=country) is None:
        raise UsageError(f"region: expected a country by ISO 3166-1 such as CH, got {country!r}")
    spoken = {language: _translation(language) for language in languages}
    for one in pycountry.subdivisions.get(country_code=country) or ():  # type: ignore[no-untyped-call] # has no types
        told = {language: words.gettext(one.name) for language, words in spoken.items() if words}
        yield one.code, {languages[0]: one.name} | told


def _translation(language: str) -> gettext.NullTranslations | None:
    """The names of regions in a language; None where nobody has translated them."""
    locales = [language.replace("-", "_")]
    found = gettext.find("iso3166-2", pycountry.LOCALES_DIR, locales)
    return gettext.translation("iso3166-2", pycountry.LOCALES_DIR, locales) if found else None


def _of_file(path: Path, languages: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    for region in _read(path):
        told = {language: region.names[language] for language in languages if language in region.names}
        common = {languages[0]: region.names[""]} if "" in region.names else {}
        yield region.code, told or common


def _read(path: Path) -> tuple[geojson.Region, ...]:
    try:
        with path.open("rb") as file:
            return geojson.read(file.read(geojson.BYTES_MAX + 1))
    except (OSError, AreasError) as error:
        raise UsageError(f"regions_file: expected GeoJSON with an id on each feature in {path}: {error}") from error


# ── files that become blobs ──────────────────────────────────────────────────────────────────────────────────────────
def files_of(raw: Mapping[str, Any], folder: Path, languages: Iterable[str]) -> tuple[tuple[Blob, ...], dict[str, Any]]:
    """Plain blobs that the register points at: the map, the outlines, and further languages' catalogues."""
    blobs: list[Blob] = []
    members: dict[str, Any] = {}
    if "regions_file" in raw:
        file = folder / str(raw["regions_file"])
        for data, media_type, purpose in ((_drawn(file), "image/svg+xml", "map"), geometry_of(file)):
            blobs.append((data, media_type, purpose))
            members[purpose] = sha256(data).hexdigest()
    for language, data in _catalogues(raw.get("catalogues") or {}, folder, languages):
        blobs.append((data, "text/plain", "catalogue"))
        members.setdefault("catalogues", {})[language] = sha256(data).hexdigest()
    return tuple(blobs), members


def _drawn(path: Path) -> bytes:
    """The map that pages carry: small enough for them, made once, from the regions' full geometry."""
    try:
        return svg.drawing(_read(path))
    except AreasError as error:
        raise UsageError(f"regions_file: {path}: {error}") from error


def geometry_of(path: Path) -> Blob:
    """The regions' outlines as the file has them: where a warning's shape lies is asked of these."""
    _read(path)
    return path.read_bytes(), "application/geo+json", "geometry"


def _catalogues(given: Any, folder: Path, languages: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    if not isinstance(given, Mapping) or not set(given) <= set(languages):
        raise UsageError(f"catalogues: expected a file for one or more of {', '.join(languages)}, got {given!r}")
    for language in languages:
        if language in given:
            yield language, _catalogue(language, folder / str(given[language]))
        elif catalogue.packaged(language) is None:
            raise UsageError(
                f"languages: expected a catalogue for {language!r}, the program brings none; "
                f"write one (docs/charter.md) and name it under `catalogues`"
            )


def _catalogue(language: str, path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(catalogue.CATALOGUE_BYTES + 1)
        catalogue.read(language, data)
    except OSError as error:
        raise UsageError(f"catalogues.{language}: {error}") from error
    except catalogue.BadCatalogue as error:
        raise UsageError(f"catalogues.{language}: {path}: {error}") from error
    return data


# ── the gate's rules ─────────────────────────────────────────────────────────────────────────────────────────────────
def rules_of(raw: Mapping[str, Any], folder: Path) -> tuple[bytes | None, dict[str, Any]]:
    """The gate's rule pack as it stands in its file, and the register's member that names it; nothing without one."""
    if "rules" not in raw:
        return None, {}
    path = folder / str(raw["rules"])
    try:
        with path.open("rb") as file:
            data = file.read(pack.PACK_BYTES_MAX + 1)
        return data, {"rule_pack": pack.parse(data).public()}
    except OSError as error:
        raise UsageError(f"rules: {error}") from error
    except BadPack as error:
        raise UsageError(f"rules: {path}: {error}") from error

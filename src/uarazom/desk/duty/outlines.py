"""The register's map as the desk shows it: each region a link that ticks it on the page of places.

drawn({"AA-01"})        # Outline(box, regions); None when the register names no map
"""

from collections.abc import Collection
from dataclasses import dataclass

from uarazom.areas.regions import RegionSet
from uarazom.desk.newsroom import newsroom
from uarazom.desk.web.language import language
from uarazom.site import outlines


@dataclass(frozen=True)
class Region:
    """One outline: its code, name, path data, and whether it is chosen."""

    code: str
    name: str
    path: str
    on: bool


@dataclass(frozen=True)
class Outline:
    """The drawing."""

    box: str
    regions: tuple[Region, ...]


def drawn(chosen: Collection[str]) -> Outline | None:
    """Regions of the register alone; what the blob draws besides is left out."""
    digest = newsroom().register().instance.map
    raw = newsroom().blob(digest) if digest else None
    found = outlines.read(raw) if raw else None
    if found is None:
        return None
    known = RegionSet.of(newsroom().register())
    names = {code: known.name(code, (language(), *newsroom().languages))[1] for code, _ in found.paths if code in known}
    return Outline(found.box, tuple(Region(c, names[c], d, c in chosen) for c, d in found.paths if c in names))

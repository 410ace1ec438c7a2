"""One language of one site: its words, its dates, its names; made once for a render.

uk = languages(register, blob)["uk"]
uk.w.status.disputed, uk.dates.when(instant), uk.names.voice(act)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from uarazom.site.catalogue import BadCatalogue, Catalogue, packaged, read
from uarazom.site.dates import Dates
from uarazom.site.who import Naming

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from uarazom.acts.register import Register


@dataclass(frozen=True, slots=True)
class Policy:
    """A rule that the register publishes."""

    id: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """Everything that a page needs to speak one language. `others` are the site's other languages in order."""

    code: str
    catalogue: Catalogue
    dates: Dates
    names: Naming
    others: tuple[str, ...]

    @property
    def w(self) -> Any:
        """The words, escaped, for templates."""
        return self.catalogue.w

    def say(self, key: str, **values: object) -> Markup:
        """The words under a dotted key, filled in, as markup: what fills them is escaped."""
        return self.catalogue.say(key, **values)

    @property
    def direction(self) -> str:
        """ltr or rtl."""
        return self.catalogue.direction

    @cached_property
    def site_name(self) -> str:
        """The platform's name."""
        instance = self.names.register.texts.get("instance", {})
        texts = instance.get("name", {}) if "name" in instance else {}
        return self.names.text(texts, self.names.register.instance.id)

    def of_instance(self, member: str) -> str:
        """`tagline`, `about` or `contact` of the instance; empty when the register says none."""
        return self.names.text(self.names.register.texts.get("instance", {}).get(member, {}))

    def policy(self, id: str) -> Policy | None:
        """A rule of the register by id, in paragraphs; None when the register has none."""
        said = self.names.register.texts.get("policy", {}).get(id)
        if not said:
            return None
        text = self.names.text(said.get("text", {}))
        return Policy(
            id, self.names.text(said.get("title", {}), id), tuple(part for part in text.split("\n\n") if part)
        )

    def word(self, group: str, code: str | None) -> str:
        """The word for a code of a table; a code that this version does not know stands as it is."""
        if code is None:
            return ""
        return self.catalogue.leaves.get(f"{group}.{code}", code)


@cache
def dates_of(catalogue: Catalogue, zone: str) -> Dates:
    """Dates are remembered from render to render."""
    return Dates(catalogue, ZoneInfo(zone))


@cache
def from_blob(code: str, raw: bytes) -> Catalogue:
    """A catalogue of the register, read once."""
    return read(code, raw)


def catalogue_of(code: str, register: Register, blob: Callable[[str], bytes | None]) -> Catalogue:
    """The register's own catalogue of a language, else the one that comes with the program; without one, refuse."""
    digest = register.instance.catalogues.get(code)
    if digest is None:
        found = packaged(code)
        if found is None:
            raise BadCatalogue(
                code, ["none comes with the program and the register names none: add it to `catalogues`"]
            )
        return found
    raw = blob(digest)
    if raw is None:
        raise BadCatalogue(code, [f"expected blob {digest}, which the register names; it is not here"])
    return from_blob(code, raw)


def languages(register: Register, blob: Callable[[str], bytes | None]) -> dict[str, Language]:
    """The languages of the register, in order."""
    codes = register.instance.languages
    made = {}
    for code in codes:
        catalogue = catalogue_of(code, register, blob)
        others = tuple(other for other in codes if other != code)
        names = Naming(register, code, others, catalogue.plain("site.nobody"), comma=catalogue.comma)
        made[code] = Language(code, catalogue, dates_of(catalogue, register.instance.timezone), names, others)
    return made

"""The words blob of a register, strictly: names of who and what, the instance's texts, the policies.

What a register says it says for ever, and every page reads it; so each text is a text, as in an act.

    findings = tuple(of_words(words, fields, known={"bodies": {"mod"}, "people": set()}))

Rules: 1 a kind that is known, by ids · 2 members and their shapes (`MEMBERS`) · 3 words of a body or person say who is
in the register, and the titles of a person's offices stand beside the offices.
`{}` says nothing: an office without a title, a text of the instance that is taken away. docs/formats/roster.md.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from uarazom.acts.errors import Finding
from uarazom.acts.wording import URL_MAX, is_url, wrong_text
from uarazom.verify import canon

Check = Callable[[str, Any], Iterator[Finding]]
_FRAME = ("format", "salt")
OFFICES_MAX = 64  # of one person; more is a mistake


def of_words(
    words: Mapping[str, Any], fields: Mapping[str, Any], known: Mapping[str, Collection[str]]
) -> Iterator[Finding]:
    """Every finding on a register's words; `fields` is its entry, `known` the ids of bodies and people before it."""
    for kind, said in words.items():
        if kind in _FRAME:
            continue
        if kind not in MEMBERS or not isinstance(said, Mapping):
            yield Finding(f"words.{kind}", "an object of " + ", ".join(MEMBERS), repr(said))
        elif kind == "instance":
            yield from of_members("words.instance", said, MEMBERS[kind])
        else:
            yield from _of_each(kind, said, fields, known)


def _of_each(
    kind: str, said: Mapping[str, Any], fields: Mapping[str, Any], known: Mapping[str, Collection[str]]
) -> Iterator[Finding]:
    """1 and 3, id by id."""
    is_key = canon.is_region if kind == "regions" else canon.is_id
    for key, one in said.items():
        where = f"words.{kind}.{key}"
        if not is_key(key) or not isinstance(one, Mapping):
            yield Finding(where, "an object of texts under an id", repr(one))
            continue
        if kind in known and key not in known[kind] and key not in fields.get(kind, {}):
            yield Finding(where, f"one of the register's {kind}", key)
        yield from of_members(where, one, MEMBERS[kind])
        if kind == "people" and key in fields.get("people", {}):
            yield from _of_titles(where, one.get("offices"), fields["people"][key]["offices"])


def _of_titles(where: str, titles: Any, offices: Any) -> Iterator[Finding]:
    if isinstance(titles, list) and len(titles) != len(offices):
        yield Finding(f"{where}.offices", f"{len(offices)} titles, one beside each office", str(len(titles)))


def of_members(where: str, said: Mapping[str, Any], members: Mapping[str, Check]) -> Iterator[Finding]:
    """2. Members and their shapes."""
    for name, value in said.items():
        if name not in members:
            yield Finding(f"{where}.{name}", "one of " + ", ".join(members), name, "Leave it out.")
        else:
            yield from members[name](f"{where}.{name}", value)


# ── what a member must look like ─────────────────────────────────────────────────────────────────────────────────────
def texts(*, one_line: bool, may_be_empty: bool = False) -> Check:
    """An object language → text; `{}` only where it means something."""

    def check(where: str, value: Any) -> Iterator[Finding]:
        if not isinstance(value, Mapping) or not (value or may_be_empty):
            yield Finding(where, "an object language → text", repr(value))
            return
        for language, text in value.items():
            if not canon.is_language(language):
                yield Finding(f"{where}.{language}", "a language tag", repr(language))
            if (wrong := wrong_text(text, one_line=one_line)) is not None:
                yield Finding(f"{where}.{language}", *wrong)

    return check


def address(*, may_be_empty: bool) -> Check:
    """An absolute web address."""

    def check(where: str, value: Any) -> Iterator[Finding]:
        if not is_url(value) and not (may_be_empty and value == ""):
            yield Finding(where, f"an absolute http or https address of at most {URL_MAX} characters", repr(value))

    return check


def _offices(where: str, value: Any) -> Iterator[Finding]:
    if not isinstance(value, list) or len(value) > OFFICES_MAX:
        yield Finding(where, f"an array of at most {OFFICES_MAX} titles", repr(value))
        return
    for number, one in enumerate(value):
        yield from texts(one_line=True, may_be_empty=True)(f"{where}.{number}", one)


_LINE = texts(one_line=True)
_NAME: Mapping[str, Check] = {"name": _LINE}
_OURS = texts(one_line=True, may_be_empty=True)
_OURS_LONG = texts(one_line=False, may_be_empty=True)
MEMBERS: Mapping[str, Mapping[str, Check]] = {
    "bodies": {"name": _LINE, "short": _LINE, "url": address(may_be_empty=False)},
    "people": {"name": _LINE, "offices": _offices},
    "sections": _NAME,
    "topics": _NAME,
    "regions": _NAME,
    "competences": _NAME,
    "instance": {
        "name": _LINE,
        "tagline": _OURS,
        "about": _OURS_LONG,
        "contact": _OURS_LONG,
        "url": address(may_be_empty=True),
    },
    "policy": {"title": _LINE, "text": texts(one_line=False)},
}

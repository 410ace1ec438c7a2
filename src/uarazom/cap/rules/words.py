"""In what words: languages, texts, levels, and whether the infos say the same.

Source: CAP 1.2, 3.2.2 and 3.3.1; RFC 5646 2.1 (language tags); ISO 639-1 (the two-letter languages).
"""

import re
from collections.abc import Iterator

from uarazom.cap.finding import Finding
from uarazom.cap.model import Alert, Info
from uarazom.cap.rules.table import HEADLINE_MAX, breach, place

TAG = re.compile(
    r"(?:(?P<primary>[a-z]{2,3})(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+|i-[a-z]{3,8})",
    re.IGNORECASE,
)
# ISO 639-1. `ua`, `dk` and `cz` are countries, and the usual mistakes.
ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el "
    "en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu "
    "ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na "
    "nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn "
    "so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
)
TWO_LETTERS = frozenset(ISO_639_1.split())
MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<!--|&(?:[A-Za-z]{2,31}|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});")
LEVELS = ("urgency", "severity", "certainty")
# What infos of different languages must have in common: (element, attribute of the model).
SHARED = (
    *(("category", "categories"), ("responseType", "response_types"), *((name, name) for name in LEVELS)),
    *(("eventCode", "event_codes"), ("effective", "effective"), ("onset", "onset"), ("expires", "expires")),
)


def words(info: Info, path: str) -> Iterator[Finding]:
    """One info's language, levels and texts."""
    if not is_language(info.language):
        yield breach("language", f"{path}/language", "a language tag, as uk or en-GB", info.language)
    for name in LEVELS:
        if getattr(info, name) == "Unknown":
            yield breach("unknown_level", f"{path}/{name}", f"a known {name}", "Unknown")
    for rule, name, there in _wanted(info):
        if not there:
            yield breach(rule, f"{path}/{name}", f"a {name}", "nothing")
    if len(info.headline) > HEADLINE_MAX:
        got = f"{len(info.headline)} characters"
        yield breach("headline_long", f"{path}/headline", f"at most {HEADLINE_MAX} characters", got)
    for where, text in _texts(info, path):
        if ("<" in text or "&" in text) and (found := MARKUP.search(text)):
            yield breach("text_markup", where, "plain text", found[0])


def is_language(tag: str) -> bool:
    """A well-formed tag of BCP 47, whose two-letter language exists."""
    parts = TAG.fullmatch(tag)
    if not parts:
        return False
    primary = (parts["primary"] or "").lower()
    return len(primary) != 2 or primary in TWO_LETTERS


def languages(alert: Alert) -> Iterator[Finding]:
    """What infos have in common."""
    if len(alert.infos) < 2:
        return
    seen: dict[str, int] = {}
    for index, info in enumerate(alert.infos):
        tag = info.language.lower()
        path = place("/alert/info", index, len(alert.infos))
        if tag in seen:
            yield breach("language_twice", f"{path}/language", "one info for each language", info.language)
        seen.setdefault(tag, index)
    if len(seen) == len(alert.infos):
        yield from _agreement(alert.infos)
    elif len(seen) > 1 and len({frozenset(map(_facts, group)) for group in _by_language(alert.infos).values()}) > 1:
        got = "other facts in " + ", ".join(seen)
        yield breach("languages_disagree", "/alert/info", "the same facts in each language", got)


def _agreement(infos: tuple[Info, ...]) -> Iterator[Finding]:
    """Each info against the first, element by element."""
    first = infos[0]
    for index, info in enumerate(infos[1:], 1):
        path = place("/alert/info", index, len(infos))
        for element, name in SHARED:
            if getattr(info, name) != getattr(first, name):
                expected, got = _text(getattr(first, name)), _text(getattr(info, name))
                yield breach("languages_disagree", f"{path}/{element}", f"as in {first.language}: {expected}", got)
        if _where(info) != _where(first):
            yield breach("languages_disagree", f"{path}/area", f"the places of {first.language}", "other places")


def _by_language(infos: tuple[Info, ...]) -> dict[str, list[Info]]:
    groups: dict[str, list[Info]] = {}
    for info in infos:
        groups.setdefault(info.language.lower(), []).append(info)
    return groups


def _facts(info: Info) -> tuple[object, ...]:
    return (*(getattr(info, name) for _, name in SHARED), _where(info))


def _where(info: Info) -> tuple[object, ...]:
    return tuple((area.polygons, area.circles, area.geocodes, area.altitude, area.ceiling) for area in info.areas)


def _wanted(info: Info) -> tuple[tuple[str, str, object], ...]:
    """(rule, element, what there is) of what the standard leaves open and a reader misses."""
    return (
        ("texts_missing", "headline", info.headline),
        ("texts_missing", "description", info.description),
        ("recommended", "senderName", info.sender_name),
        ("recommended", "instruction", info.instruction),
        ("recommended", "responseType", info.response_types),
        ("recommended", "web", info.web),
        ("recommended", "contact", info.contact),
    )


def _texts(info: Info, path: str) -> Iterator[tuple[str, str]]:
    for name in ("event", "audience", "headline", "description", "instruction", "contact"):
        yield f"{path}/{name}", getattr(info, name)
    yield f"{path}/senderName", info.sender_name
    for index, area in enumerate(info.areas):
        yield place(f"{path}/area", index, len(info.areas)) + "/areaDesc", area.description


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(map(_text, value)) or "nothing"
    return "nothing" if value is None else str(value)

"""A profile: its name, where it is written down, its rules, and the function that finds what breaks them.

    PROFILES["google"](alert)       # findings whose rules are named google.web, google.expires, …

A profile's error is the profile's MUST, its warning the profile's SHOULD. What the standard's own rules say already
(references of an Update, the form of a polygon) is not said again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from uarazom.cap.finding import ERROR, WARNING, Finding
from uarazom.cap.model import Alert, Info, Pair
from uarazom.cap.rules.table import place

Breach = tuple[str, str, str, str]  # rule, path, expected, got


@dataclass(frozen=True, slots=True)
class Profile:
    """``rules``: short name → (level, what must hold)."""

    name: str
    source: str
    rules: Mapping[str, tuple[str, str]]
    breaches: Callable[[Alert], Iterator[Breach]]

    def __call__(self, alert: Alert) -> Iterator[Finding]:
        """The findings for one alert."""
        for rule, path, expected, got in self.breaches(alert):
            yield Finding(f"{self.name}.{rule}", self.rules[rule][0], path, expected, got)


def must(says: str) -> tuple[str, str]:
    """A rule of the profile that is a MUST."""
    return ERROR, says


def should(says: str) -> tuple[str, str]:
    """A rule of the profile that is a SHOULD."""
    return WARNING, says


def infos(alert: Alert) -> Iterator[tuple[str, Info]]:
    """Every info with its path."""
    for index, info in enumerate(alert.infos):
        yield place("/alert/info", index, len(alert.infos)), info


def values(pairs: tuple[Pair, ...], name: str) -> list[str]:
    """The values of all pairs of a name, or of a name that begins so when it ends with a colon."""
    if name.endswith(":"):
        return [pair.value for pair in pairs if pair.name.startswith(name)]
    return [pair.value for pair in pairs if pair.name == name]


def is_for_the_public(alert: Alert) -> bool:
    """A message that warns or takes back; an Ack or an Error answers a machine."""
    return alert.msg_type in {"Alert", "Update", "Cancel"}


def code(alert: Alert, wanted: str) -> Iterator[Breach]:
    """``code``: the profile's mark among the alert's codes; one that ends with a colon is a beginning."""
    if not any(one == wanted or (wanted.endswith(":") and one.startswith(wanted)) for one in alert.codes):
        yield "code", "/alert/code", wanted, " ".join(alert.codes) or "nothing"


def info_there(alert: Alert) -> Iterator[Breach]:
    """``info``: at least one."""
    if is_for_the_public(alert) and not alert.infos:
        yield "info", "/alert/info", "an <info>", "nothing"


def absent(path: str, rule: str, *names: tuple[str, object]) -> Iterator[Breach]:
    """One breach of a rule for each element that is not there."""
    for element, value in names:
        if not value:
            yield rule, f"{path}/{element}", f"<{element}>", "nothing"


def recommended(info: Info, path: str) -> Iterator[Breach]:
    """The rule "recommended" of the profiles that ask for these four."""
    yield from absent(path, "recommended", ("expires", info.expires), ("senderName", info.sender_name))
    yield from absent(path, "recommended", ("responseType", info.response_types), ("instruction", info.instruction))


def same(alert: Alert, rule: str, element: str, attribute: str) -> Iterator[Breach]:
    """A rule: every info has in one element what the first has."""
    first = alert.infos[0] if alert.infos else None
    for path, info in infos(alert):
        if first is not None and set(getattr(info, attribute)) != set(getattr(first, attribute)):
            yield rule, f"{path}/{element}", f"the {element} of the first info", "others"


def one_event(alert: Alert) -> Iterator[Breach]:
    """``events``: infos in one language speak of one event."""
    events: dict[str, str] = {}
    for path, info in infos(alert):
        first = events.setdefault(info.language.lower(), info.event)
        if info.event != first:
            yield "events", f"{path}/event", first, info.event


def outlined(info: Info, path: str) -> Iterator[Breach]:
    """``outline``: a polygon or a circle in some area of the info."""
    if info.areas and not any(area.polygons or area.circles for area in info.areas):
        yield "outline", f"{path}/area", "a polygon or circle", "codes alone"

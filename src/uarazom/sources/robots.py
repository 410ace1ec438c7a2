"""What a site asks of programs that read it: `/robots.txt`, asked before a page of it is.

    allows(raw, "uarazom", "/news/2022/1")

Rules, in order
1. At most `ROBOTS_BYTES` are looked at, at most `RULES_MAX` rules; a line that is none is passed over.
2. The groups that name our product hold, together; where none does, those for everybody (`*`); where none of these, all
   is allowed.
3. The longest rule that fits decides; of two as long, the one that allows. `*` is anything, `$` at the end is the end.
4. A rule is matched part by part: the time is that of its length and the address's, whatever stands in it.

Specification: RFC 9309 (Robots Exclusion Protocol), 2.2. What no answer means (2.3.1) is the reader's: `readable`.
"""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

ROBOTS_BYTES = 500 * 1024  # RFC 9309, 2.5: at least so much
RULES_MAX = 5_000
PATTERN_MAX = 2_000  # characters of one rule

Rule = tuple[bool, str]  # whether it allows, and what


def place_of(url: str) -> str:
    """Where a site says it."""
    split = urlsplit(url)
    return f"{split.scheme}://{split.netloc}/robots.txt"


def allows(raw: bytes, product: str, target: str) -> bool:
    """Whether this program may read this target: a path, with its query."""
    groups = _groups(raw)
    rules = groups.get(product.lower(), groups.get("*", []))
    asked = unquote(target)
    fitting = [(len(pattern), allowed) for allowed, pattern in rules if _fits(pattern, asked)]
    return max(fitting, default=(0, True))[1]


def _groups(raw: bytes) -> dict[str, list[Rule]]:
    """The rules of each product; lines of products one behind the other share what follows."""
    groups: dict[str, list[Rule]] = {}
    named: list[str] = []
    ruled, count = False, 0
    for field, value in _lines(raw):
        if field == "user-agent":
            named, ruled = ([] if ruled else named) + [value.lower()], False
            for one in named:
                groups.setdefault(one, [])
            continue
        ruled, count = True, count + 1
        if value and count <= RULES_MAX:
            for one in named:
                groups[one].append((field == "allow", unquote(value[:PATTERN_MAX])))
    return groups


def _lines(raw: bytes) -> Iterator[tuple[str, str]]:
    for line in raw[:ROBOTS_BYTES].decode("utf-8-sig", "replace").splitlines():
        field, colon, value = line.partition("#")[0].partition(":")
        name = field.strip().lower()
        if colon and name in ("user-agent", "allow", "disallow"):
            yield name, value.strip()


def _fits(pattern: str, asked: str) -> bool:
    """Whether a rule fits from the address's beginning on."""
    to_end = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not asked.startswith(first):
        return False
    if not others:
        return not to_end or asked == first
    at = len(first)
    for part in others[:-1]:
        found = asked.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    last = others[-1]
    if to_end:
        return asked.endswith(last) and len(asked) - len(last) >= at
    return asked.find(last, at) >= 0

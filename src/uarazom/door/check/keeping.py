"""What the check holds in memory for a while: results for the same text, results with a link, who asked how often.

All of it is bounded in number or bytes, ends by itself, and is written nowhere; it ends with the process.
"""

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

NETWORK_BITS = 64  # of an IPv6 address: one reader has all the rest


@dataclass(frozen=True, slots=True)
class Page:
    """One result."""

    status: int
    body: bytes


class Pages:
    """Pages by key until their time or the room runs out, the oldest first."""

    def __init__(self, seconds: float, room: int) -> None:
        self._seconds, self._room = seconds, room
        self._pages: OrderedDict[str, tuple[float, Page]] = OrderedDict()
        self._held = 0

    def get(self, key: str, now: float) -> Page | None:
        """The page, if it is there still."""
        self._expire(now)
        found = self._pages.get(key)
        return found[1] if found else None

    def put(self, key: str, page: Page, now: float) -> None:
        """Keep a page for the whole time; one that alone is too large is not kept."""
        self._expire(now)
        if key in self._pages or len(page.body) > self._room:
            return
        self._pages[key] = now + self._seconds, page
        self._held += len(page.body)
        while self._held > self._room:
            self._drop()

    def _expire(self, now: float) -> None:
        while self._pages and next(iter(self._pages.values()))[0] <= now:
            self._drop()

    def _drop(self) -> None:
        self._held -= len(self._pages.popitem(last=False)[1][1].body)


class Rates:
    """How often each network asked: a bucket that empties evenly."""

    def __init__(self, many: int, seconds: float, networks: int) -> None:
        self._many, self._seconds, self._networks = many, seconds, networks
        self._full: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str, now: float) -> float:
        """Count one more, and say 0; or how many seconds until one more is welcome."""
        network = network_of(client)
        level, at = self._full.get(network, (0.0, now))
        level = max(0.0, level - (now - at) * self._many / self._seconds)
        if level + 1 > self._many:
            return (level + 1 - self._many) * self._seconds / self._many
        self._full[network] = level + 1, now
        self._full.move_to_end(network)
        while len(self._full) > self._networks:
            self._full.popitem(last=False)
        return 0.0


def network_of(client: str) -> str:
    """What counts as one reader: an IPv4 address, the first half of an IPv6 one."""
    try:
        address = ip_address(client)
    except ValueError:
        return ""  # whoever has no address shares one
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    if isinstance(address, IPv6Address):
        return str(int(address) >> (128 - NETWORK_BITS))
    return str(address)

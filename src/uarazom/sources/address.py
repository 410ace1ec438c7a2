"""Where we may go: public addresses by http and https, looked up once and held to what was looked up.

An address that somebody typed, or that a redirect names, must not make our server speak to machines that only it can
reach. Rules, in order:
1. http or https, a host, a port from the list (in an allowed network any); no name or password in it; at most
   ADDRESS_MAX characters.
2. The host's name is looked up here, once; *every* address found must be public (none private, loopback, link-local,
   multicast, reserved, or one of these hidden in an IPv6 form), unless `allowed` names its network.
3. The connection goes to the address that was looked at, never to the name: a second look-up could answer otherwise
   (DNS rebinding). `fetch` holds that.

    place = look_up("https://example.org/feed", resolve=system_resolve)
    place.address, place.port, place.host, place.target

OWASP, Server-Side Request Forgery Prevention; IANA special-purpose address registries by way of `ipaddress`.
"""

import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from uarazom.sources.errors import Forbidden, Unreachable

ADDRESS_MAX = 2_000
PORTS = frozenset({80, 443, 8080, 8443})
_DEFAULT_PORTS = {"http": 80, "https": 443}

Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request goes: the address that was looked at, and what is asked of it."""

    url: str
    scheme: str
    host: str
    address: str
    port: int
    target: str

    @property
    def host_header(self) -> str:
        """The host as a request names it: in brackets where it is an IPv6 address, with a port that is not usual."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def system_resolve(host: str, port: int) -> Iterable[str]:
    """The addresses that this machine's resolver gives. Raises: OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def look_up(url: str, *, resolve: Resolve = system_resolve, allowed: Sequence[Network] = ()) -> Place:
    """The place that an address names. Raises: Forbidden, Unreachable."""
    scheme, host, port, target = _parts(url)
    try:
        found = list(dict.fromkeys(resolve(host, port)))
    except (OSError, UnicodeError) as error:
        raise Unreachable("a host that has an address", str(error), url) from error
    if not found:
        raise Unreachable("a host that has an address", "none", url)
    for address in found:
        if not is_public(address, allowed):
            raise Forbidden("a public address", address, url)
        if port not in PORTS and not is_allowed(address, allowed):
            raise Forbidden("a port of " + ", ".join(map(str, sorted(PORTS))), str(port), url)
    return Place(url, scheme, host, found[0], port, target)


def is_allowed(address: str, allowed: Sequence[Network]) -> bool:
    """Whether it is in a network that we were told to allow."""
    try:
        meant = _meant(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    return any(meant in network for network in allowed)


def is_public(address: str, allowed: Sequence[Network] = ()) -> bool:
    """Whether anybody on the network could reach it too, or it is in a network that we were told to allow."""
    if is_allowed(address, allowed):
        return True
    try:
        meant = _meant(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    local = isinstance(meant, IPv6Address) and meant.is_site_local  # fec0::/10: given up, still routed (RFC 3879)
    return meant.is_global and not (meant.is_multicast or meant.is_reserved or local)


def _meant(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one carries (mapped, 6to4, Teredo), else itself."""
    if isinstance(address, IPv4Address):
        return address
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address


def _parts(url: str) -> tuple[str, str, int, str]:
    if len(url) > ADDRESS_MAX or any(letter.isspace() or ord(letter) < 0x20 for letter in url):
        raise Forbidden(f"an address of at most {ADDRESS_MAX} characters, without spaces", f"{len(url)}", url[:80])
    try:
        split = urlsplit(url)
        port = split.port or _DEFAULT_PORTS.get(split.scheme, 0)
    except ValueError as error:
        raise Forbidden("an address", str(error), url) from error
    if split.scheme not in _DEFAULT_PORTS or not split.hostname:
        raise Forbidden("an http or https address with a host", url, "address")
    if split.username is not None or split.password is not None:
        raise Forbidden("no name or password in the address", "one", split.hostname)
    return split.scheme, split.hostname, port, (split.path or "/") + (f"?{split.query}" if split.query else "")

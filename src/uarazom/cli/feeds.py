"""``DIR/sources.yaml``: whose warnings come in, by which way, and what becomes of them.

    broker: {host: 127.0.0.1, port: 8883, user: intake, password_file: broker-password, authority: broker-ca.pem}
    allow: [10.20.0.0/16]                       # private networks that a feed may lie in; none unless it is said
    sources:
      weather:
        url: https://met.example.org/cap.atom   # asked for, or
        seconds: 30                             # the shortest interval
        senders: [alerts@met.example.org]       # whom it may speak for
        pinned: [met.pem]                       # certificates and keys of its XML signatures, beside this file
      civil:
        topic: cap/civil                        # heard over MQTT; the broker says who may write there
        policy: record                          # entries signed with keys of the roster go straight to the record

Rules: strict (an unknown member is an error), bounded; `draft`, the usual policy, puts a message before the desk, where
two people decide. Without the file nothing comes in. docs/sources.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import yaml
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from uarazom.cap.keys import Pinned
from uarazom.cli.say import CommandError
from uarazom.editorial.incoming import Trust
from uarazom.sources.address import Network
from uarazom.sources.mqtt import Broker
from uarazom.sources.polling import SHORTEST_SECONDS
from uarazom.verify.canon import is_id

FILE = "sources.yaml"
FILE_MAX_BYTES = 262_144
SOURCES_MAX = 64  # each is asked by a thread of its own for some seconds
POLICIES = ("draft", "record")
MEMBERS = {"url", "topic", "seconds", "senders", "pinned", "policy"}
BROKER_MEMBERS = {"host", "port", "user", "password_file", "authority"}


@dataclass(frozen=True)
class Feed:
    """One source. `url` or `topic`, never both."""

    name: str
    url: str
    topic: str
    seconds: int
    policy: str
    trust: Trust


@dataclass(frozen=True)
class Feeds:
    """All of the file."""

    feeds: tuple[Feed, ...] = ()
    broker: Broker | None = None
    allowed: tuple[Network, ...] = ()


def read(home: Path) -> Feeds:
    """What the instance takes in; nothing where there is no file. Raises: CommandError with the member at fault."""
    path = home / FILE
    try:
        with path.open("rb") as file:
            data = file.read(FILE_MAX_BYTES + 1)
    except FileNotFoundError:
        return Feeds()
    if len(data) > FILE_MAX_BYTES:
        raise CommandError(f"expected at most {FILE_MAX_BYTES} bytes in {path}, got more")
    try:
        raw = yaml.safe_load(data)
    except (yaml.YAMLError, RecursionError) as error:
        raise CommandError(f"expected YAML in {path}: {error}") from error
    members = _members(raw or {}, {"broker", "allow", "sources"}, str(path))
    broker = _broker(members["broker"], home) if "broker" in members else None
    feeds = tuple(_feed(name, value, home) for name, value in _mapping(members.get("sources", {}), "sources").items())
    if len(feeds) > SOURCES_MAX:
        raise CommandError(f"{path}: expected at most {SOURCES_MAX} sources, got {len(feeds)}")
    if broker is None and any(feed.topic for feed in feeds):
        raise CommandError(f"{path}: expected a broker, since a source has a topic, got none")
    topics = [feed.topic for feed in feeds if feed.topic]
    if len(set(topics)) < len(topics):
        raise CommandError(f"{path}: expected a topic of its own for each source, got {', '.join(sorted(topics))}")
    return Feeds(feeds, broker, tuple(_network(text, path) for text in members.get("allow", ())))


def _feed(name: Any, raw: Any, home: Path) -> Feed:
    where = f"{FILE}: sources.{name}"
    members = _members(raw, MEMBERS, where)
    if not is_id(name):
        raise CommandError(f"{where}: expected an id (a-z, 0-9, -), got {name!r}")
    if ("url" in members) == ("topic" in members):
        raise CommandError(f"{where}: expected url or topic, one of them")
    seconds, policy = members.get("seconds", SHORTEST_SECONDS), members.get("policy", "draft")
    if type(seconds) is not int or not SHORTEST_SECONDS <= seconds <= 3600:
        raise CommandError(f"{where}.seconds: expected {SHORTEST_SECONDS} to 3600, got {seconds!r}")
    if policy not in POLICIES:
        raise CommandError(f"{where}.policy: expected one of {', '.join(POLICIES)}, got {policy!r}")
    pinned = tuple(_pinned(home / text, where) for text in _texts(members.get("pinned", []), f"{where}.pinned"))
    trust = Trust(tuple(_texts(members.get("senders", []), f"{where}.senders")), pinned)
    url, topic = (_text(members.get(key, ""), f"{where}.{key}") for key in ("url", "topic"))
    if "topic" in members and (not topic or set(topic) & set("+#\0")):
        # A message on a topic that no source names would be acknowledged and be nobody's.
        raise CommandError(f"{where}.topic: expected one topic without + or #, got {topic!r}")
    return Feed(name, url, topic, seconds, policy, trust)


def _broker(raw: Any, home: Path) -> Broker:
    members = _members(raw, BROKER_MEMBERS, f"{FILE}: broker")
    host, port = _text(members.get("host", ""), "broker.host"), members.get("port", 1883)
    if not host or type(port) is not int or not 1 <= port <= 65_535:
        raise CommandError(f"{FILE}: broker: expected host and port, got {host!r} and {port!r}")
    password = ""
    if "password_file" in members:
        password = _file(home / _text(members["password_file"], "broker.password_file")).decode().strip()
    authority = str(home / _text(members["authority"], "broker.authority")) if "authority" in members else ""
    return Broker(host, port, _text(members.get("user", ""), "broker.user"), password, authority)


def _pinned(path: Path, where: str) -> Pinned:
    data = _file(path)
    try:
        if b"CERTIFICATE" in data:
            return x509.load_pem_x509_certificate(data)
        return load_pem_public_key(data)  # type: ignore[return-value]  # of a kind that cap.keys refuses, it verifies nothing
    except ValueError as error:
        raise CommandError(
            f"{where}.pinned: expected a certificate or public key (PEM) in {path.name}: {error}"
        ) from error


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(FILE_MAX_BYTES)
    except OSError as error:
        raise CommandError(f"{FILE}: expected a file {path.name} beside it: {error.strerror}") from error


def _network(text: Any, path: Path) -> Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise CommandError(f"{path}: allow: expected a network such as 10.20.0.0/16: {error}") from error


def _members(raw: Any, known: set[str], where: str) -> Mapping[str, Any]:
    members = _mapping(raw, where)
    if unknown := set(members) - known:
        raise CommandError(
            f"{where}: expected members of {', '.join(sorted(known))}, got {', '.join(map(str, unknown))}"
        )
    return members


def _mapping(raw: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise CommandError(f"{where}: expected members (name: value), got {type(raw).__name__}")
    return raw


def _texts(raw: Any, where: str) -> list[str]:
    if not isinstance(raw, list):
        raise CommandError(f"{where}: expected a list, got {type(raw).__name__}")
    return [_text(one, where) for one in raw]


def _text(raw: Any, where: str) -> str:
    if not isinstance(raw, str):
        raise CommandError(f"{where}: expected a text, got {raw!r}")
    return raw

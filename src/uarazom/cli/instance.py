"""An instance is a folder: where each thing in it lies, and its settings.

Settings (``DIR/uarazom.yaml``) are what this machine needs and the public never sees: hosts and ports. What the public
sees (names, sections, languages, policy) lies in the record. ``ARCHITECTURE.md`` draws the folder.

    >>> Instance(Path("var/demo")).public
    PosixPath('var/demo/public')
"""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

import yaml

from uarazom.cli.files import write_whole
from uarazom.cli.say import CommandError

MODES = ("live", "demonstration", "training")
MAX_SETTINGS_BYTES = 65_536
ADDRESS = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?/")

FITTING: dict[str, tuple[Callable[[Any], bool], str]] = {  # by the last word of a setting's name
    "port": (lambda value: 1 <= value <= 65_535, "a port from 1 to 65535"),
    "host": (bool, "an address to listen on such as 127.0.0.1"),
    "url": (
        lambda value: not value or ADDRESS.fullmatch(value) is not None,
        "an address such as https://www.example.org/",
    ),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``DIR/uarazom.yaml`` holds.

    The public side and the desk stand on two host names, since ports of one host share cookies. Hosts and ports say
    where we listen; the addresses say where people reach us when a web server stands before us (``deploy/``): an
    ``https:`` one makes cookies secure and browsers stay with TLS.
    """

    origin: str
    mode: str = "live"
    public_host: str = "127.0.0.1"
    public_port: int = 8080
    desk_host: str = "localhost"
    desk_port: int = 8081
    public_url: str = ""
    desk_url: str = ""
    desk_database: str = ""  # empty: SQLite in DIR/desk; else postgresql://user:password@host:port/name

    @classmethod
    def read(cls, path: Path) -> Self:
        """Parse the file, strictly.

        Raises: ``CommandError`` saying which member is wrong.
        """
        raw = _loaded(path)
        if not isinstance(raw, dict):
            raise CommandError(f"expected settings (name: value) in {path}, got {type(raw).__name__}")
        _expect_fit(raw, {field.name: field.type for field in fields(cls)}, path)
        return cls(**raw)


def _expect_fit(raw: dict[str, Any], kinds: dict[str, Any], path: Path) -> None:
    """Every member is one of ours and says something that it may."""
    for name, value in raw.items():
        if name not in kinds or type(value) is not kinds[name]:
            raise CommandError(f"{path}: expected one of {', '.join(kinds)} with its type, got {name}: {value!r}")
    if raw.get("mode", "live") not in MODES or "origin" not in raw:
        raise CommandError(f"{path}: expected origin, and mode one of {', '.join(MODES)}, got {raw}")
    for name, value in raw.items():
        if (fits := FITTING.get(name.rpartition("_")[2])) and not fits[0](value):
            raise CommandError(f"{path}: expected {fits[1]}, got {name}: {value!r}")


def _loaded(path: Path) -> Any:
    """What the file holds, as YAML reads it."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SETTINGS_BYTES + 1)
        if len(data) > MAX_SETTINGS_BYTES:
            raise CommandError(f"expected at most {MAX_SETTINGS_BYTES} bytes in {path}, got more")
        return yaml.safe_load(data)
    except FileNotFoundError as error:
        raise CommandError(
            f"expected an instance in {path.parent}, found no {path.name}; make one: uarazom init {path.parent}"
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise CommandError(f"expected YAML in {path}, got {error}") from error


@dataclass(frozen=True, slots=True)
class Instance:
    """The folder of an instance and the places in it."""

    home: Path

    @property
    def settings_file(self) -> Path:
        return self.home / "uarazom.yaml"

    @property
    def settings(self) -> Settings:
        return Settings.read(self.settings_file)

    def write_settings(self, settings: Settings) -> None:
        write_whole(self.settings_file, yaml.safe_dump(asdict(settings), sort_keys=False).encode())

    @property
    def exists(self) -> bool:
        return self.settings_file.exists()

    @property
    def anchor(self) -> Path:
        return self.home / "anchor"

    @property
    def clock(self) -> Path:
        return self.home / "clock.json"

    @property
    def rules(self) -> Path:
        """The gate's rule pack, where the instance has one (docs/gate.md)."""
        return self.home / "rules.yaml"

    @property
    def public(self) -> Path:
        return self.home / "public"

    @property
    def record(self) -> Path:
        return self.home / "record"

    @property
    def root(self) -> Path:
        return self.home / "root"

    @property
    def signer(self) -> Path:
        return self.home / "signer"

    @property
    def desk(self) -> Path:
        return self.home / "desk"

    @property
    def site(self) -> Path:
        return self.home / "site"

    @property
    def run(self) -> Path:
        return self.home / "run"

    @property
    def sources_file(self) -> Path:
        return self.home / "sources.yaml"

    @property
    def inbox(self) -> Path:
        return self.home / "sources" / "inbox.sqlite3"

    @property
    def watch(self) -> Path:
        """What the press that is followed wrote: the desk's list of feeds, and the shelf (docs/sources.md)."""
        return self.home / "watch"

    @property
    def followed(self) -> Path:
        return self.watch / "followed.json"

    @property
    def shelf(self) -> Path:
        return self.watch / "shelf.sqlite3"

    @property
    def quotes(self) -> Path:
        """The index of statements (docs/quotes.md); made again where it is removed."""
        return self.home / "quotes"

    @property
    def check_socket(self) -> Path:
        return self.run / "check.sock"

    @property
    def signer_socket(self) -> Path:
        return self.run / "signer.sock"

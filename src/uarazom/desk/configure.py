"""From an instance's settings to a running Django: ``configure(DeskSettings(home=…))``.

Rules
1. The desk's data lies in ``DIR/desk``: SQLite in WAL there, or PostgreSQL by ``database``.
2. A writing transaction begins IMMEDIATE on SQLite: two writers wait for each other instead of failing half-way.
3. Calling it again points the process at another instance (tests, and commands that make an instance and use it).

    configure(DeskSettings(home=Path("/srv/uarazom"), now=clock.now))
    migrate()
"""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import django
from django.conf import settings

from uarazom.desk import settings as fixed

BUSY_SECONDS = 20  # how long a writer waits for another; a request longer than this is an error worth seeing
SECRET_BYTES = 50


def wall_clock() -> datetime:
    """The machine's time, in whole seconds as the formats have it."""
    return datetime.now(UTC).replace(microsecond=0)


def silence(_text: str, _language: str) -> bytes | None:
    """A desk without a voice."""
    return None


@dataclass(frozen=True)
class PasswordCost:
    """What one guess of a password costs: Argon2id's memory and passes (RFC 9106 §4, second choice)."""

    memory_kib: int = 65536
    passes: int = 3
    lanes: int = 1


@dataclass(frozen=True)
class DeskSettings:
    """What the instance decides about its desk."""

    home: Path
    database: str = ""  # empty: SQLite in DIR/desk; else postgresql://user:password@host:port/name?host=/socket/folder
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    https: bool = False
    now: Callable[[], datetime] = wall_clock
    behind_proxy: bool = False  # the reader's address is the last that the proxy in front wrote down
    demonstration: bool = False
    public_url: str = ""  # where the public site stands, for links to what was published
    rule_pack: Path | None = None
    password_cost: PasswordCost = field(default_factory=PasswordCost)
    speak: Callable[[str, str], bytes | None] = silence  # text, language → an Ogg Opus file, in time
    speak_seconds: float = 2.0  # how long a submission waits for all voices together, at most

    @property
    def folder(self) -> Path:
        """``DIR/desk``."""
        return self.home / "desk"


_configured: list[DeskSettings] = []  # the one in force, last


def current() -> DeskSettings:
    """The settings in force. Raises: RuntimeError before ``configure``."""
    if not _configured:
        raise RuntimeError("expected a configured desk, got none; call configure(DeskSettings(home=…)) first")
    return _configured[-1]


def configure(desk: DeskSettings) -> None:
    """Point this process's Django at one instance."""
    _configured[:] = [desk]
    desk.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    values = _fixed() | _of_instance(desk)
    if not settings.configured:
        settings.configure(**values)
        django.setup()
        return
    for name, value in values.items():
        setattr(settings, name, value)
    _point_connections_at(values["DATABASES"])


def migrate() -> None:
    """Bring the database's schema and guards to this program's version; nothing happens when they are there already."""
    from uarazom.desk.guarding import bring_up

    bring_up(current().folder)


def _fixed() -> dict[str, Any]:
    return {name: getattr(fixed, name) for name in dir(fixed) if name.isupper()}


def _of_instance(desk: DeskSettings) -> dict[str, Any]:
    prefix = "__Host-" if desk.https else ""
    return {
        "DEBUG": False,
        "SECRET_KEY": _secret_key(desk.folder / "secret-key"),
        "ALLOWED_HOSTS": list(desk.hosts),
        "DATABASES": {"default": _database(desk)},
        "SESSION_COOKIE_NAME": f"{prefix}desk",
        "CSRF_COOKIE_NAME": f"{prefix}desk-form",
        "SESSION_COOKIE_SECURE": desk.https,
        "CSRF_COOKIE_SECURE": desk.https,
        "SECURE_HSTS_SECONDS": 63072000 if desk.https else 0,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if desk.https else None,
    }


def _database(desk: DeskSettings) -> dict[str, Any]:
    if not desk.database:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(desk.folder / "desk.sqlite3"),
            "OPTIONS": {
                "timeout": BUSY_SECONDS,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(desk.database)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ValueError(
            f"desk database: expected postgresql://user@host/name or nothing (SQLite), got {parts.scheme!r}; "
            "correct `database` in uarazom.yaml"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": dict(parse_qsl(parts.query)).get("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


def _secret_key(path: Path) -> str:
    """The key of sessions and form tokens; made once, readable by the desk's user alone."""
    if not path.exists():
        draft = path.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    return path.read_text("ascii")


def _point_connections_at(databases: dict[str, Any]) -> None:
    from django.db import connections

    connections.close_all()
    connections.settings = connections.configure_settings(databases)
    connections["default"] = connections.create_connection("default")

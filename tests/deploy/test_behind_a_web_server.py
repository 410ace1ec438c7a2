"""An instance behind a web server and with a user for each service: what its settings and its folders change."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from uarazom.cli.instance import Instance, Settings
from uarazom.cli.newsroom import desk_settings
from uarazom.cli.say import CommandError


def desk_of(home: Path, **addresses: str) -> tuple[tuple[str, ...], bool, str]:
    instance = Instance(home)
    instance.write_settings(Settings(origin="info.example.org/log", **addresses))
    desk = desk_settings(instance, instance.settings, lambda: datetime(2022, 2, 20, tzinfo=UTC))
    return desk.hosts, desk.https, desk.public_url


def test_addresses_make_the_desk_answer_to_its_name_with_secure_cookies(tmp_path: Path) -> None:
    hosts, https, public = desk_of(
        tmp_path, desk_url="https://desk.example.org/", public_url="https://www.example.org/"
    )
    assert "desk.example.org" in hosts
    assert https
    assert public == "https://www.example.org/"


def test_without_addresses_the_desk_answers_to_loopback_alone(tmp_path: Path) -> None:
    hosts, https, public = desk_of(tmp_path)
    assert set(hosts) == {"127.0.0.1", "localhost", "[::1]"}
    assert not https
    assert public == "http://127.0.0.1:8080/"


@pytest.mark.parametrize(
    "bad", ["desk.example.org", "https://desk.example.org", "ftp://x/", "https://a b/", "https://x/y"]
)
def test_an_address_that_is_none_is_named(tmp_path: Path, bad: str) -> None:
    with pytest.raises(CommandError, match="expected an address"):
        desk_of(tmp_path, desk_url=bad)

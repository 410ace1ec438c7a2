"""The desk behind nginx and Caddy: what it is told of who asks, and what never reaches it."""

import email
import json
import os
import re
import ssl
import subprocess
from pathlib import Path

import httpx
import pytest
from tests.deploy.conftest import DEPLOY, Served, client

pytestmark = pytest.mark.server


def test_a_browser_cannot_say_who_it_is_or_how_it_came(server: Served) -> None:
    lies = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "gopher", "X-Forwarded-Host": "evil.example"}
    told = email.message_from_string(server.desk.get("/drafts", headers={**lies, "Forwarded": "for=192.0.2.1"}).text)
    assert told.get_all("X-Forwarded-For") == ["127.0.0.1"]
    assert told.get_all("X-Forwarded-Proto") == ["https"]
    assert told["Host"].partition(":")[0] == server.desk.base_url.host
    assert "evil.example" not in str(told)


def test_the_desk_is_not_on_the_public_host(server: Served) -> None:
    assert server.public.get("/drafts").status_code == 404
    assert server.public.post("/sign-in").status_code == 405


def test_a_form_reaches_the_desk_and_a_flood_of_bytes_does_not(server: Served) -> None:
    assert server.desk.post("/drafts", content=b"x" * 100_000).status_code == 200
    try:
        answer = server.desk.post("/drafts", content=b"x" * (21 << 20))
    except httpx.TransportError:
        return  # the connection was ended while we were still sending
    # Caddy 2.6 stops reading at its limit too, and calls what follows a bad gateway.
    assert answer.status_code == {"nginx": 413, "caddy": 502}[server.name]


def test_old_tls_is_refused(server: Served) -> None:
    context = ssl.create_default_context(cafile=str(server.authority))
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    old = client(server.desk.base_url.host, server.desk.base_url.port or 0, context)
    with old, pytest.raises(httpx.ConnectError, match=r"(?i)protocol|alert"):
        old.get("/")


def test_nginx_lets_one_address_try_a_password_a_few_times_a_minute(server: Served) -> None:
    if server.name != "nginx":
        assert "has no rate limit" in (DEPLOY / "caddy/uarazom.caddy").read_text()
        return
    answers = [server.desk.post("/sign-in", data={"password": "guess"}).status_code for _ in range(16)]
    assert answers[:10] == [200] * 10
    assert answers[-1] == 429
    assert server.desk.get("/drafts").status_code == 200


def test_the_shipped_caddyfile_is_whole(tmp_path: Path) -> None:
    """As it stands in /etc/caddy: with its import, its admin socket, and both host names in its automatic TLS."""
    drop_in = (DEPLOY / "caddy/caddy.service.d/uarazom.conf").read_text()
    names = dict(re.findall(r"^Environment=(\w+)=(.+)$", drop_in, re.MULTILINE))
    found = json.loads(caddy("adapt", "--config", str(DEPLOY / "caddy/Caddyfile"), HOME=str(tmp_path), **names))
    assert found["admin"]["listen"] == "unix//run/caddy/admin.sock"
    routes = found["apps"]["http"]["servers"]["srv0"]["routes"]
    assert {host for route in routes for host in route["match"][0]["host"]} == set(names.values())


@pytest.mark.parametrize("name", ["Caddyfile", "uarazom.caddy"])
def test_caddys_files_have_caddys_form(name: str) -> None:
    file = DEPLOY / "caddy" / name
    assert caddy("fmt", str(file)) == file.read_text()


def caddy(*words: str, **environment: str) -> str:
    run = subprocess.run(
        ["caddy", *words], capture_output=True, text=True, timeout=30, check=True, env=os.environ | environment
    )
    return run.stdout

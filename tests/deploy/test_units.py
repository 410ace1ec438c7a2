"""The systemd units: what systemd says of them, and what each service may touch."""

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from tests.deploy.conftest import DEPLOY

from uarazom.cli.main import main

UNITS = DEPLOY / "systemd"
SERVICES = sorted(path.stem.removeprefix("uarazom-") for path in UNITS.glob("*.service"))
HOME = "/var/lib/uarazom"
OUTSIDE = {"intake", "check", "watch"}  # they ask other people's servers


def settings(service: str) -> dict[str, list[str]]:
    """What a unit and the common file say: name → values, words of all lines together."""
    found: dict[str, list[str]] = {}
    for file in (UNITS / f"uarazom-{service}.service", UNITS / "uarazom-.service.d/sandbox.conf"):
        for line in file.read_text().splitlines():
            if "=" in line and not line.startswith("#"):
                name, _, value = line.partition("=")
                found.setdefault(name, []).extend(value.split())
    return found


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root folder with our units in it, the program and Debian's own units."""
    root = tmp_path_factory.mktemp("machine")
    shutil.copytree(UNITS, root / "etc/systemd/system")
    shutil.copytree("/usr/lib/systemd/system", root / "usr/lib/systemd/system", symlinks=True)
    program = root / "opt/uarazom/.venv/bin/uarazom"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return root


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, timeout=30, check=False)


@pytest.mark.server
def test_systemd_finds_nothing_wrong(machine: Path) -> None:
    names = ["uarazom.target", *(f"uarazom-{service}.service" for service in SERVICES)]
    run = analyze("verify", f"--root={machine}", *names)
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.server
def test_systemd_finds_a_misspelt_unit_wrong(machine: Path) -> None:
    broken = machine / "etc/systemd/system/uarazom-broken.service"
    broken.write_text((UNITS / "uarazom-door.service").read_text().replace("UMask", "Umaks"))
    run = analyze("verify", f"--root={machine}", "uarazom-broken.service")
    broken.unlink()
    assert "Umaks" in run.stderr


@pytest.mark.server
@pytest.mark.parametrize("service", SERVICES)
def test_the_sandbox_is_what_systemd_calls_safe(machine: Path, service: str) -> None:
    """systemd's own exposure level, 0 (none) to 10: below 1 without network, 1.5 with loopback, 1.8 with all."""
    run = analyze("security", "--offline=true", "--no-pager", f"--root={machine}", f"uarazom-{service}.service")
    level = re.search(r"exposure level for \S+: ([\d.]+)", run.stdout)
    assert level, run.stderr
    assert float(level[1]) < (1.0 if "PrivateNetwork" in settings(service) else 1.8 if service in OUTSIDE else 1.5)


def test_the_target_starts_every_service() -> None:
    wants = re.findall(r"uarazom-(\w+)\.service", (UNITS / "uarazom.target").read_text())
    assert sorted(wants) == SERVICES == ["check", "desk", "door", "intake", "outbox", "publisher", "signer", "watch"]


def test_keys_are_seen_by_the_signer_alone_and_root_keys_by_none() -> None:
    for service in SERVICES:
        hidden = {path.removeprefix("-") for path in settings(service)["InaccessiblePaths"]}
        assert f"{HOME}/root" in hidden
        assert (f"{HOME}/signer" in hidden) == (service != "signer")
    users = {service: settings(service)["User"] for service in SERVICES}
    assert [service for service in SERVICES if users[service] == users["signer"]] == ["signer"]


def test_nobody_writes_what_another_owns() -> None:
    """The desk and the door, which the network reaches, can write neither the record nor a page."""
    for service in ("check", "desk", "door", "intake", "outbox", "watch"):
        written = settings(service)["ReadWritePaths"]
        assert not [path for path in written if re.match(rf"{HOME}/(public|record|signer|site)|{HOME}$", path)], service
    assert f"{HOME}/public" not in settings("signer")["ReadWritePaths"]
    assert f"{HOME}/public/log" in settings("publisher")["ReadOnlyPaths"]


@pytest.mark.parametrize("service", sorted(OUTSIDE))
def test_those_that_go_out_go_not_to_machines_of_ours(service: str) -> None:
    denied = settings(service)["IPAddressDeny"]
    assert {"localhost", "link-local", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"} <= set(denied)


def test_of_the_others_only_desk_and_door_have_a_network_and_it_is_loopback() -> None:
    for service in set(SERVICES) - OUTSIDE:
        found = settings(service)
        assert found["IPAddressDeny"] == ["any"]
        if service in {"desk", "door"}:
            assert found["IPAddressAllow"] == ["localhost"]
        else:
            assert found["PrivateNetwork"] == ["yes"]
            assert found["RestrictAddressFamilies"] == ["AF_UNIX"]


@pytest.mark.parametrize("service", SERVICES)
def test_the_program_knows_the_command_of_the_unit(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    program, *words = settings(service)["ExecStart"]
    assert program == "/opt/uarazom/.venv/bin/uarazom"
    assert words == ["serve", "--only", service, "--home", HOME]
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    assert service in capsys.readouterr().out


@pytest.mark.server
def test_users_and_folders_come_to_be_as_the_units_need_them(tmp_path: Path) -> None:
    """systemd's own programs, in a root folder of the test's."""
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    home = tmp_path / HOME.lstrip("/")
    (tmp_path / "etc").mkdir()
    for name in (
        "root/root-1.pem",
        "signer/keys/log.pem",
        "record/record.sqlite3",
        "public/log/checkpoint",
        "public/uk/index.html",
        "uarazom.yaml",
    ):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("made by init, as root")
    for program in ("sysusers", "tmpfiles --create"):
        name, *flags = program.split()
        command = [f"systemd-{name}", f"--root={tmp_path}", *flags, str(DEPLOY / f"{name}.d/uarazom.conf")]
        run = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        assert run.returncode == 0, run.stderr
    lines = [line.split(":") for line in (tmp_path / "etc/passwd").read_text().splitlines()]
    users = {int(line[2]): line[0] for line in lines} | {0: "root"}
    assert {settings(service)["User"][0] for service in SERVICES} < set(users.values())

    def whose(name: str) -> tuple[str, int]:
        found = (home / name).stat()
        return users[found.st_uid], stat.S_IMODE(found.st_mode)

    assert whose("root/root-1.pem") == ("root", 0o600)
    assert whose("signer") == ("uarazom-signer", 0o700)
    assert whose("signer/keys/log.pem") == ("uarazom-signer", 0o600)
    assert whose("record") == ("uarazom-signer", 0o2750)
    assert whose("record/record.sqlite3") == ("uarazom-signer", 0o640)
    assert whose("desk") == ("uarazom-desk", 0o700)
    assert whose("quotes") == ("uarazom-check", 0o2750)
    assert whose("run") == ("root", 0o3770)
    assert whose("uarazom.yaml") == ("root", 0o640)
    assert whose("public/uk/index.html") == ("uarazom-publisher", 0o644)
    assert whose("public/log/checkpoint") == ("uarazom-signer", 0o644)

"""Go's own transparency-log libraries, as Debian packages them, built once into a program that checks our log."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent / "verify"))  # the simulator

Golog = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def golog(tmp_path_factory: pytest.TempPathFactory) -> Golog:
    """Run golog with arguments; it has no network and no module proxy: sources come from the Debian package."""
    folder = tmp_path_factory.mktemp("golog")
    packages = Path("/usr/share/gocode")
    assert (packages / "src/golang.org/x/mod/sumdb/tlog").is_dir(), "install golang-go and golang-golang-x-mod-dev"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GO111MODULE": "off",
        "GOPATH": str(packages),
        "GOCACHE": str(folder / "cache"),
        "GOFLAGS": "",
        "CGO_ENABLED": "0",
    }
    source = Path(__file__).parent / "golog" / "main.go"
    program = folder / "golog.program"
    subprocess.run(["go", "vet", str(source)], env=environment, check=True, timeout=300)
    subprocess.run(["go", "build", "-o", str(program), str(source)], env=environment, check=True, timeout=300)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([str(program), *arguments], capture_output=True, text=True, timeout=60, check=False)

    return run

"""One demonstration for all story tests: made once, through the real path, by the command a newcomer types."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock


def run(*words: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """The program in a fresh process."""
    command = [sys.executable, "-m", "uarazom", *map(str, words)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert answer.returncode == 0 or not check, f"{command}: {answer.stderr}"
    return answer


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The paths that ``uarazom demo --no-serve`` prints; shared by the workers of one run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    answer = shared / "demo.json"
    with FileLock(shared / "demo.lock", timeout=300):
        if not answer.exists():
            answer.write_text(run("demo", "--home", shared / "demo", "--no-serve").stdout)
    paths: dict[str, str] = json.loads(answer.read_text())
    return paths

"""One demonstration for all story tests: made once, through the real path, by the command a newcomer types."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock


def run(*words: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """The program in a fresh process."""
    return subprocess.run(
        [sys.executable, "-m", "uarazom", *map(str, words)], capture_output=True, text=True, check=check, timeout=300
    )


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The paths that ``uarazom demo --no-serve`` prints; shared by the workers of one run."""
    shared = tmp_path_factory.getbasetemp().parent
    answer = shared / "demo.json"
    with FileLock(shared / "demo.lock", timeout=300):
        if not answer.exists():
            answer.write_text(run("demo", "--home", shared / "demo", "--no-serve").stdout)
    paths: dict[str, str] = json.loads(answer.read_text())
    return paths

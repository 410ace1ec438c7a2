"""One demonstration for all story tests: made once, through the real path, by the command a newcomer types."""

import json
import os

import pytest
from filelock import FileLock
from tests.program import fresh


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The paths that ``uarazom demo --no-serve`` prints; shared by the workers of one run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    answer = shared / "demo.json"
    with FileLock(shared / "demo.lock", timeout=300):
        if not answer.exists():
            made = fresh("demo", "--home", shared / "demo", "--no-serve")
            assert made.returncode == 0, made.stderr
            answer.write_text(made.stdout)
    paths: dict[str, str] = json.loads(answer.read_text())
    return paths

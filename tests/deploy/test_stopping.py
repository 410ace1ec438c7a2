"""A service that is told to end, ends: also while it starts, when nobody has got round to listening yet."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.deploy.conftest import Founded, free_port

pytestmark = [pytest.mark.server, pytest.mark.slow]

ENDS_SECONDS = 20  # half of what the units give (TimeoutStopSec), with room for a busy machine


@pytest.mark.parametrize(("service", "after"), [("desk", 0.8), ("door", 0.3)])
def test_a_server_that_still_starts_hears_that_it_is_to_end(
    founded: Founded, tmp_path: Path, service: str, after: float
) -> None:
    home = founded.copy(tmp_path / "home")
    ports = [f"--public-port={free_port()}", f"--desk-port={free_port()}"]
    command = [sys.executable, "-m", "uarazom", "serve", "--only", service, "--home", str(home), *ports]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        time.sleep(after)
        process.terminate()
        try:
            process.wait(ENDS_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise

"""The simulator: a log in memory with all its keys."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from verify_simulator import Simulator, example


@pytest.fixture
def sim() -> Simulator:
    return Simulator()


@pytest.fixture(scope="session")
def held() -> Simulator:
    """The example: claim-1 announced and doubted. Not to be appended to."""
    return example()

"""A founded home, and copies of it."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from record_state import ORIGIN, START, Home, State, counting
from warned import EVENTS, Warnings

from uarazom.record import founding
from uarazom.record.blobs import Blobs
from uarazom.record.keys import SigningKey, seal
from uarazom.verify import canon


@pytest.fixture(scope="session")
def state_of() -> Callable[[], State]:
    """Makes the same state again and again, keys included."""
    chance = counting()
    keys = founding.Keys.generate(chance, bodies={"mod": 2, "press": 1})
    roster = seal(founding.roster(ORIGIN, canon.instant_text(START), keys), keys.root)
    people = {name: SigningKey.generate(chance) for name in ("ann", "ben", "cat", "dan", "eve")}
    return lambda: State(keys, roster, people, chance)


@pytest.fixture(scope="session")
def founded(state_of: Callable[[], State], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with entry 0, the signer's keys, the list of people, and the first register."""
    state = state_of()
    home = Home(tmp_path_factory.mktemp("founded") / "home", state)
    state.keys.save(home.path)
    founding.create(home.path, state.roster, state.keys.signers())
    with home.signer() as signer:
        signer.found(state.list())
        signer.publish_one(state.register())
    return home.path


@pytest.fixture
def state(state_of: Callable[[], State]) -> State:
    return state_of()


@pytest.fixture
def home(founded: Path, state: State, tmp_path: Path) -> Home:
    """A founded home of one's own: two entries."""
    shutil.copytree(founded, tmp_path / "home")
    return Home(tmp_path / "home", state)


@pytest.fixture(scope="session")
def founded_to_warn(founded: Path, state_of: Callable[[], State], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a register that lets the ministry warn: three entries."""
    path = tmp_path_factory.mktemp("warned") / "home"
    shutil.copytree(founded, path)
    state = state_of()
    home = Home(path, state)
    Blobs(home.public / "blob").stage({canon.digest(EVENTS): EVENTS})
    with home.signer() as signer:
        (_, last), *_ = signer.log.entries(1, 1)
        signer.publish_one(Warnings(state).policy(2, last.digest))
    return path


@pytest.fixture
def warned(founded_to_warn: Path, state: State, tmp_path: Path) -> Home:
    """A home of one's own where the ministry may warn."""
    shutil.copytree(founded_to_warn, tmp_path / "warned")
    return Home(tmp_path / "warned", state)


@pytest.fixture
def bare(state: State, tmp_path: Path) -> Home:
    """A home where nothing is yet."""
    return Home(tmp_path / "home", state)

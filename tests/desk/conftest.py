"""Each test of the desk has a whole instance of its own, copied from one made once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.desk import instance as instances
from tests.desk.instance import PASSWORD, Instance
from tests.desk.people import Worker

if TYPE_CHECKING:
    from django.test import Client

SignedIn = Callable[[str], "Client"]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founded instance."""
    from django.db import connections

    home = tmp_path_factory.mktemp("template") / "instance"
    instances.found(Instance(home))
    connections.close_all()
    return home


@pytest.fixture(scope="session")
def warning_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, whose press office may warn."""
    from django.db import connections

    home = tmp_path_factory.mktemp("warning") / "instance"
    instances.found(Instance(home), warns=True)
    connections.close_all()
    return home


@pytest.fixture
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Instance]:
    """The instance of this test, configured in this process; where a module says WARNS, one that may warn."""
    from django.db import connections

    from uarazom.desk import newsroom

    warns = getattr(request.module, "WARNS", False)
    made = instances.copy(request.getfixturevalue("warning_template" if warns else "template"), tmp_path / "instance")
    yield made
    newsroom.forget(made.home)
    connections.close_all()


@pytest.fixture
def signed_in(desk: Instance) -> SignedIn:
    """A browser of one person, signed in through the door."""
    from django.test import Client

    def sign_in(name: str) -> Client:
        client = Client()
        answer = client.post("/sign-in", {"person": name, "password": PASSWORD})
        assert answer.status_code == 302, answer.content
        return client

    return sign_in


@pytest.fixture
def ivan(desk: Instance) -> Worker:
    """Author and coordinator of the press office."""
    return Worker("ivan", desk.clock())


@pytest.fixture
def olha(desk: Instance) -> Worker:
    """Approver and coordinator of the press office."""
    return Worker("olha", desk.clock())


@pytest.fixture
def petro(desk: Instance) -> Worker:
    """Author and approver of the same body."""
    return Worker("petro", desk.clock())

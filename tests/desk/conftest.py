"""Each test of the desk has a whole instance of its own, copied from one made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.desk import instance as instances
from tests.desk.instance import Instance


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founded instance."""
    from django.db import connections

    home = tmp_path_factory.mktemp("template") / "instance"
    instances.found(home)
    connections.close_all()
    return home


@pytest.fixture
def desk(template: Path, tmp_path: Path) -> Iterator[Instance]:
    """The instance of this test, configured in this process."""
    from django.db import connections

    from uarazom.desk import newsroom

    made = instances.copy(template, tmp_path / "instance")
    yield made
    newsroom.forget(made.home)
    connections.close_all()

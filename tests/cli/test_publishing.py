"""The publisher's clock: what stands in the record is never unsaid by a clock that goes back."""

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from tests.program import here as uarazom

from uarazom.cli import clock as clocks
from uarazom.cli.instance import Instance
from uarazom.cli.publishing import publisher
from uarazom.cli.reading import last_issued_at
from uarazom.record.followers import Followers
from uarazom.verify import canon

CHARTER = """
origin: record.example.org/info
languages: [en]
region: CH
timezone: Europe/Zurich
name: {en: Together}
sections: {news: {en: News}}
bodies: {chancellery: {kind: government, participation: owner, name: {en: Chancellery}}}
people: {ada: {name: Ada, body: chancellery}, luc: {name: Luc, body: chancellery}}
"""


def made_at(instance: Instance) -> str:
    return str(json.loads((instance.public / "now.json").read_text())["made_at"])


def test_a_clock_that_stands_before_the_record_takes_nothing_off_the_pages(tmp_path: Path) -> None:
    """A withdrawal issued at noon is on the page however early the publisher's machine thinks it is."""
    (tmp_path / "charter.yaml").write_text(CHARTER)
    answer = uarazom("init", tmp_path / "home", "--charter", tmp_path / "charter.yaml")
    assert answer.returncode == 0, answer.stderr
    instance = Instance(tmp_path / "home")
    issued = last_issued_at(instance)
    with closing(Followers.open(instance.home)) as followers:
        followers.catch_up()
    for clock in (clocks.system, lambda: issued - timedelta(hours=1)):
        with publisher(instance, clock) as step:
            step()
        assert made_at(instance) >= canon.instant_text(issued)
        assert "Chancellery" in (instance.public / "en" / "how-we-work.html").read_text()

"""``uarazom init DIR``: an instance of one's own, from a charter file or from flags (docs/charter.md).

Prints one JSON object: the paths, the anchor, and the first people's passwords, which are kept nowhere else.
"""

import argparse
from pathlib import Path
from typing import Any

from uarazom.cli import charter as charters
from uarazom.cli.charter import Charter
from uarazom.cli.clock import Clock, system
from uarazom.cli.founding import found
from uarazom.cli.instance import Instance
from uarazom.cli.newsroom import desk_settings
from uarazom.cli.say import UsageError, out_json, say
from uarazom.desk.bootstrap import First, Made, create
from uarazom.record.client import LocalSigner

ROLES = ("author", "approver", "coordinator")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the call."""
    parser.add_argument("dir", type=Path, help="a new or empty folder")
    parser.add_argument("--charter", type=Path, help="YAML file; the flags below are for the simplest case")
    parser.add_argument("--origin", help="the log's name for ever: info.example.org/log")
    parser.add_argument("--name", help="of the platform, in the first language")
    parser.add_argument("--language", action="append", help="BCP 47; the first one leads; may be repeated")
    parser.add_argument("--region", help="country by ISO 3166-1; its ISO 3166-2 subdivisions become the regions")
    parser.add_argument("--regions-file", help="GeoJSON in place of ISO 3166-2")
    parser.add_argument("--timezone", help="IANA name")
    parser.add_argument("--section", action="append", metavar="ID=NAME")
    parser.add_argument("--body", action="append", metavar="ID=NAME", help="the first one owns the platform")
    parser.add_argument("--person", action="append", metavar="ID=NAME", help="at least two")
    parser.add_argument("--training", action="store_true", help="an instance on which staff train")


def run(args: argparse.Namespace) -> int:
    """Make the instance and say what a person must keep."""
    charter = charters.read(args.charter) if args.charter else charters.from_members(_members(args), folder=Path())
    if charter.mode == "demonstration":
        raise UsageError("a demonstration is made by `uarazom demo`")
    instance = Instance(args.dir)
    made = begin(instance, charter, system)
    say(f"Take {instance.root} offline now: whoever has those keys decides who may sign.")
    say(f"Publish {instance.anchor} elsewhere too, on paper as well: readers check against it.")
    say("The passwords are shown this once; each person changes theirs at the first sign-in.")
    people = [{"id": one.id, "name": one.name, "password": one.password} for one in made]
    out_json(
        {
            "home": str(instance.home),
            "public": str(instance.public),
            "anchor": str(instance.anchor),
            "root": str(instance.root),
            "people": people,
            "next": f"uarazom serve --home {instance.home}",
        }
    )
    return 0


def begin(instance: Instance, charter: Charter, clock: Clock) -> tuple[Made, ...]:
    """Found the instance and let its first people in: into the desk and into the signer's own list."""
    found(instance, charter, clock)
    roles = dict.fromkeys(charter.publishers, ROLES)
    first = [First(one.id, one.name, roles) for one in charter.people]
    made = create(desk_settings(instance, instance.settings, clock), first, now=clock())
    with LocalSigner.open(instance.home, clock) as signer:
        signer.found([one.as_signer_knows() for one in made])
    return made


def _members(args: argparse.Namespace) -> dict[str, Any]:
    """The flags as a charter's members."""
    bodies = _pairs(args.body, "--body")
    people = _pairs(args.person, "--person")
    owner = next(iter(bodies), None)
    members = {
        "origin": args.origin,
        "mode": "training" if args.training else None,
        "languages": args.language,
        "region": args.region,
        "regions_file": args.regions_file,
        "timezone": args.timezone,
        "name": args.name,
        "sections": {key: {args.language[0]: name} for key, name in _pairs(args.section, "--section").items()},
        "bodies": {
            key: {"kind": "agency", "name": name, "participation": "owner" if key == owner else "agreed"}
            for key, name in bodies.items()
        },
        "people": {key: {"name": name, "body": owner} for key, name in people.items()},
    }
    return {name: value for name, value in members.items() if value}


def _pairs(given: list[str] | None, flag: str) -> dict[str, str]:
    pairs = [text.partition("=") for text in given or ()]
    if bad := [key for key, sign, name in pairs if not (sign and key and name)]:
        raise UsageError(f"{flag}: expected ID=NAME, got {bad[0]!r}")
    return {key: name for key, _, name in pairs}

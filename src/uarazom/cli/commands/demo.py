"""``uarazom demo --home DIR``: the real days of 14–20 February 2022, through desk, record and site, then served.

The demonstration runs on a clock of its own. While the corpus is loaded it stands at each act's `known_at`; then it
starts at the corpus's end and goes on at real speed. Run again, it starts where it was. Each act takes the real path:
one person submits, another approves, the outbox hands it to the signer, the publisher renders.

``--no-serve`` does the same without serving and prints one JSON object of the paths.
"""

import argparse
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from uarazom.cli import clock as clocks
from uarazom.cli.charter import Charter, FirstPerson
from uarazom.cli.charter_alerting import alerting_of
from uarazom.cli.charter_files import files_of
from uarazom.cli.clock import Standing
from uarazom.cli.commands.init import begin
from uarazom.cli.commands.serve import serve_all
from uarazom.cli.instance import Instance, Settings
from uarazom.cli.loading import Loader
from uarazom.cli.publishing import publisher
from uarazom.cli.reading import clock_of
from uarazom.cli.say import CommandError, out, out_json, say
from uarazom.editorial import corpus as corpora
from uarazom.editorial import packs, plain_yaml
from uarazom.editorial.corpus import Corpus
from uarazom.editorial.plain_yaml import NotPlain
from uarazom.editorial.refusal import BadFile
from uarazom.record.followers import Followers

FILES = ("feb2022.yaml", "names.yaml")
ALERTING = "alerting.yaml"
ALERTING_BYTES_MAX = 65_536
EVENTS = Path(packs.__file__).with_name("events-example.yaml")
MAP = Path("regions") / "ua27.geojson"
ORIGIN = "demo.uarazom.example/feb2022"
STARTS_AT = "2022-02-20T21:00+02:00"
PEOPLE = ("olena", "taras")
LOGINS = "demonstration-logins.txt"
BEFORE = timedelta(hours=1)  # the founding, before the first act


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the call."""
    parser.add_argument("--home", type=Path, default=Path("var/demo"), help="the demonstration's folder (var/demo)")
    parser.add_argument("--corpus", type=Path, default=Path("demo"), help="the folder of the corpus (demo)")
    parser.add_argument("--no-serve", action="store_true", help="make it, print its paths as JSON, and end")


def run(args: argparse.Namespace) -> int:
    """Make the demonstration if there is none, then serve it."""
    instance = Instance(args.home)
    if not instance.exists:
        _make(instance, _corpus_folder(args.corpus))
    if instance.settings.mode != "demonstration":
        raise CommandError(f"expected a demonstration in {instance.home}, got a {instance.settings.mode} instance")
    if args.no_serve:
        out_json(_paths(instance))
        return 0
    return serve_all(instance, instance.settings, lambda settings: _ready(instance, settings))


def _make(instance: Instance, folder: Path) -> None:
    """All of it beside the folder first: a demonstration that stopped half-way is begun again."""
    if instance.home.exists() and any(instance.home.iterdir()):
        raise CommandError(f"expected a demonstration or an empty folder in {instance.home}, found other files")
    draft = Instance(instance.home.with_name(f".{instance.home.name}.unfinished"))
    if draft.home.exists():
        shutil.rmtree(draft.home)
    corpus = _read(folder)
    say(f"loading {len(corpus.steps)} acts and bulletins through desk, signer and record …")
    clock = Standing(corpus.steps[0].at - BEFORE)
    made = begin(draft, _charter(corpus, folder), clock)
    with Loader(draft, clock, *made) as loader:
        for step in corpus.steps:
            clock.at = max(clock.at, step.at)
            loader.publish(step)
    clock.at = clocks.parse_instant(STARTS_AT)
    clocks.keep(draft.clock, clock.at)
    followers = Followers.open(draft.home)
    followers.catch_up()
    followers.close()
    with publisher(draft, clock) as step_once:
        step_once()
    (draft.home / LOGINS).write_text("".join(f"{one.id}  {one.password}\n" for one in made))
    (draft.home / LOGINS).chmod(0o600)
    if instance.home.exists():
        instance.home.rmdir()
    draft.home.rename(instance.home)


def _read(folder: Path) -> Corpus:
    try:
        return corpora.read(*((folder / name).read_bytes() for name in FILES))
    except OSError as error:
        raise CommandError(f"expected the corpus in {folder} ({', '.join(FILES)}): {error}") from error
    except BadFile as error:
        raise CommandError(str(error)) from error


def _charter(corpus: Corpus, folder: Path) -> Charter:
    blobs, digests = files_of({"regions_file": str(MAP)}, folder, ())
    instance = dict(corpus.register["instance"]) | {"mode": "demonstration"} | digests
    owner = next(body for body, one in corpus.register["bodies"].items() if one.get("participation") == "owner")
    alerting, events = alerting_of({"alerting": _alerting(folder, owner)}, folder, (owner,))
    return Charter(
        origin=ORIGIN,
        mode="demonstration",
        fields=dict(corpus.register) | {"instance": instance} | alerting,
        words=corpus.register_words,
        people=tuple(FirstPerson(one, one.capitalize(), owner) for one in PEOPLE),
        publishers=(owner,),
        blobs=(*blobs, *events),
    )


def _alerting(folder: Path, owner: str) -> dict[str, Any]:
    """The policy of the demonstration's warnings: the example list that the program brings, sent by the owner."""
    path = folder / ALERTING
    try:
        members = plain_yaml.load(path.read_bytes(), bytes_max=ALERTING_BYTES_MAX).value
    except (OSError, NotPlain) as error:
        raise CommandError(f"expected the policy of warnings in {path}: {error}") from error
    return {**members, "events": str(EVENTS), "senders": {owner: members["senders"]["owner"]}}


def _corpus_folder(given: Path) -> Path:
    if given.exists():
        return given
    beside = Path(__file__).parents[4] / "demo"  # an editable install started from another folder
    return beside if beside.exists() else given


def _paths(instance: Instance) -> dict[str, str | int]:
    checkpoint = (instance.public / "log" / "checkpoint").read_text()
    return {
        "home": str(instance.home),
        "public": str(instance.public),
        "anchor": str(instance.anchor),
        "log": str(instance.public / "log"),
        "logins": str(instance.home / LOGINS),
        "tree_size": int(checkpoint.splitlines()[1]),
        "stands_at": clock_of(instance)().isoformat(),
    }


def _ready(instance: Instance, settings: Settings) -> None:
    logins = (instance.home / LOGINS).read_text().splitlines()
    out(f"public side  http://{settings.public_host}:{settings.public_port}/")
    out(f"desk         http://{settings.desk_host}:{settings.desk_port}/")
    for line in logins:
        out(f"login        {line}")
    out(f"anchor       {instance.anchor}")
    out(f"the clock of the demonstration stands at {clock_of(instance)().isoformat()}; Ctrl-C ends it")

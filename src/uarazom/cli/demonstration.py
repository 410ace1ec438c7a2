"""A demonstration from its corpus: every act takes the real path.

    make(Instance(Path("var/demo")), Path("demo"), logins="demonstration-logins.txt")

While the corpus is loaded the clock stands at each act's `known_at`; then it stands at the corpus's end. One person
submits, another approves, the outbox hands it to the signer, the publisher renders.
"""

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
from uarazom.cli.instance import Instance
from uarazom.cli.loading import Loader
from uarazom.cli.publishing import publisher
from uarazom.cli.say import CommandError, say
from uarazom.editorial import corpus as corpora
from uarazom.editorial import packs, plain_yaml
from uarazom.editorial.corpus import Corpus
from uarazom.editorial.plain_yaml import NotPlain
from uarazom.editorial.refusal import BadFile
from uarazom.record.followers import Followers

FILES = ("feb2022.yaml", "names.yaml", "places.yaml")
ALERTING = "alerting.yaml"
ALERTING_BYTES_MAX = 65_536
EVENTS = Path(packs.__file__).with_name("events-example.yaml")
MAP = Path("regions") / "ua27.geojson"
ORIGIN = "demo.uarazom.example/feb2022"
STARTS_AT = "2022-02-20T21:00+02:00"
PEOPLE = ("olena", "taras")
BEFORE = timedelta(hours=1)  # the founding, before the first act


def make(instance: Instance, folder: Path, *, logins: str) -> None:
    """All of it beside the folder first: a demonstration that stopped half-way is begun again.

    Args: `folder`: of the corpus; `logins`: the file that will hold the people's passwords.
    """
    folder = _corpus_folder(folder)
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
    (draft.home / logins).write_text("".join(f"{one.id}  {one.password}\n" for one in made))
    (draft.home / logins).chmod(0o600)
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
    beside = Path(__file__).parents[3] / "demo"  # an editable install started from another folder
    return beside if beside.exists() else given

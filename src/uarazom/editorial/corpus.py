"""A corpus: a whole history in YAML (bodies, people, documents, acts, bulletins) becomes register and drafts.

This is how the demonstration is fed, and how an archive can be brought in. The files' shape is explained by the head of
`demo/feb2022.yaml`; docs/submit.md lists every field. Nothing here knows a country: names, sections, regions, languages
and time zone all come from the files. Several files are read as one: each top-level member stands in one of them, but
`instance` and `regions`, whose members are put together.

    corpus = read(Path("demo/feb2022.yaml").read_bytes(), Path("demo/names.yaml").read_bytes())
    corpus.register, corpus.register_words     # content of the first register entry
    corpus.steps                               # drafts and bulletins in the order in which they happened

How fields become acts:
1. `known_at` and the other times are local with their offset, or in the instance's time zone; they become UTC.
2. A document's title, section, topic, regions and nature go with its first act; `question` is its title if not given.
3. `verbatim` → form; `place` "a / b" → one text per language, in the instance's order; a plain text → the language of
   the notes (`instance.notes_language`, else en), and whatever `phrases` says in the others.
4. figure unit "persons, lower bound" → the words' unit and the qualifier.
5. A `refute` has competence affirmed; `confirm` says what exactly in its words.
6. Publisher is the first body that is owner, unless the reader is told otherwise.
Order: by known_at; at one instant a bulletin comes first (it covers until then), and an act that names another document
comes after the act that begins that document.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from uarazom.acts.ledger import Ledger
from uarazom.editorial import bulletin, corpus_acts, corpus_register, plain_yaml
from uarazom.editorial.corpus_acts import Told
from uarazom.editorial.draft import Draft
from uarazom.editorial.node import BadValue, Errors, Node, TooMany
from uarazom.editorial.plain_yaml import Loaded, NotPlain, Path
from uarazom.editorial.refusal import BadFile

FILE_BYTES_MAX = 16 * 1024 * 1024
DOCUMENTS_MAX = ACTS_MAX = 20_000
BULLETINS_MAX = 1_000
MUST = {"instance", "bodies", "documents", "acts"}
TOGETHER = ("instance", "regions")  # members whose own members may stand in several files
MAY = {"people", "bulletins", "sections", "topics", "regions", "competences", "policy", "phrases", "bulletin_title"}


@dataclass(frozen=True)
class Step:
    """One thing that happened: an act as it is, or a bulletin whose pins come from the record as it then stands."""

    at: datetime
    what: Draft | bulletin.Listing
    where: str

    def draft(self, ledger: Ledger) -> Draft:
        """The draft, behind the record as it stands."""
        return self.what if isinstance(self.what, Draft) else bulletin.listed(self.what, ledger)


@dataclass(frozen=True)
class Corpus:
    """A corpus: the members of its first register entry and of that entry's words, and what happened, in order."""

    register: Mapping[str, Any]
    register_words: Mapping[str, Any]
    steps: tuple[Step, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """The instance's languages."""
        return tuple(self.register["instance"]["languages"])


def read(*files: bytes, publisher: str | None = None) -> Corpus:
    """The corpus of these files; BadFile with every error. `publisher`: the body whose key signs what is loaded."""
    errors = Errors()
    found: Corpus | None = None
    try:
        with errors.caught():
            found = _read(_together([_load(raw, place) for place, raw in enumerate(files, start=1)]), publisher, errors)
    except NotPlain as error:
        errors.found.append(error)
    except TooMany:
        pass
    if errors.found or found is None:
        raise BadFile("corpus.bad_file", tuple(errors.found))
    return found


def _load(raw: bytes, place: int) -> Node:
    top = Node.top(plain_yaml.load(raw, bytes_max=FILE_BYTES_MAX), f"file {place}")
    return top.only(set(), MUST | MAY)


def _together(files: list[Node]) -> Node:
    """One mapping of all files; each member, or part of one, keeps its lines and its file."""
    whole: dict[str, Any] = {}
    lines: dict[Path, int] = {}
    of_file: dict[Path, str] = {}
    for file in files:
        for path, node in _parts(file):
            if path in of_file:
                raise node.bad("a member that no other file has", str(path[-1]))
            of_file[path] = file.prefix
            into: dict[Any, Any] = whole.setdefault(str(path[0]), {}) if path[1:] else whole
            into[path[-1]] = node.value
        lines |= {path: line for path, line in file.loaded.lines.items() if path[1:] or path not in lines}
    return Node(Loaded(whole, lines, of_file), whole).only(MUST, MAY)


def _parts(file: Node) -> Iterator[tuple[Path, Node]]:
    """What stands in one file alone: its members, or theirs."""
    for name, node in file.members().items():
        if name in TOGETHER:
            yield from (((name, part), inner) for part, inner in node.members().items())
        else:
            yield (name,), node


def _read(top: Node, publisher: str | None, errors: Errors) -> Corpus:
    who = corpus_register.read(top, errors)
    told = corpus_acts.Telling(top, who, publisher or who.owner)
    acts = _each(told.act, top.get("acts").items(ACTS_MAX), errors)
    bulletins = top.get("bulletins").items(BULLETINS_MAX) if top.has("bulletins") else ()
    listings = _each(told.listing, bulletins, errors)
    if errors.found:  # an order of what is left would only add errors that are none
        return Corpus(who.fields, who.words, ())
    steps = (*(Step(one.at, one.what, one.where) for one in listings), *_acts_in_order(acts, told))
    return Corpus(who.fields, who.words, tuple(sorted(steps, key=lambda step: step.at)))


def _each(read_one: Any, nodes: tuple[Node, ...], errors: Errors) -> list[Told]:
    found = []
    for node in nodes:
        with errors.caught():
            found.append(read_one(node, errors))
    return found


def _acts_in_order(acts: list[Told], telling: corpus_acts.Telling) -> Iterator[Step]:
    """By time; at one instant, what names a document comes after what begins it. The first act gets the title."""
    begun: set[str] = set()
    for _, same in groupby(sorted(acts, key=lambda one: one.at), key=lambda one: one.at):
        for told in _as_they_can(list(same), begun):
            yield Step(told.at, telling.draft(told, opens=told.document not in begun), told.where)
            begun.add(told.document)


def _as_they_can(waiting: list[Told], begun: set[str]) -> Iterator[Told]:
    """What became known at one instant, in the file's order, but nothing before what it names."""
    while waiting:
        ready = next((one for one in waiting if one.names <= begun | {one.document}), None)
        if ready is None:
            got = ", ".join(sorted(waiting[0].names - begun))
            where = waiting[0].where
            raise BadValue("corpus.order", expected="documents that exist by then", got=got, where=where)
        waiting.remove(ready)
        yield ready

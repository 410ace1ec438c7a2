"""The publisher: what it keeps on disk is what a full render makes, at any instant, after any crash."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.corpus import load
from tests.site.world import START, World, text_of

from uarazom.site.files import Folder
from uarazom.site.publish import Publisher
from uarazom.site.render import render

END = datetime(2022, 2, 20, 19, tzinfo=UTC)


def quiet(_: Path) -> None:
    """A disk that needs no sync."""


class Site:
    """A publisher with its folder, beside it the record that it follows."""

    def __init__(self, world: World, root: Path, program: str = "p", workers: int = 1) -> None:
        self.world, self.root, self.program, self.workers = world, root, program, workers
        self.folder = Folder(root / "public", compress=False, synced=quiet)
        self.start()

    def start(self) -> None:
        """As a new process would."""
        self.publisher = Publisher(
            self.world,
            self.folder,
            self.root / "site/cursor",
            words=self.world.words,
            program=self.program,
            workers=self.workers,
        )

    def files(self) -> dict[str, bytes]:
        public = self.root / "public"
        return {path.relative_to(public).as_posix(): path.read_bytes() for path in public.rglob("*") if path.is_file()}

    def check(self, now: datetime) -> None:
        expected = dict(render(self.world.ledger(), now))
        found = self.files()
        assert found.keys() == expected.keys(), sorted(found.keys() ^ expected.keys())[:20]
        wrong = [path for path in expected if found[path] != expected[path]]
        assert not wrong, wrong[:20]


@pytest.fixture
def corpus() -> World:
    read = load()
    return World(read.entries, dict(read.blobs))


def test_the_corpus_followed_entry_by_entry_is_the_corpus_rendered_at_once(corpus: World, tmp_path: Path) -> None:
    chance = random.Random(14)
    site = Site(corpus, tmp_path)
    issued = [datetime.fromisoformat(entry.fields["issued_at"]) for entry in corpus.all]
    corpus.published = 2
    site.publisher.step(issued[1])
    checks = set(chance.sample(range(3, len(issued)), 6))
    for size in range(3, len(issued) + 1):
        corpus.published = size
        now = issued[size - 1] + timedelta(seconds=chance.choice([0, 0, 1, 59, 600]))
        now = min(now, issued[size]) if size < len(issued) else now
        site.publisher.step(now)
        if size in checks:
            site.check(now)
    site.publisher.step(END)
    site.check(END)
    site.publisher.step(END + timedelta(days=40))
    site.check(END + timedelta(days=40))


KINDS = {
    "claim": ["state", "event", "plan"],
    "statement": [None],
    "measure": [None],
    "guidance": [None],
    "briefing": [None],
}
LATER = {
    "claim": [
        "confirm",
        "dispute",
        "refute",
        "doubt",
        "clarify",
        "correct",
        "supersede",
        "withdraw",
        "hold",
        "release",
        "remove",
    ],
    "statement": ["clarify", "correct", "withdraw", "remove"],
    "measure": ["confirm", "correct", "supersede", "publish", "withdraw"],
    "guidance": ["supersede", "withdraw", "correct"],
    "briefing": ["correct", "withdraw"],
}


def grow(world: World, choose: Callable[[list], object], at: datetime) -> None:
    """One more entry of a generated history: a new document, an act on an old one, a bulletin, a register."""
    documents = [name for name in world.latest if name != "register" and not name.startswith("bulletin")]
    what = choose(["new", "new", "new", "act", "act", "act", "act", "bulletin", "register"])
    if what == "register":
        world.register(text_of(at), bodies={f"x{world.size}": {"head": "x", "kind": "company"}})
    elif what == "bulletin" and documents:
        pinned = sorted({f"{name}/{world.latest[name].fields['n']}" for name in documents[-5:]})
        world.act(
            f"bulletin-{world.size}", "publish", at, kind="bulletin", date=at.strftime("%Y-%m-%d"),
            items=[{"section": "security", "acts": pinned}], next_issue_at=at + timedelta(hours=24),
            covers={"from": text_of(at - timedelta(days=1)), "to": text_of(at)},
        )  # fmt: skip
    elif what == "act" and documents:
        name = str(choose(documents))
        later(world, name, str(choose(LATER[world.latest[name].fields["kind"]])), documents, choose, at)
    else:
        new(world, documents, choose, at)


def new(world: World, documents: list[str], choose: Callable[[list], object], at: datetime) -> None:
    kind = str(choose(list(KINDS)))
    nature = choose(KINDS[kind])
    facts = {"nature": nature} if nature else {}
    facts |= {"section": choose(["security", "safety"]), "by": choose(["a1", "b1", "nobody-known"])}
    facts |= {"regions": choose([["UA"], ["UA-05"], ["UA-05", "UA-07"]]), "topic": choose(["ddos", "energy"])}
    facts |= {"valid_until": at + timedelta(hours=float(str(choose(["1", "30", "400"]))))} if choose([0, 1]) else {}
    facts |= {"due_at": at + timedelta(hours=20)} if kind == "measure" or nature == "plan" else {}
    facts |= {"starts_at": at + timedelta(hours=5), "ends_at": at + timedelta(hours=6)} if kind == "briefing" else {}
    statements = [one for one in documents if world.latest[one].fields["kind"] == "statement"]
    facts |= {"quotes": choose(statements)} if kind == "claim" and statements and choose([0, 1]) else {}
    act = "announce" if kind in ("claim", "briefing") else "publish"
    world.act(f"{kind}-{world.size}", act, at, kind=kind, **facts)


def later(
    world: World, name: str, act: str, documents: list[str], choose: Callable[[list], object], at: datetime
) -> None:
    kind = world.latest[name].fields["kind"]
    more: dict[str, object] = {"by": choose(["a1", "b1", "c1"])}
    if act == "supersede":
        more |= {"successor": choose(documents)}
    elif act == "remove":
        more |= {"acts": [f"{name}/1"], "ground": "court", "category": "personal_data"}
    elif act == "confirm":
        more |= {
            "confirms": "carried_out" if kind == "measure" else "what_the_words_say",
            "valid_until": at + timedelta(hours=3),
        }
    elif act == "correct" and choose([0, 1]):
        more |= {
            "regions": ["UA-07"],
            "section": "safety",
            "words": {"title": {"en": f"Corrected {name}"}, "reason": {"en": "typo"}},
        }
    world.act(name, act, at, kind=kind, **more)


@settings(max_examples=settings.default.max_examples // 10, phases=[Phase.generate])  # each makes sites of pages
@given(st.data())
def test_incremental_is_full_at_any_instant(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    world, at = World(), START
    site = Site(world, tmp_path_factory.mktemp("site"))

    def choose(options: list) -> object:
        return data.draw(st.sampled_from(options))

    for _ in range(data.draw(st.integers(1, 5))):
        for _ in range(data.draw(st.integers(0, 6))):
            grow(world, choose, at)
            at += timedelta(minutes=int(str(choose(["0", "7", "61", "700"]))))
        now = at + timedelta(seconds=int(str(choose(["-3600", "0", "1", "86400", "900000"]))))
        if choose([0, 0, 1]):
            site.start()
        site.publisher.step(now)
        assert site.publisher.at is not None
        assert abs(now - site.publisher.at) < timedelta(seconds=60)
        site.check(site.publisher.at)

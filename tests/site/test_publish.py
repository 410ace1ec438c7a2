"""The publisher: what it keeps on disk is what a full render makes, at any instant, after any crash."""

import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.corpus import load
from tests.site.asking import ask, reply
from tests.site.followed import Site, quiet, small
from tests.site.world import START, World, hours, text_of

from uarazom.site import index, plan
from uarazom.site.context import Context
from uarazom.site.files import Folder
from uarazom.site.program import program_digest
from uarazom.site.publish import Publisher
from uarazom.site.render import KINDS as PAGE_KINDS

END = datetime(2022, 2, 20, 19, tzinfo=UTC)


@pytest.fixture(autouse=True, scope="module")
def short_pages() -> Iterator[None]:
    """Three items a page of a list: a history of a few dozen acts fills pages, and empties them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "PAGE_ITEMS", 3)
        yield


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
    sizes = [*sorted(chance.sample(range(3, len(issued)), 20)), len(issued)]
    checks = set(chance.sample(sizes, 3))
    for size in sizes:
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
    "request": ["answer", "answer", "clarify", "correct", "hold", "withdraw", "remove"],
}


REGISTERS: list[Any] = [
    lambda said, n: {"bodies": {f"x{n}": {"head": "x", "kind": "company"}}},
    lambda said, n: {"words": {"bodies": {"a1": said}}},
    lambda said, n: {
        "bodies": {"b1": {"head": "ab"[n % 2], "kind": "foreign_government", "participation": "external"}}
    },
    lambda said, n: {
        "people": {"pat": {"offices": [{"body": ("a1", "b1")[n % 2]}]}},
        "words": {"people": {"pat": said}},
    },
    lambda said, n: {"rule_pack": {"digest": "0" * 64, "rules": n}},
    lambda said, n: {"words": {"instance": said}},
    lambda said, n: {"words": {"sections": {"safety": said}}},
]


def grow(world: World, choose: Callable[[list], object], at: datetime) -> None:
    """One more entry of a generated history: a new document, an act on an old one, a bulletin, a register."""
    documents = [name for name in world.latest if name != "register" and not name.startswith("bulletin")]
    what = choose(["new", "new", "new", "act", "act", "act", "act", "bulletin", "register"])
    if what == "register":
        text, said = text_of(at), {"name": {"en": f"Name {world.size}"}}
        for change in (choose(REGISTERS), choose(REGISTERS)):
            world.register(text, **change(said, world.size))
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
    statements = [one for one in documents if world.latest[one].fields["kind"] == "statement"]
    kind = str(choose([*KINDS, *(["request"] if statements else [])]))
    if kind == "request":
        ask(world, f"request-{world.size}", at, about=str(choose(statements)), by=choose(["a1", "pat"]))
        return
    nature = choose(KINDS[kind])
    facts = {"nature": nature} if nature else {}
    facts |= {"section": choose(["security", "safety"]), "by": choose(["a1", "b1", "pat", "nobody-known"])}
    facts |= {"regions": choose([["UA"], ["UA-05"], ["UA-05", "UA-07"]]), "topic": choose(["ddos", "energy"])}
    facts |= {"valid_until": at + timedelta(hours=float(str(choose(["1", "30", "400"]))))} if choose([0, 1]) else {}
    facts |= {"due_at": at + timedelta(hours=20)} if kind == "measure" or nature == "plan" else {}
    facts |= {"starts_at": at + timedelta(hours=5), "ends_at": at + timedelta(hours=6)} if kind == "briefing" else {}
    facts |= {"quotes": choose(statements)} if kind == "claim" and statements and choose([0, 1]) else {}
    act = "announce" if kind in ("claim", "briefing") else "publish"
    world.act(f"{kind}-{world.size}", act, at, kind=kind, **facts)


def later(
    world: World, name: str, act: str, documents: list[str], choose: Callable[[list], object], at: datetime
) -> None:
    kind = world.latest[name].fields["kind"]
    if act == "answer":
        reply(world, name, at)
        return
    more: dict[str, object] = {"by": choose(["a1", "b1", "c1", "pat"])}
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


# ── one step at a time ───────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(small(), tmp_path)
    made.publisher.step(hours(2))
    return made


def test_every_kind_of_page_has_a_rule_or_is_made_anew_each_minute() -> None:
    each_minute = {"alerts json", "bulletins", "how we work", "home", "now", "places"}
    names = {kind.name for kind in PAGE_KINDS}
    assert names - plan.RULES.keys() == each_minute
    assert plan.RULES.keys() <= names


def test_nothing_due_is_nothing_done(site: Site) -> None:
    assert site.publisher.step(hours(2)) is None
    assert site.publisher.step(hours(2) + timedelta(seconds=59)) is None
    made = site.publisher.step(hours(2) + timedelta(seconds=60))
    assert made is not None
    assert {path.rpartition("/")[2] for path in made.written} <= {
        "index.html",
        "now.json",
        "bulletins.html",
        "how-we-work.html",
    }


def test_a_publication_touches_its_document_those_it_names_its_lists_and_feeds(site: Site) -> None:
    site.world.act("claim-1", "dispute", hours(2), by="b1")
    made = site.publisher.step(hours(2) + timedelta(seconds=5))
    assert made is not None
    written = set(made.written)
    assert {"uk/claim/claim-1.html", "en/text/claim/claim-1.html", "document/claim-1.json"} <= written
    assert "uk/statement/statement-1.html" in written  # it shows who quotes it
    assert {"uk/archive/status/disputed/2022-02.html", "feeds/en/section-security.atom", "feeds/en/all.json"} <= written
    assert not [path for path in written if "claim-2" in path]
    assert not [path for path in written if "section-safety" in path or "UA-05" in path]
    gone = {path.partition("/archive/")[2] for path in made.removed}
    assert gone == set()  # claim-2 is announced too: that list stays


def test_publication_order(site: Site) -> None:
    site.world.act("claim-1", "dispute", hours(2), by="b1")
    made = site.publisher.step(hours(2) + timedelta(seconds=5))
    assert made is not None
    lists = "uk/archive/status/disputed/2022-02.html"
    paths = ("uk/claim/claim-1.html", lists, "feeds/uk/all.atom", "uk/index.html", "now.json")
    order = [made.written.index(path) for path in paths]
    assert order == sorted(order)
    assert made.written[-1] == "now.json"


def test_what_ends_reads_out_of_date_in_every_output_at_that_second(site: Site) -> None:
    before = {path for path, raw in site.files().items() if b"claim-1" in raw}
    assert site.publisher.next_due(hours(2)) == hours(2) + timedelta(seconds=60)
    site.publisher.step(hours(9) - timedelta(seconds=1))
    assert site.publisher.next_due(hours(9) - timedelta(seconds=1)) == hours(9)
    made = site.publisher.step(hours(9))
    assert made is not None
    site.check(hours(9))
    assert b"Out of date" in site.files()["en/claim/claim-1.html"]
    assert b'"status":"expired"' in site.files()["document/claim-1.json"]
    assert {"feeds/en/all.atom", "feeds/en/section-security.rss", "now.json", "en/index.html"} <= before & set(
        made.written
    )


def test_a_deleted_language_comes_back_by_itself(site: Site) -> None:
    whole = site.files()
    shutil.rmtree(site.root / "public/uk")
    made = site.publisher.step(hours(3))
    assert made is not None
    assert made.full.startswith("uk/")
    assert made.full.endswith(" is gone")
    assert site.files().keys() == whole.keys()
    site.check(hours(3))


@pytest.mark.parametrize(
    "folder",
    ["feeds", "document", "archive", "en/archive", "uk/text", "uk/claim", "en/text/statement", "en/archive/region"],
)
def test_a_deleted_folder_comes_back_by_itself(site: Site, folder: str) -> None:
    whole = site.files()
    shutil.rmtree(site.root / "public" / folder)
    made = site.publisher.step(hours(3))
    assert made is not None
    assert made.full.endswith(" is gone")
    assert site.files().keys() == whole.keys()
    site.check(hours(3))


def test_single_deleted_files_come_back_within_minutes(site: Site) -> None:
    whole = site.files()
    lost = sorted(whole.keys() - set(plan.sentinels(Context(site.world.ledger(), hours(3)))))
    for path in lost[:: len(lost) // 20]:
        (site.root / "public" / path).unlink()
    end = hours(2) + timedelta(minutes=len(plan.in_order()))  # a minute a kind of page: none has many here
    made = [site.publisher.step(hours(2) + timedelta(minutes=n + 1)) for n in range(len(plan.in_order()))]
    assert {one.full for one in made if one is not None} == {""}
    site.check(end)


def test_all_of_public_deleted_comes_back_at_the_next_start(site: Site) -> None:
    shutil.rmtree(site.root / "public")
    site.start()
    site.publisher.step(hours(2))
    site.check(hours(2))


def test_a_new_name_touches_the_pages_where_it_stands(site: Site) -> None:
    site.world.register("2022-02-14T08:30:00Z", words={"bodies": {"b1": {"name": {"en": "Another name"}}}})
    made = site.publisher.step(hours(3))
    assert made is not None
    assert not made.full
    assert {"en/claim/claim-2.html", "en/archive/body/b1/2022-02.html", "feeds/en/section-safety.atom"} <= set(
        made.written
    )
    assert not [path for path in made.written if "claim-1" in path or "statement-1" in path]
    site.check(hours(3))


@pytest.mark.parametrize(
    "change",
    [
        {"words": {"instance": {"name": {"en": "N"}}}},
        {"words": {"sections": {"safety": {"name": {"en": "S"}}}}},
        {"regions": ["UA-05"]},
    ],
)
def test_what_every_page_says_makes_everything_anew(site: Site, change: dict[str, Any]) -> None:
    site.world.register("2022-02-14T08:30:00Z", **change)
    made = site.publisher.step(hours(3))
    assert made is not None
    assert made.full == "the register changed what every page says"
    site.check(hours(3))


def test_another_program_makes_everything_anew(site: Site) -> None:
    site.program = "another"
    site.start()
    made = site.publisher.step(hours(3))
    assert made is not None
    assert made.full == "no cursor of this program"
    site.check(hours(3))


@pytest.mark.parametrize(
    "said",
    [
        "",
        "{",
        "[]",
        '{"size":1}',
        '{"size":"x","at":"y","program":"p"}',
        '{"size":99,"at":"2022-02-14T08:00:00Z","program":"p"}',
    ],
)
def test_a_cursor_that_cannot_be_is_no_cursor(site: Site, said: str) -> None:
    (site.root / "site/cursor").write_text(said)
    site.start()
    made = site.publisher.step(hours(2))
    assert made is not None
    assert made.full
    site.check(hours(2))


def test_an_older_record_makes_everything_anew(site: Site) -> None:
    """A backup was restored: the cursor stands beyond the record."""
    site.world.published -= 1
    site.start()
    site.publisher.step(hours(2))
    site.check(hours(2))
    assert "uk/claim/claim-2.html" not in site.files()


def test_a_disk_that_fails_leaves_the_step_to_be_taken_again(site: Site) -> None:
    site.world.act("claim-1", "dispute", hours(2), by="b1")
    site.world.act("claim-3", "announce", hours(2), by="b1", nature="event")
    failing = site.root / "public/uk/archive"
    shutil.move(failing, site.root / "held")
    failing.write_bytes(b"a file where a folder was")
    with pytest.raises(NotADirectoryError):
        site.publisher.step(hours(2) + timedelta(seconds=1))
    failing.unlink()
    shutil.move(site.root / "held", failing)
    assert site.publisher.step(hours(2) + timedelta(seconds=1)) is not None
    site.check(hours(2) + timedelta(seconds=1))


KILLED = """
import os, sys
sys.path.insert(0, {root!r})
from pathlib import Path
from uarazom.site import index
index.PAGE_ITEMS = 3
from tests.site.followed import Site, small
from tests.site.world import hours
at, left = Path(sys.argv[1]), int(sys.argv[2])
world = small()
world.act("claim-1", "dispute", hours(2), by="b1")
site = Site(world, at)
rename = os.rename
def dying(old, new):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), 9)
    rename(old, new)
os.rename = dying
site.publisher.step(hours(3))
os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("renames", [0, 1, 30, 10_000])
def test_killed_anywhere_the_next_start_makes_it_whole(site: Site, root: Path, renames: int) -> None:
    program = KILLED.format(root=str(root))
    died = subprocess.run([sys.executable, "-c", program, str(site.root), str(renames)], check=False, cwd=root)
    assert died.returncode == -signal.SIGKILL
    site.world.act("claim-1", "dispute", hours(2), by="b1")
    site.start()
    site.publisher.step(hours(3))
    site.check(hours(3))


def test_two_processes_make_the_same_files_as_one(tmp_path: Path) -> None:
    world = small()
    for number in range(80):
        world.act(f"claim-{number + 10}", "announce", hours(2), by="a1", section="safety", nature="event")
    site = Site(world, tmp_path, workers=2)
    site.publisher.step(hours(3))
    site.check(hours(3))


def test_a_page_that_cannot_be_made_stops_the_render(tmp_path: Path) -> None:
    """Never half: words whose source is broken are no page without its text."""
    world = small()

    def broken(_: str) -> None:
        raise OSError("the disk says no")

    for workers in (1, 2):
        publisher = Publisher(
            world, Folder(tmp_path, synced=quiet), tmp_path / ".cursor", words=broken, workers=workers
        )
        with pytest.raises(OSError, match="the disk says no"):
            publisher.step(hours(3))
    assert not (tmp_path / ".cursor").exists()


def test_the_digest_of_the_program_is_that_of_its_files() -> None:
    assert program_digest() == program_digest()
    assert len(program_digest()) == 64

"""Backup and restore, the audit of a copy or an address, and what the doctor finds."""

import http.server
import io
import os
import shutil
import stat
import tarfile
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from record_state import ORIGIN, START, Home, State

from uarazom.record import backup, doctor
from uarazom.record.check import POOL_FROM, Folder, check, source
from uarazom.record.disk import FaultyDisk, PowerCut
from uarazom.record.errors import RecordFailed
from uarazom.record.journal import Person
from uarazom.record.keys import SigningKey
from uarazom.record.request import Approval
from uarazom.verify import canon
from uarazom.verify.audit import audit
from uarazom.verify.refusal import Refused


@pytest.fixture
def lived(home: Home, state: State) -> Home:
    """A home with a few published acts, a desk database and settings."""
    import sqlite3

    with home.signer() as signer:
        signer.publish([state.request(f"d-{i}") for i in range(3)])
    (home.path / "desk").mkdir()
    with sqlite3.connect(home.path / "desk" / "desk.sqlite3") as db:
        db.execute("CREATE TABLE draft (text TEXT)")
        db.execute("INSERT INTO draft VALUES ('unfinished')")
    db.close()
    (home.path / "uarazom.yaml").write_text("origin: test\n")
    (home.public / "en").mkdir()
    (home.public / "en" / "index.html").write_text("made again")
    return home


# ── backup ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_backup_made_while_it_runs_is_restored_elsewhere_and_goes_on(
    lived: Home, state: State, tmp_path: Path
) -> None:
    import sqlite3

    target = tmp_path / "backup.tar.gz"
    (lived.path / "watch").mkdir()
    (lived.path / "watch" / "shelf.sqlite3").write_text("articles of others")
    with lived.signer() as signer:
        backup.backup(lived.path, target)
        signer.publish_one(state.request("later"))
    assert oct(target.stat().st_mode & 0o777) == "0o600"
    shutil.rmtree(lived.path)
    there = Home(tmp_path / "new" / "home", state)
    there.path.parent.mkdir()
    restored = backup.restore(target, there.path)
    assert restored.size == 5
    assert there.audit().checkpoint.tree_size == 5
    with sqlite3.connect(there.path / "desk" / "desk.sqlite3") as db:
        assert db.execute("SELECT text FROM draft").fetchall() == [("unfinished",)]
    db.close()
    assert not (there.public / "en").exists()
    assert not (there.path / "watch").exists()
    assert oct((there.path / "signer").stat().st_mode & 0o777) == "0o700"
    with there.signer() as signer:
        assert signer.publish([state.request("d-0")])[0] is not None
        assert signer.publish_one(state.request("later")).index == 5
    there.audit()
    assert (there.public / "proof" / "d-0.json").is_file()


def test_a_backup_made_while_acts_are_published_is_one_moment(lived: Home, state: State, tmp_path: Path) -> None:
    done = threading.Event()

    def publish() -> None:
        number = 0
        while not done.is_set():
            signer.publish_one(state.request(f"busy-{number}"))
            number += 1

    with lived.signer() as signer:
        writer = threading.Thread(target=publish)
        writer.start()
        try:
            for number in range(3):
                backup.backup(lived.path, tmp_path / f"{number}.tar.gz")
        finally:
            done.set()
            writer.join()
    sizes = []
    for number in range(3):
        there = Home(tmp_path / f"home-{number}", state)
        sizes.append(backup.restore(tmp_path / f"{number}.tar.gz", there.path).size)
        there.log().close()
        assert there.audit().checkpoint.tree_size == sizes[-1]
        assert [one.code for one in doctor.findings(calm(there).path, START) if not one.waits] == []
    assert sizes == sorted(sizes)


def test_keys_go_into_no_file_that_somebody_else_laid_ready(lived: Home, tmp_path: Path) -> None:
    """In a folder that others write to, a file or a link may lie under the name that the backup will use."""
    elsewhere, part = tmp_path / "elsewhere", tmp_path / ".backup.tar.gz.part"
    elsewhere.write_bytes(b"")
    part.symlink_to(elsewhere)
    backup.backup(lived.path, tmp_path / "backup.tar.gz")
    assert elsewhere.read_bytes() == b""
    part.write_bytes(b"")
    part.chmod(0o666)
    backup.backup(lived.path, tmp_path / "backup.tar.gz")
    found = (tmp_path / "backup.tar.gz").lstat()
    assert (stat.S_ISREG(found.st_mode), stat.S_IMODE(found.st_mode)) == (True, 0o600)


def test_a_living_instance_is_never_restored_over(lived: Home, tmp_path: Path) -> None:
    backup.backup(lived.path, tmp_path / "backup.tar.gz")
    before = lived.files()
    with pytest.raises(RecordFailed, match="empty"):
        backup.restore(tmp_path / "backup.tar.gz", lived.path)
    assert lived.files() == before


def changed(raw: bytes) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
        members = [(member, archive.extractfile(member)) for member in archive]
        contents = [(member, file.read()) for member, file in members if file]
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for member, content in contents:
            other = content.replace(b"origin: test", b"origin: evil")
            archive.addfile(member, io.BytesIO(other))
    return out.getvalue()


def climbing(raw: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        member = tarfile.TarInfo("../../evil")
        member.size = 4
        archive.addfile(member, io.BytesIO(b"evil"))
    return out.getvalue()


def named(name: str) -> Callable[[bytes], bytes]:
    def with_member(raw: bytes) -> bytes:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
            member = tarfile.TarInfo("x")
            member.pax_headers = {"path": name}
            archive.addfile(member)
        return out.getvalue()

    return with_member


def linked(raw: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        member = tarfile.TarInfo("signer/keys")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc"
        archive.addfile(member)
    return out.getvalue()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:-20] + b"x" * 20,
        lambda raw: b"",
        changed,
        climbing,
        linked,
        named("."),
        named("a\0b"),
        named("a" * 5000),
    ],
)
def test_a_backup_that_is_cut_or_changed_leaves_nothing(
    lived: Home, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    target = tmp_path / "backup.tar.gz"
    backup.backup(lived.path, target)
    target.write_bytes(spoil(target.read_bytes()))
    with pytest.raises(RecordFailed, match="another backup"):
        backup.restore(target, tmp_path / "there" / "home")
    assert [path for path in (tmp_path / "there").rglob("*") if path.is_file()] == []
    assert not (tmp_path / "evil").exists()


def test_there_is_no_backup_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(RecordFailed, match="folder of an instance"):
        backup.backup(tmp_path, tmp_path / "backup.tar.gz")
    assert list(tmp_path.iterdir()) == []


# ── log check ───────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def address(lived: Home, tmp_path: Path) -> Iterator[str]:
    """A copy of the public folder, behind another server on another port."""
    shutil.copytree(lived.public, tmp_path / "copy")
    handler = partial(QuietHandler, directory=str(tmp_path / "copy"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        pass


def test_a_copy_an_address_and_a_home_check_alike(lived: Home, address: str, tmp_path: Path) -> None:
    found = [check(where, lived.anchor) for where in (str(lived.path), str(tmp_path / "copy"), address)]
    for audited in found:
        audited.require()
    assert {audited.checkpoint for audited in found} == {found[0].checkpoint}
    assert found[0].documents == 3


def test_a_flipped_byte_in_a_copy_is_found_with_its_place(lived: Home, address: str, tmp_path: Path) -> None:
    path = next((tmp_path / "copy" / "blob").iterdir())
    path.write_bytes(path.read_bytes().replace(b"power", b"Power").replace(b"Defence", b"defence"))
    with pytest.raises(Refused, match=path.name):
        check(address, lived.anchor).require()


@pytest.mark.parametrize("where", ["http://127.0.0.1:9/", "ftp://example.org/", "nowhere", ""])
def test_where_nothing_can_be_read_it_says_so(lived: Home, where: str) -> None:
    with pytest.raises(RecordFailed):
        check(where, lived.anchor)


@pytest.mark.slow
def test_all_cores_find_what_one_finds(home: Home, state: State) -> None:
    with home.log() as log:
        for start in range(0, POOL_FROM, 2048):
            log.append([state.act(f"d-{start + i}") for i in range(2048)])
    done: list[int] = []
    audited = check(str(home.path), home.anchor, processes=2, progress=done.append)
    audited.require()
    assert audited == audit(Folder(home.public), home.anchor)
    assert done[-1] >= log.size
    (home.public / "log" / "tile" / "0" / "007").write_bytes(b"x" * 8192)
    with pytest.raises(Refused, match="0/007"):
        check(str(home.path), home.anchor, processes=2).require()


def test_a_source_is_what_it_says(lived: Home) -> None:
    assert source(str(lived.path)) == source(str(lived.public)) == Folder(lived.public)


# ── doctor ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def codes(home: Home, **asked: object) -> list[str]:
    asked = {"now": START, **asked}
    return [finding.code for finding in doctor.findings(home.path, **asked)]  # type: ignore[arg-type]


def calm(home: Home) -> Home:
    """As `uarazom init` tells its reader to leave it: root keys elsewhere, the signer's folder closed."""
    shutil.rmtree(home.path / "root")
    (home.path / "signer").chmod(0o700)
    return home


def test_a_sound_home_has_no_findings(lived: Home) -> None:
    assert doctor.findings(calm(lived).path, START) == ()


def entered_alone(home: Home) -> None:
    """Somebody with access to the journal puts himself on the list."""
    evil = Person("evil", SigningKey.generate(home.state.chance).public, {"mod": ("approver",)})
    with home.signer() as signer:
        granted = Person("eve", home.state.people["eve"].public, {"mod": ("author",)}, version=2).change(ORIGIN)
        digest = canon.digest(canon.canonical(granted))
        both = (home.state.people[one] for one in ("cat", "dan"))
        signer.grant(granted, [Approval.sign(key, origin=ORIGIN, role="grant", person=one, content=digest)
                               for one, key in zip(("cat", "dan"), both, strict=True)])  # fmt: skip
        signer.journal.enter(evil, ORIGIN)


def appended_alone(home: Home) -> None:
    with home.log() as log:
        log.append([home.state.act("alone")])


def unpublished(home: Home) -> None:
    with pytest.raises(PowerCut), home.log(FaultyDisk(1)) as log:
        log.append([home.state.act("new")])


def lost_blob(home: Home) -> None:
    next((home.public / "blob").iterdir()).unlink()


def removed_and_put_back(home: Home) -> None:
    state = home.state
    with home.signer() as signer:
        request = state.request("removed")
        first = signer.publish_one(request)
        reason, raw = state.words(reason={"en": "A court ordered it."})
        content = {"format": "uarazom/act/1", "origin": ORIGIN, "document": "removed", "n": 2, "kind": "claim"}
        content |= {"act": "remove", "previous": first.payload_digest, "body": "mod", "acts": ["removed/1"]}
        content |= {"words": reason, "ground": "court", "category": "personal-data"}
        signer.publish_one(state.approved(content, {reason: raw}))
    ((words, said),) = request.blobs.items()
    (home.public / "blob" / words).write_bytes(said)


def open_key(home: Home) -> None:
    next((home.path / "signer" / "keys").iterdir()).chmod(0o644)


def older_store(home: Home) -> None:
    saved = (home.path / "record" / "record.sqlite3").read_bytes()
    with home.log() as log:
        log.append([home.state.act("new")])
    for path in (home.path / "record").glob("record.sqlite3-*"):
        path.unlink()
    (home.path / "record" / "record.sqlite3").write_bytes(saved)


def other_tree(home: Home) -> None:
    saved = shutil.copytree(home.path, home.path.with_name("saved"))
    for path, name in ((home.path, "here"), (saved, "there")):
        with Home(path, home.state).log() as log:
            log.append([home.state.act(name)])
    shutil.rmtree(home.public)
    shutil.copytree(saved / "public", home.public)


SICK: dict[str, tuple[Callable[[Home], object], str]] = {
    "sequenced and not public": (unpublished, "unpublished"),
    "a blob is gone": (lost_blob, "blobs"),
    "removed words are there again": (removed_and_put_back, "removed"),
    "a key that others can read": (open_key, "permissions"),
    "a folder that others can look into": (lambda home: (home.path / "signer").chmod(0o755), "permissions"),
    "the log's key is gone": (lambda home: (home.path / "signer" / "keys" / "log.pem").unlink(), "keys"),
    "a body's keys are gone": (lambda home: (home.path / "signer" / "keys" / "body-press-1.pem").unlink(), "keys"),
    "no store": (lambda home: (home.path / "record" / "record.sqlite3").unlink(), "store"),
    "an older store": (older_store, "store-behind"),
    "another tree": (other_tree, "two-trees"),
    "no anchor": (lambda home: (home.path / "anchor").unlink(), "anchor"),
    "another anchor": (lambda home: (home.path / "anchor").write_text("x"), "unreadable"),
    "somebody put himself on the list": (entered_alone, "list"),
    "an act that nobody approved": (appended_alone, "unapproved"),
    "proofs behind": (lambda home: (home.path / "record" / "proofs.cursor").write_text("1"), "behind"),
    "root keys still here": (
        lambda home: shutil.copytree(home.path / "signer" / "keys", home.path / "root"),
        "root-keys",
    ),
}


@pytest.mark.parametrize("name", SICK)
def test_the_doctor_says_what_is_wrong_and_what_to_do_and_changes_nothing(lived: Home, name: str) -> None:
    spoil, code = SICK[name]
    spoil(calm(lived))
    before = lived.files()
    found = doctor.findings(lived.path, START)
    assert code in [finding.code for finding in found], found
    assert all(finding.remedy and finding.where and finding.what for finding in found)
    assert lived.files() == before


def test_a_clock_behind_the_record_is_told(lived: Home) -> None:
    assert codes(calm(lived), now=START - timedelta(seconds=6)) == ["clock"]
    assert codes(lived, now=START - timedelta(seconds=5)) == []


def test_a_desk_older_or_newer_than_the_record_is_told(lived: Home) -> None:
    with lived.signer() as signer:
        content = signer.publish_one(lived.state.request("here")).content_digest
    assert codes(calm(lived), desk=[(content, "delivered"), ("0" * 64, "waiting")]) == []
    assert codes(lived, desk=[(content, "sending")]) == ["desk-behind-record"]
    assert codes(lived, desk=[("0" * 64, "delivered")]) == ["record-behind-desk"]


def test_a_second_program_on_the_home_is_told(lived: Home) -> None:
    calm(lived)
    with lived.log():
        found = doctor.findings(lived.path, START)
    assert [finding.code for finding in found] == ["holder"]
    assert str(os.getpid()) in found[0].what

import errno
import gzip
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uarazom.site.files import RESERVED, Folder, PathError, sync

PAGE = b"<!doctype html><p>" + b"as of 21:00, Kharkiv district: " * 40


def quiet(_: Path) -> None:
    """A disk that needs no sync."""


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_page_is_written_with_variants_that_decompress_to_it(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "public")
    assert folder.put([("uk/index.html", PAGE), ("uk/claim/a/index.html", PAGE)]) == (
        "uk/index.html",
        "uk/claim/a/index.html",
    )
    at = tmp_path / "public/uk"
    assert (at / "index.html").read_bytes() == PAGE
    assert brotli.decompress((at / "index.html.br").read_bytes()) == PAGE
    assert gzip.decompress((at / "index.html.gz").read_bytes()) == PAGE
    assert sorted(path.name for path in at.iterdir()) == ["claim", "index.html", "index.html.br", "index.html.gz"]


@given(st.binary(max_size=2000))
def test_gzip_says_the_same_whenever_it_is_written(data: bytes) -> None:
    from uarazom.site.files import variants

    packed = dict(variants(data))
    assert packed == dict(variants(data))
    assert gzip.decompress(packed[".gz"]) == data == brotli.decompress(packed[".br"])
    assert packed[".gz"][4:8] == b"\0\0\0\0"


def test_what_did_not_change_is_left_alone_and_not_synced(tmp_path: Path) -> None:
    synced: list[Path] = []
    folder = Folder(tmp_path, synced=synced.append)
    folder.put([("a.html", PAGE), ("b.html", PAGE)])
    before = {path: path.stat() for path in tmp_path.iterdir()}
    assert folder.put([("a.html", PAGE), ("b.html", PAGE)]) == ()
    assert {path: path.stat() for path in tmp_path.iterdir()} == before
    assert folder.put([("a.html", PAGE), ("b.html", PAGE + b"!")]) == ("b.html",)
    assert synced == [tmp_path] * 4  # bytes before their names, names before the cursor; nothing for nothing


@pytest.mark.parametrize("harm", ["gone", "empty", "newer", "other bytes"])
def test_a_harmed_variant_or_file_is_written_again(tmp_path: Path, harm: str) -> None:
    folder = Folder(tmp_path, synced=quiet)
    folder.put([("a.html", PAGE)])
    whole = tree(tmp_path)
    if harm == "gone":
        (tmp_path / "a.html.br").unlink()
    elif harm == "empty":
        (tmp_path / "a.html.gz").write_bytes(b"")
        os.utime(tmp_path / "a.html.gz", (0, 0))
    elif harm == "newer":
        (tmp_path / "a.html.br").write_bytes(b"the variant of a page that never came")
        os.utime(tmp_path / "a.html", (0, 0))
    else:
        (tmp_path / "a.html").write_bytes(PAGE.upper())
    assert folder.put([("a.html", PAGE)]) == ("a.html",)
    assert tree(tmp_path) == whole


def test_no_two_versions_share_a_second(tmp_path: Path) -> None:
    folder, names, seen = Folder(tmp_path, synced=quiet), ("a.html", "a.html.br", "a.html.gz"), set()
    for version in b"ABCDE":
        folder.put([("a.html", PAGE + bytes([version]))])
        found = [(tmp_path / name).stat() for name in names]
        assert found[0].st_mtime_ns >= max(one.st_mtime_ns for one in found)  # none newer than its file: all count
        seen |= {(name, int(one.st_mtime), one.st_size) for name, one in zip(names, found, strict=True)}
    assert len(seen) == 5 * len(names)
    assert folder.put([("a.html", PAGE + b"E")]) == ()


def test_after_a_crash_nothing_on_disk_is_believed(tmp_path: Path) -> None:
    folder = Folder(tmp_path, synced=quiet)
    folder.put([("a.html", PAGE)])
    (tmp_path / "a.html.br").write_bytes(bytes((tmp_path / "a.html.br").stat().st_size))
    os.utime(tmp_path / "a.html.br", (0, 0))  # right size, not newer: only rewriting finds it
    assert folder.put([("a.html", PAGE)]) == ()
    assert folder.put([("a.html", PAGE)], trust=False) == ("a.html",)
    assert brotli.decompress((tmp_path / "a.html.br").read_bytes()) == PAGE


def test_a_page_that_became_small_loses_its_variants(tmp_path: Path) -> None:
    folder = Folder(tmp_path, synced=quiet)
    folder.put([("a.html", PAGE), ("b.png", PAGE)])
    assert sorted(tree(tmp_path)) == ["a.html", "a.html.br", "a.html.gz", "b.png"]
    folder.put([("a.html", b"small")])
    assert sorted(tree(tmp_path)) == ["a.html", "b.png"]


def test_removal_takes_variants_and_empty_folders_but_no_more(tmp_path: Path) -> None:
    folder = Folder(tmp_path, synced=quiet)
    folder.put([("uk/a/index.html", PAGE), ("uk/b/index.html", PAGE)])
    assert folder.remove(["uk/a/index.html", "uk/never/index.html"]) == ("uk/a/index.html",)
    assert sorted(tree(tmp_path)) == ["uk/b/index.html", "uk/b/index.html.br", "uk/b/index.html.gz"]
    assert not (tmp_path / "uk/a").exists()


def test_keep_only_sweeps_the_site_and_never_another_room(tmp_path: Path) -> None:
    folder = Folder(tmp_path, synced=quiet)
    folder.put([("uk/a.html", PAGE), ("en/a.html", PAGE), ("now.json", b"{}")])
    for name in RESERVED:
        (tmp_path / name).mkdir()
        (tmp_path / name / "kept").write_bytes(b"kept")
    (tmp_path / "uk/.b.html.new").write_bytes(b"half")
    (tmp_path / "uk/c.html.br").write_bytes(b"a variant alone")
    assert list(folder.paths()) == ["now.json", "en/a.html", "uk/a.html", "uk/c.html.br"]
    assert sorted(folder.keep_only({"uk/a.html", "now.json"})) == ["en/a.html", "uk/.b.html.new", "uk/c.html.br"]
    assert sorted(tree(tmp_path)) == sorted(
        ["now.json", "uk/a.html", "uk/a.html.br", "uk/a.html.gz", *(f"{name}/kept" for name in RESERVED)]
    )


OUTSIDE = ["", "/etc/passwd", "../up.html", "uk/../../up.html", "uk//a.html", "uk/./a.html", "uk/.hidden", "uk/a.html/"]
RESERVED_PATHS = ["log/checkpoint", "blob/aa", "proof/a/1"]
STRANGE = ["uk\\a", "uk/\0", "uk/a\n", "uk/" + "a" * 300, "a/" * 600 + "a"]


@pytest.mark.parametrize("path", [*OUTSIDE, *RESERVED_PATHS, *STRANGE])
def test_a_page_cannot_be_written_elsewhere(tmp_path: Path, path: str) -> None:
    with pytest.raises(PathError, match="expected a relative path"):
        Folder(tmp_path / "public", synced=quiet).put([(path, PAGE)])
    assert tree(tmp_path) == {}


def test_a_full_disk_leaves_the_old_page_whole(tmp_path: Path) -> None:
    folder = Folder(tmp_path, synced=quiet)
    folder.put([("a.html", PAGE)])
    old = tree(tmp_path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(OSError, match=r"too large|No space") as caught:
            folder.put([("a.html", PAGE.swapcase())])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert caught.value.errno in (errno.EFBIG, errno.ENOSPC)
    assert (tmp_path / "a.html").read_bytes() == PAGE
    assert not [name for name in tree(tmp_path) if name.endswith(".new")]
    assert tree(tmp_path) == old  # nothing had its name yet
    assert folder.put([("a.html", PAGE.swapcase())]) == ("a.html",)


KILLED = """
import os, sys
from pathlib import Path
from uarazom.site import files
left = int(sys.argv[2])
rename = os.rename
def dying(old, new):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), 9)
    rename(old, new)
os.rename = dying
files.Folder(Path(sys.argv[1]), synced=lambda _: None).put([("a.html", b"new " * 200), ("b.html", b"new " * 300)])
"""


@pytest.mark.parametrize("renames", [0, 1, 2, 4])
def test_killed_at_any_rename_the_next_put_mends_it(tmp_path: Path, renames: int) -> None:
    folder = Folder(tmp_path, synced=quiet)
    pages = [("a.html", b"old " * 200), ("b.html", b"old " * 300)]
    folder.put(pages)
    whole = tree(tmp_path)
    died = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), str(renames)], check=False)
    assert died.returncode == -signal.SIGKILL
    for name, old in pages:  # each page is old or new, never half
        assert (tmp_path / name).read_bytes() in (old, old.replace(b"old", b"new"))
    folder.put(pages)
    folder.keep_only([name for name, _ in pages])
    assert tree(tmp_path) == whole


def test_the_sync_is_real_and_says_when_it_fails(tmp_path: Path) -> None:
    sync(tmp_path)
    with pytest.raises(FileNotFoundError):
        sync(tmp_path / "nowhere")

from pathlib import Path

import pytest

from uarazom.site.files import Folder

HOME = b"<!doctype html><html lang=uk><title>x</title><style>p{margin:0}</style><p>" + b"as of 21:00 " * 100
MISSING = {"uk": "Такої сторінки немає".encode(), "en": b"No such page", "": b"404"}


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """A small public folder as the publisher and the record leave it; beside it a file that is not public."""
    return made(tmp_path)


@pytest.fixture(scope="module")
def shared_public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, for a server that a whole module asks."""
    return made(tmp_path_factory.mktemp("door"))


def made(folder: Path) -> Path:
    root = folder / "public"
    pages = {"index.html": b"choose", "uk/index.html": HOME, "uk/claim/a.html": HOME, "en/index.html": HOME}
    pages |= {f"{lang}/404.html".lstrip("/"): text for lang, text in MISSING.items()}
    pages |= {"feeds/uk/all.atom": b"<feed/>", "document/a.json": b"{}"}
    Folder(root).put(pages.items())
    for name, data in {
        "log/checkpoint": b"uarazom.example/log\n1\n",
        "log/tile/0/000": bytes(8192),
        "log/tile/entries/x001/234.p/5": b"\0\1a",
        "blob/" + "a" * 64: b"\xff\xd8\xff\xe0 a photograph",
        "blob/" + "b" * 64: b"<svg onload=alert(1)>",
        "blob/" + "c" * 64: bytes(range(256)) * 8192,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    (folder / "secret").write_bytes(b"a key")
    return root

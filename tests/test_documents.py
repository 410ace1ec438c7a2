"""The document check finds what leads nowhere."""

import subprocess
import sys
from pathlib import Path

TOOL = Path(__file__).resolve().parent.parent / "tools" / "check_documents.py"


def check_beside(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """Run the check in a folder of its own that holds one page, ``page.md``, and one file, ``there.txt``."""
    (folder / "tools").mkdir()
    (folder / "tools" / TOOL.name).write_bytes(TOOL.read_bytes())
    (folder / "there.txt").touch()
    (folder / "page.md").write_text(text, encoding="utf-8")
    command = [sys.executable, str(folder / "tools" / TOOL.name)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_links_that_lead_somewhere_pass(tmp_path: Path) -> None:
    links = "[a](there.txt) [b](#the-way-of-one-claim) [c](https://example.org/x)\n\n[d]: there.txt\n"
    code = "`[no](link)`\n```\n[no](link)\n```\n"
    run = check_beside(tmp_path, "# The way of one claim\n" + links + code)
    assert (run.returncode, run.stdout) == (0, "")


def test_links_that_lead_nowhere_are_named(tmp_path: Path) -> None:
    run = check_beside(tmp_path, "# One\n\n[a](gone.txt) [b](#two)\n\n![c](../../outside.png)\n\n[d]: lost.md\n")
    assert run.returncode == 1
    assert run.stdout.splitlines() == [
        "page.md:3: expected a file that exists, got gone.txt",
        "page.md:3: expected a heading of page.md, got #two",
        "page.md:5: expected a link inside the repository, got ../../outside.png",
        "page.md:7: expected a file that exists, got lost.md",
    ]

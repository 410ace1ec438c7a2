"""Checks every Markdown page of the repository: each relative link leads to a file, each anchor to a heading.

Prints one line a finding, ``file:line: expected …, got …``, and exits 1 when there is any.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = {".git", ".venv", "node_modules", "var", "build", "dist"}

LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)|^\s{0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
NAMED_ANCHOR = re.compile(r"<a\s+(?:id|name)=\"([^\"]+)\"")
FENCE = re.compile(r"^\s*(```|~~~)")
ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:|^//", re.IGNORECASE)


def main() -> int:
    """Check all pages; the return value is the exit status."""
    findings = [finding for page in pages() for finding in check(page)]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


def pages() -> Iterator[Path]:
    """Every Markdown page that is ours."""
    for page in sorted(ROOT.rglob("*.md")):
        if NOT_OURS.isdisjoint(page.relative_to(ROOT).parts):
            yield page


def check(page: Path) -> Iterator[str]:
    """The findings on one page."""
    for number, line in prose(page):
        for match in LINK.finditer(re.sub(r"`[^`]*`", "", line)):
            target = match[1] or match[2]
            if not ELSEWHERE.match(target) and (reason := broken(page, target)):
                yield f"{page.relative_to(ROOT)}:{number}: {reason}"


def broken(page: Path, target: str) -> str | None:
    """Why a relative link leads nowhere, or None when it holds."""
    path, _, anchor = target.partition("#")
    goal = (page.parent / path).resolve() if path else page
    if not goal.is_relative_to(ROOT):
        return f"expected a link inside the repository, got {target}"
    if not goal.exists():
        return f"expected a file that exists, got {target}"
    if anchor and goal.suffix == ".md" and anchor not in anchors(goal):
        return f"expected a heading of {goal.relative_to(ROOT)}, got #{anchor}"
    return None


def anchors(page: Path) -> set[str]:
    """The anchors of a page: named ones, and each heading in the form that code hosts give it."""
    found: set[str] = set()
    for _, line in prose(page):
        found.update(NAMED_ANCHOR.findall(line))
        if heading := HEADING.match(line):
            words = re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", heading[1])
            slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
            repeats = sum(1 for anchor in found if re.fullmatch(re.escape(slug) + r"(-\d+)?", anchor))
            found.add(f"{slug}-{repeats}" if repeats else slug)
    return found


def prose(page: Path) -> Iterator[tuple[int, str]]:
    """The numbered lines of a page outside its code blocks."""
    inside_code = False
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if FENCE.match(line):
            inside_code = not inside_code
        elif not inside_code:
            yield number, line


if __name__ == "__main__":
    sys.exit(main())

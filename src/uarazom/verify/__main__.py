"""`python -m uarazom.verify FILE --anchor ANCHOR`: does this file hold?

FILE is a bundle (.json) or the page that embeds one; ANCHOR is a file that the reader has from elsewhere. Exit: 0 it
holds, 1 it does not (the reason on standard output), 2 wrong usage or an unreadable file.
"""

import argparse
import json
import sys
from pathlib import Path

from uarazom.verify.anchor import ANCHOR_MAX_BYTES, Anchor
from uarazom.verify.bundle import Verified
from uarazom.verify.paper import PAGE_MAX_BYTES, verify
from uarazom.verify.refusal import Refused

HOLDS, DOES_NOT_HOLD, WRONG_USAGE = 0, 1, 2


def main(argv: list[str] | None = None) -> int:
    """Verify the file that the arguments name; print what holds or why not; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m uarazom.verify", description="Does this file hold?")
    parser.add_argument("file", metavar="FILE", type=Path, help="a bundle (.json), or the page that embeds one")
    parser.add_argument("--anchor", required=True, type=Path, help="the four lines that you have from elsewhere")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    asked = parser.parse_args(argv)
    try:
        raw, anchor = _read(asked.file, PAGE_MAX_BYTES), _read(asked.anchor, ANCHOR_MAX_BYTES)
    except OSError as error:
        print(f"cannot read {error.filename}: {error.strerror}", file=sys.stderr)
        return WRONG_USAGE
    return _report(asked.file, raw, anchor, as_json=asked.json)


def _report(file: Path, raw: bytes, anchor: bytes, *, as_json: bool) -> int:
    try:
        verified = verify(raw, Anchor.parse(anchor))
    except Refused as refused:
        told = {"file": str(file), "holds": False, **refused.as_dict()}
        print(json.dumps(told, ensure_ascii=False) if as_json else f"{file}: DOES NOT HOLD\n{_lines(refused)}")
        return DOES_NOT_HOLD
    found = {"file": str(file), "holds": True, **_facts(verified)}
    print(json.dumps(found, ensure_ascii=False) if as_json else _story(file, verified))
    return HOLDS


def _facts(verified: Verified) -> dict[str, object]:
    return {
        "origin": verified.checkpoint.origin,
        "document": verified.document,
        "acts": [{"act": one.entry.name, "index": one.index, "digest": one.entry.digest} for one in verified.acts],
        "removed": dict(verified.removed),
        "issued_at": verified.last.entry.fields["issued_at"],
        "entry": verified.last.index + 1,
        "tree_size": verified.checkpoint.tree_size,
        "age": verified.age,
    }


def _story(file: Path, verified: Verified) -> str:
    lines = [f"{file}: HOLDS", f"document {verified.document} of {verified.checkpoint.origin}"]
    for one in verified.acts:
        fields = one.entry.fields
        lost = (
            f", words removed by entry {verified.removed[one.entry.name]}" if one.entry.name in verified.removed else ""
        )
        lines.append(f"  {one.entry.name} {fields['act']} by {fields['body']}, issued {fields['issued_at']}{lost}")
    return "\n".join([*lines, verified.age])


def _lines(refused: Refused) -> str:
    parts = refused.as_dict()
    return "\n".join(f"  {name}: {_printable(text)}" for name, text in parts.items())


def _printable(text: str) -> str:
    """Return the text without what could steer a terminal: a refusal repeats words of the file that it refuses."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _read(path: Path, max_bytes: int) -> bytes:
    with path.open("rb") as file:
        return file.read(max_bytes + 1)  # one more than is allowed, so that the check of length sees it


if __name__ == "__main__":
    sys.exit(main())

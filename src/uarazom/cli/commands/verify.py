"""``uarazom verify PATH --anchor ANCHOR``: prove a downloaded file, or a copied public folder, true or false.

A file is checked as ``python -m uarazom.verify`` checks it, which needs nothing else of this program; a folder is
audited whole, and its pages are made again and compared (`cli.copies`).
"""

import argparse
from pathlib import Path

from uarazom.cli.anchors import read_anchor
from uarazom.cli.copies import Copy, check_copy
from uarazom.cli.say import UsageError, out, out_json, say
from uarazom.verify import __main__ as program


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the call."""
    parser.add_argument("path", type=Path, metavar="PATH", help="a downloaded .json or .html, or a public folder")
    parser.add_argument("--anchor", type=Path, required=True, help="four lines that you have from elsewhere")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    """Exit 0 when it holds, 1 with the reasons when it does not."""
    if not args.path.exists():
        raise UsageError(f"expected a file or a folder, there is no {args.path}")
    if not args.path.is_dir():
        words = [str(args.path), "--anchor", str(args.anchor)]
        return program.main([*words, "--json"] if args.json else words)
    found = check_copy(args.path, read_anchor(args.anchor))
    if args.json:
        out_json({"path": str(args.path), "holds": not found.findings, "made_at": found.made_at} | _numbers(found))
    elif not found.findings and found.audited:
        size, origin = found.audited.checkpoint.tree_size, found.audited.checkpoint.origin
        out(f"{args.path}: HOLDS; {size} entries of {origin}, {found.files} files as of {found.made_at}")
    for finding in found.findings:
        say(finding)
    if found.findings:
        say(f"{args.path}: DOES NOT HOLD")
    return 1 if found.findings else 0


def _numbers(found: Copy) -> dict[str, object]:
    size = found.audited.checkpoint.tree_size if found.audited else 0
    return {"tree_size": size, "files": found.files, "findings": list(found.findings)}

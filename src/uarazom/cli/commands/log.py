"""``uarazom log check DIR|URL --anchor ANCHOR``: the audit of a whole log, on every core.

DIR is a public folder (the one that holds ``log/``), URL the address that serves it.
"""

import argparse
from pathlib import Path

from uarazom.cli.anchors import read_anchor
from uarazom.cli.say import CommandError, out, out_json, say
from uarazom.record.check import check
from uarazom.record.errors import RecordError
from uarazom.verify.audit import Audited
from uarazom.verify.refusal import Refused

TOLD_EVERY = 100_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the call."""
    parser.add_argument("what", choices=["check"], help="what to do with the log")
    parser.add_argument("where", metavar="DIR|URL", help="the public folder, or the address that serves it")
    parser.add_argument("--anchor", type=Path, help="origin, key and root roster that you have from elsewhere")
    parser.add_argument("--processes", type=int, help="how many at once (default: every core)")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    """Audit; exit 1 with every finding when the log does not hold."""
    anchor = read_anchor(args.anchor, beside=Path(args.where) if "://" not in args.where else None)
    told = [0]

    def progress(entries: int) -> None:
        if entries - told[0] >= TOLD_EVERY:
            told[0] = entries
            say(f"{entries} entries checked")

    try:
        audited = check(args.where, anchor, processes=args.processes, progress=progress)
    except (Refused, RecordError, OSError) as error:
        if args.json:
            out_json({"where": args.where, "holds": False, "findings": [str(error)]})
        raise CommandError(f"{args.where} does not hold: {error}") from error
    _report(args.where, audited, as_json=args.json)
    return 1 if audited.findings else 0


def _report(where: str, audited: Audited, *, as_json: bool) -> None:
    if as_json:
        out_json(
            {
                "where": where,
                "holds": not audited.findings,
                "origin": audited.checkpoint.origin,
                "tree_size": audited.checkpoint.tree_size,
                "issued_at": audited.issued_at,
                "documents": audited.documents,
                "blobs": audited.blobs,
                "removed": audited.removed,
                "findings": [str(finding) for finding in audited.findings],
            }
        )
        return
    for finding in audited.findings:
        say(str(finding))
    verdict = "HOLDS" if not audited.findings else f"DOES NOT HOLD: {len(audited.findings)} findings"
    out(f"{where}: {verdict}; {audited.checkpoint.tree_size} entries of {audited.checkpoint.origin}")
    out(f"{audited.documents} documents, {audited.blobs} blobs, {audited.removed} removed, last {audited.issued_at}")

"""``uarazom status [DOCUMENT] --home DIR --at INSTANT``: what holds at an instant, one document a line.

With ``--json``: ``{"document","kind","status","badges":[…],"since","because":[…]}``; `because` names the deciding acts.
"""

import argparse
from datetime import datetime
from pathlib import Path

from uarazom.acts.status import Status, status
from uarazom.cli.clock import parse_instant
from uarazom.cli.instance import Instance
from uarazom.cli.reading import clock_of, ledger_of
from uarazom.cli.say import CommandError, out, out_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the call."""
    parser.add_argument("document", nargs="?", help="a document id; without it, every document")
    parser.add_argument("--home", type=Path, required=True, help="the instance's folder")
    parser.add_argument("--at", help="instant with zone, 2022-02-20T21:00+02:00; without it, now")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(args: argparse.Namespace) -> int:
    """Print the status of one document or of all."""
    instance = Instance(args.home)
    at = parse_instant(args.at) if args.at else clock_of(instance)()
    ledger = ledger_of(instance)
    view = ledger.at(at)
    if args.document is not None and args.document not in view.documents:
        known = "it was entered later" if args.document in ledger.documents else "no such document in the record"
        raise CommandError(f"expected a document that exists at {at.isoformat()}, got {args.document}: {known}")
    names = [args.document] if args.document else list(view.documents)
    for name in names:
        document = view.documents[name]
        _print(name, document.kind, status(document, ledger.register(at), at), as_json=args.json)
    return 0


def _print(name: str, kind: str, found: Status, *, as_json: bool) -> None:
    if as_json:
        out_json(
            {
                "document": name,
                "kind": kind,
                "status": found.status,
                "badges": list(found.badges),
                "since": _text(found.since),
                "because": list(found.because),
            }
        )
    else:
        badges = f" ({', '.join(found.badges)})" if found.badges else ""
        out(f"{name}: {found.status}{badges} since {_text(found.since)}; decided by {', '.join(found.because)}")


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")

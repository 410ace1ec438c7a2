"""``uarazom sources --home DIR``: every source with when it last answered, and the messages that came last.

A source that has not answered for a quarter of an hour is *silent*: nobody may read from it that nothing happens.
``--json``: one object a line, the sources first (`source`), then the messages (`sender`), newest first.
"""

import argparse
import sqlite3
from pathlib import Path
from typing import Any

from uarazom.cli import feeds
from uarazom.cli.instance import Instance
from uarazom.cli.reading import clock_of
from uarazom.cli.say import CommandError, out, out_json
from uarazom.sources.inbox import Inbox, Kept
from uarazom.sources.state import State

LIMIT = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the call."""
    parser.add_argument("--home", type=Path, required=True, help="the instance's folder")
    parser.add_argument("--limit", type=int, default=LIMIT, help=f"how many messages (default {LIMIT})")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(args: argparse.Namespace) -> int:
    """0: every source that is asked has answered lately; 1: one is silent."""
    instance = Instance(args.home)
    taken_in, now = feeds.read(instance.home), clock_of(instance)()
    if not instance.inbox.exists():
        rows: list[dict[str, Any]] = [_never(feed) for feed in taken_in.feeds]
        kept: tuple[Kept, ...] = ()
    else:
        try:
            box = Inbox.open(instance.inbox)
        except (sqlite3.Error, ValueError, OSError) as error:
            raise CommandError(f"{instance.inbox}: expected the box of what came in: {error}") from error
        rows = [_row(feed, State.read(box.rhythm(feed.name), feed.seconds), now) for feed in taken_in.feeds]
        kept = box.latest(args.limit)
        box.close()
    for row in (*rows, *map(_message, kept)):
        (out_json if args.json else _say)(row)
    return 1 if any(row["silent"] for row in rows) else 0


def _never(feed: feeds.Feed) -> dict[str, Any]:
    return {"source": feed.name, "policy": feed.policy, "answered_at": "", "silent": True, "problem": ""}


def _row(feed: feeds.Feed, state: State, now: Any) -> dict[str, Any]:
    rhythm = state.rhythm
    answered = rhythm.answered_at.isoformat() if rhythm.answered_at else ""
    return {**_never(feed), "answered_at": answered, "silent": rhythm.is_stale(now), "problem": rhythm.reason}


def _message(kept: Kept) -> dict[str, Any]:
    item, facts = kept.item, kept.item.facts
    return {
        "sender": item.sender,
        "identifier": item.identifier,
        "sent": item.sent,
        "received_at": kept.received_at.isoformat(),
        "from": kept.source,
        "msg_type": facts.get("msg_type", ""),
        "status": facts.get("status", ""),
        "headline": facts.get("headline", {}),
        "valid": facts.get("valid", False),
        "signature": facts.get("signature", ""),
        "conflict": kept.conflict,
        "findings": len(facts.get("findings", ())),
        "raw": kept.raw,
    }


def _say(row: dict[str, Any]) -> None:
    if "source" in row:
        told = "silent" if row["silent"] else "answers"
        out(" ".join(filter(None, (row["source"], told, row["answered_at"], row["problem"]))))
        return
    said = " / ".join(dict.fromkeys(row["headline"].values()))
    marks = [row["signature"], "" if row["valid"] else "not valid", "CONFLICT" if row["conflict"] else ""]
    what = f"{row['status']} {row['msg_type']} {said}"
    out(f"{row['received_at']} {row['from']}: {what} ({', '.join(filter(None, marks))})")

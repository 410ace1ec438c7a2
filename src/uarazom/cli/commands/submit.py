"""``uarazom submit FILE --home DIR --person ID``: acts from a file, before an approver (docs/submit.md).

The file is taken whole or refused whole; a draft whose quotations differ from our record is kept, and says so. The
person's password signs each submission; it is asked for, or read from the first line of ``--password-file``. Somebody
else approves, at the desk.
"""

import argparse
import getpass
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path

from uarazom.cli.instance import Instance
from uarazom.cli.newsroom import configure_desk
from uarazom.cli.reading import clock_of
from uarazom.cli.say import CommandError, UsageError, out, out_json
from uarazom.editorial import intake
from uarazom.editorial.quotations import Quoted
from uarazom.editorial.refusal import BadFile, Refused

PASSWORD_BYTES = 4096


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the call."""
    parser.add_argument("file", type=Path, help=".json, .jsonl or .yaml")
    parser.add_argument("--home", type=Path, required=True, help="the instance's folder")
    parser.add_argument("--person", required=True, help="the author's id at the desk")
    parser.add_argument("--password-file", type=Path, help="instead of asking; readable by its owner alone")
    parser.add_argument("--json", action="store_true", help="one JSON object a draft")


def run(args: argparse.Namespace) -> int:
    """Queue every draft; exit 1 where one could not be submitted (it is kept as a draft, and the reason said)."""
    instance = Instance(args.home)
    settings, clock = instance.settings, clock_of(instance)
    try:
        with args.file.open("rb") as file:
            raw = file.read(intake.FILE_BYTES_MAX + 1)
        found = intake.read(raw, intake.format_of(args.file.name))
    except OSError as error:
        raise UsageError(f"expected a file to submit: {error}") from error
    except (BadFile, Refused) as error:
        raise CommandError(f"nothing was submitted:\n{error}") from error
    password = _password(args)
    configure_desk(instance, settings, clock)
    from django.db import transaction

    from uarazom.desk import services
    from uarazom.desk.refusal import DeskRefused

    try:
        person = services.person(args.person)
        key = services.unlock(person=person, password=password, now=clock())
    except DeskRefused as error:
        raise CommandError(f"{args.person}: {error}") from error
    submit = partial(services.submit_draft, person=person, key=key)
    with transaction.atomic():  # a full disk or Ctrl-C half-way leaves none of the file
        done = [submit(one.draft, embargo=one.embargo, now=clock()) for one in found]
    for one in done:
        _print(one, as_json=args.json)
    return 1 if any(one.waits_because for one in done) else 0


def _print(done: "services.Submitted", *, as_json: bool) -> None:  # type: ignore[name-defined] # noqa: F821
    told = {name: getattr(done, name) for name in ("draft_id", "document", "act", "content_digest", "waits_because")}
    if as_json:
        out_json(told | {"quotations": [asdict(one) for one in done.quotations]})
    elif done.quotations:
        out(f"draft {done.draft_id}: {done.act} of {done.document} is kept: it quotes otherwise than our record")
        for one in done.quotations:
            out(f"  {_quoted(one)}")
        out(f"  put it right, or let it go with a reason, at the desk: /drafts/{done.draft_id}")
    elif done.waits_because:
        out(f"draft {done.draft_id}: {done.act} of {done.document} is kept as a draft: {done.waits_because}")
    else:
        until = "is on its way: one person can hold" if done.act == "hold" else "waits for an approver"
        out(f"draft {done.draft_id}: {done.act} of {done.document} {until} ({done.content_digest[:12]}…)")


def _quoted(one: Quoted) -> str:
    """One quotation and what our record has, in a line."""
    record = f"; our record: “{one.sentence}” ({one.statement})" if one.sentence else ""
    meant = f"; clarified: “{one.clarification}”" if one.clarification else ""
    return f"{one.member} ({one.language}), “{one.text}”: {one.verdict}{record}{meant}"


def _password(args: argparse.Namespace) -> str:
    if args.password_file is None:
        if not sys.stdin.isatty():
            raise UsageError("expected --password-file, since nobody is there to be asked")
        return getpass.getpass(f"password of {args.person}: ")
    try:
        if args.password_file.stat().st_mode & 0o077:
            raise UsageError(f"expected {args.password_file} readable by its owner alone; chmod 600 it")
        with args.password_file.open() as file:
            password: str = file.readline(PASSWORD_BYTES)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"expected a password in {args.password_file}: {error}") from error
    return password.rstrip("\n")

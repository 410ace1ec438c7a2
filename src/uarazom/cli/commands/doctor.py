"""``uarazom doctor --home DIR``: what is wrong with an instance and what to do, the most important first.

Exit 0 when nothing needs a person; 1 when something does. It reads and never repairs.
"""

import argparse
from pathlib import Path

from uarazom.cli.clock import system
from uarazom.cli.instance import Instance
from uarazom.cli.machine import is_of_the_machine
from uarazom.cli.newsroom import desk_settings
from uarazom.cli.reading import clock_of
from uarazom.cli.say import CommandError, out, out_json
from uarazom.record.doctor import Finding, findings, kept_inside


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the call."""
    parser.add_argument("--home", type=Path, required=True, help="the instance's folder")
    parser.add_argument("--json", action="store_true", help="one JSON object a finding")


def run(args: argparse.Namespace) -> int:
    """Print every finding."""
    instance = Instance(args.home)
    _ = instance.settings
    found: tuple[Finding, ...]
    try:
        outbox, unread = _asked(instance)
        found = (*findings(instance.home, clock_of(instance)(), desk=outbox), *unread)
    except CommandError as error:
        # The record itself cannot be read, and so not its last instant: the finding says why.
        found = findings(instance.home, system(), desk=())
        if not found:
            raise CommandError(str(error)) from error
    for one in found:
        if args.json:
            out_json({"code": one.code, "what": one.what, "where": one.where, "remedy": one.remedy, "waits": one.waits})
        else:
            out(f"{'waits' if one.waits else 'ACT'}  {one}")
    if not found and not args.json:
        out("all is well")
    return 1 if any(not one.waits for one in found) else 0


def _asked(instance: Instance) -> tuple[list[tuple[str, str]], list[Finding]]:
    """The outbox, or why it cannot be read."""
    try:
        return _outbox(instance), _audit(instance)
    except Exception as error:
        if not is_of_the_machine(error):
            raise
        remedy = "See disk and owner first; drafts come back with a backup, what is published stands in the record."
        return [], [Finding("desk", str(error), str(instance.desk), remedy)]


def _audit(instance: Instance) -> list[Finding]:
    """Whether the desk's audit log is the one that the record names; `_outbox` has configured the desk."""
    custody = kept_inside(instance.home)
    if custody is None or not (instance.desk / "desk.sqlite3").exists():
        return []
    from uarazom.desk.audit import log

    broken = log.check_against(custody.audit_rows, custody.audit)
    if broken is None:
        return []
    what = f"row {broken.number} of the audit log is not the one that the record names"
    remedy = "An older backup of the desk lies here, or somebody wrote the log anew: compare it with a backup."
    return [Finding("audit", what, str(instance.desk), remedy)]


def _outbox(instance: Instance) -> list[tuple[str, str]]:
    """Content digest and state of everything that two people approved: acts, and changes of the register."""
    if not (instance.desk / "desk.sqlite3").exists():
        return []
    from uarazom.desk.configure import configure

    configure(desk_settings(instance, instance.settings, clock_of(instance)))
    from uarazom.desk.outbox.models import OutboxRow
    from uarazom.desk.register.models import RegisterChange

    changes = RegisterChange.objects.filter(state__in=("confirmed", "in_force"))
    found = changes.values_list("content_digest", "state")
    register = [(digest, "delivered" if state == "in_force" else "waiting") for digest, state in found]
    return [*OutboxRow.objects.values_list("content_digest", "state"), *register]

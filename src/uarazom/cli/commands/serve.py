"""``uarazom serve --home DIR``: signer, publisher, outbox, desk and public side, until Ctrl-C.

``--only ROLE`` runs one of them, for a service manager that gives each its own user (``deploy/``).
"""

import argparse
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from uarazom.cli import clock as clocks
from uarazom.cli.instance import Instance, Settings
from uarazom.cli.reading import clock_of, expect_demonstration
from uarazom.cli.roles import ROLES, Running
from uarazom.cli.roles import run as run_role
from uarazom.cli.say import say
from uarazom.cli.supervisor import Supervisor

KEEP_CLOCK_SECONDS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the call."""
    parser.add_argument("--home", type=Path, required=True, help="the instance's folder")
    parser.add_argument("--only", choices=ROLES, help="run one process of the instance instead of all")
    parser.add_argument("--public-port", type=int, help="instead of the settings' port")
    parser.add_argument("--desk-port", type=int, help="instead of the settings' port")
    parser.add_argument("--clock-shift", type=int, help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    instance = Instance(args.home)
    settings = _with_ports(instance.settings, args)
    if args.only is None:
        return serve_all(instance, settings, lambda found: say(_said(found)))
    if settings.mode == "demonstration":
        expect_demonstration(instance)
    shift = _shift(instance) if args.clock_shift is None else args.clock_shift
    clock = clocks.shifted(shift) if settings.mode == "demonstration" else clocks.system
    shift = shift if settings.mode == "demonstration" else 0
    return run_role(args.only, Running(instance, settings, clock, shift, threading.Event()))


def serve_all(instance: Instance, settings: Settings, ready: Callable[[Settings], None]) -> int:
    """Everything, supervised; a demonstration's clock is kept so that the next start goes on where this one ended."""
    shift = _shift(instance)
    clock = clocks.shifted(shift)
    kept = [0.0]

    def tick() -> None:
        if settings.mode == "demonstration" and time.monotonic() - kept[0] > KEEP_CLOCK_SECONDS:
            kept[0] = time.monotonic()
            clocks.keep(instance.clock, clock())

    Supervisor(instance, settings, shift).run(ready, tick)
    if settings.mode == "demonstration":
        clocks.keep(instance.clock, clock())
    return 0


def _shift(instance: Instance) -> int:
    return round((clock_of(instance)() - clocks.system()).total_seconds())


def _with_ports(settings: Settings, args: argparse.Namespace) -> Settings:
    public = args.public_port or settings.public_port
    return replace(settings, public_port=public, desk_port=args.desk_port or settings.desk_port)


def _said(settings: Settings) -> str:
    return (
        f"public side  http://{settings.public_host}:{settings.public_port}/\n"
        f"desk         http://{settings.desk_host}:{settings.desk_port}/\n"
        "Ctrl-C ends it"
    )

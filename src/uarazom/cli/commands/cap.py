"""``uarazom cap check FILE…``: is it CAP, and would we send it? One line a message; ``-`` is standard input.

Rules, in order:
1. every FILE exists and is no folder, and every `--pin` holds certificates, or nothing is checked (exit 2);
2. each message gives one line, in the order of the files and in them; a file that is refused gives one line too, with
   index 0 and nothing known of it;
3. exit 0 only if every message is valid, also for the profile that is named; 1 otherwise. ``issuable`` decides nothing.
4. Many files are shared out over the cores: a second process costs a third of a second, which pays from ``MANY`` on.

    $ uarazom cap check alert.xml feed.atom --json

``uarazom cap renew --home DIR`` makes the next key under the XML signature of warnings (docs/operations.md).
"""

import argparse
import gc
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from cryptography import x509

from uarazom.cap.batch import Key, Seen, key_of
from uarazom.cap.check import Checked, check
from uarazom.cap.errors import CapRefused, HasDtd, NotXml, TooLarge
from uarazom.cap.finding import ERROR, Finding
from uarazom.cap.profiles.every import PROFILES
from uarazom.cap.xml import LIMITS
from uarazom.cli.clock import system
from uarazom.cli.instance import Instance
from uarazom.cli.say import CommandError, UsageError, out, out_json, say
from uarazom.record.cap_key import renewed
from uarazom.record.errors import RecordError
from uarazom.verify.canon import digest

MANY = 2_000  # files: a second of work for one core
SHARE = 64  # files that a process takes in a row
COLLECT_AFTER = 200_000  # objects: as many as the points of the largest message that is taken
SENT_MAX = 64  # characters of what should be a date-time
STANDARD_INPUT = "-"
REFUSED: dict[type[CapRefused], str] = {TooLarge: "too_large", HasDtd: "dtd", NotXml: "not_xml"}

Line = tuple[dict[str, Any], Key | None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the call."""
    what = parser.add_subparsers(dest="what", required=True, metavar="check|renew")
    checking = what.add_parser("check", help="is it CAP, and would we send it?")
    checking.add_argument(
        "files", metavar="FILE", nargs="+", help="a message, a feed or an envelope; - is standard input"
    )
    checking.add_argument("--profile", choices=sorted(PROFILES), help="what a network demands besides the standard")
    checking.add_argument(
        "--pin",
        metavar="PEM",
        action="append",
        default=[],
        help="certificate whose signature counts; repeatable",
    )
    checking.add_argument("--json", action="store_true", help="one JSON object a message")
    renewing = what.add_parser("renew", help="make the next key under the XML signature of warnings")
    renewing.add_argument("--home", type=Path, required=True, help="the instance's folder")
    renewing.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    """Exit 0 when every message is valid, 1 when one is not."""
    if args.what == "renew":
        return renew(args.home, args.json)
    collect_seldom()
    for name in args.files:
        if name != STANDARD_INPUT and (not Path(name).exists() or Path(name).is_dir()):
            raise UsageError(f"expected files, {name} is {'a folder' if Path(name).is_dir() else 'not there'}")
    _pinned(tuple(args.pin))
    seen, valid = Seen(), True
    for line, key in _lines(args.files, args.profile, tuple(args.pin)):
        again = seen.again(key)
        if again:
            line["findings"].append(_plain(again))
        valid = valid and line["valid"]
        if args.json:
            out_json(line)
        else:
            _tell(line)
    return 0 if valid else 1


def renew(home: Path, json: bool) -> int:
    """One more key under the XML signature of warnings. It signs nothing until the register names its certificate."""
    instance = Instance(home)
    try:
        certificate = renewed(instance.signer, instance.settings.origin, system())
    except FileExistsError as error:
        raise CommandError(f"one was made today already: {error}; use that one") from error
    except (RecordError, OSError) as error:
        raise CommandError(f"expected a key to be added in {instance.signer}: {error}") from error
    made = {"certificate": str(certificate), "digest": digest(certificate.read_bytes())}
    if json:
        out_json(made)
    else:
        out(f"certificate  {made['certificate']}\ndigest       {made['digest']}")
    say("Give the certificate to those who take your warnings, and tell them its digest by telephone.")
    say("When they have it, enter it in the register (Warnings, at the desk): from then on the signer signs with it.")
    return 0


def collect_seldom() -> None:
    """A polygon is a tuple a point: to look for cycles after every 700 of them takes as long, and finds none."""
    gc.set_threshold(COLLECT_AFTER)


def _lines(files: list[str], profile: str | None, pins: tuple[str, ...]) -> Iterator[Line]:
    """Every line, in order; on all cores where that pays."""
    look = partial(of_file, profile=profile, pins=pins)
    cores = os.cpu_count() or 1
    if len(files) < MANY or cores < 2 or STANDARD_INPUT in files:
        for name in files:
            yield from look(name)
        return
    with ProcessPoolExecutor(cores, mp_context=get_context("fork")) as pool:
        for lines in pool.map(look, files, chunksize=SHARE):
            yield from lines


def of_file(name: str, profile: str | None, pins: tuple[str, ...] = ()) -> list[Line]:
    """The lines of one file."""
    try:
        found = check(_bytes(name), PROFILES[profile] if profile else None, pinned=_pinned(pins))
    except CapRefused as error:
        rule = REFUSED.get(type(error), "refused")
        return [_refused(name, Finding(rule, ERROR, "/", error.expected, str(error.got)))]
    except OSError as error:
        return [_refused(name, Finding("unreadable", ERROR, "/", "a file that can be read", str(error)))]
    return [(_line(name, one), key_of(one.alert) if one.alert else None) for one in found]


@cache
def _pinned(pins: tuple[str, ...]) -> tuple[x509.Certificate, ...]:
    """The certificates of `--pin`; each worker reads them itself, since a certificate cannot be handed to it."""
    try:
        return tuple(one for pin in pins for one in x509.load_pem_x509_certificates(Path(pin).read_bytes()))
    except (OSError, ValueError) as error:
        raise UsageError(f"expected certificates in PEM for --pin, got {', '.join(pins)}: {error}") from None


def _bytes(name: str) -> bytes:
    """One byte more than is taken, at most: the reader says that it is too large."""
    if name == STANDARD_INPUT:
        return sys.stdin.buffer.read(LIMITS.size + 1)
    with Path(name).open("rb") as file:
        return file.read(LIMITS.size + 1)


def _line(name: str, one: Checked) -> dict[str, Any]:
    alert = one.alert
    return {
        "file": _shown(name),
        "index": one.index,
        "version": one.version or None,
        "sender": alert.sender or None if alert else None,
        "identifier": alert.identifier or None if alert else None,
        "sent": one.sent[:SENT_MAX] or None,
        "valid": one.valid,
        "issuable": one.issuable,
        "findings": [_plain(finding) for finding in one.findings],
    }


def _refused(name: str, finding: Finding) -> Line:
    unknown = dict.fromkeys(("version", "sender", "identifier", "sent"))
    said = {"valid": False, "issuable": False, "findings": [_plain(finding)]}
    return {"file": _shown(name), "index": 0, **unknown, **said}, None


def _shown(name: str) -> str:
    """A file's name as text, whatever bytes it is made of."""
    return os.fsencode(name).decode("utf-8", "replace")


def _plain(finding: Finding) -> dict[str, str]:
    return {
        "rule": finding.rule,
        "level": finding.level,
        "path": finding.path,
        "expected": finding.expected,
        "got": finding.got,
    }


def _tell(line: dict[str, Any]) -> None:
    """The same for a person."""
    verdict = "VALID" if line["valid"] else "NOT VALID"
    if line["valid"] and not line["issuable"]:
        verdict += ", but not as we would send it"
    named = " ".join(str(line[key]) for key in ("sender", "identifier", "sent") if line[key])
    version = f"CAP {line['version']}" if line["version"] else "no version of CAP"
    about = f"{version}; {named}" if named else "no message that could be read"
    _out(f"{line['file']}[{line['index']}]: {verdict}; {about}")
    for one in line["findings"]:
        _out(f"  {one['level']} {one['rule']} at {one['path']}: expected {one['expected']}, got {one['got']}")


def _out(text: str) -> None:
    """One line: what a stranger wrote moves no cursor and starts no line."""
    out("".join(letter if letter.isprintable() else " " for letter in text))

"""``uarazom quotes check FILE``: each quotation of a text beside what our record has.

FILE is text in UTF-8, or - for what comes on stdin. Without ``--home`` no record is asked: quotations, speakers and
dates are found all the same. The index of statements lies in ``DIR/quotes`` and grows with the record. ``--json``
prints one object; its offsets are code points of the file as read and cover the words without their marks.
Exit 0: checked, whatever was found; a comparison with the record is no verdict on the article.
"""

import argparse
import sys
from datetime import date, datetime
from pathlib import Path

from uarazom.cli.clock import parse_instant
from uarazom.cli.comparing import record_of
from uarazom.cli.instance import Instance
from uarazom.cli.reading import clock_of, ledger_of
from uarazom.cli.say import CommandError, out, out_json
from uarazom.quotes.check import TEXT_MAX, TooLong, check
from uarazom.quotes.language import codes
from uarazom.quotes.record import Record
from uarazom.quotes.report import Quotation, Report

FILE_BYTES = 4 * TEXT_MAX  # no text of so many code points is longer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the call."""
    parser.add_argument("what", choices=["check"], help="what to do with the quotations")
    parser.add_argument("file", metavar="FILE", help="a text in UTF-8; - for stdin")
    parser.add_argument("--home", type=Path, help="the instance whose record is asked")
    parser.add_argument("--published", metavar="DAY", help="when the text was published: 2022-02-15, or an instant")
    parser.add_argument("--lang", choices=codes(), help="the language of the text; without it, told from the text")
    parser.add_argument(
        "--beside", metavar="FILE", action="append", default=[], help="another text, for passages reused"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    """Check one text and print what was found."""
    published, published_at = _published(args.published)
    text = _text(args.file)
    instance = Instance(args.home) if args.home else None
    record = record_of(instance, ledger_of(instance), clock_of(instance)()) if instance else None
    try:
        others = {name: _text(name) for name in args.beside}
        report = check(text, record, published=published, published_at=published_at, code=args.lang, others=others)
    except TooLong as error:
        raise CommandError(f"{args.file}: {error}") from error
    if args.json:
        out_json(report.json())
    else:
        _print(report, record)
    return 0


def _published(said: str | None) -> tuple[date | None, datetime | None]:
    """The day of publication, and the instant where one is given."""
    if said is None:
        return None, None
    try:
        return date.fromisoformat(said), None
    except ValueError:
        pass
    instant = parse_instant(said)
    return instant.date(), instant


def _text(name: str) -> str:
    """The file's text as it is, line ends included."""
    if name == "-":
        raw = sys.stdin.buffer.read(FILE_BYTES + 1)
    else:
        with Path(name).open("rb") as file:
            raw = file.read(FILE_BYTES + 1)
    if len(raw) > FILE_BYTES:
        raise CommandError(f"{name}: expected at most {FILE_BYTES} bytes, got more; check a part of it")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CommandError(f"{name}: expected text in UTF-8, got {error}; save it as UTF-8 text") from error
    if "\0" in text or text.startswith("%PDF-"):
        raise CommandError(f"{name}: expected text, got a file of another kind; save it as UTF-8 text")
    return text


def _print(report: Report, record: Record | None) -> None:
    """The same for a person."""
    for one in report.quotations:
        out(f"{one.start}-{one.end} {one.kind}, {one.speaker or 'speaker unclear'}: {one.verdict or 'not compared'}")
        out(f"  {one.text}")
        _print_difference(one)
    for claim in report.claims:
        matter = f"{claim.statement}, {claim.status}" if claim.statement else "nothing in our record"
        out(f"{claim.start}-{claim.end} claim, {claim.speaker or 'the article'}: {matter}")
    for passage in report.reuse:
        out(f"{passage['start']}-{passage['end']} stands in {passage['other']} too: {passage['text']}")
    for day in report.dates:
        out(f"{day.start}-{day.end} {day.text}: {day.value}")
    if record is not None:
        out(f"Compared with our record: {record.ledger.last_index + 1} entries, {record.index.rows} language versions.")
        out("It is a comparison, not a verdict on the article.")


def _print_difference(one: Quotation) -> None:
    if one.sentence is not None and one.verdict != "exact":
        out(f"  our record ({one.statement}, {one.edition}): {one.sentence}")
    for change in one.diff:
        out(f"    {change['kind']}: {change['said']!r} -> {change['quoted']!r} {', '.join(change['reasons'])}".rstrip())
    if one.clarification is not None:
        out(f"  clarified by {one.clarification['by']}: {one.clarification['text']}")

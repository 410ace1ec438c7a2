"""The record's statements as rows of the index.

    index.add(rows(ledger, after=index.upto), upto=ledger.last_index)

Rules: a row for each language version of each act that gives somebody's words (`form` quotation; a summary is nobody's
words) and says whose they are; text is not kept, it is asked of the ledger by act and language.
"""

from collections.abc import Iterator
from datetime import tzinfo
from zoneinfo import ZoneInfo

from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Act
from uarazom.quotes.language import Language, codes, language
from uarazom.quotes.normalise import clean
from uarazom.quotes.segment import Row
from uarazom.quotes.words import stems

TELLING = frozenset(
    {"publish", "announce", "answer", "confirm", "doubt", "dispute", "refute", "clarify", "correct", "comment"}
)


def rows(ledger: Ledger, after: int = -1) -> Iterator[Row]:
    """The rows of every act above an index of the record."""
    zone = zone_of(ledger)
    for act in ledger.acts(after):
        if is_verbatim(act):
            yield from _versions(ledger, act, zone)


def is_verbatim(act: Act) -> bool:
    """Whether an act gives the words of somebody who is named."""
    return act.by is not None and act.act in TELLING and act.form == "quotation"


def zone_of(ledger: Ledger) -> tzinfo:
    """The zone in which the instance counts its days."""
    return ZoneInfo(ledger.latest_register.instance.timezone)


def day_of(act: Act, zone: tzinfo) -> int:
    """The day on which it was said, as an ordinal."""
    return act.spoken_at.astimezone(zone).toordinal()


def _versions(ledger: Ledger, act: Act, zone: tzinfo) -> Iterator[Row]:
    said = ledger.words(act)
    for code, text in said.text.items() if said else ():
        version = act.versions.get(code, "")
        if version == "summary" or code not in codes():
            continue
        meta = {
            "act": act.id,
            "document": act.document,
            "index": act.index,
            "kind": act.kind,
            "by": act.by,
            "day": day_of(act, zone),
            "language": code,
            "version": version,
            "original": act.original_language or "",
        }
        yield Row(stems_of(text, language(code)), code, act.by or "", day_of(act, zone), meta)


def stems_of(text: str, spoken: Language) -> list[str]:
    """The stems of a text, in order."""
    return stems(clean(text).text, spoken)

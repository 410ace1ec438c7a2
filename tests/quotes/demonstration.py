"""The demonstration's record with the index of its statements, without keys: made once."""

from datetime import UTC, datetime
from functools import cache

from tests.corpus import load

from uarazom.quotes.index import Index, Memory
from uarazom.quotes.record import Record
from uarazom.quotes.statements import rows


@cache
def record() -> Record:
    """Everything that was said from 14 to 20 February 2022, looked at on 1 March."""
    ledger = load().ledger()
    index = Index.open(Memory())
    index.add(rows(ledger), upto=ledger.last_index)
    return Record(ledger, index, datetime(2022, 3, 1, tzinfo=UTC))

"""The record as the commands read it: a ledger folded up to the record's end, and the instance's clock."""

from datetime import UTC, datetime

from uarazom.acts.ledger import Ledger
from uarazom.cli.clock import Clock, read_shift, shifted, system
from uarazom.cli.instance import Instance
from uarazom.cli.say import CommandError
from uarazom.record.errors import RecordError
from uarazom.record.reading import LedgerReader
from uarazom.record.store import REGISTER_CHAIN, Store
from uarazom.verify.entry import Entry


def ledger_of(instance: Instance) -> Ledger:
    """Everything in the record. Raises: ``CommandError`` where there is no instance or its store cannot be read."""
    _ = instance.settings
    try:
        return LedgerReader.open(instance.home).ledger()
    except RecordError as error:
        raise CommandError(str(error)) from error


def clock_of(instance: Instance) -> Clock:
    """The instance's clock: the system's, or a demonstration's, which goes on where it stood."""
    if instance.settings.mode != "demonstration":
        if instance.clock.exists():
            raise CommandError(
                f"expected no clock in an instance that is no demonstration, found {instance.clock}; remove it"
            )
        return system
    expect_demonstration(instance)
    try:
        not_before = last_issued_at(instance)
    except RecordError:  # a store that is lost is made again by the signer, which needs this clock to start
        not_before = datetime.fromtimestamp(0, UTC)
    return shifted(read_shift(instance.clock, not_before=not_before))


def expect_demonstration(instance: Instance) -> None:
    """Refuse a clock of its own to what the record calls anything but a demonstration; settings are no word of ours."""
    try:
        store = Store.read(instance.record / "record.sqlite3")
    except RecordError:
        return  # lost: made again by the signer, from files that say which it is
    try:
        said = [Entry.parse(row.envelope).fields.get("instance", {}) for row in store.chain(REGISTER_CHAIN)]
    finally:
        store.close()
    wrong = next((one["mode"] for one in said if one.get("mode", "demonstration") != "demonstration"), None)
    if wrong:
        raise CommandError(
            f"expected mode: {wrong} in {instance.settings_file}, since the record says {wrong}, got demonstration; "
            "correct it: only an instance made as a demonstration has a clock of its own"
        )


def last_issued_at(instance: Instance) -> datetime:
    """When the record's last entry was issued."""
    store = Store.read(instance.record / "record.sqlite3")
    try:
        row = next(store.rows(store.size() - 1, store.size()))
        return datetime.fromisoformat(Entry.parse(row.envelope).fields["issued_at"])
    except StopIteration as error:
        raise CommandError(f"expected a record with its first entry in {instance.record}, found none") from error
    finally:
        store.close()

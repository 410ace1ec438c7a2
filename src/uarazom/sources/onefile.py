"""One SQLite file with one writer and any number of readers, as box and shelf are.

db = opened(path, version, tables)          # for writing, made if it is not there
with writing(db): …                         # all of it, or nothing
db = for_reading(path, version)             # also for who may not write in its folder
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

WAIT_SECONDS = 10.0


def opened(path: Path, version: int, tables: Sequence[str], *, pragmas: Sequence[str] = ()) -> sqlite3.Connection:
    """The file for its writer. Raises: sqlite3.Error, ValueError where it is of a later version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", *pragmas):
        db.execute(f"PRAGMA {pragma}")
    with writing(db):
        found = db.execute("PRAGMA user_version").fetchone()[0]
        if found > version:
            raise ValueError(f"{path}: expected a file of version {version}, got {found}; start the newer program")
        if found == 0:
            for table in tables:
                db.execute(table)
            db.execute(f"PRAGMA user_version = {version}")
    return db


@contextmanager
def writing(db: sqlite3.Connection) -> Iterator[None]:
    """One transaction, with the one write lock from its beginning."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def for_reading(path: Path, version: int) -> sqlite3.Connection:
    """The file for a reader. Raises: sqlite3.Error, ValueError.

    A writer that stopped cleanly takes -wal and -shm along, which a reader then cannot make: the file is read as it
    lies, and nobody changes it as long as there is no -wal.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    try:
        db = _read_once(uri)
    except sqlite3.OperationalError:
        if not path.exists() or path.with_name(f"{path.name}-wal").exists():
            raise
        db = _read_once(f"{uri}&immutable=1")
    found = db.execute("PRAGMA user_version").fetchone()[0]
    if found != version:
        db.close()
        raise ValueError(f"{path}: expected a file of version {version}, got {found}")
    return db


def _read_once(uri: str) -> sqlite3.Connection:
    """A connection that has read once: SQLite opens nothing before."""
    db = sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS, isolation_level=None)
    try:
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        db.close()
        raise
    return db

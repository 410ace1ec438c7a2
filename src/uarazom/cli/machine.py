"""What the machine did to a database, as opposed to a defect of ours: said in a sentence instead of a traceback.

A full disk, a file that cannot be read or written, somebody else's lock, a file that is no database; and a PostgreSQL
that does not answer. Django wraps what the driver raises and keeps it as the cause.
"""

SQLITE = tuple(f"SQLITE_{name}" for name in ("FULL", "IOERR", "READONLY", "CANTOPEN", "BUSY", "CORRUPT", "NOTADB"))


def is_of_the_machine(error: BaseException) -> bool:
    """Whether the machine failed, not the program."""
    cause = error.__cause__ or error
    kind = type(cause)
    if kind.__module__.startswith("psycopg"):
        return kind.__name__ == "OperationalError"
    return str(getattr(cause, "sqlite_errorname", "")).startswith(SQLITE)

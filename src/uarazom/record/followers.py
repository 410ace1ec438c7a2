"""The record's own followers, in their order: removals, then proofs. Whoever runs the signer runs them.

They follow at their own pace: a receipt does not wait for them, and what one could not write (a full disk) it writes
when it next can. `reason` keeps why they are behind, for `doctor`.

    followers = Followers.open(home)
    followers.catch_up()        # once
    followers.run(stop)         # until told to stop
"""

import threading
from pathlib import Path

from uarazom.record.blobs import Blobs
from uarazom.record.disk import Disk, RealDisk
from uarazom.record.errors import RecordError
from uarazom.record.follow import POLL_SECONDS, Cursor, Reader
from uarazom.record.proofs import Proofs
from uarazom.record.removals import Removals
from uarazom.verify.refusal import Refused

AGAIN_SECONDS = 5  # after a failure


class Followers:
    """Removals and proofs of one home."""

    def __init__(self, home: Path, reader: Reader, disk: Disk) -> None:
        self.reader = reader
        self.reason = ""
        self.wake = threading.Event()  # whoever appended in this process may set it
        self._removals = Removals(reader, Blobs(home / "public" / "blob", disk))
        self._proofs = Proofs(reader, disk)
        self._removed = Cursor(home / "record" / "removals.cursor", disk)
        self._proved = Cursor(home / "record" / "proofs.cursor", disk)

    @classmethod
    def open(cls, home: Path, disk: Disk | None = None) -> "Followers":
        """The followers of an instance. Raises: Damaged where it has no record."""
        return cls(home, Reader.open(home), disk or RealDisk())

    def catch_up(self) -> None:
        """Bring both up to the published checkpoint. Raises: OSError, RecordError, Refused."""
        self._removals.catch_up(self._removed)
        self._proofs.catch_up(self._proved)

    def try_once(self) -> bool:
        """Catch up, or keep the reason; says whether it went well."""
        try:
            self.catch_up()
            self.reason = ""
        except (OSError, RecordError, Refused) as error:
            self.reason = f"{type(error).__name__}: {error}"
        return not self.reason

    def run(self, stop: threading.Event) -> None:
        """Follow until `stop` is set, at once when `wake` is set; after a failure, try again a little later."""
        while not stop.is_set():
            self.wake.clear()
            if self.try_once():
                self.wake.wait(POLL_SECONDS)
            else:
                stop.wait(AGAIN_SECONDS)

    def close(self) -> None:
        """Let go of the record."""
        self.reader.close()

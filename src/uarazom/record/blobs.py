"""Blobs: bytes addressed by their SHA-256, in ``public/blob/``, staged before the entry that names them.

Rules: a blob is whole and durable before its entry is sequenced (an entry without its words would be half a
publication); a name is a digest and nothing else, so no request can walk out of the folder; a blob that is there is
not written again; what the public may fetch goes by an allow-list of media types.

    blobs = Blobs(home / "public" / "blob", RealDisk())
    blobs.stage({digest: raw})
    blobs.words(digest)          # the fields of a words blob, or None where it is not there

docs/formats/words.md.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from uarazom.record.disk import Disk, RealDisk, place
from uarazom.record.errors import Damaged
from uarazom.verify import blob, canon
from uarazom.verify.entry import plain_blobs
from uarazom.verify.refusal import Refused

# What a reader's browser cannot be made to run. Nothing of these is ever served inline (the door sends attachments).
MEDIA_TYPES = frozenset(
    {
        "application/json",
        "application/geo+json",
        "application/pdf",
        "application/yaml",
        "application/cap+xml",
        "audio/mpeg",
        "audio/ogg",
        "image/avif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "text/csv",
        "text/plain",
        "video/mp4",
        "video/webm",
    }
)


class Blobs:
    """The folder of blobs."""

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        self.folder, self._disk = folder, disk or RealDisk()

    def path(self, digest: str) -> Path:
        """Where the blob lies. Raises: Refused where this is no digest."""
        if not canon.is_digest(digest):
            raise Refused("blob", "a digest of 64 hexadecimal digits", repr(digest), "blob")
        return self.folder / digest

    def stage(self, blobs: Mapping[str, bytes]) -> None:
        """Write blobs whole and durably; those that are there are left alone.

        Raises: Refused where the bytes are not those of the name or too many; OSError: perhaps some of them lie
        there, which harms nobody: no entry names them.
        """
        for digest, raw in blobs.items():
            blob.check(raw, self.path(digest).name)
        place(self._disk, {self.path(digest): raw for digest, raw in blobs.items() if not self.has(digest)})

    def has(self, digest: str) -> bool:
        """Whether the blob is there."""
        return self.path(digest).is_file()

    def get(self, digest: str, max_bytes: int = blob.PLAIN_MAX_BYTES) -> bytes | None:
        """The bytes, or None where the blob is not there (removed, or missing).

        Raises: Damaged where the bytes are not those of the name; Refused where there are more than `max_bytes`.
        """
        try:
            with self.path(digest).open("rb") as file:
                raw = file.read(max_bytes + 1)
        except FileNotFoundError:
            return None
        if len(raw) > max_bytes:
            raise Refused("size", f"at most {max_bytes} bytes", "more", f"blob {digest}")
        if canon.digest(raw) != digest:
            raise Damaged(
                expected=f"bytes with the digest {digest}",
                got=canon.digest(raw),
                where=str(self.path(digest)),
                remedy="fetch the blob from a mirror or a backup; its name says whether it is the right one",
            )
        return raw

    def words(self, digest: str) -> dict[str, Any] | None:
        """The fields of a words blob, or None where it is not there. Raises: Refused, Damaged."""
        raw = self.get(digest, blob.WORDS_MAX_BYTES)
        return None if raw is None else blob.read_words(raw, digest)

    def remove(self, digest: str) -> None:
        """Take a blob away: only what a logged `remove` act names."""
        self._disk.remove(self.path(digest))
        self._disk.fsync(self.folder)


def named_by(fields: Mapping[str, Any]) -> list[str]:
    """Every digest that an entry's fields name as a blob: its words, its media, a manifest's blob."""
    if fields.get("format") == "uarazom/manifest/1":
        return [fields["digest"]]
    digests = [fields["words"]] if "words" in fields else []
    return [*digests, *plain_blobs(fields)]

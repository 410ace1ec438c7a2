"""Files of a draft: pictures, documents, tables that go out with the act as plain blobs (docs/formats/words.md).

Rules
1. What a file is, its first bytes say, never its name; only what no reader's browser can be made to run is taken.
2. A picture that carries metadata (where it was taken, by whom, with what) is refused: it could endanger somebody.
3. A file added or taken away is an edit: another edition, and approvals are void.
4. Bytes are kept by their digest, once, and never changed; the act carries digest, type and size.

    row = add(draft_id=7, expected_edition=2, person=author, raw=upload.read(), name="map.png", now=now)
    row = take_away(draft_id=7, expected_edition=3, person=author, digest="…", now=now)
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from uarazom.acts.members import MEDIA_MAX
from uarazom.desk.drafts import editing, rows
from uarazom.desk.drafts.models import DraftRow, MediaFile
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused, NotFound
from uarazom.editorial import forms
from uarazom.verify import canon

MOST_BYTES = 8 * 1024 * 1024  # it travels in one frame to the signer with fifteen others
IMAGES = frozenset({"image/png", "image/jpeg", "image/webp"})
STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
)
TEXTS = {".csv": "text/csv", ".txt": "text/plain"}
METADATA = {
    "image/png": (b"eXIf", b"tEXt", b"iTXt", b"zTXt"),
    "image/jpeg": (b"Exif\x00", b"http://ns.adobe.com/xap"),
    "image/webp": (b"EXIF", b"XMP "),
}


@transaction.atomic
def add(*, draft_id: int, expected_edition: int, person: Person, raw: bytes, name: str, now: datetime) -> DraftRow:
    """One file more."""
    row = rows.take(draft_id)
    if not takes_files(row):
        raise DeskRefused("no_files_here")
    media = _of(row)
    if len(media) >= MEDIA_MAX:
        raise DeskRefused("too_many_files", most=MEDIA_MAX)
    digest, kind = canon.digest(raw), kind_of(raw, name)
    if all(one["digest"] != digest for one in media):
        media = [*media, {"digest": digest, "media_type": kind, "size": len(raw)}]
    kept = {"media_type": kind, "data": raw, "name": name[:200], "added_by": person, "at": now}
    MediaFile.objects.get_or_create(digest=digest, defaults=kept)
    return _save(row, expected_edition, person, media, now)


@transaction.atomic
def take_away(*, draft_id: int, expected_edition: int, person: Person, digest: str, now: datetime) -> DraftRow:
    """One file less, in the editions from here on."""
    row = rows.take(draft_id)
    media = _of(row)
    left = [one for one in media if one["digest"] != digest]
    if len(left) == len(media):
        raise NotFound("file")
    return _save(row, expected_edition, person, left, now)


def takes_files(row: DraftRow) -> bool:
    """Whether this act asks for files."""
    return any(field.name == "media" and row.kind in field.kinds for field in forms.FORMS[row.act].fields)


def kind_of(raw: bytes, name: str) -> str:
    """The media type. Raises: DeskRefused for anything that is not taken, too large, or carries metadata."""
    if not 1 <= len(raw) <= MOST_BYTES:
        raise DeskRefused("file_size", most=MOST_BYTES // 1024 // 1024)
    found = next((kind for start, kind in STARTS if raw.startswith(start)), None) or _by_place(raw) or _text(raw, name)
    if found is None:
        raise DeskRefused("file_type")
    if any(mark in raw for mark in METADATA.get(found, ())):
        raise DeskRefused("file_metadata")
    return found


def blobs(content: Mapping[str, Any]) -> dict[str, bytes]:
    """The bytes of the files that an act names."""
    digests = [one["digest"] for one in content.get("media", ())]
    return {one.digest: bytes(one.data) for one in MediaFile.objects.filter(digest__in=digests)}


def listed(media: Sequence[Mapping[str, Any]]) -> list[MediaFile]:
    """The rows, in the act's order, without their bytes."""
    known = {one.digest: one for one in MediaFile.objects.defer("data").filter(digest__in=[m["digest"] for m in media])}
    return [known[one["digest"]] for one in media if one["digest"] in known]


def _by_place(raw: bytes) -> str | None:
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return "image/webp"
    return "video/mp4" if raw[4:8] == b"ftyp" else None


def _text(raw: bytes, name: str) -> str | None:
    kind = TEXTS.get(name[-4:].lower())
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return kind if kind and "\x00" not in text else None


def _of(row: DraftRow) -> list[dict[str, Any]]:
    return list(rows.current(row).fields.get("media", ()))


def _save(row: DraftRow, expected_edition: int, person: Person, media: list[dict[str, Any]], now: datetime) -> DraftRow:
    edition = rows.current(row)
    fields = {name: value for name, value in edition.fields.items() if name != "media"}
    return editing.save(
        draft_id=row.pk,
        expected_edition=expected_edition,
        person=person,
        fields=fields | ({"media": media} if media else {}),
        words=edition.words,
        embargo=edition.embargo,
        grade=edition.grade,
        now=now,
    )

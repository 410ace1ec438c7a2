"""Files that go out with an act: what is taken, what is refused, and that their bytes arrive."""

import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.desk.conftest import SignedIn
from tests.desk.instance import Instance
from tests.desk.people import Worker, claim

from uarazom.desk.refusal import DeskRefused


def png(*more: tuple[bytes, bytes]) -> bytes:
    """A picture of one point, with further chunks."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = chunk(b"IHDR", bytes.fromhex("00000001000000010800000000"))
    body = b"".join(chunk(*one) for one in more)
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def drafted(desk: Instance, ivan: Worker) -> int:
    from uarazom.desk.drafts import editing

    return editing.create(person=ivan.person, draft=claim(), now=desk.clock()).pk


def add(desk: Instance, draft: int, worker: Worker, raw: bytes, name: str, edition: int = 1) -> Any:
    from uarazom.desk.drafts import files

    return files.add(
        draft_id=draft, expected_edition=edition, person=worker.person, raw=raw, name=name, now=desk.clock()
    )


def test_a_files_bytes_go_out_with_the_act(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.drafts import review
    from uarazom.desk.newsroom import newsroom

    draft, now = drafted(desk, ivan), desk.clock()
    row = add(desk, draft, ivan, png(), "map.png")
    assert row.edition == 2
    done = review.submit(draft_id=draft, expected_edition=2, person=ivan.person, key=ivan.key, now=now)
    review.approve(draft_id=draft, content_digest=done.content_digest, person=olha.person, key=olha.key, now=now)
    assert desk.deliver() == 1
    (media,) = newsroom().ledger().documents["claim-bridge"].latest.media
    assert (desk.home / "public" / "blob" / media.digest).read_bytes() == png()
    assert media.media_type == "image/png"


@pytest.mark.parametrize(
    ("raw", "name", "code"),
    [
        (b"", "empty.txt", "file_size"),
        (b"x" * (8 * 1024 * 1024 + 1), "large.txt", "file_size"),
        (b"<html><script>alert(1)</script>", "page.html", "file_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "picture.svg", "file_type"),
        (b"MZ\x90\x00", "program.png", "file_type"),
        (b"a\x00b", "binary.txt", "file_type"),
        (b"\xff\xfe", "broken.csv", "file_type"),
        (b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00GPS", "photo.jpg", "file_metadata"),
        (png((b"eXIf", b"MM\0*")), "photo.png", "file_metadata"),
        (png((b"tEXt", b"Author\0Somebody")), "signed.png", "file_metadata"),
    ],
)
def test_what_is_not_taken_changes_nothing(desk: Instance, ivan: Worker, raw: bytes, name: str, code: str) -> None:
    from uarazom.desk.drafts.models import DraftRow, MediaFile

    draft = drafted(desk, ivan)
    with pytest.raises(DeskRefused, match=code):
        add(desk, draft, ivan, raw, name)
    assert DraftRow.objects.get(pk=draft).edition == 1
    assert not MediaFile.objects.exists()


@pytest.mark.usefixtures("template")  # Django must know its applications
@pytest.mark.parametrize(
    ("raw", "name", "kind"),
    [
        (png(), "a", "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a", "image/jpeg"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "a", "image/webp"),
        (b"%PDF-1.7\n", "a", "application/pdf"),
        ("день;число\n1;2\n".encode(), "table.CSV", "text/csv"),
        ("Слова.\n".encode(), "words.txt", "text/plain"),
        (b"\x00\x00\x00\x18ftypmp42", "a", "video/mp4"),
        (b"ID3\x04", "a", "audio/mpeg"),
    ],
)
def test_what_a_file_is_its_bytes_say(raw: bytes, name: str, kind: str) -> None:
    from uarazom.desk.drafts import files

    assert files.kind_of(raw, name) == kind


def test_a_file_is_an_edit_and_voids_what_was_submitted(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.drafts.models import DraftRow
    from uarazom.desk.refusal import EditionIsStale

    done = ivan.submit(claim(), desk.clock())
    add(desk, done.draft_id, ivan, png(), "map.png")
    assert DraftRow.objects.get(pk=done.draft_id).state == "draft"
    with pytest.raises(DeskRefused, match="not_what_you_read"):
        olha.approve(done, desk.clock())
    with pytest.raises(EditionIsStale):
        add(desk, done.draft_id, ivan, b"text\n", "more.txt")


def test_files_by_forms_and_seen_by_those_who_may_read_the_draft(
    desk: Instance, signed_in: SignedIn, ivan: Worker
) -> None:
    draft = drafted(desk, ivan)
    client, path = signed_in("ivan"), f"/drafts/{draft}"
    refused = client.post(f"{path}/files", {"edition": "1", "file": SimpleUploadedFile("x.svg", b"<svg/>")})
    assert refused.status_code == 422
    assert b"This kind of file is not taken." in refused.content
    assert client.post(f"{path}/files", {"edition": "1"}).status_code == 422
    sent = {"edition": "1", "file": SimpleUploadedFile("<b>map.png", png())}
    assert client.post(f"{path}/files", sent).status_code == 302
    page = client.get(path).content.decode()
    assert "&lt;b&gt;map" in page
    address = page.split('<img class="picture" src="')[1].split('"')[0]
    shown = signed_in("olha").get(address)
    assert shown.content == png()
    assert shown.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert signed_in("olha").get(address[:-4] + "0000").status_code == 404
    gone = client.post(f"{path}/files", {"edition": "2", "remove": address.rpartition("/")[2]})
    assert gone.status_code == 302
    assert client.get(address).status_code == 404

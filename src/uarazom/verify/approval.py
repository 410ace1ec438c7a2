"""What a person's key signs before the signer signs: the statement, byte for byte, and its check.

    statement(origin="demo.example/log", role="approve", person="olena", content="3b…", contributors=("ivan",))

The rules over several approvals (two people, who may, the embargo) belong to the signer; this page is the bytes.
docs/formats/approval.md.
"""

from collections.abc import Iterable

from uarazom.verify import canon
from uarazom.verify.keys import PublicKey
from uarazom.verify.refusal import Refused

HEADER = "uarazom-approval/1"
ROLES = ("submit", "approve", "hold", "grant", "retract")


def statement(
    *,
    origin: str,
    role: str,
    person: str,
    content: str,
    contributors: Iterable[str] = (),
    embargo: str | None = None,
) -> bytes:
    """Return the bytes to sign; `content` is the content digest, `contributors` people's ids, `embargo` an instant."""
    names = sorted(set(contributors))
    _require(canon.is_origin(origin), "a log's name", origin, "origin")
    _require(role in ROLES, "one of " + ", ".join(ROLES), role, "role")
    _require(canon.is_id(person), "a person's id", person, "person")
    _require(canon.is_digest(content), "a content digest", content, "content")
    _require(all(map(canon.is_id, names)), "people's ids", ", ".join(map(str, names)), "contributors")
    _require(embargo is None or canon.is_instant(embargo), "an instant", str(embargo), "embargo")
    lines = [HEADER, f"origin {origin}", f"role {role}", f"person {person}", f"content {content}"]
    lines += [f"contributors {','.join(names) or '-'}", f"embargo {embargo or '-'}"]
    return "".join(line + "\n" for line in lines).encode()


def check(public: PublicKey, signature: bytes, signed: bytes) -> None:
    """Refuse unless `public` signed the statement `signed`."""
    public.verify(signature, signed, "approval")


def _require(holds: bool, expected: str, got: str, where: str) -> None:
    if not holds:
        raise Refused("approval", expected, repr(got), where)

"""The statement that a person signs: its bytes, and that no other bytes pass for it."""

from typing import Any

import pytest
from verify_simulator import ORIGIN, private, public

from uarazom.verify import approval
from uarazom.verify.refusal import Refused

CONTENT = "c" * 64
GOOD: dict[str, Any] = {
    "origin": ORIGIN,
    "role": "approve",
    "person": "olena",
    "content": CONTENT,
    "contributors": ("taras", "ivan", "taras"),
    "embargo": "2022-02-14T12:00:00Z",
}


def test_the_statement_is_that_of_the_page() -> None:
    assert (
        approval.statement(**GOOD)
        == (
            f"uarazom-approval/1\norigin {ORIGIN}\nrole approve\nperson olena\ncontent {CONTENT}\n"
            "contributors ivan,taras\nembargo 2022-02-14T12:00:00Z\n"
        ).encode()
    )
    short = approval.statement(origin=ORIGIN, role="hold", person="olena", content=CONTENT)
    assert short.endswith(b"\ncontributors -\nembargo -\n")


@pytest.mark.parametrize("name", GOOD)
def test_a_signature_is_for_one_statement_alone(name: str) -> None:
    signature = private("olena").sign(approval.statement(**GOOD))
    approval.check(public("olena"), signature, approval.statement(**GOOD))
    other = {
        "origin": "other.example",
        "role": "submit",
        "person": "ivan",
        "content": "d" * 64,
        "contributors": ("ivan",),
        "embargo": None,
    }
    with pytest.raises(Refused, match=r"signature: .* at approval"):
        approval.check(public("olena"), signature, approval.statement(**{**GOOD, name: other[name]}))
    with pytest.raises(Refused, match="signature"):
        approval.check(public("ivan"), signature, approval.statement(**GOOD))


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("origin", "https://a"),
        ("role", "publish"),
        ("person", "Olena\ncontent x"),
        ("content", "x"),
        ("contributors", ["a,b"]),
        ("contributors", ["-"]),
        ("embargo", "tomorrow"),
        ("embargo", ""),
    ],
)
def test_a_statement_that_could_be_read_in_two_ways_is_not_made(name: str, bad: Any) -> None:
    with pytest.raises(Refused, match=f"at {name}"):
        approval.statement(**{**GOOD, name: bad})

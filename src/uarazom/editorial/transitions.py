"""What may happen to a draft: states, moves, and who may make them, as one table.

A draft is not the published thing: when it is `published` the act stands in the record, and whatever comes later is a
new draft of a new act. Rules, in the order in which a draft meets them:
1. Only what the table lists may happen; everything else is `MoveRefused`.
2. A draft goes out only through `submit` by one person and `approve` (or `embargo`) by another (see `four_eyes`).
3. An edit voids an approval: every `edit` leads back to `draft`, wherever it is allowed. What somebody signed and is
   taken back, sent back or let go (`takes_back`) is void at the signer too.
4. The embargo's end checks again: `embargo_ends` when everything still holds, `check_fails` when it does not.
5. `publish`, `refuse`, `embargo_ends` and `check_fails` are made by no person: the signer or the clock makes them.

    draft ──submit──► submitted ──approve──► approved ──publish──► published
      ▲                 │    │ └──embargo──► embargoed ──embargo_ends──► approved
      └──edit── returned◄┘   └──edit──► draft        approved ──refuse──► refused ──edit──► draft

Editing a draft that is `approved` races with the signer: the service takes the outbox row back in the same transaction
and refuses the edit when the row is already on its way.

    >>> after("submitted", "approve")
    'approved'
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from uarazom.editorial.refusal import FourEyesRefused, MoveRefused

STATES = ("draft", "submitted", "returned", "approved", "embargoed", "published", "refused", "withdrawn")
MOVES = (
    "save",
    "submit",
    "edit",
    "withdraw_draft",
    "return",
    "approve",
    "embargo",
    "embargo_ends",
    "check_fails",
    "publish",
    "refuse",
)
ROLES = ("author", "approver", "coordinator", "observer")
FIRST, FINAL = "draft", frozenset({"published", "withdrawn"})

TABLE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "draft": {"save": "draft", "submit": "submitted", "withdraw_draft": "withdrawn"},
        "submitted": {"edit": "draft", "return": "returned", "approve": "approved", "embargo": "embargoed",
                      "withdraw_draft": "withdrawn"},
        "returned": {"edit": "draft", "withdraw_draft": "withdrawn"},
        "approved": {"edit": "draft", "publish": "published", "refuse": "refused"},
        "embargoed": {"edit": "draft", "return": "returned", "embargo_ends": "approved", "check_fails": "returned",
                      "withdraw_draft": "withdrawn"},
        "refused": {"edit": "draft", "withdraw_draft": "withdrawn"},
        "published": {},
        "withdrawn": {},
    }
)  # fmt: skip

NOBODY: frozenset[str] = frozenset()
WHO: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "save": frozenset({"author"}),
        "submit": frozenset({"author"}),
        "edit": frozenset({"author"}),
        "withdraw_draft": frozenset({"author"}),
        "return": frozenset({"approver"}),
        "approve": frozenset({"approver"}),
        "embargo": frozenset({"approver"}),
        "embargo_ends": NOBODY,
        "check_fails": NOBODY,
        "publish": NOBODY,
        "refuse": NOBODY,
    }
)
NEEDS_REASON = frozenset({"return", "check_fails", "refuse"})
SIGNED = frozenset({"submitted", "approved", "embargoed"})
CARRIES_APPROVAL = frozenset({"approved", "embargoed", "published"})


def after(state: str, move: str) -> str:
    """The state that `move` leads to from `state`; MoveRefused names what is possible instead."""
    try:
        return TABLE[state][move]
    except KeyError:
        possible = ", ".join(TABLE.get(state, ())) or "nothing: this draft is closed"
        raise MoveRefused(
            "transition.not_possible",
            expected=possible,
            got=f"{move} of a draft that is {state}",
            remedy="reload the draft; somebody else may have moved it",
        ) from None


def may(roles: Iterable[str], move: str) -> bool:
    """Whether one of `roles` (held for the draft's body) makes this move. Four eyes are asked separately."""
    return not WHO[move].isdisjoint(roles)


def check_may(roles: Iterable[str], move: str) -> None:
    """As `may`, but says who may instead."""
    held = sorted(roles)
    if not may(held, move):
        expected = " or ".join(sorted(WHO[move])) or "nobody: the signer or the clock does this"
        raise FourEyesRefused("four_eyes.role", expected=expected, got=", ".join(held) or "no role", where=move)


def moves(state: str, roles: Iterable[str]) -> tuple[str, ...]:
    """The moves that somebody with `roles` is offered on a draft in `state`, in the table's order."""
    held = frozenset(roles)
    return tuple(move for move in TABLE[state] if may(held, move))


def voids_approval(state: str, move: str) -> bool:
    """Whether the approvals given so far end with this move."""
    return state in CARRIES_APPROVAL and after(state, move) not in CARRIES_APPROVAL


def takes_back(state: str, move: str) -> bool:
    """Whether this move leaves signatures behind over content that is not to be published."""
    return state in SIGNED and after(state, move) not in SIGNED | {"published"}


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise AssertionError(f"transitions: {what}")


def _check_table() -> None:
    """Refuse to start with a table that contradicts itself."""
    _require(set(TABLE) == set(STATES), "every state has a row")
    _require(set(WHO) == set(MOVES), "every move has its people")
    _require(all(held <= set(ROLES) for held in WHO.values()), "only known roles")
    for state, row in TABLE.items():
        _require(set(row) <= set(MOVES), f"{state}: an unknown move")
        _require(set(row.values()) <= set(STATES), f"{state}: an unknown next state")
        _require((state in FINAL) == (not row), f"{state}: final means that nothing follows")
        _require(row.get("edit", FIRST) == FIRST, f"{state}: an edit leads back to draft")
    _require({move for row in TABLE.values() for move in row} == set(MOVES), "a move that nothing uses")


_check_table()

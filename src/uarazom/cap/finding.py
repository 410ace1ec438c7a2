"""What is wrong with a message: one `Finding` a defect, whoever found it (the reader, the schema, a rule).

    Finding("time_zone", "error", "/alert/sent", "a numeric zone, as +02:00", "2022-02-16T10:00:00Z")

`rule` is the stable name that a machine branches on; `path` names the element, with its place (from 1) wherever it is
not the only one of its name. `got` is foreign text and is cut.
"""

from dataclasses import dataclass

GOT_MAX = 120  # characters of foreign input that a finding repeats

ERROR = "error"  # not CAP 1.2
WARNING = "warning"  # CAP 1.2, and yet not what should be sent


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect: the rule it breaks, how bad, where, what was expected, what came."""

    rule: str
    level: str
    path: str
    expected: str
    got: str

    def __post_init__(self) -> None:
        if len(self.got) > GOT_MAX:
            object.__setattr__(self, "got", f"{self.got[: GOT_MAX - 1]}…")

    def __str__(self) -> str:
        return f"{self.level} {self.rule} {self.path}: expected {self.expected}, got {self.got}"

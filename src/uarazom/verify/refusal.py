"""The one error of this room: what was checked, what was expected, what came, where, and what to do.

A caller never gets a bare "invalid": a boolean loses the reason. `check` is a short, stable name that tests and
programs may compare ("canonical", "envelope", "signature", …); inside a bundle or an audit the step stands before it
("checkpoint: signature").

    >>> raise Refused("size", expected="at most 16 bytes", got="20 bytes", where="payload")
    Traceback (most recent call last):
    ...
    uarazom.verify.refusal.Refused: size: expected at most 16 bytes, got 20 bytes, at payload
"""

GOT_MAX = 200  # characters of foreign input that a message repeats; the rest is not worth a reader's screen


class Refused(Exception):  # noqa: N818 - reads as a sentence where it is raised: Refused("signature", …)
    """It does not hold. `check`, `expected`, `got`, `where` and `remedy` say why and what to do."""

    def __init__(self, check: str, expected: str, got: str, where: str = "", remedy: str = "") -> None:
        super().__init__(check, expected, got, where, remedy)  # all of it in args: survives pickling between processes
        self.check = check
        self.expected = expected
        self.got = got if len(got) <= GOT_MAX else f"{got[:GOT_MAX]}…"
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f", at {self.where}" if self.where else ""
        remedy = f". {self.remedy}" if self.remedy else ""
        return f"{self.check}: expected {self.expected}, got {self.got}{place}{remedy}"

    def within(self, step: str, place: str = "") -> "Refused":
        """Return the same refusal, named by the larger check that met it and the larger place."""
        where = ", ".join(part for part in (place, self.where) if part)
        return Refused(f"{step}: {self.check}", self.expected, self.got, where, self.remedy)

    def as_dict(self) -> dict[str, str]:
        """Return the five parts for a machine; empty ones are left out."""
        parts = {"check": self.check, "expected": self.expected, "got": self.got, "where": self.where}
        return {name: text for name, text in {**parts, "remedy": self.remedy}.items() if text}

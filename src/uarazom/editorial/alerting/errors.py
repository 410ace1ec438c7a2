"""Why a warning cannot be composed: every finding at once, each with its field.

Refused (editorial.refusal)
└─ BadWarning       the warning as it stands cannot be sent
   └─ BadPlace      of where it should hold
"""

from collections.abc import Iterable

from uarazom.acts.errors import Finding
from uarazom.editorial.refusal import Refused

__all__ = ["BadPlace", "BadWarning", "Finding"]


class BadWarning(Refused):
    """`findings` holds every reason; `member` of a finding is the field of the form, or a member of the act."""

    check_name = "warning.refused"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        first = self.findings[0]
        super().__init__(
            self.check_name, expected=first.expected, got=first.got, where=first.member, remedy=first.remedy
        )

    def sentence(self) -> str:
        """Every finding, one a line."""
        return "\n".join(map(str, self.findings))


class BadPlace(BadWarning):
    """Of where it should hold."""

    check_name = "warning.place"

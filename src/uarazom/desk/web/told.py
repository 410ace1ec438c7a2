"""A refusal as words in the reader's language.

The desk's own refusals have words by code; editorial ones by check; what acts and signer find is told with its parts.
"""

from uarazom.acts.errors import BadAct
from uarazom.desk import words
from uarazom.desk.refusal import DeskRefused
from uarazom.desk.web import findings
from uarazom.desk.web.language import language
from uarazom.editorial.alerting.errors import BadWarning
from uarazom.editorial.refusal import Refused as EditorialRefused
from uarazom.verify.refusal import Refused as Unverified

Refusals = (DeskRefused, EditorialRefused, BadAct, Unverified)


def sentences(error: Exception) -> list[str]:
    """One sentence for each reason."""
    if isinstance(error, DeskRefused):
        return [words.say(language(), f"refusal.{error.code}", **error.values)]
    if isinstance(error, BadWarning):
        return [findings.say(one.member, one.expected, one.got, one.remedy) for one in error.findings]
    if isinstance(error, EditorialRefused):
        return [_by_check(error)]
    if isinstance(error, BadAct):
        return [findings.say(one.member, one.expected, one.got, one.remedy) for one in error.findings]
    return [str(error)]


def finding(member: str, expected: str, got: str, remedy: str = "") -> str:
    """One finding about one member, of an act or of the register."""
    return findings.say(member, expected, got, remedy)


def _by_check(error: EditorialRefused) -> str:
    key = f"refusal.{error.check}"
    if words.has(key):
        return words.say(language(), key, expected=error.expected, got=error.got, where=error.where)
    return error.sentence()

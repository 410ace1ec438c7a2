"""Why a draft came back: a person's words as they stand, a refusal of desk or signer in the reader's language.

The outbox keeps what it was told as one line: ``code (name: value)`` of the desk, ``check: expected …, got …`` of the
signer. What has no words here is shown as it is, so that nothing is ever lost.

    told("record_moved_on (document: claim-x)")     «Щодо claim-x тим часом опубліковано іншу дію. …»
"""

import re

from uarazom.desk import words
from uarazom.desk.web.language import language

OURS = re.compile(r"(?P<code>[a-z_]+)(?: \((?P<values>.*)\))?", re.DOTALL)
SIGNERS = re.compile(r"(?P<check>[a-z_ ]+): expected ", re.DOTALL)
VALUE = re.compile(r"(\w+): (.*?)(?=, \w+: |$)", re.DOTALL)


def told(reason: str) -> str:
    """In the reader's language where it is one of ours or the signer's."""
    return _ours(reason) or _signers(reason) or reason


def _ours(reason: str) -> str:
    found = OURS.fullmatch(reason)
    if found is None or not words.has(f"refusal.{found['code']}"):
        return ""
    try:
        return words.say(language(), f"refusal.{found['code']}", **dict(VALUE.findall(found["values"] or "")))
    except (KeyError, ValueError):  # a number or a name that this line does not carry
        return ""


def _signers(reason: str) -> str:
    """What it means and what to do; the signer's own line stands behind, for whoever keeps the platform running."""
    found = SIGNERS.match(reason)
    key = f"signer.{found['check'].replace(' ', '_')}" if found else ""
    return f"{words.say(language(), key)} ({reason})" if key and words.has(key) else ""

"""What ``acts.schema`` finds in an act, as a sentence in the reader's language.

The rules say what they expected in English, for logs and terminals. Here each such sentence that a person at the desk
can meet has a pattern and words of its own; one that has none yet is told as it is, so that nothing is ever lost.

    say("valid_until", "an instant after 2022-02-15T08:00:00Z", …)    «Чинне до»: має бути після 15 лют. 2022, 10:00.
"""

import re

from uarazom.desk import words
from uarazom.desk.drafts.parts import value
from uarazom.desk.web.language import language

# What the rule expected → the key of its words, `finding.<key>`; groups are their places.
PATTERNS = tuple(
    (re.compile(pattern), key)
    for pattern, key in (
        (r"at most (?P<at>\S+Z), the instant of issue", "not_later_than_issue"),
        (r"at most known_at, (?P<at>\S+Z)", "not_later_than_known"),
        (r"an instant after (?P<at>\S+Z)", "after"),
        (r"from before to", "from_before_to"),
        (r"valid_until or due_at: a plan has a due end", "plan_has_end"),
        (r"nothing: an event does not end", "event_has_no_end"),
        (r"nothing on (?P<act>[a-z]+)", "not_on_act"),
        (r"nothing on an? (?P<kind>[a-z]+)", "not_on_kind"),
        (r"a value only in act 1 or a correct", "only_corrected"),
        (r"a title only in act 1 or a correct", "only_corrected"),
        (r"a mark for each language of the text: .*", "mark_for_each_language"),
        (r"the language in which it was said", "language_of_original"),
        (r"an original in (?P<code>\S+) alone", "original_in_one"),
        (r"quotation, where a version is (?P<version>[a-z_]+)", "quotation_needed"),
        (r"a body of the register", "in_register"),
        (r"a person or body of the register", "in_register"),
        (r"the body that the person speaks for", "speaks_for_whom"),
        (r"the person or body that speaks", "who_speaks"),
        (r"a named body: nobody else can refute", "named_body"),
        (r"region codes of the register", "in_register"),
        (r"no new word on a withdrawn document", "withdrawn"),
        (r"a hold to release", "no_hold"),
        (r"another document", "another_document"),
        (r"a document of the record", "in_record"),
        (r"a statement of the record", "statement_in_record"),
        (r"an id that no document has", "id_taken"),
        (r"acts of the record", "in_record"),
        (r"(an|the article's|the outlet's) absolute http or https address.*", "web_address"),
        (r"words of (?P<document>\S+)", "not_in_act"),
        (r"an act of the record with a text in (?P<code>\S+)", "act_with_text"),
        (r"a clarification of (?P<document>\S+)", "clarification_of"),
        (r"the act that the article does not carry", "clarification_needed"),
        (r"the paragraph in which the passage begins", "not_in_act"),
        (r"an object with article and record|an array of [0-9]+, one for each finding", "both_passages"),
        (r"an array of 1 to (?P<most>[0-9]+) of act, language, .*", "findings_whole"),
        (r"at most the day of known_at, (?P<at>\S+Z)", "not_later_than_known"),
        (r"a language of the instance or the original's: (?P<codes>.*)", "which_languages"),
        (r"at most (?P<most>[0-9]+) characters.*", "too_long"),
        (r"a reason and perhaps a note on [a-z]+", "reason_alone"),
        (r"GeoJSON.*|WKT.*|JSON|a Polygon or MultiPolygon.*", "shape_format"),
        (r"a ring that bounds an area and does not cross itself", "shape_crosses"),
        (r"a closed ring of at least four positions", "shape_open"),
        (r"longitude and latitude.*|\[longitude, latitude\].*", "shape_positions"),
        (r"at most (?P<most>[0-9]+) vertices", "shape_corners"),
        (r"1 to (?P<most>[0-9]+) polygons", "shape_many"),
        (r"at most [0-9]+ (positions|bytes)", "shape_large"),
        (r"a polygon on each side of the 180th meridian", "shape_meridian"),
        (r"what a warning in force still needs", "in_force_keeps"),
        (r"an id .*", "no_id"),
        (r"a code .*", "no_code"),
    )
)
SHAPES = frozenset({"no_id", "no_code"})  # what a value must look like: of an empty field it is enough to say that


def say(member: str, expected: str, got: str, remedy: str = "") -> str:
    """One finding about one member."""
    label, known = labelled(member), _matching(expected)
    if got == "nothing" and (known is None or known[0] in SHAPES):
        return words.say(language(), "finding.missing", member=label)
    if known is None:
        told = words.say(language(), "refusal.member", member=label, expected=expected, got=got)
        return f"{told} {remedy}".strip()
    key, places = known
    return words.say(language(), f"finding.{key}", member=label, **places)


def labelled(member: str) -> str:
    """A member's label: `words.source.url` → the label of the source's address; a language stands behind."""
    name = re.sub(r"^(words|instance|alerting)\.", "", member)
    for known, rest in ((name.replace(".", "_"), ""), (name.partition(".")[0], name.partition(".")[2])):
        if words.has(f"field.{known}"):
            label = words.say(language(), f"field.{known}")
            return f"{label} ({rest})" if rest else label
    return member


def _matching(expected: str) -> tuple[str, dict[str, str]] | None:
    for pattern, key in PATTERNS:
        match = pattern.fullmatch(expected)
        if match:
            return key, {name: value(name, text, language()) for name, text in match.groupdict().items()}
    return None

"""The words blob of an act, strictly: which texts it must and may carry, and what a text may look like.

A text is plain: no markup is read, no control character but a line feed, paragraphs divided by one empty line.
A hold, a release and a removal give their reason and perhaps a note, and say nothing else; a hold, which one person
makes alone, says it in short, and beside a warning nothing: whoever reads a warning must not read there, by one person
alone, that there is no danger.
Whether every language of the instance is there is not asked here: a missing translation never holds back a warning.

    findings = tuple(of_words(act, words, languages=("uk", "en")))

Specification: docs/formats/words.md.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from uarazom.acts.errors import Finding
from uarazom.acts.kinds import SAYING, WITHOUT_KNOWN_AT
from uarazom.acts.model import Act
from uarazom.verify import canon

TEXT_MAX = 100_000  # characters of one text in one language; a blob is at most 1 MiB
LINE_MAX = 500  # characters of a title, a place, a unit, an occasion: one line
HOLD_MAX = 1_000  # characters of what one person says alone: why they hold
URL_MAX = 2_000
# Control characters, lone surrogates, and the marks that turn the direction of all text after them.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a\u202b\u202d\u202e\u2028\u2029\ufeff]")
NOT_IN_URL = re.compile(r"""[\s<>"\\^`{|}]|""" + CONTROL.pattern)
ONE_LINE = ("title", "place", "occasion", "unit", "conclusion", "event")
TEXTS = (*ONE_LINE, "text", "note", "question", "confirms", "competent_because", "reason", "intro", "instruction")
_OF_ALERTS = ("instruction", "event")
SOURCE = ("publisher", "url", "published_at", "digest", "excerpt")
_FRAME = ("format", "salt", "source")
_OF_REQUESTS = ("article", "passages")  # `request_schema` holds what they say
_OF_OURS = frozenset({"reason", "note", "title", "format", "salt"})  # a title there is found by its own rule
_ISOLATES, _POP_ISOLATE = "\u2066\u2067\u2068", "\u2069"
_SAYS_SOMETHING = SAYING | {"confirm", "doubt", "dispute", "refute", "clarify", "comment"}
_GIVES_REASON = frozenset({"hold", "release", "withdraw", "correct", "remove"})


def of_words(act: Act, words: Mapping[str, Any], languages: Collection[str]) -> Iterator[Finding]:
    """Every finding on the words of one act; `languages` are those of the instance, any when empty."""
    for name in words:
        if name not in TEXTS and name not in _FRAME and not (act.kind == "request" and name in _OF_REQUESTS):
            yield Finding(f"words.{name}", "a member of docs/formats/words.md", name, "Leave it out.")
    for name in required(act):
        if name not in words:
            yield Finding(f"words.{name}", f"a text on {act.act} of a {act.kind}", "nothing")
    if act.act in WITHOUT_KNOWN_AT:
        yield from _of_ours(act, words)
    if act.alert is None:
        yield from _of_unsent(act, words)
    for name in TEXTS:
        if name in words:
            yield from of_texts(name, words[name], languages)
    yield from _of_conclusion(act, words)
    if "source" in words:
        yield from of_source(words["source"])


def _of_unsent(act: Act, words: Mapping[str, Any]) -> Iterator[Finding]:
    """What only a warning's message says, each time anew."""
    if "title" in words and act.n != 1 and act.act != "correct":
        yield Finding("words.title", "a title only in act 1, a correct or a warning's message", "a title")
    for name in _OF_ALERTS:
        if name in words:
            yield Finding(f"words.{name}", "a warning's message", name, "Leave it out.")


def _of_conclusion(act: Act, words: Mapping[str, Any]) -> Iterator[Finding]:
    """What an answer comes to, in the words of its own text: nobody adds a verdict to it."""
    said, texts = words.get("conclusion"), words.get("text")
    if act.reviews is None and said is not None:
        yield Finding("words.conclusion", "the claim that the answer is about, in `reviews`", "nothing")
    for language, text in said.items() if isinstance(said, Mapping) else ():
        own = texts.get(language) if isinstance(texts, Mapping) else None
        if isinstance(own, str) and isinstance(text, str) and text not in own:
            yield Finding(f"words.conclusion.{language}", "words that stand so in the answer's text", text)
        if own is None:
            yield Finding(f"words.conclusion.{language}", "a text of the answer in that language", "nothing")


def _of_ours(act: Act, words: Mapping[str, Any]) -> Iterator[Finding]:
    """One person holds, so one person says why: a sentence or two, not a text that nobody else has read."""
    if _is_hold_of_warning(act):
        yield from _none(words)
        return
    for name, texts in words.items():
        if name not in _OF_OURS:
            yield Finding(f"words.{name}", f"a reason and perhaps a note on {act.act}", name, "Leave it out.")
        for language, text in texts.items() if act.act == "hold" and isinstance(texts, Mapping) else ():
            if isinstance(text, str) and len(text) > HOLD_MAX:
                yield Finding(f"words.{name}.{language}", f"at most {HOLD_MAX} characters on a hold", f"{len(text)}")


def _is_hold_of_warning(act: Act) -> bool:
    return act.act == "hold" and act.kind == "alert"


def _none(words: Mapping[str, Any]) -> Iterator[Finding]:
    remedy = "Leave it out: what is wrong is said by a message of two people."
    for name in words:
        if name not in _FRAME:
            yield Finding(f"words.{name}", "no words on a hold of a warning", name, remedy)


def required(act: Act) -> Iterator[str]:
    """The texts that this act cannot be without."""
    if act.alert is not None:
        yield from ("title", "text", "event", "place")
    elif act.n == 1:
        yield "title"
    if act.kind == "bulletin":
        yield from ("reason",) if act.act in _GIVES_REASON else ()
        return
    if act.act in _SAYS_SOMETHING and act.alert is None:
        yield "text"
    if act.act in _GIVES_REASON and not _is_hold_of_warning(act):
        yield "reason"
    if act.act == "refute":
        yield "competent_because"
    if act.act == "confirm":
        yield "confirms"
    if act.reviews is not None:
        yield "conclusion"


def of_texts(name: str, texts: Any, languages: Collection[str]) -> Iterator[Finding]:
    """One member: an object language → text."""
    if not isinstance(texts, Mapping) or not texts:
        yield Finding(f"words.{name}", "an object language → text", repr(texts))
        return
    for language, text in texts.items():
        where = f"words.{name}.{language}"
        if not canon.is_language(language):
            yield Finding(where, "a language tag", repr(language))
        elif languages and language not in languages:
            yield Finding(where, "a language of the instance or the original's: " + ", ".join(languages), language)
        if (wrong := wrong_text(text, one_line=name in ONE_LINE)) is not None:
            yield Finding(where, *wrong)


def wrong_text(text: Any, *, one_line: bool) -> tuple[str, str] | None:
    """What was expected and what came; None when the text is as texts are."""
    most = LINE_MAX if one_line else TEXT_MAX
    if not isinstance(text, str) or not text.strip():
        return "a text", repr(text)
    if len(text) > most:
        return f"at most {most} characters", f"{len(text)}"
    bad = CONTROL.search(text if one_line else text.replace("\n", ""))
    if bad is not None:
        return "no control characters" + ("" if one_line else " but line feeds"), f"U+{ord(bad[0]):04X}"
    if text != text.strip() or "\n\n\n" in text:
        return "no space around it, one empty line between paragraphs", repr(text[:40])
    if not all(map(_closes_isolates, text.split("\n"))):
        return "each mark that isolates a direction closed in its own line", "one that is not"
    return None


def _closes_isolates(line: str) -> bool:
    """Whether what stands after the line keeps its direction: U+2066 to U+2068 run on until their U+2069."""
    depth = 0
    for letter in line:
        depth += (letter in _ISOLATES) - (letter == _POP_ISOLATE)
        if depth < 0:
            return False
    return depth == 0


def of_source(source: Any) -> Iterator[Finding]:
    """Where the words were published."""
    if not isinstance(source, Mapping) or "publisher" not in source:
        yield Finding("words.source", "an object with at least a publisher", repr(source))
        return
    tests = {
        "publisher": (lambda value: wrong_text(value, one_line=True) is None, "a text of one line"),
        "url": (is_url, f"an absolute http or https address of at most {URL_MAX} characters"),
        "published_at": (canon.is_instant, "an instant, YYYY-MM-DDTHH:MM:SSZ"),
        "digest": (canon.is_digest, "a SHA-256 as 64 lowercase hexadecimal digits"),
        "excerpt": (lambda value: value == "yes", "yes, or nothing"),
    }
    for name, value in source.items():
        test, expected = tests.get(name, (lambda _: False, "a member of docs/formats/words.md"))
        if not test(value):
            yield Finding(f"words.source.{name}", expected, repr(value))


def is_url(value: object) -> bool:
    """An absolute web address without spaces, control characters or a user name in it."""
    if not isinstance(value, str) or len(value) > URL_MAX:
        return False
    scheme, _, rest = value.partition("://")
    host = rest.split("/", 1)[0].split("?", 1)[0].split("#", 1)[0]
    plain = NOT_IN_URL.search(value) is None
    return scheme in ("http", "https") and bool(host) and "@" not in host and plain

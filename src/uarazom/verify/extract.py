"""An extract: exact words of an act's text, named so that no rule about sentences can move them.

    extract = Extract(act="statement-1/1", language="uk", paragraph=2, start=0, end=58, digest="…")
    extract.of(text)                    # those code points of that paragraph; None where the text has no such place
    holds(extract, text, salt)          # whether they are the words that the digest names
    stretches(extracts, texts, salt, "en", original="uk")

Paragraphs are counted from 1, code points from 0, `end` not included. The digest is that of the words with the salt
of the blob they lie in: where the words were removed, nobody can guess them by it.

Where an act concerns words of a text, in a language version that has no extract of its own: the whole of the
paragraphs of the same number, those named in the original first; in no place, where the versions have not as many
paragraphs or what is named is not there. An extract is never trusted to fit: what does not hold is no place.

docs/formats/entry.md, the extract.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from uarazom.verify import canon

FORMAT = "uarazom/extract/1"
PARAGRAPHS = "\n\n"  # what divides them (words.md)


@dataclass(frozen=True, slots=True, order=True)
class Extract:
    """Which words: of which act, in which language version, where."""

    act: str
    language: str
    paragraph: int
    start: int
    end: int
    digest: str

    def of(self, text: str) -> str | None:
        """The words at that place of a text."""
        found = paragraphs(text)
        if self.paragraph > len(found) or self.end > len(found[self.paragraph - 1]):
            return None
        return found[self.paragraph - 1][self.start : self.end]


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A place in one language version."""

    paragraph: int
    start: int
    end: int


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, as their numbers count them."""
    return text.split(PARAGRAPHS)


def digest(words: str, salt: str) -> str:
    """What names the words: SHA-256 over them and the base64 salt of their blob."""
    return canon.digest(canon.canonical({"format": FORMAT, "salt": salt, "words": words}))


def holds(extract: Extract, text: str, salt: str) -> bool:
    """Whether the words at that place are the ones named."""
    words = extract.of(text)
    return bool(words) and digest(words or "", salt) == extract.digest


def stretches(
    extracts: Iterable[Extract], texts: Mapping[str, str], salt: str, language: str, *, original: str = ""
) -> tuple[Stretch, ...]:
    """Where the words stand in a language version, in order; empty: nowhere in particular."""
    every = tuple(extracts)
    if not all(one.language in texts and holds(one, texts[one.language], salt) for one in every):
        return ()
    own = [one for one in every if one.language == language]
    if own:
        return tuple(sorted({Stretch(one.paragraph, one.start, one.end) for one in own}))
    return _same_paragraphs([one for one in every if one.language == original] or every, texts, language)


def _same_paragraphs(extracts: Iterable[Extract], texts: Mapping[str, str], language: str) -> tuple[Stretch, ...]:
    here = paragraphs(texts.get(language, ""))
    named = [one for one in extracts if len(paragraphs(texts[one.language])) == len(here)]
    return tuple(Stretch(k, 0, len(here[k - 1])) for k in sorted({one.paragraph for one in named}))


# ── the shape ────────────────────────────────────────────────────────────────────────────────────────────────────────
_MEMBERS: dict[str, Callable[[Any], bool]] = {
    "act": canon.is_act_id,
    "language": canon.is_language,
    "paragraph": lambda value: type(value) is int and value >= 1,
    "start": lambda value: type(value) is int and value >= 0,
    "end": lambda value: type(value) is int,
    "digest": canon.is_digest,
}


def is_extract(value: Any) -> bool:
    """Say whether this is an extract with exactly its members, of at least one code point."""
    if type(value) is not dict or value.keys() != _MEMBERS.keys():
        return False
    return all(test(value[name]) for name, test in _MEMBERS.items()) and bool(value["start"] < value["end"])


def read(value: Any) -> Extract | None:
    """The extract of a member as signed; None for what this version does not read."""
    return Extract(**value) if is_extract(value) else None

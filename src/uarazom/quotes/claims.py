"""What an article says without quotation marks: claims it attributes, and its own assertions on matters of the record.

Rules, in order
1. A sentence without a checked quotation that has a word of speech and a speaker is a claim of that speaker.
2. Any other sentence is the article's own; it is kept only where the record has a document with its words.
3. Each is linked to the document whose words it shares most, with that document's status; a paraphrase shares few.
"""

from collections.abc import Iterator

from uarazom.quotes.attribution import Attribution
from uarazom.quotes.language import Language
from uarazom.quotes.match import Near, ask, match
from uarazom.quotes.normalise import Clean
from uarazom.quotes.reading import CONFIDENCE_LEAST
from uarazom.quotes.record import Record
from uarazom.quotes.report import Claim
from uarazom.quotes.words import stems

CLAIMS_MAX = 500  # sentences of one text that are looked at
WORDS_LEAST = 5
SENTENCE_MAX = 1_000  # characters; more is no sentence
LINKED_SCORE, LINKED_BITS = 0.35, 30.0  # of an attributed claim
OWN_SCORE, OWN_BITS = 0.6, 45.0  # of the article's own assertion


def claims(raw: str, text: Clean, reading: Attribution, record: Record | None, spoken: Language) -> Iterator[Claim]:
    """The claims of a text, in order."""
    edges = sorted((span.start, span.end) for span in reading.spans)
    step = 0
    for start, end in reading.frame.sentences[:CLAIMS_MAX]:
        while step < len(edges) and edges[step][1] <= start:
            step += 1
        if step < len(edges) and edges[step][0] < end:
            continue
        claim = _claim(raw, text, start, end, reading, record, spoken)
        if claim is not None:
            yield claim


def _claim(
    raw: str, text: Clean, start: int, end: int, reading: Attribution, record: Record | None, spoken: Language
) -> Claim | None:
    if end - start > SENTENCE_MAX or len(text.text[start:end].split()) < WORDS_LEAST:
        return None
    said = reading.said_in(reading.frame.stretch(start, end))
    sure = said is not None and said.mention is not None and said.confidence >= CONFIDENCE_LEAST
    who = said.mention if said and sure else None
    document = _document(text.text[start:end], who.person if who else None, record, spoken, own=who is None)
    if who is None and document is None:
        return None
    first, last = text.span(start, end)
    return Claim(
        start=first,
        end=last,
        text=raw[first:last],
        speaker=(who.person or who.name) if who else None,
        speaker_span=text.span(who.start, who.end) if who else None,
        cue=raw[slice(*text.span(*said.cue))] if said and who and said.cue else None,
        statement=document,
        status=record.status(document) if record and document else None,
    )


def _document(sentence: str, speaker: str | None, record: Record | None, spoken: Language, *, own: bool) -> str | None:
    """The document that a sentence is on, where one shares enough of its words."""
    if record is None:
        return None
    asked = ask(record.index, stems(sentence, spoken), spoken)
    score, bits = (OWN_SCORE, OWN_BITS) if own else (LINKED_SCORE, LINKED_BITS)
    if asked.bits < bits:
        return None
    found = match(record.index, asked, spoken, Near(speaker))
    if found is None or found.score < score or found.bits < bits:
        return None
    return str(found.about["document"])

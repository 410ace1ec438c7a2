"""A statement's text around the sentence that is quoted: what stands beside a quotation when people compare.

paragraph(text, sentence)           the number of its paragraph, from 1
nth(text, 2)                        that paragraph
around(paragraph, sentence)         the paragraph, or as much of it as is read at a glance
"""

CONTEXT_MAX = 1_500  # code points of the paragraph shown around its sentence
SIDES = 60  # code points at least that are shown on either side of a sentence whose paragraph is long


def paragraph(text: str, sentence: str) -> int:
    """The number of the paragraph in which a sentence begins, from 1, as the statement's page numbers them."""
    at = text.find(sentence)
    return max(len(_parts(text[:at] + "x")), 1) if at > 0 else 1


def nth(text: str, k: int) -> str:
    """The paragraph of that number; the last where there are fewer."""
    parts = _parts(text)
    return parts[min(k, len(parts)) - 1] if parts else ""


def around(whole: str, sentence: str) -> str:
    """The paragraph, or as much of it around the sentence as is read at a glance."""
    if len(whole) <= CONTEXT_MAX:
        return whole
    at = max(whole.find(sentence), 0)
    spare = max((CONTEXT_MAX - len(sentence)) // 2, SIDES)
    start, end = max(at - spare, 0), min(at + len(sentence) + spare, len(whole))
    return ("… " if start else "") + whole[start:end] + (" …" if end < len(whole) else "")


def _parts(text: str) -> list[str]:
    """The paragraphs (`site.passage` numbers them so)."""
    return [part for part in text.split("\n\n") if part]

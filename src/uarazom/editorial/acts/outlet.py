"""What an act of a request for correction asks: of the request the article and what was found in it, of the reply what
the outlet says it did. Whatever else a form asks of other documents has no place there."""

from collections.abc import Iterable, Iterator

from uarazom.acts import kinds
from uarazom.editorial.acts.form import REQUEST, Field, chosen

ARTICLE = tuple(
    field.of(*REQUEST)
    for field in (
        Field("article", "article", words=True, required=True),
        Field("article_date", "day", required=True),
        Field("article_language", "language", required=True),
        Field("findings", "findings", required=True),
        Field("passages", "passages", words=True, required=True),
    )
)
DID = chosen("reply", kinds.REPLIES, required=True).of(*REQUEST)
_WORDS = frozenset({"known_at", "known_at_precision", "text", "original_language", "versions", "note"})
OF_REQUEST = _WORDS | {"by", "speaking_for"}
OF_REPLY = _WORDS | {"form", "source"}  # nobody of the register says it


def leaving_out(fields: Iterable[Field], kept: frozenset[str]) -> Iterator[Field]:
    """The fields, those that are not kept for other kinds of document alone."""
    return (field if field.name in kept else field.of(*field.kinds - REQUEST) for field in fields)

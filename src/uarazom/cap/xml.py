"""XML in, safely: bytes to a tree in which nothing was fetched, nothing was expanded, and nothing is too large.

    root, defects = parse(raw)            # or CapRefused, before the parser has seen a byte of what is refused

Rules, in order:
1. size: bytes, then `<` and `=`, counted in the bytes: a node costs the parser a hundred bytes and more;
2. one encoding: text in another one that we know is made UTF-8 here, and the parser is told so, whatever the
   declaration says. What follows therefore looks at the very bytes that are parsed (UTF-7 hides a `<!DOCTYPE` well);
3. no document type declaration, and so no entity, no default attribute, nothing external;
4. well-formed. What only stands in the way of that (blanks before the declaration, bytes of no encoding, characters
   that XML has not, a second document behind the first) is put right once, and the finding says so;
5. depth.
Comments and processing instructions are left out of the tree: a text is whole whatever stands inside it.

Specification: XML 1.0, 2.2 (characters), 2.8 (prolog), 4.3.3 and F (encodings).
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from lxml import etree

from uarazom.cap.errors import HasDtd, NotXml, TooLarge
from uarazom.cap.finding import ERROR, Finding

Element = etree._Element


@dataclass(frozen=True, slots=True)
class Limits:
    """What is still taken. The first five hold for a file, the others for one message."""

    size: int = 16 * 2**20  # bytes: a whole country's feed of active alerts
    tags: int = 600_000  # `<` in the bytes: start and end of 300,000 elements, some 60 MB of tree
    attributes: int = 600_000  # `=` in the bytes
    alerts: int = 5_000  # of a file: a continent's warnings in force
    depth: int = 32  # levels: alert/info/area/geocode/value in an envelope in a feed has 14
    infos: int = 200  # of one message: 25 languages of 8 infos
    areas: int = 5_000  # of one message: a continent's districts
    polygons: int = 5_000
    points: int = 200_000  # of one message, in all polygons together
    defects: int = 500  # of one message that are told: a file of errors is answered, not echoed


LIMITS = Limits()
USUAL_DEPTH = 6  # levels of an alert that stands alone: not asked about the others
# Every byte below 0x80 is ASCII in these, so that a declaration can be read before it is known to be true.
ENCODINGS = re.compile(
    rb"utf-?8|us-ascii|ascii|iso-8859-\d{1,2}|latin-?1|windows-125\d|cp125\d|koi8-[ru]", re.IGNORECASE
)
DECLARED = re.compile(rb"<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
DECLARATION = re.compile(rb"<\?xml\s[^>]{0,200}\?>")
BEFORE_ROOT = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
NOT_CHARACTERS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
WIDE = (  # the longer mark first: one begins with the other
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
WIDE_STARTS = tuple(start for start, _ in WIDE)


def parse(raw: bytes, limits: Limits = LIMITS, comments: bool = False) -> tuple[Element, tuple[Finding, ...]]:
    """The root of a file, and what had to be put right to read it; `CapRefused` for what is not taken.

    `comments`: keep comments and processing instructions in the tree, which a signature may be over.
    """
    check_size(raw, limits)  # 1
    text, defects = in_utf8(raw)  # 2
    check_no_dtd(text)  # 3
    try:
        root = etree.fromstring(text, parser(comments))
    except etree.XMLSyntaxError as error:  # 4
        if getattr(error, "code", 0) == etree.ErrorTypes.ERR_RESOURCE_LIMIT:  # without huge_tree: a text of 10 MB, …
            raise TooLarge("what the XML parser takes", error.msg, "file") from None
        root, more = parse_repaired(text, error, parser(comments))
        defects += more
    if exceeds(min(USUAL_DEPTH, limits.depth))(root) and exceeds(limits.depth)(root):  # 5
        raise TooLarge(f"at most {limits.depth} levels", "more", "file")
    return root, defects


def check_size(raw: bytes, limits: Limits) -> None:
    """Counted in the bytes, before anything is made of them."""
    if len(raw) <= min(limits.size, limits.tags, limits.attributes):
        return  # there cannot be more of them than bytes
    for name, got, most in (
        ("bytes", len(raw), limits.size),
        ("tags (`<`)", raw.count(b"<") if len(raw) <= limits.size else 0, limits.tags),
        ("attributes (`=`)", raw.count(b"=") if len(raw) <= limits.size else 0, limits.attributes),
    ):
        if got > most:
            raise TooLarge(f"at most {most} {name}", got, "file")


def in_utf8(raw: bytes) -> tuple[bytes, tuple[Finding, ...]]:
    """The same text in UTF-8, its byte order mark left out."""
    if raw.startswith(WIDE_STARTS):
        return decoded(raw, next(name for start, name in WIDE if raw.startswith(start)))
    raw = raw.removeprefix(codecs.BOM_UTF8)
    declared = DECLARED.match(raw.lstrip()[:300])
    name = declared[1] if declared else b"utf-8"
    if ENCODINGS.fullmatch(name) and is_known(name.decode()):
        return decoded(raw, name.decode())
    text, _ = decoded(raw, "utf-8")
    return text, (Finding("encoding", ERROR, "/", "an encoding that is known here", name.decode()),)


def is_known(encoding: str) -> bool:
    """Whether there is such an encoding: of ISO 8859 there are fifteen parts."""
    try:
        codecs.lookup(encoding)
    except LookupError:
        return False
    return True


def decoded(raw: bytes, encoding: str) -> tuple[bytes, tuple[Finding, ...]]:
    """UTF-8 out of an encoding; what is none of its characters becomes U+FFFD, and is told."""
    try:
        text = raw.decode(encoding)
        return raw if encoding.lower() == "utf-8" else text.encode(), ()
    except UnicodeError as error:
        defect = Finding("encoding", ERROR, "/", f"text in {encoding}", str(error))
    return raw.decode(encoding, "replace").encode("utf-8", "replace"), (defect,)


def check_no_dtd(text: bytes) -> None:
    """Rule 3: nothing but blanks, comments and instructions stands before the root."""
    before = BEFORE_ROOT.match(text)
    rest = text[before.end() :] if before else text
    if rest[:9].upper() == b"<!DOCTYPE":
        raise HasDtd("no document type declaration", rest[:60].decode("utf-8", "replace"), "file")


@cache
def exceeds(depth: int) -> etree.XPath:
    """Whether a tree has more levels than that; counted in C."""
    return etree.XPath("boolean(/*" + "/*" * depth + ")")


@cache
def parser(comments: bool) -> etree.XMLParser:
    """A parser that loads, fetches and expands nothing."""
    return etree.XMLParser(
        encoding="utf-8",
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=not comments,
        remove_pis=not comments,
    )


# ── rule 4: put right once ──────────────────────────────────────────────────────────────────────────────────────────
def parse_repaired(
    text: bytes, error: etree.XMLSyntaxError, parser: etree.XMLParser
) -> tuple[Element, tuple[Finding, ...]]:
    """What stands in the way of a tree is taken away, each with its finding; whatever is left is refused."""
    defects: list[Finding] = []
    text = without_leading_blanks(text, defects)
    text = without_other_characters(text, defects)
    check_no_dtd(text)
    for attempt in (plain, several_documents):
        try:
            return attempt(text, defects, parser), tuple(defects)
        except etree.XMLSyntaxError:
            continue
    raise NotXml("well-formed XML", error.msg, "file") from None


def plain(text: bytes, _: list[Finding], parser: etree.XMLParser) -> Element:
    """One document."""
    return etree.fromstring(text, parser)


def without_leading_blanks(text: bytes, defects: list[Finding]) -> bytes:
    """An XML declaration is the first thing in a file, or no declaration."""
    if text[:1].isspace() and text.lstrip().startswith(b"<?xml"):
        defects.append(Finding("leading_blanks", ERROR, "/", "the XML declaration first", repr(text[:8])))
        return text.lstrip()
    return text


def without_other_characters(text: bytes, defects: list[Finding]) -> bytes:
    """Characters that XML has not."""
    clean, count = NOT_CHARACTERS.subn("", text.decode("utf-8", "replace"))
    if count:
        defects.append(Finding("characters", ERROR, "/", "characters that XML has", f"{count} others"))
    return clean.encode()


def several_documents(text: bytes, defects: list[Finding], parser: etree.XMLParser) -> Element:
    """Documents one behind the other: one tree, its root of our making."""
    root = etree.fromstring(b"<documents>" + DECLARATION.sub(b"", text) + b"</documents>", parser)
    if root.find("*") is None:
        raise NotXml("well-formed XML", "text alone", "file")
    defects.append(Finding("several_documents", ERROR, "/", "one document in a file", f"{len(root)} elements"))
    return root


# ── names and places ────────────────────────────────────────────────────────────────────────────────────────────────
def text(element: Element) -> str:
    """All text in an element, that of its children included."""
    return "".join(map(str, element.itertext())) if len(element) else element.text or ""


def local(element: Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace(element: Element) -> str:
    """The namespace, "" for none."""
    return str(element.tag).rpartition("}")[0][1:]


class Paths:
    """Where elements stand in a message, as `/alert/info[2]/area/polygon[3]`.

    The children of an element are counted once, however many of them are asked for: a file of errors takes its time
    in the number of its elements, not in the square of it.
    """

    __slots__ = ("steps", "top")

    def __init__(self, top: Element) -> None:
        self.top, self.steps = top, {top: local(top)}

    def of(self, element: Element) -> str:
        """Where an element stands."""
        steps = []
        at: Element | None = element
        while at is not None:
            steps.append(self.step(at))
            at = None if at is self.top else at.getparent()
        return "/" + "/".join(reversed(steps))

    def step(self, element: Element) -> str:
        """The name, and the place among those of the same name where there are several."""
        parent = element.getparent()
        if element not in self.steps and parent is not None:
            children = [(child, local(child)) for child in parent]
            many = Counter(name for _, name in children)
            seen: Counter[str] = Counter()
            for child, name in children:
                seen[name] += 1
                self.steps[child] = f"{name}[{seen[name]}]" if many[name] > 1 else name
        return self.steps.get(element) or local(element)

"""The paper: a bundle as one page that a person can read, print, keep, and have checked.

The page is made from the bundle's bytes alone, in the same way for ever; the check makes it again and compares, so
that what is read is what is signed. So nothing here may change what version 1 gives: another look, a corrected label
or one more language of labels is version 2, and version 1 stays. No script, no address fetched, everything escaped.

Languages are those of the words carried; labels stand in the same language where `labels/1/` has it, else in English.

    page(raw)                       # the bundle's bytes → the page's
    verify(raw, anchor)             # a bundle's or a page's bytes → Verified, or Refused

docs/formats/bundle.md.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from uarazom.verify import blob, canon, explained
from uarazom.verify.anchor import Anchor
from uarazom.verify.bundle import BUNDLE_MAX_BYTES, Bundle, Carried, Verified, removed
from uarazom.verify.checkpoint import Checkpoint
from uarazom.verify.entry import ACT, EXERCISE, REGISTER
from uarazom.verify.extract import Extract, Stretch, paragraphs
from uarazom.verify.note import Note
from uarazom.verify.refusal import Refused

VERSION = 1
FORMAT = f"uarazom/paper/{VERSION}"
PAGE_MAX_BYTES = 4 * BUNDLE_MAX_BYTES
_START = b'<script type="application/json" id="bundle">'
_END = b"</script>\n</body>\n</html>\n"
_RIGHT_TO_LEFT = frozenset("ar ckb dv fa he ps sd ug ur yi".split())  # noqa: SIM905 - reads better
_UNSHOWN = frozenset({"format", "origin", "document", "n", "kind", "act", "previous", "known_at_precision"})
_NAMED = frozenset({"by", "speaking_for", "body", "section", "topic", "regions"})
_STYLE = (
    "body{font:1rem/1.5 serif;max-width:44rem;margin:0 auto;padding:1rem;color:#000;background:#fff}"
    "dl{display:grid;grid-template-columns:minmax(8rem,auto) 1fr;gap:.1rem 1rem}dd{margin:0;overflow-wrap:anywhere}"
    "article,section{border-top:1px solid;margin-top:1.5rem}.age{border:2px solid;padding:.5rem 1rem;font-weight:bold}"
    "pre{overflow-wrap:anywhere;white-space:pre-wrap}"
)  # fmt: skip


def page(raw: bytes) -> bytes:
    """Return the page of a bundle's bytes; refuse a bundle that could not be embedded or has a bad shape."""
    bundle = Bundle.parse(raw)
    if b"<" in raw:  # only a signature line by a stranger could hold one
        raise Refused("page", "a bundle without <", "one", "bundle")
    return "".join(_document(bundle, hashlib.sha256(raw).digest())).encode() + _START + raw + _END


def is_page(raw: bytes) -> bool:
    """Say whether these bytes are meant to be a page and not the bundle itself."""
    return raw[:64].lstrip().startswith(b"<")


def bundle_in(raw: bytes) -> bytes:
    """Return the bytes of the bundle that a page embeds."""
    if len(raw) > PAGE_MAX_BYTES:
        raise Refused("size", f"at most {PAGE_MAX_BYTES} bytes", f"{len(raw)} bytes", "page")
    start = raw.find(_START)
    if start < 0 or not raw.endswith(_END):
        raise Refused("page", "a bundle embedded at its end", "none", "page", "Save the file anew, as it was served.")
    return raw[start + len(_START) : -len(_END)]


def verify(raw: bytes, anchor: Anchor) -> Verified:
    """Return what holds of a bundle or a page; the first step that does not hold is the refusal."""
    if not is_page(raw):
        return Bundle.parse(raw).verify(anchor)
    try:
        embedded = bundle_in(raw)
    except Refused as refused:
        raise refused.within("1 shape") from None
    verified = Bundle.parse(embedded).verify(anchor)
    # 9 The page is the bundle's.
    made = page(embedded)
    if made != raw:
        place = next((i for i, (a, b) in enumerate(zip(made, raw, strict=False)) if a != b), min(len(made), len(raw)))
        remedy = "Someone changed the page; the signed bundle in it is whole."
        raise Refused("9 page: page", "the page that its bundle makes", f"another byte at {place}", "page", remedy)
    return verified


# ── what a reader sees ───────────────────────────────────────────────────────────────────────────────────────────────
Texts = Mapping[str, Any]  # what signed words hold is not trusted to have its shape: every use asks


@dataclass(frozen=True, slots=True)
class View:
    """A bundle in one language."""

    bundle: Bundle
    words: Mapping[str, Texts]  # by blob digest
    lang: str
    labels: Mapping[str, Any]
    names: Mapping[str, Texts]  # id or code → language → name
    zone: str  # in which a day is a day
    removed: Mapping[str, int]  # act id → index of the entry that removed its words
    explaining: Mapping[str, list[Carried]]  # act id → the acts that explain words of it

    @property
    def spoken(self) -> str:
        """The language of the labels: the view's own, or English."""
        return str(self.labels["language"])

    def label(self, group: str, code: str) -> str:
        """Return the label of a code; a code without one stands for itself."""
        return escape(self.labels[group].get(code, code))

    def named(self, code: Any) -> str:
        """Return name and code of a body, person, section, topic or region."""
        known = self.names.get(code) if isinstance(code, str) else None
        said = pick(known, self.lang)
        return f"{tagged(*said, self.spoken)} ({escape(str(code))})" if said else escape(str(code))

    def said(self, one: Carried) -> Texts:
        """Return the words of an act; none when they are not carried."""
        return self.words.get(one.entry.fields.get("words", ""), {})


def _document(bundle: Bundle, script: bytes) -> Iterator[str]:
    words = _words_of(bundle)
    names = _names(bundle, words)
    zone = str(_instance(bundle, "timezone", "UTC"))
    gone = removed(bundle.of_type(ACT, EXERCISE))
    explains = explained.explaining(bundle)
    spoken = _languages(bundle, words)
    views = [View(bundle, words, lang, labels(lang), names, zone, gone, explains) for lang in spoken]
    first = views[0]
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{canon.to_base64(script)}'"
    yield f'<!DOCTYPE html>\n<html lang="{first.spoken}" dir="{direction(first.spoken)}">\n<head>\n'
    yield f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield f'<meta name="generator" content="{FORMAT}">\n<meta name="viewport" content="width=device-width">\n'
    yield f"<title>{_latest(first)}: {_title(first, plain=True)}</title>\n<style>{_STYLE}</style>\n</head>\n"
    yield f"<body>\n<main>\n<h1>{escape(first.labels['heading'])}</h1>\n"
    for view in views:
        yield f'<section lang="{view.spoken}" dir="{direction(view.spoken)}">\n<h2>{_title(view)}</h2>\n'
        yield from _section(view)
        yield "</section>\n"
    yield "</main>\n"


def _section(view: View) -> Iterator[str]:
    labels, bundle = view.labels, view.bundle
    if bundle.of_type(EXERCISE):
        yield f'<p class="age">{escape(labels["exercise"])}</p>\n'
    yield f'<p class="age">{escape(labels["latest"])}: {_latest(view)}. {escape(_age(view))}</p>\n'
    yield f"<p>{escape(labels['unproved'])} {escape(labels['times'])}</p>\n<dl>\n"
    kind = bundle.of_type(ACT, EXERCISE)[0].entry.fields["kind"]
    yield _row(escape(labels["document"]), f"{view.label('kinds', kind)}, {bundle.document}")
    yield _row(escape(labels["origin"]), bundle.origin) + f"</dl>\n<h3>{escape(labels['acts'])}</h3>\n"
    for one in bundle.of_type(ACT, EXERCISE):
        yield from _act(view, one)
    yield f"<h3>{escape(labels['checked'])}</h3>\n<ol>\n"
    yield "".join(f"<li>{escape(check)}</li>\n" for check in labels["checks"])
    yield f"</ol>\n<h3>{escape(labels['how'])}</h3>\n<p>{escape(labels['how_text'])}</p>\n"
    yield "<pre>python -m uarazom.verify FILE --anchor ANCHOR</pre>\n"


def _latest(view: View) -> str:
    fields = view.bundle.of_type(ACT, EXERCISE)[-1].entry.fields
    return f"{view.label('act', fields['act'])} ({fields['issued_at']})"


def _age(view: View) -> str:
    last = view.bundle.entries[-1]
    size = Checkpoint.parse(Note.parse(view.bundle.checkpoint).text).tree_size
    issued_at, number = last.entry.fields["issued_at"], last.index + 1
    return str(view.labels["age"]).format(issued_at=issued_at, number=number, size=size, origin=view.bundle.origin)


def _act(view: View, one: Carried) -> Iterator[str]:
    fields = one.entry.fields
    yield f"<article>\n<h4>{fields['n']}. {view.label('act', fields['act'])}</h4>\n"
    words = view.said(one)
    if words:
        yield from _words(view, one, words)
    elif "words" in fields:
        yield f"<p><strong>{escape(_absence(view, one))}</strong></p>\n"
    yield "<dl>\n"
    shown = [name for name in view.labels["members"] if name in fields]
    for name in shown + sorted(set(fields) - set(shown) - _UNSHOWN):
        yield _row(view.label("members", name), _value(view, fields, name))
    yield _row(escape(view.labels["entry"]), f"{one.index}") + _row(escape(view.labels["digest"]), one.entry.digest)
    yield _row(escape(view.labels["signatures"]), ", ".join(each.keyid for each in one.entry.signatures))
    yield "</dl>\n</article>\n"


def _words(view: View, one: Carried, words: Texts) -> Iterator[str]:
    fields = one.entry.fields
    versions = _texts(fields.get("versions"))
    for name in (name for name in view.labels["texts"] if name in words):
        yield f"<h5>{view.label('texts', name)}</h5>\n"
        for lang, text in _in_view(words[name], view.lang):
            mark = versions.get(lang, "") if name == "text" else ""
            quoted = fields.get("form") == "quotation" and mark in ("original", "official")
            tag, noted = "blockquote" if quoted else "div", _noted(view, one, words, lang) if name == "text" else []
            version = f"<p><small>{view.label('versions', mark)}</small></p>\n" if mark else ""
            if noted:  # the version is that of the text, so it stands before what others say about it
                yield version + _explained(view, tag, lang, text, noted)
            else:
                yield _passage(tag, lang, text) + version
    if "source" in words:
        yield f"<h5>{escape(view.labels['source'])}</h5>\n<p>{_plain(words['source'])}</p>\n"
    if "article" in words:  # a request for correction: whose words are compared, and both sides of each finding
        yield f"<h5>{escape(view.labels['article'])}</h5>\n<p>{_plain(words['article'])}</p>\n"
        yield f"<h5>{escape(view.labels['passages'])}</h5>\n<ol>\n"
        yield "".join(f"<li>{_plain(passage)}</li>\n" for passage in _members(words.get("passages"))) + "</ol>\n"


Noted = list[tuple[Carried, Stretch]]


def _noted(view: View, one: Carried, words: Texts, lang: str) -> Noted:
    """What is explained in a text of an act, and by which acts."""
    name, original = one.entry.name, one.entry.fields.get("original_language")
    acts, texts = view.explaining.get(name, []), _texts(words.get("text"))
    spoken = original if isinstance(original, str) else ""
    return explained.places(acts, name, texts, str(words.get("salt", "")), lang, spoken)


def _explained(view: View, tag: str, lang: str, text: str, noted: Noted) -> str:
    """A text with the explained words marked; behind its paragraph what was said about them."""
    last = {one.entry.name: place.paragraph for one, place in sorted(noted, key=lambda each: each[1])}
    shown = ""
    for k, part in enumerate(paragraphs(text), start=1):
        here = [place for _, place in noted if place.paragraph == k]
        shown += f'<{tag} lang="{lang}" dir="{direction(lang)}"><p>{_marked(part, here)}</p></{tag}>\n'
        acts = {one.entry.name: one for one, _ in noted if last[one.entry.name] == k}
        shown += "".join(_note(view, one) for one in acts.values())
    return shown


def _marked(part: str, places: list[Stretch]) -> str:
    """One paragraph, each code point that is explained inside a mark."""
    cuts = sorted({0, len(part), *(one.start for one in places), *(one.end for one in places)})
    pieces = []
    for start, end in pairwise(cuts):
        words = escape(part[start:end])
        pieces.append(f"<mark>{words}</mark>" if any(p.start <= start and end <= p.end for p in places) else words)
    return "".join(pieces)


def _note(view: View, one: Carried) -> str:
    fields = one.entry.fields
    act = f"{fields['n']}. {view.label('act', fields['act'])}"
    said = "".join(
        _passage("div", lang, text)
        for name in ("reason", "text")
        for lang, text in _in_view(view.said(one).get(name), view.lang)
    )
    gone = "" if view.said(one) or "words" not in fields else f"<p>{escape(_absence(view, one))}</p>"
    by = f" · {view.named(fields['by'])}" if "by" in fields else ""
    head = f"<strong>{act}</strong> · {escape(view.labels['at_words'])}{by}"
    return f'<aside style="margin-inline-start:2rem"><p>{head}</p>\n{said}{gone}</aside>\n'


def _passage(tag: str, lang: str, text: str) -> str:
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))
    return f'<{tag} lang="{lang}" dir="{direction(lang)}">{paragraphs}</{tag}>\n'


def _absence(view: View, one: Carried) -> str:
    if one.entry.name in view.removed:
        return str(view.labels["removed"]).format(index=view.removed[one.entry.name])
    return str(view.labels["missing"])


def _value(view: View, fields: Texts, name: str) -> str:
    value = fields[name]
    if name == "known_at":
        return _instant(view, value, fields.get("known_at_precision", "day"))
    if name == "extracts" and explained.extracts_of(fields):
        return "; ".join(_quoted(view, extract) for extract in explained.extracts_of(fields))
    if name in _NAMED:
        return ", ".join(map(view.named, value if isinstance(value, list) else [value]))
    return view.label("codes", value) if isinstance(value, str) else _plain(value)


def _quoted(view: View, extract: Extract) -> str:
    """Words that an act names, where they are carried; where they stand, always."""
    acts = view.bundle.of_type(ACT, EXERCISE)
    said = next((view.said(one) for one in acts if one.entry.name == extract.act), {})
    words = extract.of(_texts(said.get("text")).get(extract.language, ""))
    place = f"{extract.act}, {extract.language}, {extract.paragraph}:{extract.start}–{extract.end}"
    shown = f'<q lang="{extract.language}">{escape(words)}</q> ({place})' if words else place
    return f"{shown}, {extract.digest}"


def _instant(view: View, value: str, precision: Any) -> str:
    """Return an instant with no more than it was known with; a day is a day where the instance is."""
    if precision == "exact":
        return value
    label = view.label("precisions", str(precision))
    if precision == "hour":
        return f"{value[:10]} {value[11:13]} h ({label})"
    return f"{canon.instant(value).astimezone(_zone(view.zone)):%Y-%m-%d} ({label}, {escape(view.zone)})"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused("page", "a time zone of the IANA database", repr(name), "page", "Install tzdata.") from None


def _title(view: View, *, plain: bool = False) -> str:
    titles = [view.said(one).get("title") for one in view.bundle.of_type(ACT, EXERCISE)]
    said = next(filter(None, (pick(texts, view.lang) for texts in reversed(titles))), None)
    if said is None:
        return escape(f"{view.labels['untitled']}: {view.bundle.document}")
    return escape(said[1]) if plain else tagged(*said, view.spoken)


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@cache
def labels(lang: str) -> Mapping[str, Any]:
    """Return this version's labels in a language; the English ones where there are none."""
    folder = resources.files("uarazom.verify").joinpath("labels", str(VERSION))
    file = folder.joinpath(f"{lang}.json")
    chosen = file if file.is_file() else folder.joinpath("en.json")
    found: Mapping[str, Any] = json.loads(chosen.read_text(encoding="utf-8"))
    return found


def direction(lang: str) -> str:
    """Return rtl or ltr."""
    return "rtl" if lang.split("-", maxsplit=1)[0] in _RIGHT_TO_LEFT else "ltr"


def pick(texts: Any, lang: str) -> tuple[str, str] | None:
    """Return (language, text) in the language asked, else in the first there is, else None."""
    return next(iter(_in_view(texts, lang)), None)


def tagged(lang: str, text: str, around: str) -> str:
    """Return the text as HTML, marked when its language is not the one around it."""
    if lang == around:
        return escape(text)
    return f'<span lang="{lang}" dir="{direction(lang)}">{escape(text)}</span>'


def _in_view(texts: Any, lang: str) -> list[tuple[str, str]]:
    """Return the text in the language asked; where there is none, every other one: what is said is never left out."""
    found = _texts(texts)
    return [(lang, found[lang])] if lang in found else sorted(found.items())


def _texts(texts: Any) -> dict[str, str]:
    if not isinstance(texts, dict):
        return {}
    return {lang: text for lang, text in texts.items() if canon.is_language(lang) and isinstance(text, str)}


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{escape(name)}: {_plain(member)}" for name, member in value.items())
    return ", ".join(map(_plain, value)) if isinstance(value, list) else escape(str(value))


def _members(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _row(name: str, value: str) -> str:
    return f"<dt>{name}</dt><dd>{value}</dd>\n"


def _words_of(bundle: Bundle) -> dict[str, dict[str, Any]]:
    named = {one.entry.fields.get("words") for one in bundle.entries}
    return {digest: blob.read_words(data, digest) for digest, data in bundle.blobs.items() if digest in named}


def _names(bundle: Bundle, words: Mapping[str, Texts]) -> dict[str, Texts]:
    names: dict[str, Texts] = {}
    for one in bundle.of_type(REGISTER):
        said = words.get(one.entry.fields.get("words", ""), {})
        for group in (said.get(name) for name in ("bodies", "people", "sections", "topics", "regions")):
            for code, texts in group.items() if isinstance(group, dict) else ():
                names[code] = texts.get("name", {}) if isinstance(texts, dict) else {}
    return names


def _languages(bundle: Bundle, words: Mapping[str, Texts]) -> list[str]:
    """Return the languages of the acts' words: first those of the instance in its order, then others; en if none."""
    listed = _instance(bundle, "languages", [])
    ours = [lang for lang in listed if canon.is_language(lang)] if isinstance(listed, list) else []
    said = [words.get(one.entry.fields.get("words", ""), {}) for one in bundle.of_type(ACT, EXERCISE)]
    used = {lang for each in said for name in ("title", "text", "intro") for lang in _texts(each.get(name))}
    found = [lang for lang in ours if lang in used] + sorted(used - set(ours))
    return found or ours[:1] or ["en"]


def _instance(bundle: Bundle, name: str, default: Any) -> Any:
    """Return a member of what the registers carried say of the instance; the last one that says it counts."""
    for one in reversed(bundle.of_type(REGISTER)):
        instance = one.entry.fields.get("instance")
        if isinstance(instance, dict) and name in instance:
            return instance[name]
    return default

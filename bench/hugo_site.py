"""The archive as a Hugo site: the same documents in the same languages, templates (layouts/) of the same weight.

A document is a content file in each language: its acts with codes and instants as front matter, its text as Markdown.
Hugo looks words and names up and formats dates as our templates do; of documents and lists it writes an HTML and a
plain output, of documents JSON once; lists by section, region, body, status, kind and topic, fifty items a page.

Fair both ways. What both make: those pages, with the same style sheet, policy, data block with its digest, status, why,
facts, timeline and links, in the same words: a document's page, text version and JSON within three, three and eleven
per cent of ours in bytes (ours heavier), lists within four (their text versions: Hugo's heavier by eighteen). Lighter
for Hugo: statuses are worked out before (it has no rules), times stay UTC, no lists by month with neighbours' links, no
feeds, sitemap, calendar, corrections, home with a map, nothing synced or compared, no variants. Heavier for Hugo: its
text is Markdown, and its front matter JSON. What only it would make is off: aliases, lists of its sections beside those
of kinds. We make more lists than Hugo, and so a file of ours weighs a tenth more; files are counted, not bytes.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from archive import LANGUAGES

from uarazom.site.context import Context
from uarazom.site.style import STYLE

LAYOUTS = Path(__file__).resolve().parent / "layouts"
LISTS = ("sections", "regions", "bodies", "statuses", "kinds", "topics")
GROUPS = ("status", "badge", "means", "act", "basis", "evidence", "version", "kind", "nature")  # of our catalogues
SENTENCES = {  # what our templates say, in the words of our catalogues; places to be filled in are left out
    **{name: f"site.{name}" for name in ("skip", "nav", "bulletins", "archive", "footer", "corrections", "how")},
    **{name: f"site.{name}" for name in ("originators", "local_time", "pages", "older", "nobody")},
    **{name: f"document.{name}" for name in ("why", "since", "because", "text", "facts", "who_says", "as_of", "until")},
    **{name: f"document.{name}" for name in ("known", "how_known", "timeline", "same_topic", "nature", "data")},
    "published_by": "document.entered_by",
    "true": "proof.title",
    "entered": "proof.text",
    "page": "proof.page",
    "file": "proof.file",
    "check": "proof.how",
    "over": "when.expired_at",
    "newer": "document.successor",
    "full": "site.full_version",
}


def config() -> dict[str, Any]:
    outputs = {"home": ["html"], "taxonomy": ["html"], "term": ["html", "plain"]}
    languages = {
        lang: {
            "contentDir": f"content/{lang}",
            "weight": number + 1,
            "outputs": outputs | {"page": ["html", "plain", *(["json"] if number else [])]},
        }
        for number, lang in enumerate(LANGUAGES)
    }
    return {
        "baseURL": "http://bench.example/",
        "title": "UArazom",
        "timeZone": "Europe/Kyiv",
        "disableAliases": True,
        "defaultContentLanguage": LANGUAGES[0],
        "defaultContentLanguageInSubdir": True,
        "disableKinds": ["RSS", "sitemap", "robotsTXT", "404", "section"],
        "taxonomies": {name: name for name in LISTS},
        "pagination": {"pagerSize": 50, "disableAliases": True},
        "languages": languages,
        "outputFormats": {"plain": {"mediaType": "text/html", "path": "text", "isHTML": True}},
    }


def write(context: Context, folder: Path) -> None:
    """Write the site's sources."""
    shutil.copytree(LAYOUTS, folder / "layouts")
    (folder / "layouts/partials/style.html").write_text(f"<style>{STYLE}</style>\n")
    put(folder / "hugo.json", config())
    put(folder / "data/who.json", {body.id: {"name": body.name} for body in context.register.bodies.values()})
    for lang in LANGUAGES:
        leaves = context.languages[lang].catalogue.leaves
        words = {
            f"{group}_{key.partition('.')[2]}": text
            for key, text in leaves.items()
            if (group := key.partition(".")[0]) in GROUPS
        }
        put(folder / f"i18n/{lang}.json", words | {name: sentence(leaves[key]) for name, key in SENTENCES.items()})
        for id, document in context.documents.items():
            fields, text = page(context, id, lang)
            target = folder / "content" / lang / document.kind / f"{id}.md"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(fields, ensure_ascii=False) + f"\n\n{text}\n")


def sentence(text: object) -> str:
    """A text of the catalogue up to the first place to be filled in."""
    return str(text).partition("{")[0].strip(" :")


def put(path: Path, said: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(said, ensure_ascii=False))


def page(context: Context, id: str, lang: str) -> tuple[dict[str, Any], str]:
    """Front matter and text of one document in one language."""
    facts = context.facts(id)
    assert facts is not None
    document, first = facts.document, facts.document.first
    said = [(act, context.ledger.words(act)) for act in document.acts]
    text = said[0][1].text[lang] if said[0][1] else ""
    fields = {
        "title": facts.titles[lang],
        "date": instant(first.issued_at),
        "document": id,
        "kind": document.kind,
        "status": facts.status.status,
        "badges": list(facts.status.badges),
        "since": instant(facts.status.since),
        "because": [int(one.rpartition("/")[2]) for one in facts.status.because],
        "version": first.versions[lang],
        "end": instant(facts.end.at) if facts.end else None,
        "over": facts.over and facts.runs,
        "nature": document.nature,
        **act_fields(first),
        "acts": [{"n": act.n, "act": act.act, **act_fields(act), **data_fields(act, words)} for act, words in said],
        "sections": [document.section],
        "regions": list(document.regions),
        "bodies": sorted({act.by or act.body for act in document.acts}),
        "statuses": [facts.status.status],
        "kinds": [document.kind],
        "topics": [document.topic],
    }
    return fields, text


def act_fields(act: Any) -> dict[str, Any]:
    times = {
        name: instant(at) for name in ("known_at", "as_of", "valid_until") if (at := getattr(act, name)) is not None
    }
    codes = {name: value for name in ("by", "body", "basis", "evidence") if (value := getattr(act, name)) is not None}
    return times | codes


def data_fields(act: Any, words: Any) -> dict[str, Any]:
    """What only the data of a document says."""
    fields = {"id": act.id, "index": act.index, "digest": act.digest, "issued_at": instant(act.issued_at)}
    fields |= {"form": act.form, "original_language": act.original_language, "versions": dict(act.versions)}
    fields |= {"words_digest": act.words, "nature": act.nature, "precision": act.known_at_precision}
    return fields | ({"title": dict(words.title), "text": dict(words.text)} if words else {"text": {}})


def instant(at: Any) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"

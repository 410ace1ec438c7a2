"""The templates, compiled once when this module is imported; a missing one fails there, a missing value when rendered.

render("document.html", f=frame, w=words, …)     bytes in UTF-8
"""

from importlib.resources import files
from typing import Any

from jinja2 import DictLoader, StrictUndefined, Template

from uarazom.site.escaping import QuickEnvironment
from uarazom.site.style import PLACE, PLACE_STYLE, POLICY, STYLE

_SOURCES = {
    file.name: file.read_text(encoding="utf-8")
    for file in (files("uarazom.site") / "templates").iterdir()
    if file.name.endswith(".html")
}
ENVIRONMENT = QuickEnvironment(
    loader=DictLoader(_SOURCES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
    cache_size=-1,
)
ENVIRONMENT.globals.update(style=STYLE, page_policy=POLICY, place_style=PLACE_STYLE, place_policy=PLACE)
TEMPLATES: dict[str, Template] = {name: ENVIRONMENT.get_template(name) for name in sorted(_SOURCES)}
FULL, TEXT, MAIN = TEMPLATES["base.html"], TEMPLATES["text.html"], TEMPLATES["main.html"]


def render(name: str, *, text: bool, **values: Any) -> bytes:
    """A page from its template: whole, or as its text version."""
    made = TEMPLATES[name].render(layout=TEXT if text else FULL, plain=text, **({"csp": POLICY, "slim": ""} | values))
    return made.encode()


def render_main(name: str, **values: Any) -> str:
    """A page's main part alone, for the page and its text version (`uarazom.site.twin`)."""
    return TEMPLATES[name].render(layout=MAIN, plain="both", **values)


def render_part(template: str, **values: Any) -> str:
    """A piece of a page."""
    return TEMPLATES[template].render(**values).strip()


def render_alone(name: str, **values: Any) -> bytes:
    """A page that is its own frame."""
    return TEMPLATES[name].render(**values).encode()


def part(name: str, macro: str) -> Any:
    """A macro of a template, to be called from here: what it makes can be kept."""
    return getattr(TEMPLATES[name].module, macro)

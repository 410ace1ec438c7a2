"""What a change of a warning touches, and what of it is written first: before documents, lists and archives.

    changed = touched_by(context, ids)                 before and after a step: `before | after`
    for path in first(context, changed): ...           the batch that goes before all others
    for path in at_the_minute(context): ...            what a long render must not leave to grow old

Rules, in order
1. Publication order of an emergency: the message, the warning's page and data, then what says whether there is danger
   now (`AT_NOW`, in its order): the one file for devices, the shapes and feeds, the places that it concerns, home,
   now.json. All in one batch of a few dozen files, on disk before anything else is rendered.
2. A place is touched when a warning that ever concerned it changes, and each full minute (`places`).
3. Whatever else speaks of warnings is made when any of them changes: data of exercises, lists of places and exercises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from uarazom.site import paths
from uarazom.site.machine.alerts import ALERTS
from uarazom.site.machine.cap import FEEDS
from uarazom.site.machine.geo import GEO
from uarazom.site.machine.now import NOW
from uarazom.site.pages import alert, exercises, home, place
from uarazom.site.places import concerned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from uarazom.site.context import Context
    from uarazom.site.registry import PageKind

# What says whether there is danger now: in publication order.
AT_NOW: tuple[PageKind, ...] = (ALERTS, GEO, FEEDS, exercises.KIND, place.LIST, place.KIND, home.KIND, NOW)
# Lists of all places and all exercises, which cost as much as the rest together: with the lists, a moment later.
AFTER = (exercises.KIND, place.LIST)


class Changed(NamedTuple):
    """What a step changed of warnings and exercises. `messages`: names of files; `places`: codes of the register."""

    ids: frozenset[str] = frozenset()
    messages: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()

    def __or__(self, other: Changed) -> Changed:
        """What either changed."""
        return Changed(self.ids | other.ids, self.messages | other.messages, self.places | other.places)


def touched_by(context: Context, ids: Iterable[str]) -> Changed:
    """Those of the documents that are warnings or exercises, their messages, the places that they ever concerned."""
    found: set[str] = set()
    messages: set[str] = set()
    regions: set[str] = set()
    for one in context.both:
        for id in ids:
            if id in one.documents and one.documents[id].kind == "alert":
                found.add(id)
                messages.update(one.index.alerts.messages_of(id))
                regions.update(one.documents[id].regions)
    codes = (code for code in place.codes(context) if any(concerned(code, other) for other in regions))
    return Changed(frozenset(found), frozenset(messages), frozenset(codes))


def first(context: Context, changed: Changed) -> list[str]:
    """Rule 1; nothing where no warning changed."""
    if not changed.ids:
        return []
    found = [*messages(context, changed), *pages(context, changed), *documents(context, changed)]
    found += data(context, changed)
    for kind in AT_NOW:
        if kind not in AFTER:
            found += places(context, changed) if kind is place.KIND else kind.paths(context)
    return found


def at_the_minute(context: Context) -> list[str]:
    """All that says whether there is danger now."""
    return [path for kind in AT_NOW for path in kind.paths(context)]


def is_of_warning(context: Context, path: str, id: str) -> bool:
    """Whether a path, of a document of this id, is a warning's or an exercise's own: its message, a page, its data."""
    if path.startswith("cap/") or id in context.exercises.documents:
        return True
    return id in context.documents and context.documents[id].kind == "alert"


def standing(context: Context) -> Changed:
    """What is now, as a change: before a full render, which takes as long as the archive is large."""
    return touched_by(context, [document.id for one in context.both for document in one.alerts])


def messages(_context: Context, changed: Changed) -> Iterator[str]:
    """The CAP messages."""
    return (f"cap/{name}.xml" for name in sorted(changed.messages))


def pages(context: Context, changed: Changed) -> Iterator[str]:
    """The pages of the warnings and exercises; one that is not there is not made."""
    for folder in alert.FOLDERS:
        for id in sorted(changed.ids):
            yield from context.everywhere(paths.document(folder, id))


def places(context: Context, changed: Changed) -> Iterator[str]:
    """The pages of the places concerned."""
    return (path for code in sorted(changed.places) for path in place.of_place(code, context))


def documents(context: Context, changed: Changed) -> Iterator[str]:
    """The warnings for machines: documents like others there."""
    return (f"document/{id}.json" for id in sorted(changed.ids) if id in context.documents)


def data(_context: Context, changed: Changed) -> Iterator[str]:
    """The exercises for machines, apart from them."""
    return (f"exercise/{id}.json" for id in sorted(changed.ids))


def if_any(kind: PageKind) -> Callable[[Context, Changed], Iterable[str]]:
    """The whole kind, when a warning or an exercise changed."""
    return lambda context, changed: kind.paths(context) if changed.ids else ()


RULES: dict[str, Callable[[Context, Changed], Iterable[str]]] = {
    "cap message": messages,
    "alert": pages,
    "exercise json": data,
    "cap feed": if_any(FEEDS),
    "exercises": if_any(exercises.KIND),
}

"""A full render on all cores: the context is made once, forked processes render and write their shares of the paths.

    context, written, removed = render_all(Context(ledger, now), Folder(out), workers=2)

Rules
1. What is rendered does not depend on how it is shared out; each process writes whole files (`whole`, `files`).
2. The steps of publication order end one after the other: documents are all there before a list names them. Where all
   gets its name at once, a month's lists follow its documents: what was made of one for its page serves its lines.
3. A share that fails fails the render: nothing is removed and nothing is said to be done (`whole`).
4. Memory is bounded: a process renders one page at a time, and shares the context with its parent.
5. A warning does not wait for an archive: every few moments `meanwhile` is asked, which may move the context on and
   write what is urgent. So what may be urgent (`urgent.is_of_warning`, `urgent.AT_NOW`) is written by this process
   alone, never by a share that knows less: a page of before would come after the page of the warning.
"""

from __future__ import annotations

import gc
import os
import re
import traceback
from itertools import groupby
from typing import TYPE_CHECKING

from uarazom.site import plan, urgent
from uarazom.site.crew import Children, Turns, again_and_again, end_with, stretches, uncollected
from uarazom.site.paths import MONTH
from uarazom.site.render import page
from uarazom.site.whole import where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from uarazom.site.context import Context
    from uarazom.site.files import Folder
    from uarazom.site.whole import Site

    Meanwhile = Callable[[Context], tuple[Context, Iterable[str]]]

FEW = 256  # paths for which a second process is not worth its start, and after which somebody may have something urgent
SWEPT = 5_000  # files looked at between two questions: some 20 ms
_MONTH = re.compile(rf"(?<=/){MONTH}(?=[-.])")


class RenderError(RuntimeError):
    """A process of a full render ended with an error; it wrote the error to stderr."""


def nothing_else(context: Context) -> tuple[Context, Iterable[str]]:
    """Nothing happens meanwhile."""
    return context, ()


def render_all(
    context: Context, folder: Folder, *, workers: int = 1, trust: bool = True, meanwhile: Meanwhile = nothing_else
) -> tuple[Context, tuple[str, ...], tuple[str, ...]]:
    """Render and write everything, remove what is not part of it.

    Args: `meanwhile`: takes the context, may write, and gives the context from then on and the paths that it touched.
    Returns: (the context at the end, paths written, paths removed); with more than one worker, paths rendered instead
    of written. What `meanwhile` touched stays, and may have to be rendered again by whoever gave it.
    """
    site = where(folder, trust=trust)
    written: list[str] = []
    rendered: dict[str, None] = {}

    def between(before: Context) -> Context:
        after, touched = meanwhile(before)
        rendered.update(dict.fromkeys(touched))
        return after

    try:
        with uncollected():
            _ = context.index, context.exercises.index  # made before the fork, so that they are made once
            steps = list(ranks(context, at_once=site.at_once))
        for paths, alone in steps:
            if alone or workers == 1 or len(paths) <= FEW:
                for start in range(0, len(paths), FEW):
                    written += _put(context, site, paths[start : start + FEW])
                    context = between(context)
            else:
                context = _share_out(context, site, paths, workers, between)
                written += paths
            rendered.update(dict.fromkeys(paths))
        site.finish(tuple(rendered))
    except BaseException:
        site.discard()
        raise
    found: list[str] = []
    for number, path in enumerate(site.found()):
        if path not in rendered:
            found.append(path)
        if number % SWEPT == 0:
            context = between(context)
    return context, tuple(written), folder.remove([path for path in found if path not in rendered])


def ranks(context: Context, *, at_once: bool = False) -> Iterator[tuple[list[str], bool]]:
    """Every path, in steps of publication order, and whether it is for this process alone: warnings, documents,
    everything that names them, each of the last kinds; in the end what says whether there is danger now.

    Args: `at_once`: nobody reads before all is there, so documents and what names them need not be two steps.
    """
    kinds = [kind for kind in plan.in_order() if kind not in urgent.AT_NOW]
    for _, some in groupby(kinds, key=lambda kind: kind.name if kind.name in plan.LAST else ""):
        every = dict.fromkeys(path for kind in some for path in kind.paths(context))
        warnings = [path for path in every if urgent.is_of_warning(context, path, _document(path))]
        rest = every.keys() - set(warnings)
        documents = together(path for path in every if path in rest and _document(path) in context.documents)
        others = [path for path in every if path in rest and _document(path) not in context.documents]
        both = (documents + others,) if at_once else (documents, others)
        steps = (together(warnings), True), *((by_month(context, paths), False) for paths in both)
        yield from (step for step in steps if step[0])
    yield urgent.at_the_minute(context), True


def together(paths: Iterable[str]) -> list[str]:
    """A document's pages and its data side by side: what is worked out for one serves the others."""
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(_document(path), []).append(path)
    return [path for some in found.values() for path in some]


def _document(path: str) -> str:
    """The id of the document whose file this is, if it is one's."""
    return path.rpartition("/")[2].rpartition(".")[0]


def by_month(context: Context, paths: Sequence[str]) -> list[str]:
    """The documents of a month, then the lists that show them: lines of a document that are made once serve all."""
    days = context.index.months("day", "")
    said = {id: month for month in days for id in context.index.month("day", "", month)}
    found = [said.get(_document(path)) or _month(path) for path in paths]
    newest: dict[str, str] = {}  # of each folder: what has no month of its own stands with the last
    for path, month in zip(paths, found, strict=True):
        folder = path.rpartition("/")[0]
        newest[folder] = max(month, newest.get(folder, ""))
    of = {path: month or newest[path.rpartition("/")[0]] for path, month in zip(paths, found, strict=True)}
    return sorted(paths, key=of.__getitem__)


def _month(path: str) -> str:
    """The month in a path, if there is one."""
    found = _MONTH.search(path)
    return found[0] if found else ""


def _put(context: Context, site: Site, paths: Iterable[str]) -> tuple[str, ...]:
    pages = ((path, page(context, path)) for path in paths)
    return site.put((path, content) for path, content in pages if content is not None)


def _share_out(
    context: Context, site: Site, paths: Sequence[str], workers: int, between: Callable[[Context], Context]
) -> Context:
    gc.freeze()  # a collection in a child would touch, and so copy, every page of memory it shares
    children = Children(_started(context, site, paths, workers))
    try:
        with again_and_again(site.flush):
            while children.running():
                context = between(context)
    finally:
        children.end()
        gc.unfreeze()
    if children.failed:
        raise RenderError(
            f"expected {workers} processes to render {len(paths)} files, {children.failed} failed; see above"
        )
    return context


def _started(context: Context, site: Site, paths: Sequence[str], workers: int) -> Iterator[int]:
    for stretch, steps in stretches(paths, workers):
        turns = Turns(stretch)
        yield from (_start(context, site, turns.paths(step)) for step in steps)
        turns.close()


def _start(context: Context, site: Site, paths: Iterable[str]) -> int:
    parent, child = os.getpid(), os.fork()
    if child:
        return child
    status = 1
    try:
        end_with(parent)
        _put(context, site, paths)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)

"""Every kind of HTML page, in the order in which a full render makes them.

A new kind of page is a module beside this one with a `KIND: PageKind`, and its place here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uarazom.site.pages import (
    alert,
    archive,
    bulletin,
    bulletins,
    check,
    corrections,
    document,
    edges,
    exercises,
    home,
    how,
    originators,
    place,
    requests,
)

if TYPE_CHECKING:
    from uarazom.site.registry import PageKind

PAGES: tuple[PageKind, ...] = (
    alert.KIND,
    document.KIND,
    bulletin.KIND,
    archive.MONTH,
    archive.LIST,
    archive.INDEX,
    bulletins.KIND,
    corrections.MONTH_KIND,
    corrections.NEWEST_KIND,
    requests.MONTH_KIND,
    requests.NEWEST_KIND,
    originators.MONTH_KIND,
    originators.NEWEST_KIND,
    how.KIND,
    check.KIND,
    place.KIND,
    place.LIST,
    exercises.KIND,
    edges.MISSING,
    edges.ROOT,
    home.KIND,
)

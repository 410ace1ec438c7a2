"""What every page needs to know: the ledger at an instant, who is who, which languages, and what is where.

One `Context` serves one render:

    context = Context(ledger, now, blob=blobs.get)
    context.documents             id → document, with the acts that exist at `now`, in the order of entry
    context.facts(id)             facts.Facts: status, end, who says otherwise; None when there is no such document
    context.languages["uk"]       language.Language, the register's, in order
    context.item(id, lang)        item.Item: how a document reads in any list
    context.index                 index.Index: lists, and who points at whom
    context.alerts                warnings that are now, the most severe first
    context.exercises             the public exercises, as a context of their own
    context.register, .now, .zone, .mode

    context.following(ledger, later, changed)      the context of a later instant, sharing the index

Rules
1. An act exists when its `issued_at` and its `known_at` are both at or before `now` (DESIGN §4); `Ledger.at` says so.
2. Facts are remembered up to a bound: a full render asks for a document's pages one after the other.
3. `following` moves the index on in place: the context it was called on is spent.
4. Public exercises are documents of another kind of payload and may even share an id with a live one. They have a
   context of their own, made like this one, and nothing here ever finds one of them.
"""

from __future__ import annotations

import copy
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from uarazom.acts.alerts import weight
from uarazom.acts.status import Status, status
from uarazom.acts.voice import voice
from uarazom.areas.regions import RegionSet
from uarazom.site import paths
from uarazom.site.facts import Facts, facts_of
from uarazom.site.index import Index, pointers
from uarazom.site.item import Item, item_of, originating
from uarazom.site.language import Language, languages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from uarazom.acts.ledger import Ledger
    from uarazom.acts.model import Document

FACTS_REMEMBERED = 2_000  # documents whose facts are kept; a full page of an archive and its neighbours


def no_blob(_digest: str) -> bytes | None:
    """For a site without map and without catalogues of its own."""
    return None


class Context:
    """The ledger at one instant, as pages ask for it. See the module for what it answers."""

    def __init__(
        self,
        ledger: Ledger,
        now: datetime,
        *,
        blob: Callable[[str], bytes | None] = no_blob,
        index: Index | None = None,
        statuses: dict[str, Status] | None = None,
        exercise: bool = False,
    ) -> None:
        """`blob` gives plain blobs by digest; `index`, `statuses` and `exercise` are for contexts to make others."""
        self.ledger = _exercises_of(ledger.at(now)) if exercise else ledger.at(now)
        self.exercise = exercise
        self.now = now
        self.blob = blob
        self.register = ledger.register(now)
        self.zone = ZoneInfo(self.register.instance.timezone)
        self.mode = self.register.instance.mode
        self.languages: dict[str, Language] = languages(self.register, blob)
        self.documents: dict[str, Document] = self.ledger.documents
        self._statuses: dict[str, Status] = {} if statuses is None else statuses
        self._facts: dict[str, Facts] = {}
        self._items: dict[str, dict[Any, Any]] = {}
        self.around: dict[tuple[str | bool | int, ...], Any] = {}  # headers and footers, made once each
        self.stands: dict[str, Any] = {}  # what holds at each place, by code (`places`)
        self._twin: dict[tuple[str, ...], Any] = {}
        self._shared: dict[str, Any] = {}
        self._index = index
        self._exercises: Context | None = None

    @property
    def index(self) -> Index:
        """Made when first asked for."""
        if self._index is None:
            self._index = Index()
            for id in self.documents:
                self._take_in(id)
        return self._index

    def status(self, id: str) -> Status:
        """The status of a document that exists, asked of `acts` once."""
        found = self._statuses.get(id)
        if found is None:
            found = self._statuses[id] = status(self.documents[id], self.register, self.now)
        return found

    def facts(self, id: str) -> Facts | None:
        """What is known of a document; None when it does not exist at `now`."""
        found = self._facts.get(id)
        if found is None and id in self.documents:
            if len(self._facts) >= FACTS_REMEMBERED:
                del self._facts[next(iter(self._facts))]
                self._items.clear()
            found = facts_of(self.documents[id], self.status(id), self.ledger, self.register, self.now)
            self._facts[id] = found
        return found

    def item(self, id: str, lang: str) -> Item | None:
        """How a document reads in a list; None when it does not exist at `now`."""
        kept = self._kept(id)
        made: Item | None = kept.get(("item", lang))
        if made is None:
            facts = self.facts(id)
            if facts is None:
                return None
            made = kept["item", lang] = item_of(
                facts, self.languages[lang], newer=self._newer(facts), exercise=self.exercise
            )
        return made

    def _newer(self, facts: Facts) -> Facts | None:
        """The facts of what replaces a document."""
        id = facts.successor
        return self.facts(id) if id is not None and id != facts.document.id else None

    def _kept(self, id: str) -> dict[Any, Any]:
        """What was made of a document: kept by the index from context to context, until the document changes."""
        if self._index is not None and id in self.documents:
            return self._index.changes.kept(id)
        return self._items.setdefault(id, {})

    def once(self, key: tuple[str, ...], make: Callable[[], Any]) -> Any:
        """What a page and its text version share: made for the first of the two, forgotten after the second."""
        if key not in self._twin:
            self._twin = {one: made for one, made in self._twin.items() if one[1:] == key[1:]}
            self._twin[key] = make()
        return self._twin[key]

    def shared(self, name: str, make: Callable[[], Any]) -> Any:
        """What several pages say of this instant: made once. It is not to be changed."""
        if name not in self._shared:
            self._shared[name] = make()
        return self._shared[name]

    def everywhere(self, inner: str) -> Iterator[str]:
        """A page's paths in every language, each with its text version."""
        for lang in self.languages:
            yield paths.placed(lang, inner)
            yield paths.placed(lang, inner, text=True)

    @property
    def exercises(self) -> Context:
        """The public exercises at this instant: a context in which they, and nothing else, are the documents."""
        if self._exercises is None:
            self._exercises = Context(self.ledger, self.now, blob=self.blob, exercise=True)
        return self._exercises

    @cached_property
    def alerts(self) -> list[Document]:
        """The warnings that are now: the most severe, most urgent, latest first. Of an exercise context: exercises."""
        return sorted((self.documents[id] for id in self.index.alerts.now), key=weight)

    @cached_property
    def regions(self) -> RegionSet:
        """The places of the register."""
        return RegionSet.of(self.register)

    @property
    def began_at(self) -> datetime:
        """When the record began: what nothing happened to is as old as that."""
        return datetime.fromisoformat(self.ledger.rosters[0]["issued_at"])

    @property
    def next_moment(self) -> datetime | None:
        """The next instant at which time alone may change any page, an exercise's included."""
        moments = (one.index.changes.next_moment(self.now) for one in self.both)
        return min((moment for moment in moments if moment is not None), default=None)

    def passing(self, start: datetime, end: datetime) -> set[str]:
        """The documents, exercises among them, that may be others at `end` than they were at `start`."""
        return set().union(*(one.index.changes.passing(start, end) for one in self.both))

    @property
    def both(self) -> tuple[Context, Context]:
        """What is live, then the exercises."""
        return self, self.exercises

    @property
    def origin(self) -> str:
        """The record's name; the instance's id where there is no entry 0 yet."""
        rosters = self.ledger.rosters
        return str(rosters[0]["origin"]) if rosters else self.register.instance.id

    @cached_property
    def bulletins(self) -> list[Document]:
        """The bulletins by day, the latest last."""
        ids = self.documents if self._index is None else self._index.all("kind", "bulletin")
        found = (self.documents[id] for id in ids if self.documents[id].kind == "bulletin")
        return sorted(found, key=lambda one: (one.first.date or "", one.first.index))

    def pointing(self, how: str, id: str) -> list[str]:
        """Documents that point at this one, in the order of entry (`Index.pointing`).

        A single page, the desk's preview for one, is made without an index of everything.
        """
        if self._index is not None:
            return self._index.pointing(how, id)
        found = (document for document in self.documents.values() if (how, id) in pointers(document))
        return [document.id for document in sorted(found, key=lambda one: one.first.index)]

    def list_name(self, name: str, value: str, language: Language) -> str:
        """What a list is called: a section's name, a region's, a body's, a status word."""
        if name == "body":
            return language.names.body(value)
        if name in {"status", "kind"}:
            return language.word(name, value)
        if name == "region" and value == self.register.instance.region and not self.register.name("regions", value):
            return language.catalogue.plain("site.whole")
        return language.names.thing(f"{name}s", value)

    def items(self, ids: Iterable[str], lang: str) -> list[Item]:
        """The items of documents that exist."""
        return [item for item in (self.item(id, lang) for id in ids) if item is not None]

    def bodies(self, document: Document) -> Iterator[str]:
        """The bodies that say or issue anything of a document."""
        for act in document.acts:
            speaker = voice(act, self.register).body
            if speaker is not None:
                yield speaker
            yield act.body

    def following(self, ledger: Ledger, now: datetime, changed: Iterable[str]) -> Context:
        """The context at a later instant, when only the documents `changed` (by an act or by time) are others.

        A register entry may change every page: then make a new `Context`.
        """
        index, statuses, changed = self.index, self._statuses, set(changed)
        later = Context(ledger, now, blob=self.blob, index=index, statuses=statuses, exercise=self.exercise)
        if later.register is self.register:
            later.languages, later.around = self.languages, self.around
        if not self.exercise:
            later._exercises = self.exercises.following(later.ledger, now, changed)
        for id in changed:
            statuses.pop(id, None)
            if id in later.documents:
                later._take_in(id)
            else:
                index.drop(id)
        return later

    def _take_in(self, id: str) -> None:
        facts = self.facts(id)
        if facts is not None and self._index is not None:
            speaker = voice(originating(facts), self.register).body
            self._index.put(facts, self.bodies(facts.document), speaker or "", self.zone)


def _exercises_of(ledger: Ledger) -> Ledger:
    """The ledger in which the public exercises are the documents."""
    view = copy.copy(ledger)
    view.documents, view.exercises = ledger.exercises, {}
    return view

"""The fold of the record's entries: what documents there are, who is who, what was removed.

Its place: the record hands entries in order to `apply`; site, desk and command line ask. A document is an immutable
value, so `at` and `with_candidate` are cheap: they share every document that they do not change. No text is kept:
`words` fetches it when asked.

    ledger = Ledger(words=blobs.words)
    for index, entry in enumerate(entries):
        ledger.apply(index, entry)
    ledger.documents["claim-outage"].acts[-1].id
    ledger.at(instant)                              # as the record stood then
    ledger.with_candidate(content, words, now)      # as it would stand with one more act: the preview

Rules: indexes rise; act n follows act n − 1 of the same kind and carries its digest; registers follow by version.
The signatures, and that entries are in the log at all, are `verify`'s and `record`'s to check.
"""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from uarazom.acts.errors import Unchained
from uarazom.acts.model import Act, Document, Words
from uarazom.acts.read import read_act, read_words
from uarazom.acts.register import Register
from uarazom.verify import canon

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class Entry(Protocol):
    """What the ledger needs of `verify.entry.Entry`."""

    @property
    def digest(self) -> str:
        """The payload digest."""

    @property
    def fields(self) -> Mapping[str, Any]:
        """The payload."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One plain blob that the record vouches for."""

    index: int
    issued_at: datetime
    body: str
    digest: str
    size: int
    media_type: str
    purpose: str


class Ledger:
    """What the record says, in memory. `documents` and `exercises` by id; `manifests` by blob digest; `removed`: the id
    of each act that lost its words → the `remove` act, whatever the instant asked for; `rosters` in order."""

    def __init__(self, words: Callable[[str], Words | None]) -> None:
        self._words = words
        self._candidate: tuple[str, Words] | None = None
        self._registers: tuple[Register, ...] = ()
        self._exists_until = _BEFORE_ALL  # the last instant at which something came into being
        self.last_index = -1
        self.documents: dict[str, Document] = {}
        self.exercises: dict[str, Document] = {}
        self.manifests: dict[str, Manifest] = {}
        self.removed: dict[str, Act] = {}
        self.rosters: tuple[Mapping[str, Any], ...] = ()

    # ── the fold ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def apply(self, index: int, entry: Entry) -> None:
        """Take in the entry at `index`; refuse one that does not follow."""
        if index <= self.last_index:
            raise Unchained(f"entry {index}: expected an index above {self.last_index}")
        _FOLD[entry.fields["format"]](self, index, entry.digest, entry.fields)
        self.last_index = index

    def _apply_act(self, index: int, digest: str, fields: Mapping[str, Any]) -> None:
        act = self._add(self.documents, index, digest, fields)
        if act.act == "remove":
            self.removed.update(dict.fromkeys(act.acts, act))

    def _apply_exercise(self, index: int, digest: str, fields: Mapping[str, Any]) -> None:
        self._add(self.exercises, index, digest, fields)

    def _add(self, documents: dict[str, Document], index: int, digest: str, fields: Mapping[str, Any]) -> Act:
        act = read_act(fields, index=index, digest=digest)
        before = documents.get(act.document)
        check_follows(before, act)
        documents[act.document] = before.with_act(act) if before else Document.of((act,))
        self._exists_until = max(self._exists_until, act.exists_from)
        return act

    def _apply_register(self, index: int, digest: str, fields: Mapping[str, Any]) -> None:
        latest = self.latest_register
        if fields["version"] != latest.version + 1 or fields.get("previous") != latest.digest:
            raise Unchained(f"entry {index}: expected register {latest.version + 1}, got {fields['version']}")
        words = self._words(fields["words"]) if "words" in fields else None
        self._registers += (latest.with_entry(index, digest, fields, words),)
        self._exists_until = max(self._exists_until, self.latest_register.issued_at or _BEFORE_ALL)

    def _apply_manifest(self, index: int, _digest: str, fields: Mapping[str, Any]) -> None:
        issued_at = datetime.fromisoformat(fields["issued_at"])
        rest = (fields[name] for name in ("body", "digest", "size", "media_type", "purpose"))
        self.manifests[fields["digest"]] = Manifest(index, issued_at, *rest)
        self._exists_until = max(self._exists_until, issued_at)

    def _apply_roster(self, _index: int, _digest: str, fields: Mapping[str, Any]) -> None:
        self.rosters += (fields,)

    # ── questions ────────────────────────────────────────────────────────────────────────────────────────────────────
    @property
    def latest_register(self) -> Register:
        """The register as of the last entry; an empty one before the first."""
        return self._registers[-1] if self._registers else Register()

    @property
    def regions_gone(self) -> tuple[str, ...]:
        """Codes that some register listed and the last one does not."""
        ever = {code for register in self._registers for code in register.regions}
        return tuple(sorted(ever.difference(self.latest_register.regions)))

    def register(self, at: datetime) -> Register:
        """The register in force at an instant."""
        for register in reversed(self._registers):
            if register.issued_at is not None and register.issued_at <= at:
                return register
        return Register()

    def act(self, act_id: str) -> Act | None:
        """The act of that id."""
        document, _, n = act_id.rpartition("/")
        acts = self.documents[document].acts if document in self.documents else ()
        return next((act for act in acts if str(act.n) == n), None)

    def document_of(self, fields: Mapping[str, Any]) -> Document | None:
        """The document that a payload's act belongs to: an exercise's never is a live one's, whatever its id."""
        exercise = fields.get("format") == "uarazom/exercise/1"
        return (self.exercises if exercise else self.documents).get(str(fields.get("document")))

    def acts(self, after: int = -1) -> Iterator[Act]:
        """Every act of every document above an index of the record, in its order."""
        every = (act for document in self.documents.values() for act in document.acts if act.index > after)
        return iter(sorted(every, key=lambda act: act.index))

    def words(self, act: Act) -> Words | None:
        """The words of an act. None when it has none, when they were removed (see `removed`), when they are missing."""
        if act.words is None or act.id in self.removed:
            return None
        if self._candidate is not None and self._candidate[0] == act.words:
            return self._candidate[1]
        return self._words(act.words)

    # ── other ledgers ────────────────────────────────────────────────────────────────────────────────────────────────
    def copy(self) -> "Ledger":
        """A ledger of its own that shares every document, since documents never change."""
        other = copy.copy(self)
        other.documents, other.exercises = dict(self.documents), dict(self.exercises)
        other.manifests, other.removed = dict(self.manifests), dict(self.removed)
        return other

    def at(self, instant: datetime) -> "Ledger":
        """The ledger as it stood: an act exists only if known_at and issued_at are both at or before the instant."""
        if instant >= self._exists_until:
            return self
        view = copy.copy(self)
        view.documents = as_of(self.documents, instant)
        view.exercises = as_of(self.exercises, instant)
        view.manifests = {digest: one for digest, one in self.manifests.items() if one.issued_at <= instant}
        view._registers = tuple(one for one in self._registers if (one.issued_at or _BEFORE_ALL) <= instant)
        view._exists_until = instant
        return view

    def with_candidate(self, fields: Mapping[str, Any], words: Mapping[str, Any] | None, at: datetime) -> "Ledger":
        """This ledger and one more act, issued `at`: `fields` is its content (without `issued_at`), `words` the fields
        of its words blob. `n` and `previous`, where absent, are those of the next act of the document."""
        before = self.document_of(fields)
        following = {"n": before.latest.n + 1, "previous": before.latest.digest} if before else {"n": 1}
        whole = {"format": "uarazom/act/1", **following, **fields, "issued_at": canon.instant_text(at)}
        view = self.copy()
        if words is not None:
            view._candidate = (whole.get("words", ""), read_words(words))
        _FOLD[whole["format"]](view, self.last_index + 1, canon.digest(canon.canonical(whole)), whole)
        view.last_index += 1
        return view


_FOLD: dict[str, Callable[[Ledger, int, str, Mapping[str, Any]], None]] = {
    "uarazom/act/1": Ledger._apply_act,
    "uarazom/exercise/1": Ledger._apply_exercise,
    "uarazom/register/1": Ledger._apply_register,
    "uarazom/manifest/1": Ledger._apply_manifest,
    "uarazom/roster/1": Ledger._apply_roster,
}


def check_follows(before: Document | None, act: Act) -> None:
    """Refuse an act that is not the next of its document."""
    n, digest = (before.latest.n, before.latest.digest) if before else (0, None)
    if act.n != n + 1 or act.previous != digest:
        raise Unchained(f"{act.id}: expected act {n + 1} after {digest}, got act {act.n} after {act.previous}")
    if before and act.kind != before.kind:
        raise Unchained(f"{act.id}: expected kind {before.kind}, got {act.kind}")


def as_of(documents: Mapping[str, Document], instant: datetime) -> dict[str, Document]:
    """The documents that existed at an instant, as they stood."""
    there = (document.at(instant) for document in documents.values())
    return {document.id: document for document in there if document is not None}

"""The signer: the one place where keys meet content. It decides nothing but whether two people decided.

For each request, in order:
 1. content that stands in the record already is answered with its first receipt: publishing twice publishes once;
    content that was made void is refused, whatever signatures come;
 2. the instant: this clock, never before the last entry. With a clock more than CLOCK_BACK behind that, only what keeps
    or takes back is issued, at the last entry's instant; the rest once an operator says that this clock is right and
    that entry was ahead (`ahead`);
 3. the approvals (`approvals`);
 4. the blobs named are there or come along, whole, of an allowed type, and no others come;
 5. it is one that may be issued (`issue`, strict);
 6. it is signed with as many of the body's keys as the roster asks; a warning's message in XML, where there is a key;
 7. the retraction that a warning brings is looked at as if it were issued (`retraction`);
 8. blobs are staged, approvals noted, retractions sealed, and all requests of the batch appended in one transaction.
One bad request never holds up another: it is answered with its reason, the others stand.
A sealed retraction is released by one of the warning's two people alone, and goes the same way from step 4 on.

    signer = Signer(log, blobs, journal, keys, clock)
    signer.publish([request])       # a Receipt or a Refusal for each, in order

`signer_process` puts a socket before it; `client.LocalSigner` holds one in process.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from uarazom.acts.ledger import Ledger
from uarazom.acts.register import Register, files_named
from uarazom.record import approvals as rules
from uarazom.record import blobs as blob_rules
from uarazom.record import issue, messages, retraction
from uarazom.record.admission import BATCH_ENTRIES, Sequenced, sequenced
from uarazom.record.ahead import NONE_AHEAD, Ahead
from uarazom.record.blobs import Blobs
from uarazom.record.cap_key import CapKey, CapKeys
from uarazom.record.errors import BatchRefused, RecordFailed
from uarazom.record.facts import Facts
from uarazom.record.journal import Journal, read_change
from uarazom.record.keys import KeyRing, SigningKey, seal
from uarazom.record.log import Log
from uarazom.record.releases import Releases
from uarazom.record.request import Answer, Approval, Receipt, Refusal, Request
from uarazom.record.sealed import Sealed
from uarazom.verify import blob, canon
from uarazom.verify.entry import FORMATS, ROSTER, SET_BY_SIGNER, Entry, content_digest
from uarazom.verify.refusal import Refused

CLOCK_BACK = timedelta(seconds=5)  # what time synchronisation may take back without anybody looking
TAKES_BACK = {"act": "withdraw"}
KEEP_BACK = ("hold", "withdraw")  # at the worst these come at an instant that is too early; not at all is worse
Clock = Callable[[], datetime]
_TYPES = {name: kind for kind, name in FORMATS.items() if kind != ROSTER}  # a roster comes signed by its root keys


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What may be published: its signed entry, and what must be kept before it is."""

    place: int
    raw: bytes
    blobs: Mapping[str, bytes]
    approvals: tuple[Approval, ...]
    sealed: Sealed | None = None


class Signer:
    """Rules and keys over one log. Not for several threads: the process before it hands in one batch at a time."""

    def __init__(
        self,
        log: Log,
        blobs: Blobs,
        journal: Journal,
        keys: KeyRing,
        clock: Clock,
        cap_keys: CapKeys = CapKeys(),  # noqa: B008 - frozen
        ahead: Ahead = NONE_AHEAD,
    ) -> None:
        self._log, self._blobs, self._journal, self._keys, self._clock = log, blobs, journal, keys, clock
        self._cap_keys, self._ahead = cap_keys, ahead
        self._facts, self._releases = Facts(log.store, blobs), Releases(log.store, journal)

    def publish(self, requests: Sequence[Request]) -> tuple[Answer, ...]:
        """Publish what may be published; a receipt or a refusal for each request, in order."""
        answers: dict[int, Answer] = {}
        prepared: list[_Prepared] = []
        for place, request in enumerate(requests):
            try:
                answer: _Prepared | Answer = self._prepare(place, request)
            except Exception as error:  # a defect too is this request's alone
                answer = refusal(error)
            if isinstance(answer, _Prepared):
                prepared.append(answer)
            else:
                answers[place] = answer
        for start in range(0, len(prepared), BATCH_ENTRIES):
            answers |= self._append(prepared[start : start + BATCH_ENTRIES])
        return tuple(answers[place] for place in range(len(requests)))

    def append(self, envelopes: Sequence[bytes], blobs: Mapping[str, bytes]) -> tuple[Receipt, ...]:
        """Append envelopes that already meet the roster's threshold (rosters, the first register, `publish FILE`).

        They are looked at as strictly as those that are signed here, each as if those before it stood already.
        Raises: BatchRefused, Refused, RecordFailed; then nothing was published.
        """
        self._log.publish()
        now = canon.instant_text(self._clock())
        entries = [Entry.parse(raw) for raw in envelopes]
        ledger = self._facts.around(entry.fields for entry in entries)
        new = [entry for entry in entries if self.receipt(content_digest(entry.fields)) is None]
        # What stands already needs no blobs; words that were removed from it since do not come back with it.
        old = {digest for entry in entries if entry not in new for digest in blob_rules.named_by(entry.fields)}
        named = [digest for entry in new for digest in blob_rules.named_by(entry.fields)]
        blobs = {digest: raw for digest, raw in blobs.items() if digest in named or digest not in old}
        self._check_blobs(named, blobs)
        for index, entry in enumerate(new, self._log.size):
            if entry.fields["issued_at"] > now:
                raise Refused("issued_at", f"not after {now}", entry.fields["issued_at"], entry.name)
            self._check_not_void(content_digest(entry.fields))
            if retraction.names_one(entry.fields):
                raise retraction.alone(entry.name)
            if entry.payload_type != ROSTER:
                self._check_fields(entry.fields, blobs, ledger)
                if "alert" in entry.fields:
                    messages.check_signed(entry.fields, ledger.latest_register)
                ledger.apply(index, entry)
        self._blobs.stage(blobs)
        return tuple(map(_receipt, self._log.append(envelopes)))

    def grant(self, change: Mapping[str, Any], approvals: Sequence[Approval]) -> str:
        """Change the list of people; returns the digest of the change. Raises: Refused, RecordFailed."""
        origin = self.origin
        person = read_change(change, origin)
        digest = canon.digest(canon.canonical(change))
        known = self._journal.people.get(person.id)
        if known is not None and known == person:
            return digest
        rules.check_signatures(origin, digest, approvals, self._journal.people)
        rules.check_grant(approvals, self._journal.people, person.id)
        self._journal.note(approvals, canon.instant_text(self._clock()))
        self._journal.enter(person, origin)
        return digest

    def void(self, content: str) -> str:
        """Never publish this content, whatever signatures come; returns since when. Asked twice, it is void once.

        It takes no signature: who can say it can only keep back. Raises: Refused where it stands in the record.
        """
        self._log.publish()
        known = self.receipt(content)
        if known is not None:
            got = f"entry {known.index}, issued at {known.issued_at}"
            remedy = "what stands in the record is withdrawn or corrected by another act"
            raise Refused("void", "content that is not in the record", got, content, remedy)
        return self._journal.void(content, canon.instant_text(self._clock()))

    def retract(self, document: str, approval: Approval) -> Answer:
        """Release the retraction sealed with a warning; asked twice, it is answered with the first receipt."""
        try:
            prepared = self._prepare_retraction(document, approval)
        except Exception as error:
            return refusal(error)
        return self._append([prepared])[0] if isinstance(prepared, _Prepared) else prepared

    def status(self) -> dict[str, Any]:
        """What a doctor or a desk asks: origin, size, the last instant, who is on the list, what may be retracted."""
        now, last = canon.instant_text(self._clock()), self._log.store.last()
        people = {
            name: {"version": one.version, "active": one.active, "roles": {b: list(r) for b, r in one.roles.items()}}
            for name, one in sorted(self._journal.people.items())
        }
        return {
            "origin": self.origin,
            "size": self._log.size,
            "last_issued_at": last.issued_at if last else "",
            "now": now,
            "people": people,
            "retractions": self._releases.open_at(now),
        }

    def receipt(self, content: str) -> Receipt | None:
        """The receipt of a content digest, where it stands in the record."""
        row = self._log.store.by_content(bytes.fromhex(content))
        return None if row is None else _receipt(sequenced(row, repeated=True))

    @property
    def origin(self) -> str:
        """The log's name."""
        if self._log.origin is None:
            raise Refused("log", "a log with its first roster", "an empty one", "record", "run `uarazom init`")
        return self._log.origin

    # ── one request ───────────────────────────────────────────────────────────────────────────────────────────────
    def _prepare(self, place: int, request: Request) -> _Prepared | Receipt:
        content = request.content
        self._check_content(content)
        digest = content_digest(content)
        # 1. Idempotent by content digest. What was sequenced and not yet published is published first.
        self._log.publish()
        known = self.receipt(digest)
        if known is not None:
            return known
        self._check_not_void(digest)
        # 2–3. The instant and the approvals.
        issued_at, now = self._issue_at(content), canon.instant_text(self._clock())
        # An embargo ends by this clock, even where the last entry was ahead of it.
        rules.check(content, digest, request.approvals, self._journal.people, now, self._owners(content, issued_at))
        # 4–5. Blobs and act.
        fields = {**content, "issued_at": issued_at}
        apart = retraction.blobs_of(request)
        self._check_blobs((*blob_rules.named_by(fields), *apart), request.blobs)
        ledger = self._facts.around([fields])
        self._check_fields(fields, request.blobs, ledger)
        # 6–7. Sign; seal beside it what takes it back.
        fields, raw, blobs = self._sign(fields, request.blobs, ledger.latest_register)
        sealed = retraction.seal(request, fields, ledger) if apart or retraction.names_one(fields) else None
        return _Prepared(place, raw, blobs, request.approvals, sealed)

    def _prepare_retraction(self, document: str, approval: Approval) -> _Prepared | Receipt:
        self._log.publish()
        digest = approval.content
        for released in self._journal.retractions.released(digest):
            if (known := self.receipt(released)) is not None:
                return known
        sealed = self._releases.expect(document, approval, self.origin, canon.instant_text(self._clock()))
        issued_at = self._issue_at(TAKES_BACK)
        ledger = self._facts.around([{"document": document}])
        act = retraction.release(sealed, ledger, issued_at)
        self._check_fields(act.fields, act.blobs, ledger, act.register)
        fields, raw, blobs = self._sign(act.fields, act.blobs, act.register)
        # On disk after it: what the retraction is about to become. Without the entry it says nothing.
        self._journal.retractions.note_release(content_digest(fields), digest, issued_at)
        return _Prepared(0, raw, blobs, (approval,))

    def _check_content(self, content: Mapping[str, Any]) -> None:
        if content.get("format") not in _TYPES:
            raise Refused("format", "one of " + ", ".join(_TYPES), repr(content.get("format")), "content")
        if content.get("origin") != self.origin:
            raise Refused("origin", self.origin, repr(content.get("origin")), "content")
        for name in SET_BY_SIGNER.intersection(content):
            raise Refused("content", f"no {name}: the signer sets it", repr(content[name]), "content")

    def _check_not_void(self, digest: str) -> None:
        since = self._journal.voided(digest)
        if since is not None:
            remedy = "its approvals were taken back: write, submit and approve it anew"
            raise Refused("void", "content whose approvals stand", f"content void since {since}", digest, remedy)

    def _owners(self, content: Mapping[str, Any], issued_at: str) -> tuple[str, ...] | None:
        """The bodies whose coordinators change the register, where that is what is asked for and one stands already."""
        if content["format"] not in (rules.REGISTER_FORMAT, rules.MANIFEST_FORMAT):
            return None
        register = self._facts.around([]).latest_register
        return register.owners(canon.instant(issued_at)) if register.version else None

    def _issue_at(self, content: Mapping[str, Any]) -> str:
        now, last = self._clock(), self._log.store.last()
        if last is None:
            return canon.instant_text(now)
        behind = canon.instant(last.issued_at) - now
        if behind > CLOCK_BACK and content.get("act") not in KEEP_BACK and not self._ahead.accepts(last.issued_at):
            raise ClockWentBack(
                "clock", f"an instant not before {last.issued_at}", canon.instant_text(now), "signer",
                "set the clock right; where it is right and that entry was ahead, `uarazom doctor` says how to go on",
            )  # fmt: skip
        return max(canon.instant_text(now), last.issued_at)

    def _check_blobs(self, named: Sequence[str], given: Mapping[str, bytes]) -> None:
        if extra := set(given) - set(named):
            raise Refused("blob", "only blobs that the content names", ", ".join(sorted(extra)), "blobs")
        for digest in named:
            if digest in given:
                blob.check(given[digest], digest)
            elif not self._blobs.has(digest):
                raise Refused("blob", f"the blob {digest}", "nothing", "blobs", "send it with the request")

    def _check_fields(
        self,
        fields: Mapping[str, Any],
        given: Mapping[str, bytes],
        ledger: Ledger,
        register: Register | None = None,
    ) -> None:
        words = None
        if "words" in fields:
            raw = given.get(fields["words"]) or self._blobs.get(fields["words"], blob.WORDS_MAX_BYTES)
            words = blob.read_words(raw or b"", fields["words"])
        issue.check(fields, words, ledger, self._with_message(fields, given), register, clock=self._clock())
        if fields["format"] == rules.REGISTER_FORMAT:
            self._check_files(fields, given, register or ledger.latest_register)
            if "custody" in fields:
                self._check_custody(fields["custody"]["people"])

    def _check_files(self, fields: Mapping[str, Any], given: Mapping[str, bytes], before: Register) -> None:
        """Files that a register newly names lie here already: no page and no warning is ever half."""
        for digest in files_named(fields) - before.files:
            if digest not in given and not self._blobs.has(digest):
                remedy = "publish its manifest first"
                raise Refused("register", f"the file {digest} in the record", "nothing", "register", remedy)

    def _check_custody(self, people: str) -> None:
        """An entry that says which list of people is kept here says the truth."""
        if not self._journal.has_held(people, self.origin):
            remedy = "desk and signer hold different people: compare them, then ask for the change anew"
            raise Refused(
                "custody", "the digest of this signer's list of people, now or before", people, "custody", remedy
            )

    def _sign(
        self, fields: dict[str, Any], given: Mapping[str, bytes], register: Register
    ) -> tuple[dict[str, Any], bytes, dict[str, bytes]]:
        """Fields, entry and blobs as they will lie in place: a warning's message signed where there is a key for it."""
        if "alert" in fields:
            key = self._cap_key(register)
            if key is not None:
                fields, given = messages.signed(fields, self._with_message(fields, given), key)
            messages.check_signed(fields, register)
        named = blob_rules.named_by(fields)
        blobs = {digest: raw for digest, raw in given.items() if digest in named}
        return fields, seal(fields, self._signing_keys(fields)), blobs

    def _cap_key(self, register: Register) -> CapKey | None:
        """The one that the register names; it may have been put there since this process began."""
        named = register.alerting.certificate if register.alerting else None
        if named and self._cap_keys.folder and not self._cap_keys.holds(named):
            # A pair that is half there keeps no warning waiting: what was read before signs on, and doctor tells.
            with suppress(RecordFailed, OSError):
                self._cap_keys = CapKeys.usable(self._cap_keys.folder)
        return self._cap_keys.named(named)

    def _with_message(self, fields: Mapping[str, Any], given: Mapping[str, bytes]) -> Mapping[str, bytes]:
        """The blobs, and the warning's message from where it lies already."""
        alert = fields.get("alert")
        message = fields.get("signed_message") or (alert.get("message") if isinstance(alert, dict) else None)
        digest = message.get("digest") if isinstance(message, dict) else None
        there = None if digest in given or not canon.is_digest(digest) else self._blobs.get(str(digest))
        return given if there is None else {**given, str(digest): there}

    def _signing_keys(self, fields: Mapping[str, Any]) -> list[SigningKey]:
        """As many of the role's keys as the roster in force asks for."""
        assert self._log.rosters is not None  # noqa: S101 - `origin` has refused an empty log
        kind = _TYPES[fields["format"]]
        role = self._log.rosters.current.role_for(Entry(b"", kind, b"", "", fields, ()))
        held = self._keys.held(sorted(role.keys))
        if len(held) < role.threshold:
            remedy = "put the body's key files back into the signer's keys"
            raise Refused("keys", f"{role.threshold} keys of {fields.get('body')}", f"{len(held)}", "signer", remedy)
        return held[: role.threshold]

    # ── the batch ─────────────────────────────────────────────────────────────────────────────────────────────────
    def _append(self, prepared: Sequence[_Prepared]) -> dict[int, Answer]:
        """Stage, note and append; what the log refuses is answered and left out, and the rest goes again."""
        answers: dict[int, Answer] = {}
        rest = list(prepared)
        while rest:
            try:
                now = canon.instant_text(self._clock())
                # On disk after it: blobs that no entry names, if we stop here. The retry finds them there.
                self._blobs.stage({digest: blob for one in rest for digest, blob in one.blobs.items()})
                # On disk after it: approvals of something not yet published. The retry notes them again, once.
                self._journal.note([approval for one in rest for approval in one.approvals], now)
                # On disk after it: retractions of warnings not yet published, which nobody can release.
                self._journal.retractions.seal([one.sealed for one in rest if one.sealed], now)
                stand = self._log.append([one.raw for one in rest])
                return answers | {one.place: _receipt(at) for one, at in zip(rest, stand, strict=True)}
            except BatchRefused as refused:
                answered = list(zip(rest, refused.reasons, strict=True))
                answers |= {one.place: Refusal.of(reason) for one, reason in answered if reason is not None}
                rest = [one for one, reason in answered if reason is None]
            except (RecordFailed, OSError, sqlite3.Error) as error:
                return answers | {one.place: refusal(error) for one in rest}
        return answers


class ClockWentBack(Refused):
    """The machine's clock stands before the last entry."""


def refusal(error: Exception) -> Refusal:
    """An error as an answer; `again` where the same request may succeed later."""
    if isinstance(error, Refused):
        return Refusal.of(error, again=isinstance(error, rules.Embargoed | ClockWentBack))
    if isinstance(error, RecordFailed):
        return Refusal(type(error).__name__, error.expected, error.got, error.where, error.remedy, again=True)
    if isinstance(error, OSError | sqlite3.Error):
        remedy = "make room or mend the folder"
        return Refusal("NotKept", "to keep what was asked", str(error), "signer", remedy, again=True)
    remedy = "this is a defect of the program: keep its messages and report it; the question may be asked again"
    return Refusal("defect", "an answer", f"{type(error).__name__}: {error}", "signer", remedy, again=True)


def _receipt(at: Sequenced) -> Receipt:
    document = None if at.document is None or at.document.startswith(" ") else at.document
    return Receipt(at.index, document, at.n, at.payload_digest, at.content_digest, at.issued_at, at.repeated)

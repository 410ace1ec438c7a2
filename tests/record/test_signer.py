"""The signer: two people, one hold, two coordinators; a clock; and nothing published twice."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from record_state import ORIGIN, START, Home, State

from uarazom.record import founding
from uarazom.record.disk import FaultyDisk, PowerCut
from uarazom.record.journal import Journal, Person
from uarazom.record.keys import SigningKey, seal
from uarazom.record.request import Answer, Approval, Receipt, Refusal, Request
from uarazom.verify import canon
from uarazom.verify.entry import Entry, content_digest
from uarazom.verify.refusal import Refused


def receipt(answer: Receipt | Refusal) -> Receipt:
    assert isinstance(answer, Receipt), str(answer)
    return answer


def refusal(answer: Receipt | Refusal) -> Refusal:
    assert isinstance(answer, Refusal), str(answer)
    return answer


def test_what_two_people_approved_is_published_with_its_words_and_proofs(home: Home, state: State) -> None:
    state.clock.now = START + timedelta(hours=1)
    request = state.request()
    with home.signer() as signer:
        (answer,) = signer.publish([request])
    stands = receipt(answer)
    assert (stands.index, stands.document, stands.n, stands.repeated) == (2, "outage", 1, False)
    assert stands.issued_at == "2022-02-14T07:00:00Z"
    assert stands.content_digest == content_digest(request.content)
    audited = home.audit()
    assert (audited.checkpoint.tree_size, audited.issued_at) == (3, stands.issued_at)
    assert (home.public / "proof" / "outage" / "1.tlog-proof").is_file()


def test_a_stale_desk_publishes_nothing_twice(home: Home, state: State) -> None:
    request = state.request()
    with home.signer() as signer:
        first = signer.publish_one(request)
    state.clock.now += timedelta(days=1)
    with home.signer() as signer:
        before = home.files()
        again, twice = signer.publish([request, request])
        assert receipt(again) == receipt(twice) == replace(first, repeated=True)
        assert home.files() == before
        assert signer.receipt(first.content_digest) == replace(first, repeated=True)
        assert signer.receipt("0" * 64) is None


def test_the_same_request_twice_in_one_batch_stands_once(home: Home, state: State) -> None:
    request = state.request()
    with home.signer() as signer:
        one, two = map(receipt, signer.publish([request, request]))
        assert (one.index, two.index, signer.status()["size"]) == (2, 2, 3)


# ── who must have signed ────────────────────────────────────────────────────────────────────────────────────────────
Signed = Callable[[State, Mapping[str, Any]], tuple[Approval, ...]]


def two(submit: str, approve: str, **said: Any) -> Signed:
    def signed(state: State, content: Mapping[str, Any]) -> tuple[Approval, ...]:
        return state.approve(content, "submit", submit, **said), state.approve(content, "approve", approve, **said)

    return signed


def forged(state: State, content: Mapping[str, Any]) -> tuple[Approval, ...]:
    submit, approve = two("ann", "ben")(state, content)
    return submit, replace(approve, signature=submit.signature)


def of_other_content(state: State, content: Mapping[str, Any]) -> tuple[Approval, ...]:
    return two("ann", "ben")(state, {**content, "tone": "plain"})


def later_contributor(state: State, content: Mapping[str, Any]) -> tuple[Approval, ...]:
    submit = state.approve(content, "submit", "ann", contributors=("ann", "ben"))
    return submit, state.approve(content, "approve", "ben", contributors=("ann",))


NOT_APPROVED: dict[str, tuple[Signed, str]] = {
    "nobody": (lambda state, content: (), "approval"),
    "only the author": (lambda state, content: (state.approve(content, "submit", "ann"),), "approval"),
    "their own": (two("dan", "dan"), "approval"),
    "an approver who wrote in it": (two("ann", "ben", contributors=("ann", "ben")), "four eyes"),
    "an approver left out of the second list": (later_contributor, "four eyes"),
    "an author approving": (two("ann", "dan"), "approval"),
    "an approver of another body": (two("ann", "eve"), "approval"),
    "somebody not on the list": (two("ann", "zoe"), "approval"),
    "a forged signature": (forged, "signature"),
    "other content": (of_other_content, "approval"),
    "a grant instead": (lambda s, c: (s.approve(c, "grant", "cat"), s.approve(c, "grant", "dan")), "approval"),
    "a hold instead": (lambda s, c: (s.approve(c, "hold", "ann"),), "approval"),
    "too many": (lambda s, c: (*two("ann", "ben")(s, c), s.approve(c, "approve", "eve")), "approval"),
}


@pytest.mark.parametrize("name", NOT_APPROVED)
def test_without_two_people_nothing_is_published(home: Home, state: State, name: str) -> None:
    signed, check = NOT_APPROVED[name]
    state.people = {**state.people, "zoe": SigningKey.generate(state.chance)}
    content, blobs = state.content()
    with home.signer() as signer:
        before = home.files()
        (answer,) = signer.publish([Request(content, blobs, signed(state, content))])
        refused = refusal(answer)
        assert (refused.check, refused.again) == (check, False), str(refused)
        assert home.files() == before


def test_one_person_may_hold_and_two_release(home: Home, state: State) -> None:
    with home.signer() as signer:
        first = signer.publish_one(state.request())
        hold = {"act": "hold", "n": 2, "previous": first.payload_digest, "body": "press"}
        content = state.content(**hold)[0]
        for name in ("by", "basis", "evidence", "known_at", "known_at_precision", "nature", "section", "form"):
            del content[name]
        content = {name: value for name, value in content.items() if name not in ("versions", "original_language")}
        digest, raw = state.words(reason={"en": "To be checked."})
        content["words"] = digest
        held = signer.publish_one(Request(content, {digest: raw}, (state.approve(content, "hold", "eve"),)))
        assert held.n == 2
        release = {**content, "act": "release", "n": 3, "previous": held.payload_digest, "body": "mod"}
        digest, raw = state.words(reason={"en": "Checked."})
        release["words"] = digest
        alone = Request(release, {digest: raw}, (state.approve(release, "hold", "eve"),))
        assert refusal(signer.publish([alone])[0]).check == "approval"
        assert signer.publish_one(state.approved(release, {digest: raw})).n == 3


def test_an_embargo_waits_and_the_same_request_is_published_when_it_ends(home: Home, state: State) -> None:
    content, blobs = state.content()
    request = state.approved(content, blobs, embargo=canon.instant_text(START + timedelta(hours=3)))
    with home.signer() as signer:
        early = refusal(signer.publish([request])[0])
        assert (early.check, early.again) == ("embargo", True)
        state.clock.now = START + timedelta(hours=3)
        assert receipt(signer.publish([request])[0]).index == 2


# ── the clock ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_clock_that_goes_back_a_little_is_held_and_one_that_jumps_is_refused(home: Home, state: State) -> None:
    state.clock.now = START + timedelta(hours=1)
    with home.signer() as signer:
        signer.publish_one(state.request("one"))
        state.clock.now -= timedelta(seconds=5)
        assert signer.publish_one(state.request("two")).issued_at == "2022-02-14T07:00:00Z"
        state.clock.now -= timedelta(seconds=1)
        before = home.files()
        back = refusal(signer.publish([state.request("three")])[0])
        assert (back.check, back.again) == ("clock", True)
        assert home.files() == before


def test_a_future_dated_act_is_refused(home: Home, state: State) -> None:
    with home.signer() as signer:
        answer = refusal(signer.publish([state.request(known_at="2022-02-15T00:00:00Z")])[0])
        assert answer.check == "act"
        assert "known_at" in answer.remedy


# ── content and blobs ───────────────────────────────────────────────────────────────────────────────────────────────
BAD_CONTENT: dict[str, tuple[dict[str, Any], str]] = {
    "unknown body": ({"body": "nobody"}, "approval"),
    "unknown speaker": ({"by": "nobody"}, "act"),
    "unknown section": ({"section": "gossip"}, "act"),
    "wrong language": ({"versions": {"xx-wrong": "original"}}, "act"),
    "with an instant of its own": ({"issued_at": "2022-02-14T06:00:00Z"}, "content"),
    "another log's": ({"origin": "other.example/log"}, "origin"),
    "a roster": ({"format": "uarazom/roster/1"}, "format"),
    "no format": ({"format": None}, "format"),
    "a stale predecessor": ({"n": 2, "previous": "0" * 64}, "act"),
    "a float": ({"figure": 1.5}, "canonical"),
    "too large": ({"regions": [f"UA:{i:032d}" for i in range(2000)]}, "act"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_CONTENT)
def test_content_that_may_not_be_issued_is_refused(home: Home, state: State, name: str) -> None:
    members, check = BAD_CONTENT[name]
    content, blobs = state.content(**members)
    with home.signer() as signer:
        before = home.files()
        try:
            request = state.approved(content, blobs)
        except Refused:  # nobody can even sign it
            request = Request(content, blobs)
        assert refusal(signer.publish([request])[0]).check == check
        assert home.files() == before


def test_blobs_come_whole_and_all_and_no_others(home: Home, state: State) -> None:
    content, blobs = state.content()
    other, raw = state.words(text={"en": "smuggled"})
    (digest,) = blobs
    with home.signer() as signer:
        before = home.files()
        for given in ({}, {**blobs, other: raw}, {digest: b"{}"}):
            assert refusal(signer.publish([state.approved(content, given)])[0]).check in ("blob", "digest")
        assert home.files() == before
        assert receipt(signer.publish([state.approved(content, blobs)])[0]).index == 2


def test_one_bad_request_holds_up_no_other(home: Home, state: State) -> None:
    with home.signer() as signer:
        answers = signer.publish([state.request("a"), state.request("b", by="nobody"), state.request("c")])
        assert [type(answer) for answer in answers] == [Receipt, Refusal, Receipt]


def test_two_acts_that_race_for_one_place_give_one_receipt(home: Home, state: State) -> None:
    with home.signer() as signer:
        first, second = signer.publish([state.request("a"), state.request("a")])
        assert receipt(first).n == 1
        assert refusal(second).check == "chain"


def test_keys_that_are_gone_are_told(home: Home, state: State) -> None:
    for path in (home.path / "signer" / "keys").glob("body-mod-*.pem"):
        path.unlink()
    with home.signer() as signer:
        assert refusal(signer.publish([state.request()])[0]).check == "keys"


# ── the list of people ──────────────────────────────────────────────────────────────────────────────────────────────
def grant(state: State, change: Mapping[str, Any], *people: str) -> tuple[Approval, ...]:
    digest = canon.digest(canon.canonical(dict(change)))
    return tuple(
        Approval.sign(state.people[one], origin=ORIGIN, role="grant", person=one, content=digest) for one in people
    )


def test_a_right_takes_two_coordinators(home: Home, state: State) -> None:
    eve = Person("eve", state.people["eve"].public, {"mod": ("approver",)}, version=2)
    change = eve.change(ORIGIN)
    with home.signer() as signer:
        for people in ((), ("cat",), ("cat", "cat"), ("cat", "ann")):
            with pytest.raises(Refused):
                signer.grant(change, grant(state, change, *people))
        digest = signer.grant(change, grant(state, change, "cat", "dan"))
        assert signer.grant(change, ()) == digest  # once more: it stands
        content, blobs = state.content()
        assert receipt(signer.publish([Request(content, blobs, two("ann", "eve")(state, content))])[0])
    with home.signer() as signer:  # and it is still so tomorrow
        assert signer.status()["people"]["eve"] == {"version": 2, "active": True, "roles": {"mod": ["approver"]}}


def test_a_right_withdrawn_stays_withdrawn(home: Home, state: State) -> None:
    ben = state.people["ben"].public
    gone = Person("ben", ben, {"mod": ("approver",)}, active=False, version=2).change(ORIGIN)
    with home.signer() as signer:
        signer.grant(gone, grant(state, gone, "cat", "dan"))
        assert refusal(signer.publish([state.request()])[0]).check == "approval"
        old = Person("ben", ben, {"mod": ("approver",)}, version=1).change(ORIGIN)
        with pytest.raises(Refused, match="version 3"):
            signer.grant(old, grant(state, old, "cat", "dan"))


BAD_GRANTS: dict[str, dict[str, Any]] = {
    "another log's": {"origin": "other.example/log"},
    "unknown role": {"roles": {"mod": ["king"]}},
    "no key": {"public": "AA=="},
    "a strange member": {"note": "x"},
    "roles twice": {"roles": {"mod": ["author", "author"]}},
    "no version": {"version": "1"},
    "no id": {"person": "../etc"},
}


@pytest.mark.parametrize("name", BAD_GRANTS)
def test_a_malformed_grant_changes_nothing(home: Home, state: State, name: str) -> None:
    change = {**Person("fay", state.people["eve"].public, {"mod": ("author",)}).change(ORIGIN), **BAD_GRANTS[name]}
    with home.signer() as signer:
        before = signer.status()["people"]
        with pytest.raises(Refused):
            signer.grant(change, grant(state, change, "cat", "dan"))
        assert signer.status()["people"] == before


def test_the_first_people_are_entered_once(home: Home, bare: Home, state: State) -> None:
    with home.signer() as signer, pytest.raises(Refused, match="an empty list"):
        signer.found(state.list())


# ── envelopes that carry their own threshold ────────────────────────────────────────────────────────────────────────
def sealed(state: State, content: Mapping[str, Any], issued_at: str = "2022-02-14T06:00:00Z") -> bytes:
    return seal({**content, "issued_at": issued_at}, state.keys.bodies["mod"][:1])


def test_envelopes_signed_elsewhere_are_appended_and_never_from_the_future(home: Home, state: State) -> None:
    content, blobs = state.content()
    with home.signer() as signer:
        with pytest.raises(Refused, match="blob"):
            signer.append([sealed(state, content)], {})
        assert [one.index for one in signer.append([sealed(state, content)], blobs)] == [2]
        assert [one.repeated for one in signer.append([sealed(state, content)], {})] == [True]
        content, blobs = state.content("x")
        with pytest.raises(Refused, match="issued_at"):
            signer.append([sealed(state, content, "2022-02-14T06:00:01Z")], blobs)
    home.audit()


def test_envelopes_signed_elsewhere_are_looked_at_as_strictly_each_after_the_one_before(
    home: Home, state: State
) -> None:
    first, blobs = state.content()
    raw = sealed(state, first)
    members = {"n": 2, "act": "clarify", "previous": Entry.parse(raw).digest}
    second, more = state.content(**members, nature=None, section=None, basis=None, evidence=None)
    with home.signer() as signer:
        before = home.files()
        with pytest.raises(Refused, match="act"):
            signer.append([raw, sealed(state, {**second, "section": "security"})], {**blobs, **more})
        assert home.files() == before
        assert [one.n for one in signer.append([raw, sealed(state, second)], {**blobs, **more})] == [1, 2]


MANIFEST = {
    "format": "uarazom/manifest/1",
    "origin": ORIGIN,
    "body": "mod",
    "media_type": "image/png",
    "purpose": "media",
}
BAD_PLAIN: dict[str, tuple[dict[str, Any], str]] = {
    "a page with script": ({"media_type": "text/html"}, "media type"),
    "a picture with script": ({"media_type": "image/svg+xml"}, "media type"),
    "another size": ({"size": 4}, "size"),
    "no purpose": ({"purpose": "fun"}, "manifest"),
    "a strange member": ({"note": "x"}, "manifest"),
}


@pytest.mark.parametrize("name", BAD_PLAIN)
def test_a_plain_blob_is_what_its_manifest_says(home: Home, state: State, name: str) -> None:
    changed, check = BAD_PLAIN[name]
    raw = b"a picture"
    sound = {**MANIFEST, "digest": canon.digest(raw), "size": len(raw)}
    given = {canon.digest(raw): raw}
    with home.signer() as signer:
        before = home.files()
        assert refusal(signer.publish([state.approved({**sound, **changed}, given)])[0]).check == check
        assert home.files() == before
        stands = receipt(signer.publish([state.approved(sound, given)])[0])
        assert (stands.index, stands.document, stands.n) == (2, None, None)
    home.audit()


def test_a_register_takes_two_coordinators_and_makes_sense(home: Home, state: State) -> None:
    with home.signer() as signer:
        (_, last), *_ = signer.log.entries(1, 1)
        digest, raw = state.words(people={"minister": {"name": {"en": "A. Minister"}, "offices": [{"en": "Minister"}]}})
        content = {"format": "uarazom/register/1", "origin": ORIGIN, "version": 2, "previous": last.digest}
        content |= {"words": digest, "people": {"minister": {"offices": [{"body": "mod"}]}}}
        bad = {**content, "people": {"minister": {"offices": [{"body": "nowhere"}]}}}
        for fields, people in ((bad, ("cat", "dan")), (content, ("cat",)), (content, ("ann", "ben"))):
            signed = tuple(state.approve(fields, "grant", person) for person in people)
            assert refusal(signer.publish([Request(fields, {digest: raw}, signed)])[0]).check in ("act", "approval")
        signed = tuple(state.approve(content, "grant", person) for person in ("cat", "dan"))
        assert receipt(signer.publish([Request(content, {digest: raw}, signed)])[0]).index == 2
        assert receipt(signer.publish([state.request(by="minister")])[0]).index == 3


def test_a_register_is_changed_by_coordinators_of_owners_alone(home: Home, state: State) -> None:
    owner = {"kind": "ministry", "head": "state", "participation": "owner", "named": "yes"}
    other = {**owner, "participation": "agreed"}
    with home.signer() as signer:

        def change(version: int, people: tuple[str, ...], **bodies: Any) -> Answer:
            (_, last), *_ = signer.log.entries(signer.log.size - 1, 1)
            content = {"format": "uarazom/register/1", "origin": ORIGIN, "version": version, "previous": last.digest}
            content |= {"bodies": bodies}
            signed = tuple(state.approve(content, "grant", person) for person in people)
            return signer.publish([Request(content, {}, signed)])[0]

        assert receipt(change(2, ("cat", "dan"), press=other)).index == 2
        assert receipt(change(3, ("cat", "dan"), mod=other, press=owner)).index == 3
        refused = refusal(change(4, ("cat", "dan"), mod=owner))
        assert refused.check == "approval"
        assert "coordinators of press" in refused.expected
        assert signer.log.size == 4


def test_a_register_names_files_that_lie_here_and_its_coordinators_may_bring_them(home: Home, state: State) -> None:
    raw = b"<svg/>"
    drawn = {"media_type": "image/svg+xml", "purpose": "map"}
    manifest = {**MANIFEST, "digest": canon.digest(raw), "size": len(raw), **drawn}

    def granted(content: dict[str, Any], *people: str) -> Request:
        blobs = {canon.digest(raw): raw} if "purpose" in content else {}
        return Request(content, blobs, tuple(state.approve(content, "grant", one) for one in people))

    with home.signer() as signer:
        (_, last), *_ = signer.log.entries(1, 1)
        instance = {"id": "test", "timezone": "UTC", "languages": ["en"], "mode": "live", "map": canon.digest(raw)}
        register = {"format": "uarazom/register/1", "origin": ORIGIN, "version": 2, "previous": last.digest}
        register |= {"instance": instance}
        before = home.files()
        assert refusal(signer.publish([granted(register, "cat", "dan")])[0]).check == "register"
        for wrong in (
            granted({**manifest, "purpose": "media", "media_type": "image/png"}, "cat", "dan"),
            granted({**manifest, "body": "nobody"}, "cat", "dan"),
            granted(manifest, "cat"),
            granted(manifest, "ann", "ben"),
        ):
            assert refusal(signer.publish([wrong])[0]).check == "approval"
        assert home.files() == before
        first = granted(manifest, "cat", "dan")
        assert receipt(signer.publish([first])[0]).index == 2
        assert receipt(signer.publish([first])[0]).repeated
        assert receipt(signer.publish([granted(register, "cat", "dan")])[0]).index == 3
    home.audit()


def test_a_new_roster_arrives_signed_by_its_root(home: Home, state: State) -> None:
    after = founding.roster(ORIGIN, canon.instant_text(START), state.keys)
    after |= {"version": 2, "previous": Entry.parse(state.roster).digest}
    with home.signer() as signer:
        assert [one.index for one in signer.append([seal(after, state.keys.root)], {})] == [2]
    assert home.audit().rosters.current.version == 2


# ── the power fails on the whole way ────────────────────────────────────────────────────────────────────────────────
BEFORE = ["write blob", "fsync blob", "rename blob", "fsync folder", "note approvals"]
AFTER = 13  # the commit; two tiles and the checkpoint: write, sync, rename, and the folders


def test_the_way_has_so_many_steps(home: Home, state: State) -> None:
    with home.signer(disk := FaultyDisk(1_000), follow=False) as signer:
        signer.publish_one(state.request())
    assert len(disk.done) == len(BEFORE) + AFTER
    assert disk.done.index("commit") == disk.done.index("fsync blob") + 1  # the journal's; the record's comes next


@pytest.mark.parametrize("at", range(len(BEFORE) + AFTER))
def test_the_power_fails_between_approval_and_receipt_and_asking_again_publishes_once(
    home: Home, state: State, at: int
) -> None:
    request = state.request()
    signer = home.signer(disk := FaultyDisk(at, "after"), follow=False)
    try:
        with pytest.raises(PowerCut):
            signer.publish([request])
    finally:
        signer.close()
    assert len(disk.done) > at
    home.whole()
    with home.signer() as signer:
        again = signer.publish_one(request)
        assert (again.index, signer.status()["size"]) == (2, 3)
        assert again.repeated == (at >= len(BEFORE))  # from the commit on, it stands
    home.audit()


@pytest.mark.parametrize("at", range(len(BEFORE) + AFTER))
def test_a_full_disk_between_approval_and_receipt_says_ask_again(home: Home, state: State, at: int) -> None:
    request = state.request()
    with home.signer(FaultyDisk.full(at), follow=False) as signer:
        answer = refusal(signer.publish([request])[0])
        assert answer.again
        assert "No space left" in answer.got
        assert receipt(signer.publish([request])[0]).index == 2
    home.audit()


# ── what a hostile reader tried ─────────────────────────────────────────────────────────────────────────────────────
def ours(state: State, act: str, n: int, previous: str, **members: Any) -> Request:
    """A hold and the like, not yet signed."""
    digest, raw = state.words(reason={"en": "To be checked."})
    content = {"format": "uarazom/act/1", "origin": ORIGIN, "document": "outage", "n": n, "kind": "claim"}
    return Request(content | {"act": act, "previous": previous, "words": digest, **members}, {digest: raw})


def test_nobody_holds_in_the_name_of_another_body(home: Home, state: State) -> None:
    with home.signer() as signer:
        first = signer.publish_one(state.request())
        as_mod = ours(state, "hold", 2, first.payload_digest, body="mod")
        signed = replace(as_mod, approvals=(state.approve(as_mod.content, "hold", "eve"),))
        refused = refusal(signer.publish([signed])[0])
        assert (refused.check, refused.where) == ("approval", "hold")
        as_press = ours(state, "hold", 2, first.payload_digest, body="press")
        signed = replace(as_press, approvals=(state.approve(as_press.content, "hold", "eve"),))
        assert receipt(signer.publish([signed])[0]).n == 2


def test_a_key_is_one_persons(home: Home, state: State) -> None:
    """Two names with one key would be one person's four eyes."""
    second = Person("ann-too", state.people["ann"].public, {"mod": ("approver",)}).change(ORIGIN)
    taken_over = Person("ben", state.people["ann"].public, {"mod": ("approver",)}, version=2).change(ORIGIN)
    with home.signer() as signer:
        for change in (second, taken_over):
            with pytest.raises(Refused, match="a key of their own"):
                signer.grant(change, grant(state, change, "cat", "dan"))
        assert signer.status()["people"]["ben"]["version"] == 1
    fay = Person("fay", state.people["cat"].public, {})
    with pytest.raises(Refused, match="a key of their own"):
        Journal.open(home.path / "other.sqlite3").found([*state.list(), fay], ORIGIN)


@pytest.mark.parametrize(
    "members",
    [{"media": [1]}, {"media": 5}, {"media": [{"digest": []}]}, {"format": []}, {"body": {}}, {"items": [{}]}],
)
def test_a_request_of_any_shape_holds_up_no_other(home: Home, state: State, members: dict[str, Any]) -> None:
    content, blobs = state.content("b", **members)
    with home.signer() as signer:
        answers = signer.publish([state.request("a"), state.approved(content, blobs), state.request("c")])
        assert [type(answer) for answer in answers] == [Receipt, Refusal, Receipt]


def test_removed_words_do_not_come_back_with_an_envelope_sent_again(home: Home, state: State) -> None:
    content, blobs = state.content()
    (words,) = blobs
    raw = sealed(state, content)
    with home.signer() as signer:
        (first,) = signer.append([raw], blobs)
        away = ours(state, "remove", 2, first.payload_digest, body="mod", acts=["outage/1"], ground="law", category="x")
        signer.publish_one(state.approved(away.content, away.blobs))
        assert not (home.public / "blob" / words).exists()
        for given in (blobs, {}):
            assert [one.repeated for one in signer.append([raw], given)] == [True]
        assert not (home.public / "blob" / words).exists()
    assert home.audit().removed == 1


def test_nobody_is_one_of_the_two_who_grant_their_own_rights(home: Home, state: State) -> None:
    more = Person("cat", state.people["cat"].public, {"mod": ("approver", "coordinator")}, version=2).change(ORIGIN)
    with home.signer() as signer:
        with pytest.raises(Refused, match="two active coordinators"):
            signer.grant(more, grant(state, more, "cat", "dan"))
        assert signer.status()["people"]["cat"]["version"] == 1

"""What holds for any history: no government is treated otherwise, the past does not change, changes are foreseen."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.acts.stage import BODIES, PEOPLE, START, Story, hour, register

from uarazom.acts.kinds import KINDS
from uarazom.acts.status import judge, next_change, status

SECOND = timedelta(seconds=1)
SPEAKERS = [None, *BODIES, *PEOPLE, "stranger"]
LATER = st.integers(1, 40)


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, list[dict[str, Any]]]:
    """A kind and its acts; each issued not before the one before, known before or after."""
    kind = draw(st.sampled_from([*["claim"] * 5, *KINDS]))
    acts, issued = [], 0
    for n in range(1, draw(st.integers(1, 8)) + 1):
        table = KINDS[kind].first_acts if n == 1 else KINDS[kind].later_acts
        issued += draw(st.integers(0, 12))
        acts.append(draw(one_act(draw(st.sampled_from(table)), n, issued)))
    acts[0]["nature"] = draw(st.sampled_from(["event", "state", "plan"]))
    return kind, acts


@st.composite
def one_act(draw: st.DrawFn, act: str, n: int, issued: int) -> dict[str, Any]:
    known = issued + draw(st.integers(-12, 3))
    optional: dict[str, st.SearchStrategy[Any]] = {
        "by": st.sampled_from(SPEAKERS[1:]),
        "speaking_for": st.sampled_from(list(BODIES)),
        "valid_until": LATER.map(lambda hours: known + hours),
        "due_at": LATER.map(lambda hours: known + hours),
        "as_of": st.integers(-6, 0).map(lambda hours: known + hours),
        "basis": st.sampled_from(["relay", "own_decision"]),
        "evidence": st.just("published"),
        "competence": st.just("affirmed"),
        "confirms": st.just("carried_out"),
        "acts": st.lists(st.integers(1, n).map("d/{}".format), min_size=1, max_size=2),
        "nature": st.sampled_from(["event", "state"]) if act == "correct" else st.nothing(),
    }
    chosen = {name for name in optional if name != "nature" or act == "correct"}
    members = draw(st.fixed_dictionaries({}, optional={name: optional[name] for name in sorted(chosen)}))
    return {"act": act, "hour": known, "issued": issued, **members}


def told(history: tuple[str, list[dict[str, Any]]], **stage: Any) -> Story:
    kind, acts = history
    story = Story(kind, **stage)
    for act in acts:
        story.act(**act)
    return story


def renamed(names: dict[str, str], value: Any) -> Any:
    """The same with every id given its new name."""
    if isinstance(value, dict):
        return {names.get(key, key): renamed(names, one) for key, one in value.items()}
    return [renamed(names, one) for one in value] if isinstance(value, list) else names.get(value, value)


@given(histories(), st.permutations(["a", "a1", "a2", "b", "b1", "b2", "c1"]), st.integers(0, 99))
def test_no_status_depends_on_a_name(history: Any, order: list[str], at: int) -> None:
    names = dict(zip(["a", "a1", "a2", "b", "b1", "b2", "c1"], order, strict=True))
    others = told(renamed_history(names, history), register=register(renamed(names, BODIES), renamed(names, PEOPLE)))
    assert judged(told(history), at) == judged(others, at)


@given(histories(), st.integers(0, 99))
def test_two_governments_swapped_change_no_status(history: Any, at: int) -> None:
    swap = {"a1": "b1", "a2": "b2", "b1": "a1", "b2": "a2", "a": "b", "b": "a"}
    others = told(renamed_history(swap, history), register=register(renamed(swap, BODIES), renamed(swap, PEOPLE)))
    assert judged(told(history), at) == judged(others, at)


def renamed_history(names: dict[str, str], history: tuple[str, list[dict[str, Any]]]) -> Any:
    kind, acts = history
    who = ("by", "speaking_for", "body")
    return kind, [{k: names.get(v, v) if k in who else v for k, v in {"body": "c1", **act}.items()} for act in acts]


def judged(story: Story, at: int) -> Any:
    document = story.ledger.documents["d"]
    return judge(document, story.ledger.register(hour(at)), hour(at))


@given(histories(), st.integers(0, 99), st.data())
def test_what_becomes_known_later_changes_nothing_earlier(history: Any, at: int, data: st.DataObject) -> None:
    kind, acts = history
    story = told(history)
    before = judged(story, at)
    issued = max(acts[-1]["issued"], at + 1)
    late = data.draw(one_act(data.draw(st.sampled_from(KINDS[kind].later_acts)), len(acts) + 1, issued))
    assert judged(story.act(**late), at) == before
    unknown = {**late, "hour": at + 1, "issued": acts[-1]["issued"]}
    if "hold" not in late["act"] and late["act"] not in ("release", "remove"):
        assert judged(told((kind, [*acts, unknown])), at) == before


@given(histories())
def test_status_changes_exactly_at_the_next_change(history: Any) -> None:
    story = told(history)
    document, in_force = story.ledger.documents["d"], story.ledger.latest_register
    at = START - timedelta(days=2)
    for _ in range(40):
        change = next_change(document, in_force, at)
        last = START + timedelta(days=30) if change is None else change - SECOND
        between = [at + (last - at) * tenth / 10 for tenth in range(11)]
        assert len({judge(document, in_force, instant) for instant in between}) == 1
        if change is None:
            return
        assert judge(document, in_force, change) != judge(document, in_force, last)
        at = change
    raise AssertionError("expected an end of changes within 40")


@given(histories(), st.integers(0, 99))
def test_since_is_when_the_word_began(history: Any, at: int) -> None:
    story = told(history)
    document, in_force = story.ledger.documents["d"], story.ledger.latest_register
    if judge(document, in_force, hour(at)) is None:
        return
    found = status(document, in_force, hour(at))
    assert found.status in KINDS[document.kind].statuses
    assert found.since <= hour(at)
    between = [found.since + (hour(at) - found.since) * tenth / 10 for tenth in range(11)]
    words = {judged.status for instant in between if (judged := judge(document, in_force, instant))}
    assert words == {found.status}
    earlier = judge(document, in_force, found.since - SECOND)
    assert earlier is None or earlier.status != found.status


@given(histories(), st.integers(0, 99))
def test_a_view_answers_as_the_whole_does(history: Any, at: int) -> None:
    story = told(history)
    view = story.ledger.at(hour(at))
    whole = judged(story, at)
    assert ("d" in view.documents) == (whole is not None)
    if whole is not None:
        assert judge(view.documents["d"], view.register(hour(at)), hour(at)) == whole
        assert whole.because
        assert set(whole.because) <= {act.id for act in view.documents["d"].acts}

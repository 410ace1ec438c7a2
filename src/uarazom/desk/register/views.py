"""Pages of the register: who is who, the form of one item, and a change on its way from one coordinator to another."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from uarazom.acts.errors import BadAct, Finding
from uarazom.acts.register import Register
from uarazom.desk.configure import current
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import services
from uarazom.desk.people.keys import ApprovalKey
from uarazom.desk.refusal import DeskRefused, EditionIsStale, NotFound
from uarazom.desk.register import changing, items, pack, seen
from uarazom.desk.register.asking import ItemForm
from uarazom.desk.register.items import Item
from uarazom.desk.register.models import RegisterChange
from uarazom.desk.register.questions import Offered
from uarazom.desk.templatetags.say import language
from uarazom.desk.web.door import DeskRequest, address, notice, signed_in
from uarazom.desk.web.told import Refusals, sentences

RECENT = 20
ASKED = tuple(kind for kind in items.KINDS if kind != items.RULE_PACK)  # by a form
ADDED = tuple(kind for kind in ASKED if kind not in items.ONCE)
MOST_LISTED = 300  # sections, regions …, of each


# ── who is who ────────────────────────────────────────────────────────────────────────────────────────────────────────
@signed_in
def page(request: DeskRequest) -> HttpResponse:
    """Bodies, people and offices, sections and names, texts, rules; for coordinators of an owner the ways to change."""
    register, now, search = newsroom().register(), current().now(), request.GET.get("q", "")
    may = changing.is_owner(request.user, now)
    context = {
        "register": register,
        "who": seen.people_and_bodies(register, language(), search),
        "search": search,
        "named": [(kind, items.keys(register, kind)[:MOST_LISTED]) for kind in items.NAMED],
        "policies": register.texts.get("policy", {}),
        "texts": register.texts,
        "used": newsroom().pack,
        "pack_differs": pack.differs(register),
        "may": may,
        "mine": changing.own(request.user) if may else None,
        "waiting": RegisterChange.objects.filter(state="asked") if may else (),
        "recent": RegisterChange.objects.exclude(state__in=("draft", "asked"))[:RECENT] if may else (),
    }
    return render(request, "desk/register.html", context)


# ── the form of one item ──────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Begun:
    """What a form begins with: the person's change, the register with it, what stands, what the change says."""

    mine: RegisterChange | None
    register: Register
    view: Register
    stands: Item | None
    before: Item | None

    @property
    def base(self) -> str:
        """The digest of what stands."""
        return items.digest_of(self.stands)


@require_http_methods(["GET", "POST"])
@signed_in
def add(request: DeskRequest, kind: str) -> HttpResponse:
    """A new body, person, section …"""
    if kind not in ADDED:
        raise NotFound("kind")
    return _form(request, kind, "")


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: DeskRequest, kind: str, key: str) -> HttpResponse:
    """What stands, or what the change says so far, to be changed."""
    if kind not in ASKED:
        raise NotFound("kind")
    return _form(request, kind, key)


def _form(request: DeskRequest, kind: str, key: str) -> HttpResponse:
    _expect_owner(request)
    begun = _begun(request, kind, key)
    if begun.before is None and key:
        raise NotFound("item")
    if begun.mine is not None and begun.mine.state != "draft":
        notice(request, "register_waits")
        return HttpResponseRedirect(f"/register/changes/{begun.mine.pk}")
    offered = Offered(begun.view, newsroom().languages, newsroom().zone, language())
    form = ItemForm(kind, begun.before, offered, data=request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "kind": kind, "begun": begun, "heads": _heads(begun.view)}
    if request.method == "POST" and form.is_valid():
        change = _put(request, form, begun, context)
        if change is not None:
            notice(request, "register_written")
            return HttpResponseRedirect(f"/register/changes/{change.pk}")
    status = 409 if "moved" in context else 422 if form.errors else 200
    return render(request, "desk/register_form.html", context, status=status)


def _begun(request: DeskRequest, kind: str, key: str) -> Begun:
    mine, register = changing.own(request.user), newsroom().register()
    some = changing.items_of(mine)
    stands = items.standing(register, kind, key) if key else None
    view = items.seen_with(some, register, current().now())
    return Begun(mine, register, view, stands, some.get(f"{kind}/{key}", stands))


def _put(request: DeskRequest, form: ItemForm, begun: Begun, context: dict[str, Any]) -> RegisterChange | None:
    """The item into the change; None when the form has to be shown again, with the reason at its place."""
    item = form.item()
    if request.POST.get("base", "") != begun.base:
        reader = seen.Reader(begun.view, language())
        context["moved"] = seen.seen(item, begun.stands, reader)
        form.add_error(None, sentences(DeskRefused("register_moved_under", item=item.id))[0])
        return None
    try:
        return changing.put(
            item=item,
            base=begun.base,
            expected_edition=_number(request, "edition"),
            person=request.user,
            now=current().now(),
        )
    except BadAct as bad:
        form.tell(bad, item, _sentence)
    except Refusals as refused:
        context["stale"] = isinstance(refused, EditionIsStale)
        for sentence in sentences(refused):
            form.add_error(None, sentence)
    return None


def _sentence(finding: Finding) -> str:
    return sentences(BadAct("register", [finding]))[0]


def _heads(register: Register) -> list[tuple[str, str]]:
    """Everything that a body answers to, and every body."""
    known = dict.fromkeys((*(body.head for body in register.bodies.values()), *register.bodies))
    names = {one: register.bodies[one].name if one in register.bodies else {} for one in known}
    return [(one, name.get(language()) or next(iter(name.values()), "")) for one, name in sorted(names.items())]


@require_POST
@signed_in
def put_pack(request: DeskRequest) -> HttpResponse:
    """The rules in use and their counts, into the change."""
    _expect_owner(request)
    begun, now = _begun(request, items.RULE_PACK, items.RULE_PACK), current().now()
    try:
        change = changing.put(
            item=pack.item(now),
            base=begun.base,
            expected_edition=begun.mine.edition if begun.mine else 0,
            person=request.user,
            now=now,
        )
    except Refusals as refused:
        notice(request, "refused", why=sentences(refused)[0])
        return HttpResponseRedirect("/register#rules")
    return HttpResponseRedirect(f"/register/changes/{change.pk}")


# ── one change ────────────────────────────────────────────────────────────────────────────────────────────────────────
@signed_in
def change(request: DeskRequest, change_id: int) -> HttpResponse:
    """What it changes, line by line, and what can be done with it."""
    return _change(request, _row(request, change_id))


def _change(
    request: DeskRequest, row: RegisterChange, *, refused: dict[str, list[str]] | None = None, status: int = 200
) -> HttpResponse:
    offers, refused = _offers(request, row), refused or {}
    context = {
        "change": row,
        "items": seen.changed(row, language()),
        "own": row.made_by_id == request.user.pk,
        "offers": offers,
        "moved_on": row.state == "asked" and _has_moved_on(row),
        "refused": refused,
        "nowhere": [one for name, told in refused.items() if not offers[name] for one in told],
        "typed": request.POST if refused else {},
    }
    return render(request, "desk/register_change.html", context, status=status)


def _offers(request: DeskRequest, row: RegisterChange) -> dict[str, bool]:
    """The moves that this person is offered; the services ask again."""
    own, state = row.made_by_id == request.user.pk, row.state
    return {
        "ask": own and state == "draft" and bool(row.items),
        "take_out": own and state == "draft",
        "confirm": not own and state == "asked" and not _has_moved_on(row),
        "send_back": not own and state == "asked",
        "take_back": own and state in ("asked", "refused"),
        "drop": state in ("draft", "asked", "refused"),
    }


def _has_moved_on(row: RegisterChange) -> bool:
    try:
        changing.expect_still_next(row)
    except DeskRefused:
        return True
    return False


@require_POST
@signed_in
def act(request: DeskRequest, change_id: int, move: str) -> HttpResponse:
    """Ask, confirm, send back, take back, let go, leave an item out; a refusal is told at its own form."""
    row, name = _row(request, change_id), move.replace("-", "_")
    do = ACTS.get(name)
    if do is None:
        raise NotFound("move")
    try:
        do(request, row)
    except Refusals as refused:
        return _change(request, _row(request, change_id), refused={name: sentences(refused)}, status=422)
    notice(request, f"register_{name}")
    return HttpResponseRedirect("/register" if move == "drop" else f"/register/changes/{row.pk}")


def _ask(request: DeskRequest, row: RegisterChange) -> None:
    changing.ask(
        change_id=row.pk,
        expected_edition=_number(request, "edition"),
        reason=request.POST.get("reason", ""),
        person=request.user,
        key=_unlock(request),
        now=current().now(),
    )


def _confirm(request: DeskRequest, row: RegisterChange) -> None:
    changing.confirm(
        change_id=row.pk,
        content_digest=request.POST.get("content", ""),
        person=request.user,
        key=_unlock(request),
        now=current().now(),
    )


def _send_back(request: DeskRequest, row: RegisterChange) -> None:
    changing.send_back(
        change_id=row.pk,
        content_digest=request.POST.get("content", ""),
        reason=request.POST.get("reason", ""),
        person=request.user,
        now=current().now(),
    )


def _take_out(request: DeskRequest, row: RegisterChange) -> None:
    changing.take_out(
        change_id=row.pk,
        key=request.POST.get("item", ""),
        expected_edition=_number(request, "edition"),
        person=request.user,
        now=current().now(),
    )


ACTS = {
    "ask": _ask,
    "confirm": _confirm,
    "send_back": _send_back,
    "take_back": lambda request, row: changing.take_back(change_id=row.pk, person=request.user, now=current().now()),
    "drop": lambda request, row: changing.drop(change_id=row.pk, person=request.user, now=current().now()),
    "take_out": _take_out,
}


# ── small ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _expect_owner(request: DeskRequest) -> None:
    if not changing.is_owner(request.user, current().now()):
        raise NotFound("register")


def _row(request: DeskRequest, change_id: int) -> RegisterChange:
    """A change as coordinators of an owner may see it; a draft is its writer's alone."""
    _expect_owner(request)
    row = RegisterChange.objects.select_related("made_by", "confirmed_by").filter(pk=change_id).first()
    if row is None or (row.state == "draft" and row.made_by_id != request.user.pk):
        raise NotFound("change")
    return row


def _number(request: DeskRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _unlock(request: DeskRequest) -> ApprovalKey:
    password = request.POST.get("password", "")
    if not password:
        raise DeskRefused("password_needed")
    return services.unlock(person=request.user, password=password, address=address(request), now=current().now())

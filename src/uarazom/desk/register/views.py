"""Pages of the register: who is who, and the form of one item. A change on its way has its own (``change_views``)."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from uarazom.acts.errors import BadAct, Finding
from uarazom.acts.register import Register
from uarazom.desk.configure import current
from uarazom.desk.newsroom import newsroom
from uarazom.desk.refusal import DeskRefused, EditionIsStale, NotFound
from uarazom.desk.register import changing, contents, expected, files, items, pack, seen
from uarazom.desk.register.asking import ItemForm
from uarazom.desk.register.items import Item
from uarazom.desk.register.models import RegisterChange
from uarazom.desk.register.questions import Offered
from uarazom.desk.web.door import DeskRequest, notice, signed_in
from uarazom.desk.web.language import language
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
    may = expected.is_owner(request.user, now)
    context = {
        "register": register,
        "who": seen.people_and_bodies(register, language(), search),
        "search": search,
        "named": [(kind, items.keys(register, kind)[:MOST_LISTED]) for kind in items.NAMED],
        "policies": register.texts.get("policy", {}),
        "texts": register.texts,
        "used": newsroom().pack,
        "pack_differs": pack.differs(register),
        "alerting": seen.policy(register, language()),
        "events": contents.events_of(register.alerting.events).values() if register.alerting else (),
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
    expect_owner(request)
    begun = _begun(request, kind, key)
    if begun.before is None and key and kind not in items.ONCE:
        raise NotFound("item")
    if begun.mine is not None and begun.mine.state != "draft":
        notice(request, "register_waits")
        return HttpResponseRedirect(f"/register/changes/{begun.mine.pk}")
    typed = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    before = begun.before or (Item(kind, kind, items.FIRST.get(kind, {})) if kind in items.ONCE else None)
    form = ItemForm(kind, before, _offered(request, begun), data=typed[0], files=typed[1])
    context: dict[str, Any] = {"form": form, "kind": kind, "begun": begun, "heads": _heads(begun.view)}
    if request.method == "POST" and form.is_valid():
        change = _put(request, form, begun, context)
        if change is not None:
            notice(request, "register_written")
            return HttpResponseRedirect(f"/register/changes/{change.pk}")
    status = 409 if "moved" in context else 422 if form.errors else 200
    return render(request, "desk/register_form.html", context, status=status)


def _offered(request: DeskRequest, begun: Begun) -> Offered:
    room, now = newsroom(), current().now()

    def keep(raw: bytes, purpose: str, name: str) -> str:
        return files.keep(raw, purpose, name, person=request.user, now=now)

    languages = begun.view.instance.languages
    return Offered(begun.view, languages, room.zone, language(), room.publishers(), keep)


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
            expected_edition=number(request, "edition"),
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
    expect_owner(request)
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


# ── small ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def expect_owner(request: DeskRequest) -> None:
    if not expected.is_owner(request.user, current().now()):
        raise NotFound("register")


def number(request: DeskRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

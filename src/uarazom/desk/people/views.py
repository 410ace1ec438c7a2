"""Signing in and out, one's own settings, people and their rights."""

from django.contrib.auth import login, logout, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from uarazom.desk import words
from uarazom.desk.configure import current
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import granting, rights, services, sessions
from uarazom.desk.people.forms import AskRights, ChangePassword, NewPerson, SignIn
from uarazom.desk.people.models import Person, RightsRequest
from uarazom.desk.refusal import DeskRefused, NotFound, TooManyAttempts
from uarazom.desk.web.door import DeskRequest, address, local_path, notice, signed_in
from uarazom.desk.web.inputs import Sign
from uarazom.desk.web.language import language
from uarazom.desk.web.told import Refusals, sentences
from uarazom.desk.web.transactions import own_transactions

BACKEND = "uarazom.desk.people.backend.ActivePeople"


@own_transactions
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door. What was typed stays, the password aside."""
    back = local_path(request.GET.get("next", "/"))
    form = SignIn(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "desk/sign_in.html", {"form": form, "next": back})
    try:
        person = services.sign_in(
            person_id=form.cleaned_data["person"].strip().lower(),
            password=form.cleaned_data["password"],
            address=address(request),
            now=current().now(),
        )
    except DeskRefused as refused:
        form.add_error(None, sentences(refused)[0])
        status = 429 if isinstance(refused, TooManyAttempts) else 401
        return render(request, "desk/sign_in.html", {"form": form, "next": back}, status=status)
    login(request, person, backend=BACKEND)
    sessions.begin(request)
    return HttpResponseRedirect(back)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """The session ends here and everywhere its cookie is."""
    logout(request)
    return HttpResponseRedirect("/sign-in")


@signed_in
def me(request: DeskRequest) -> HttpResponse:
    """One's own rights and language."""
    return render(request, "desk/me.html", {"roles": _by_body(request.user)})


@require_POST
@signed_in
def choose_language(request: DeskRequest) -> HttpResponse:
    """Of the screens."""
    chosen = request.POST.get("language", "")
    if chosen in words.languages():
        services.set_language(person=request.user, language=chosen)
    return HttpResponseRedirect(local_path(request.POST.get("next", "/me")))


@require_http_methods(["GET", "POST"])
@signed_in
def change_password(request: DeskRequest) -> HttpResponse:
    """The approval key stays the same; other sessions end."""
    form = ChangePassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = services.change_password(
                person=request.user,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
                address=address(request),
                now=current().now(),
            )
        except ValidationError as weak:
            form.add_error("new", weak)
        except DeskRefused as refused:
            form.add_error("old", sentences(refused)[0])
        else:
            update_session_auth_hash(request, person)
            notice(request, "password_changed")
            return HttpResponseRedirect("/")
    return render(request, "desk/password.html", {"form": form}, status=422 if form.errors else 200)


# ── people and rights ─────────────────────────────────────────────────────────────────────────────────────────────────
@signed_in
def people(request: DeskRequest) -> HttpResponse:
    """Everyone, their roles, and what waits for a second coordinator."""
    return _people(request)


@require_POST
@signed_in
def add(request: DeskRequest) -> HttpResponse:
    """A person without any right; the password is shown once, to the coordinator who hands it over."""
    form = _new_person(request)
    if not form.is_valid():
        return _people(request, form=form, status=422)
    password = services.random_password()
    try:
        granting.expect_coordinator(request.user)
        person = services.add_person(
            person_id=form.cleaned_data["id"].lower(),
            name=form.cleaned_data["name"],
            language=form.cleaned_data["language"],
            password=password,
            now=current().now(),
            by=request.user.pk,
        )
    except Refusals as refused:
        form.add_error(None, sentences(refused)[0])
        return _people(request, form=form, status=422)
    return render(request, "desk/handed_over.html", {"other": person, "password": password})


@signed_in
def one(request: DeskRequest, person_id: str) -> HttpResponse:
    """One person: roles in force, requests, and the form that asks for others."""
    other = _person(person_id)
    return _one(request, other, _ask_form(request, other))


@require_POST
@signed_in
def ask_rights(request: DeskRequest, person_id: str) -> HttpResponse:
    """The first coordinator's half."""
    other = _person(person_id)
    form = _ask_form(request, other)
    if form.is_valid():
        try:
            key = services.unlock(
                person=request.user,
                password=form.cleaned_data["password"],
                address=address(request),
                now=current().now(),
            )
            granting.ask(
                person=other,
                roles=form.roles(),
                active=form.cleaned_data["active"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                key=key,
                now=current().now(),
            )
        except Refusals as refused:
            form.add_error(None, sentences(refused)[0])
        else:
            notice(request, "rights_asked")
            return HttpResponseRedirect("/people")
    return _one(request, other, form, status=422)


@require_POST
@signed_in
def confirm_rights(request: DeskRequest, request_id: int) -> HttpResponse:
    """The second coordinator's half, or letting the request go."""
    try:
        if "drop" in request.POST:
            granting.drop(request_id=request_id, by=request.user, now=current().now())
            notice(request, "rights_dropped")
        else:
            _confirm(request, request_id)
            notice(request, "rights_confirmed")
    except Refusals as refused:
        return _people(request, refused={request_id: sentences(refused)[0]}, status=422)
    return HttpResponseRedirect("/people")


@require_POST
@signed_in
def reset(request: DeskRequest, person_id: str) -> HttpResponse:
    """A forgotten password: a new one and a new key, which count when two coordinators have granted the rights anew."""
    other = _person(person_id)
    password = services.random_password()
    try:
        granting.expect_coordinator(request.user)
        services.reset(person=other, password=password, by=request.user, now=current().now())
    except Refusals as refused:
        return _one(request, other, _ask_form(None, other), refused=sentences(refused)[0], status=422)
    return render(request, "desk/handed_over.html", {"other": other, "password": password, "is_reset": True})


def _confirm(request: DeskRequest, request_id: int) -> None:
    form = Sign(request.POST)
    if not form.is_valid():
        raise DeskRefused("password_needed")
    key = services.unlock(
        person=request.user, password=form.cleaned_data["password"], address=address(request), now=current().now()
    )
    granting.confirm(request_id=request_id, by=request.user, key=key, now=current().now())


def _people(
    request: DeskRequest,
    *,
    form: NewPerson | None = None,
    refused: dict[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    asked = RightsRequest.objects.select_related("person", "asked_by", "confirmed_by")
    context = {
        "people": [(person, _by_body(person)) for person in Person.objects.all()],
        "open": [
            (one, granting.told(one), one.asked_by_id != request.user.pk and one.person_id != request.user.pk)
            for one in asked.filter(state="asked")
        ],
        "recent": asked.exclude(state="asked")[:20],
        "form": form or _new_person(None),
        "refused": refused or {},
        "is_coordinator": granting.is_coordinator(request.user),
    }
    return render(request, "desk/people.html", context, status=status)


def _one(request: DeskRequest, other: Person, form: AskRights, *, refused: str = "", status: int = 200) -> HttpResponse:
    context = {
        "other": other,
        "roles": _by_body(other),
        "form": form,
        "refused": refused,
        "requests": [(one, granting.told(one)) for one in other.rights_requests.all()[:20]],
        "is_coordinator": granting.is_coordinator(request.user) and other.pk != request.user.pk,
    }
    return render(request, "desk/person.html", context, status=status)


def _ask_form(request: HttpRequest | None, other: Person) -> AskRights:
    from uarazom.desk.drafts.offering import named

    register = newsroom().register()
    publishers = [
        (body, register.bodies[body].name if body in register.bodies else {}) for body in newsroom().publishers()
    ]
    data = request.POST if request is not None and request.method == "POST" else None
    return AskRights(
        data, bodies=named(publishers, language()), held=_by_body(other), initial={"active": other.is_active}
    )


def _new_person(request: HttpRequest | None) -> NewPerson:
    languages = [(code, words.own_name(code)) for code in words.languages()]
    return NewPerson(request.POST if request else None, languages=languages)


def _person(person_id: str) -> Person:
    found = Person.objects.filter(pk=person_id).first()
    if found is None:
        raise NotFound("person")
    return found


def _by_body(person: Person) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rights.in_force(person):
        found.setdefault(row.body, []).append(row.role)
    return found

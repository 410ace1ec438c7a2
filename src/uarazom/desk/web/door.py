"""Who comes in: the decorator that every page but sign-in carries, the address, and what is said after an act.

@signed_in
def page(request: DeskRequest) -> HttpResponse: …
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from uarazom.desk.configure import current
from uarazom.desk.people.models import Person

Rest = ParamSpec("Rest")


class DeskRequest(HttpRequest):
    """A request whose person is known."""

    user: Person


View = Callable[Concatenate[DeskRequest, Rest], HttpResponse]


def signed_in(view: View[Rest]) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """Send strangers to sign-in, and people with a handed-out password to changing it."""

    @wraps(view)
    def only_people(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        person = request.user
        if not isinstance(person, Person):
            back = request.get_full_path() if request.method == "GET" else "/"
            return HttpResponseRedirect("/sign-in?" + urlencode({"next": back}))
        if person.must_change_password and request.path != "/me/password":
            return HttpResponseRedirect("/me/password")
        return view(request, *args, **kwargs)  # type: ignore[arg-type]  # the person is known now

    return only_people


def address(request: HttpRequest) -> str:
    """Where the request comes from, for the back-off."""
    if current().behind_proxy:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded[:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def notice(request: HttpRequest, key: str, **values: str | int) -> None:
    """Say something on the next page: words ``notice.<key>``."""
    request.session["notices"] = [*request.session.get("notices", ()), {"key": f"notice.{key}", "values": values}]


def local_path(path: str) -> str:
    """A path of this desk to go back to; anything else becomes the first page."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or "\n" in path or "\r" in path:
        return "/"
    return path

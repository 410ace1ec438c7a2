"""What was typed outlives a session that ended: it waits in the reader's next session, for the same address.

    @keeping                               # instead of `signed_in`
    def screen(request, …): typed = kept(request) or request.POST

Nothing is saved by it: whoever signs in sees it in the form again, and sends it. Passwords are never kept.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from uarazom.desk.people.models import Person
from uarazom.desk.web.door import DeskRequest, Rest, View, signed_in

KEPT = "kept"
MOST_CHARACTERS = 200_000  # what a stranger can make a session hold; a warning's texts are a tenth of it
NEVER = frozenset({"password", "csrfmiddlewaretoken"})


def keeping(view: View[Rest]) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """As ``signed_in``, but a form that comes without a session is put by and shown again after signing in."""
    inner = signed_in(view)

    @wraps(view)
    def keep(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if request.method == "POST" and not isinstance(request.user, Person):
            _put_by(request)
            return HttpResponseRedirect("/sign-in?" + urlencode({"next": request.path}))
        return inner(request, *args, **kwargs)

    return keep


def kept(request: DeskRequest) -> QueryDict | None:
    """What was put by for this address, once."""
    if KEPT not in request.session or request.session[KEPT]["path"] != request.path:
        return None
    return QueryDict(request.session.pop(KEPT)["typed"])


def _put_by(request: HttpRequest) -> None:
    typed = request.POST.copy()
    for name in NEVER & set(typed):
        del typed[name]
    text = typed.urlencode()
    if len(text) <= MOST_CHARACTERS:
        request.session[KEPT] = {"path": request.path, "typed": text}

"""The language of the screen: the person's choice, else what the browser asks for, else the first there is."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from uarazom.desk import words


class ChosenLanguage:
    """Activates it for the request; Django's own messages follow."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = of(request)
        with translation.override(chosen):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response


def of(request: HttpRequest) -> str:
    """The language for this request."""
    known = words.languages()
    asked = request.GET.get("language", "")
    chosen = getattr(request.user, "language", "") if request.user.is_authenticated else asked
    if chosen in known:
        return chosen
    for part in request.headers.get("Accept-Language", "").split(",")[:10]:
        code = part.split(";")[0].strip().split("-")[0].lower()
        if code in known:
            return code
    return words.FALLBACK


def language() -> str:
    """Of whoever reads the answer to the request at hand."""
    active = translation.get_language() or words.FALLBACK
    return active if active in words.languages() else words.FALLBACK

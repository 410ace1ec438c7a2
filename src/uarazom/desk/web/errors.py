"""Pages for what went wrong: no such page, not allowed, a form too old, our own fault. In the reader's language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(request: HttpRequest, code: int, name: str) -> HttpResponse:
    """Words ``error.<name>`` under their status."""
    return render(request, "desk/error.html", {"name": name}, status=code)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """400."""
    return page(request, 400, "bad_request")


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """403."""
    return page(request, 403, "denied")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """404."""
    return page(request, 404, "not_found")


def our_fault(_request: HttpRequest) -> HttpResponse:
    """500: nothing was written (one transaction); the log has the reason."""
    return HttpResponse(
        "<!doctype html><title>500</title><p>Something failed on our side. Nothing was changed. "
        "<p lang=uk>Сталася помилка на нашому боці. Нічого не змінено.",
        status=500,
    )


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The form's token is missing or old: sign in again, or go back and send once more."""
    return page(request, 403, "csrf")

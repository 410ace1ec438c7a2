"""The audit log on a page: newest first, by person or by thing, and whether the chain holds."""

from django.http import HttpResponse
from django.shortcuts import render

from uarazom.desk.audit import log
from uarazom.desk.audit.models import AuditRow
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import rights
from uarazom.desk.refusal import NotFound
from uarazom.desk.web.door import DeskRequest, signed_in

PAGE = 100


def _check() -> log.Break | None:
    """The chain in itself, and with what the record says of it."""
    custody = newsroom().register().custody
    return log.check() or (log.check_against(custody.audit_rows, custody.audit) if custody else None)


@signed_in
def page(request: DeskRequest) -> HttpResponse:
    """For coordinators and observers."""
    if not rights.bodies(request.user, "coordinator", "observer"):
        raise NotFound("page")
    rows = AuditRow.objects.order_by("-number")
    chosen = {name: request.GET.get(name, "").strip()[:200] for name in ("actor", "about", "action")}
    for name, value in chosen.items():
        rows = rows.filter(**{name: value}) if value else rows
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < 19:
        rows = rows.filter(number__lt=int(before))
    shown = list(rows[:PAGE])
    context = {
        "rows": shown,
        "chosen": chosen,
        "next": shown[-1].number if len(shown) == PAGE else 0,
        "checked": "check" in request.GET,
        "broken": _check() if "check" in request.GET else None,
        "head": AuditRow.objects.order_by("-number").first(),
    }
    return render(request, "desk/audit.html", context)

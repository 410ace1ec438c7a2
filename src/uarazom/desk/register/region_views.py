"""The page on which a file adds regions to a change: everything in it, or every line that is wrong."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from uarazom.acts.register import Register
from uarazom.desk import words
from uarazom.desk.configure import current
from uarazom.desk.newsroom import newsroom
from uarazom.desk.refusal import DeskRefused
from uarazom.desk.register import changing, files, items, region_files, uploads
from uarazom.desk.register.items import Item
from uarazom.desk.register.models import RegisterChange
from uarazom.desk.register.region_files import Names, Wrong
from uarazom.desk.register.views import expect_owner, number
from uarazom.desk.web.door import DeskRequest, notice, signed_in
from uarazom.desk.web.language import language
from uarazom.desk.web.told import Refusals, sentences


@require_http_methods(["GET", "POST"])
@signed_in
def page(request: DeskRequest) -> HttpResponse:
    """Choose a file; what it says goes into the change."""
    expect_owner(request)
    mine, refused = changing.own(request.user), []
    if request.method == "POST":
        try:
            change = _put(request, _languages(mine))
            notice(request, "register_written")
            return HttpResponseRedirect(f"/register/changes/{change.pk}")
        except region_files.BadRegions as bad:
            refused = uploads.shortened([_told(one) for one in bad.findings])
        except Refusals as error:
            refused = sentences(error)
    context = {"mine": mine, "refused": refused, "languages": _languages(mine), "most": region_files.MOST_REGIONS}
    return render(request, "desk/register_regions.html", context, status=422 if refused else 200)


def _languages(mine: RegisterChange | None) -> tuple[str, ...]:
    """The platform's, with those that the change so far adds."""
    return items.seen_with(changing.items_of(mine), newsroom().register(), current().now()).instance.languages


def _put(request: DeskRequest, languages: tuple[str, ...]) -> RegisterChange:
    upload = request.FILES.get("file")
    if upload is None or not 0 < (upload.size or 0) <= files.MOST_BYTES:
        raise DeskRefused("file_size", most=files.MOST_BYTES // 1024 // 1024)
    register = newsroom().register()
    named = region_files.read(upload.read(), languages)
    return changing.put_all(
        [_item(code, names, register) for code, names in named.items()],
        expected_edition=number(request, "edition"),
        person=request.user,
        now=current().now(),
    )


def _item(code: str, names: Names, register: Register) -> tuple[Item, str]:
    """The region with these names, those in other languages as they stand; and the digest of what stands."""
    stands = items.standing(register, "regions", code)
    before = stands.words if stands else {}
    return Item("regions", code, {}, {**before, "name": {**before.get("name", {}), **names}}), items.digest_of(stands)


def _told(one: Wrong) -> str:
    said = words.say(language(), f"register.{one.code}", got=one.got, most=region_files.MOST_REGIONS)
    return f"{words.say(language(), 'register.line', n=one.line)}: {said}" if one.line else said

"""Every address of the desk, and nothing else: no admin, no debugging, no third party."""

from django.urls import URLPattern, path

from uarazom.desk import home
from uarazom.desk.audit import views as audit
from uarazom.desk.bulletins import views as bulletins
from uarazom.desk.documents import views as documents
from uarazom.desk.drafts import previews
from uarazom.desk.drafts import views as drafts
from uarazom.desk.duty import alert_views as alerts
from uarazom.desk.duty import screens
from uarazom.desk.duty import views as duty
from uarazom.desk.incoming import views as incoming
from uarazom.desk.people import views as people
from uarazom.desk.register import change_views as changes
from uarazom.desk.register import region_views as register_regions
from uarazom.desk.register import views as register
from uarazom.desk.requests import views as requests
from uarazom.desk.watch import views as watch
from uarazom.desk.web import errors, static

SIDES = ("duty", "exercise")  # two addresses, two looks: nothing leads from one to the other


def _duty(side: str) -> list[URLPattern]:
    """Warnings, or public exercises, under their own address."""
    of = {"side": side}
    return [
        path(side, duty.board, of),
        path(f"{side}/new", duty.begin, of),
        path(f"{side}/<int:draft_id>", duty.one, of),
        path(f"{side}/<int:draft_id>/confirm", duty.confirm, of),
        path(f"{side}/<int:draft_id>/sent", alerts.sent, of),
        path(f"{side}/<int:draft_id>/return", duty.send_back, of),
        path(f"{side}/<int:draft_id>/anew", duty.anew, of),
        path(f"{side}/<int:draft_id>/discard", duty.discard, of),
        path(f"{side}/<int:draft_id>/sounds/<slug:digest>", duty.sound, of),
        path(f"{side}/<int:draft_id>/<slug:name>", screens.screen, of),
        path(f"{side}/alerts/<slug:document_id>", alerts.one, of),
        path(f"{side}/alerts/<slug:document_id>/retract", alerts.retract, of),
        path(f"{side}/alerts/<slug:document_id>/retracted", alerts.retracted, of),
        path(f"{side}/alerts/<slug:document_id>/<slug:does>", alerts.follow, of),
    ]


urlpatterns = [
    path("", home.page),
    path("sign-in", people.sign_in),
    path("sign-out", people.sign_out),
    path("me", people.me),
    path("me/language", people.choose_language),
    path("me/password", people.change_password),
    path("new", drafts.choose),
    path("new/bulletin", bulletins.compose),
    path("new/<slug:kind>/<slug:act>", drafts.begin),
    *(one for side in SIDES for one in _duty(side)),
    path("incoming", incoming.page),
    path("incoming/<int:number>", incoming.one),
    path("incoming/<int:number>/raw", incoming.raw),
    path("incoming/<int:number>/begin", incoming.begin),
    path("watch", watch.page),
    path("watch/feeds", watch.listed),
    path("watch/feeds/add", watch.add),
    path("watch/feeds/<slug:code>/<slug:to>", watch.change),
    path("watch/<int:number>", watch.one),
    path("watch/<int:number>/set-aside", watch.set_aside),
    path("watch/<int:number>/take-up", watch.take_up),
    path("watch/<int:number>/request", watch.begin),
    path("requests/new", requests.begin),
    path("requests/<slug:document_id>/letter", requests.letter),
    path("drafts", drafts.every),
    path("drafts/<int:draft_id>", drafts.one),
    path("drafts/<int:draft_id>/edit", drafts.edit),
    path("drafts/<int:draft_id>/preview", drafts.preview),
    path("drafts/<int:draft_id>/submit", drafts.submit),
    path("drafts/<int:draft_id>/approve", drafts.approve),
    path("drafts/<int:draft_id>/return", drafts.send_back),
    path("drafts/<int:draft_id>/discard", drafts.discard),
    path("drafts/<int:draft_id>/release", drafts.release),
    path("drafts/<int:draft_id>/files", drafts.add_file),
    path("drafts/<int:draft_id>/files/<slug:digest>", drafts.file),
    path("preview/<str:token>/<path:path>", previews.serve),
    path("documents", documents.every),
    path("documents/<slug:document_id>", documents.one),
    path("documents/<slug:document_id>/<slug:act>", drafts.begin_act),
    path("people", people.people),
    path("people/add", people.add),
    path("people/<slug:person_id>", people.one),
    path("people/<slug:person_id>/rights", people.ask_rights),
    path("people/<slug:person_id>/reset", people.reset),
    path("rights/<int:request_id>", people.confirm_rights),
    path("register", register.page),
    path("register/regions", register_regions.page),
    path("register/rules", register.put_pack),
    path("register/add/<slug:kind>", register.add),
    path("register/edit/<slug:kind>/<str:key>", register.edit),
    path("register/changes/<int:change_id>", changes.page),
    path("register/changes/<int:change_id>/<slug:move>", changes.act),
    path("audit", audit.page),
    path("static/<str:name>", static.serve),
]
handler400 = errors.bad_request
handler403 = errors.denied
handler404 = errors.not_found
handler500 = errors.our_fault

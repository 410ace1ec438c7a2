"""What a warning says now: where the next message begins.

Rules
1. The order of the last message is the desk's own draft of it where there is one, else what its act says in codes,
   with the shapes of its CAP message; where these cannot be read, every place that it touches. What follows never
   concerns fewer places because a draft is not here.
2. After its end nothing follows; after its time has run out, only an end (docs/formats/alert.md).

    standing = find("alert-1f2e")        standing.exercise, standing.order, standing.texts, standing.status
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from uarazom.acts import alerts
from uarazom.acts.model import Act, Document
from uarazom.acts.status import Status, status
from uarazom.cap.errors import CapRefused
from uarazom.cap.read import read as read_cap
from uarazom.desk.drafts.models import Submission
from uarazom.desk.duty.orders import TEXTS, Order
from uarazom.desk.newsroom import newsroom
from uarazom.desk.refusal import DeskRefused, NotFound
from uarazom.editorial.alerting import foreign

OVER = frozenset({"withdrawn", "cancelled", "all_clear"})


@dataclass(frozen=True)
class Standing:
    """A warning of the record as its next message finds it."""

    document: Document
    act: Act
    exercise: bool
    order: Order
    texts: Mapping[str, Mapping[str, str]]

    @property
    def body(self) -> str:
        """Whose warning it is."""
        return self.document.first.body

    def status(self, now: datetime) -> Status:
        """Its word at an instant; what was issued has come, whatever a clock says that was ahead then."""
        return status(self.document, newsroom().register(), max(now, self.document.latest.exists_from))


def documents(*, exercise: bool | None = None) -> Mapping[str, Document]:
    """Warnings of the record by id; of one kind when asked."""
    ledger = newsroom().ledger()
    live = {key: one for key, one in ledger.documents.items() if one.kind == "alert"}
    if exercise is None:
        return {**live, **ledger.exercises}
    return ledger.exercises if exercise else live


def find(document_id: str) -> Standing:
    """Raises: NotFound."""
    document = documents().get(document_id)
    if document is None or not alerts.sent(document):
        raise NotFound("alert")
    act, ledger = alerts.speaking(document), newsroom().ledger()
    order, texts = _drafted(act) or _told(act)
    return Standing(document, act, document_id in ledger.exercises, order, texts)


def expect_open(standing: Standing, *, ends: bool, now: datetime) -> None:
    """Rule 2."""
    word = standing.status(now).status
    if word in OVER:
        raise DeskRefused("duty_over")
    if word == "expired" and not ends:
        raise DeskRefused("duty_ran_out")


def submission_of(act: Act) -> Submission | None:
    """The desk's own submission of an act, where this desk made it."""
    return (
        Submission.objects.filter(outbox__state="delivered", draft__document=act.document)
        .filter(outbox__receipt__n=act.n)
        .select_related("draft", "edition")
        .first()
    )


def _drafted(act: Act) -> tuple[Order, Mapping[str, Mapping[str, str]]] | None:
    found = submission_of(act)
    return (Order.read(found.edition.fields), found.edition.words) if found else None


def _told(act: Act) -> tuple[Order, Mapping[str, Mapping[str, str]]]:
    """Rule 1, of a warning that another desk made: its codes and its words."""
    said, words = act.alert, newsroom().ledger().words(act)
    assert said is not None  # noqa: S101 - `speaking` returns an act that is sent
    shapes = _shapes(act)
    order = Order(
        event=said.event,
        severity=said.severity,
        urgency=said.urgency,
        certainty=said.certainty,
        responses=said.responses,
        regions=tuple(act.regions) if shapes else tuple(alerts.places(act)),
        shapes=shapes,
        until=act.valid_until,
    )
    return order, {name: dict(getattr(words, name)) for name in TEXTS} if words else {}


def _shapes(act: Act) -> str:
    """The polygons of an act's message; nothing where there are none, or where the message cannot be read."""
    raw = newsroom().blob(act.message_digest or "")
    try:
        alerts_read = [one.alert for one in read_cap(raw)] if raw else []
    except CapRefused:
        return ""
    areas = [area for alert in alerts_read if alert for info in alert.infos for area in info.areas]
    return foreign.shape_of([polygon for area in areas for polygon in area.polygons])

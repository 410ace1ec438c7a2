"""What every template knows: the reader, the language, the instance, what waits, what was just done."""

from typing import Any

from django.http import HttpRequest

from uarazom.desk import home, words
from uarazom.desk.configure import current
from uarazom.desk.incoming import box
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import rights
from uarazom.desk.people.models import Person
from uarazom.desk.watch import found
from uarazom.desk.web.language import language


def desk(request: HttpRequest) -> dict[str, Any]:
    """Nothing here costs more than a look at memory."""
    register = newsroom().register()
    person = getattr(request, "user", None)
    known = person if isinstance(person, Person) else None
    return {
        "language": language(),
        "text_direction": words.direction(language()),
        "screen_languages": words.languages(),
        "person": known,
        "notices": _notices(request) if known else [],
        "instance_name": register.texts.get("instance", {}).get("name", {}),
        "mode": register.instance.mode,
        "public_url": current().public_url,
        "waiting_count": home.count(known) if known else 0,
        "sees_audit": known is not None and bool(rights.bodies(known, "coordinator", "observer")),
        "takes_in": box.is_there(),
        "follows_press": found.is_there() or (known is not None and bool(rights.bodies(known, "coordinator"))),
        "now": current().now(),
        "path": request.path,
    }


def _notices(request: HttpRequest) -> list[str]:
    waiting = request.session.pop("notices", []) if "notices" in request.session else []
    return [words.say(language(), one["key"], **one["values"]) for one in waiting]

"""Instants and days as people read them, in one language and one time zone, never more exact than they are known.

    dates.when(instant, "exact")         Markup('<time datetime="2022-02-15T13:01:00Z">15 лютого 2022, 15:01</time>')
    dates.when(instant, "part_of_day")   Markup('<time datetime="2022-02-15">15 лютого 2022, увечері</time>')
    dates.plain(instant, "hour")         '15 лютого 2022, близько 15:00'

Rules
1. Precision (DESIGN §4): exact shows minutes; hour shows "about", full hours; part of day shows its word; day the day.
2. Local time of the register's zone. The page says once which place's time that is.
3. Babel is asked once a day and month, not once a page: formatting is a look-up.

Specification: Unicode TR35 date patterns (through Babel); parts of the day: night 0-5, morning 5-12, afternoon 12-17,
evening 17-24.
"""

from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from babel.core import get_global
from babel.dates import format_date, get_timezone_location
from markupsafe import Markup

from uarazom.site.catalogue import Catalogue
from uarazom.site.escaping import Sentence

REMEMBERED = 50_000  # formatted instants kept; a month of a busy platform
TIME = Sentence('<time datetime="{}">{}</time>')
_PARTS = ((5, "night"), (12, "morning"), (17, "afternoon"), (24, "evening"))


def iso(instant: datetime) -> str:
    """`2022-02-15T13:01:00Z`."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


class Dates:
    """Dates of one language and zone."""

    def __init__(self, catalogue: Catalogue, zone: ZoneInfo) -> None:
        """Read the patterns once."""
        self.catalogue, self.zone = catalogue, zone
        self._days: dict[tuple[date, str], str] = {}
        self._made: dict[tuple[datetime, str | None, bool], Markup] = {}

    def day(self, day: date, *, short: bool = False) -> str:
        """A day in words; short leaves the year out."""
        return self._format(day, "date_short" if short else "date")

    def month(self, day: date) -> str:
        """The month of a day, as a heading."""
        name = self._format(day, "month")
        return name[:1].upper() + name[1:]

    def local(self, instant: datetime) -> datetime:
        """The same instant on the zone's clock."""
        return instant.astimezone(self.zone)

    def time(self, instant: datetime) -> str:
        """The clock time."""
        return self._clock(self.local(instant))

    def plain(self, instant: datetime, precision: str | None = None, *, short: bool = False) -> str:
        """An instant in words, as exact as `precision` allows (None: exact), not escaped."""
        local = self.local(instant)
        day = self.day(local.date(), short=short)
        text = self.catalogue.plain
        if precision == "day":
            return day
        if precision == "part_of_day":
            part = next(name for hour, name in _PARTS if local.hour < hour)
            return text(f"when.{part}", date=day)
        if precision == "hour":
            about = local.replace(minute=0)
            return text("when.hour", date=day, time=self._clock(about))
        return text("language.date_time", date=day, time=self._clock(local))

    def when(self, instant: datetime, precision: str | None = None, *, short: bool = False) -> Markup:
        """The same as a `<time>` element; its machine-readable form is no more exact than its words."""
        key = (instant, precision, short)
        made = self._made.get(key)
        if made is None:
            if len(self._made) >= REMEMBERED:
                self._made.clear()
            made = self._made[key] = self._element(instant, precision, short)
        return made

    @cached_property
    def place(self) -> str:
        """Which place's clock the page shows. Not its distance from UTC: that changes with the season."""
        return self._city()

    def _city(self) -> str:
        """CLDR keeps some places under an older name of the zone, which Babel does not look up by itself."""
        known = self.catalogue.locale.time_zones
        older = (old for old, new in get_global("zone_aliases").items() if new == self.zone.key)
        for name in (self.zone.key, *older):
            if name in known and "city" in known[name]:
                return str(known[name]["city"])
        return get_timezone_location(self.zone, locale=self.catalogue.locale, return_city=True)

    def _element(self, instant: datetime, precision: str | None, short: bool) -> Markup:
        if precision in {"day", "part_of_day"}:
            machine = self.local(instant).date().isoformat()
        elif precision == "hour":
            machine = self.local(instant).replace(minute=0).isoformat(timespec="minutes")
        else:
            machine = iso(instant)
        return TIME.format(machine, self.plain(instant, precision, short=short))

    def _clock(self, local: datetime) -> str:
        return self.catalogue.digits(f"{local.hour:02}:{local.minute:02}")

    def _format(self, day: date, pattern: str) -> str:
        key = (day, pattern)
        text = self._days.get(key)
        if text is None:
            if len(self._days) >= REMEMBERED:
                self._days.clear()
            made = format_date(day, self.catalogue.plain(f"language.{pattern}"), locale=self.catalogue.locale)
            text = self._days[key] = self.catalogue.digits(made)
        return text

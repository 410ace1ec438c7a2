"""Back-off for passwords: by account and address together, by address, and a little by account alone.

Rules
1. Each failure is a row; what counts are the failures of the last window.
2. The wait doubles with each failure past the free ones, up to a ceiling.
3. By account alone the ceiling is low: a stranger can slow a person down, never lock them out of a hold.

    wait = throttle.wait("olena", "203.0.113.9", now)   # timedelta(0) when they may try
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet

from uarazom.desk.people.models import ID_LENGTH, SignInAttempt

WINDOW = timedelta(hours=1)
KEEP = timedelta(days=2)


@dataclass(frozen=True)
class Rule:
    """How many failures are free, and how long the wait may become."""

    free: int
    ceiling: timedelta

    def wait_after(self, failures: int) -> timedelta:
        """Nothing while they are free; then 2, 4, 8 … seconds."""
        if failures < self.free:
            return timedelta(0)
        return min(timedelta(seconds=2 ** min(failures - self.free + 1, 30)), self.ceiling)


PAIR = Rule(free=5, ceiling=timedelta(minutes=15))
ADDRESS = Rule(free=30, ceiling=timedelta(minutes=15))
ACCOUNT = Rule(free=20, ceiling=timedelta(seconds=30))


def wait(account: str, address: str, now: datetime) -> timedelta:
    """How long until the next password is looked at; zero: now."""
    recent = SignInAttempt.objects.filter(at__gt=now - WINDOW)
    return max(
        _left(recent.filter(account=account[:ID_LENGTH], address=address), PAIR, now),
        _left(recent.filter(address=address), ADDRESS, now),
        _left(recent.filter(account=account[:ID_LENGTH]), ACCOUNT, now),
    )


def failed(account: str, address: str, now: datetime) -> None:
    """Write down a failure, and let go of those that no rule counts any more."""
    SignInAttempt.objects.filter(at__lt=now - KEEP).delete()
    SignInAttempt.objects.create(account=account[:ID_LENGTH], address=address, at=now)


def succeeded(account: str, address: str) -> None:
    """The right person at the right place: their own failures there are forgotten."""
    SignInAttempt.objects.filter(account=account[:ID_LENGTH], address=address).delete()


def _left(attempts: QuerySet[SignInAttempt], rule: Rule, now: datetime) -> timedelta:
    failures = attempts.count()
    last = attempts.aggregate(last=Max("at"))["last"]
    if last is None:
        return timedelta(0)
    return max(timedelta(0), last + rule.wait_after(failures) - now)

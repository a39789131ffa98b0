"""Counting over all processes: how often somebody did something, and how long they have to wait before the next time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from shebao.server.platform.web.models import Tally

_ADD = """
INSERT INTO web_tally AS t (key, count, at, until)
VALUES (%(key)s, %(amount)s, clock_timestamp(), clock_timestamp() + make_interval(secs => %(seconds)s))
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN t.until <= clock_timestamp() THEN 0 ELSE t.count END + excluded.count,
  until = CASE WHEN t.until <= clock_timestamp() THEN excluded.until ELSE t.until END,
  at = excluded.at
RETURNING count, ceil(extract(epoch FROM until - clock_timestamp()))::int
"""
_DELAY = "least(%(longest)s, %(first)s * power(2, least(t.count - %(free)s, 30)))"
_SPEND = f"""
INSERT INTO web_tally AS t (key, count, at, until)
VALUES (%(key)s, 1, clock_timestamp(), clock_timestamp() + make_interval(secs => %(seconds)s))
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN t.until <= clock_timestamp() THEN 0 ELSE t.count END + 1,
  until = CASE WHEN t.until <= clock_timestamp() THEN excluded.until ELSE t.until END,
  at = excluded.at
WHERE t.until <= clock_timestamp() OR t.count < %(free)s
  OR t.at + make_interval(secs => {_DELAY}) <= clock_timestamp()
RETURNING count
"""
_WAIT = f"""
SELECT ceil(extract(epoch FROM least(t.until, t.at + make_interval(secs => {_DELAY})) - clock_timestamp()))::int
FROM web_tally t WHERE key = %(key)s
"""


@dataclass(frozen=True, slots=True)
class Budget:
    """How often something may be done within `seconds`: `free` times at once, then each time after a pause that begins with
    `first` seconds and doubles up to `longest`."""

    what: str
    free: int
    seconds: int
    first: int
    longest: int

    def spend(self, who: str) -> int | None:
        """Count one, and how many it is; None where it has to wait, which counts nothing. Of any number of attempts at the same
        moment only those within the budget are counted."""
        return _one(_SPEND, self._values(who))

    def seconds_to_wait(self, who: str) -> int:
        """How long the next attempt has to wait; at least one second."""
        return max(1, _one(_WAIT, self._values(who)) or 1)

    def give_back(self, who: str) -> None:
        """Count one less: what was spent was no failure."""
        with connection.cursor() as cursor:
            cursor.execute("UPDATE web_tally SET count = greatest(count - 1, 0) WHERE key = %s", [_key(self.what, who)])

    def forget(self, who: str) -> None:
        """Begin again from nothing."""
        Tally.objects.filter(pk=_key(self.what, who)).delete()

    def _values(self, who: str) -> dict[str, object]:
        return {
            "key": _key(self.what, who),
            "seconds": self.seconds,
            "free": self.free,
            "first": self.first,
            "longest": self.longest,
        }


def add(what: str, who: str, seconds: int, amount: int = 1) -> tuple[int, int]:
    """(count in this window with the `amount` added, seconds until the window ends). The window begins with what is counted first."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, {"key": _key(what, who), "amount": amount, "seconds": seconds})
        count, left = cursor.fetchone()
    return int(count), max(1, int(left))


def counted(what: str, who: str) -> int:
    """What was counted in the present window."""
    return sum(Tally.objects.filter(pk=_key(what, who), until__gt=timezone.now()).values_list("count", flat=True))


def tidy() -> int:
    """Throw away what counts no more; returns how many."""
    gone: int = Tally.objects.filter(until__lt=timezone.now()).delete()[0]
    return gone


def _key(what: str, who: str) -> str:
    return str(salted_hmac(f"shebao.web.tally.{what}", who, algorithm="sha256").hexdigest())


def _one(question: str, values: dict[str, object]) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        rows: Iterable[tuple[int]] = cursor.fetchall()
    return next((int(value) for (value,) in rows if value is not None), None)

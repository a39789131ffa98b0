"""Inflow, backlog and what became of suspicions, as sums over their steps: any past day can be told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from shebao.server.operations.suspicions.declares import VIEW_SUSPICIONS
from shebao.server.operations.suspicions.listing import pressing
from shebao.server.operations.suspicions.machine import Act
from shebao.server.operations.suspicions.models import Ruling, Step, Suspicion
from shebao.server.operations.suspicions.states import RulingState, State
from shebao.server.platform.scope import at_or_below

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

WEEKS = 13


@dataclass(frozen=True, slots=True)
class Flow:
    """What came in and went out in the week that begins on `first`, and the backlog at its end."""

    first: date
    came: int
    went: int
    backlog: int

    @property
    def label(self) -> str:
        """12-01."""
        return f"{self.first:%m-%d}"


def flows(person: User, today: date, weeks: int = WEEKS) -> list[Flow]:
    """The last weeks, Monday to Sunday, the present one last."""
    first = today - timedelta(days=today.weekday(), weeks=weeks - 1)
    steps = Step.objects.filter(_of(person, "suspicion__organisation__path")).exclude(flow=0)
    midnight = timezone.make_aware(datetime.combine(first, time()))
    backlog = steps.filter(at__lt=midnight).aggregate(total=Sum("flow"))["total"] or 0
    rows = (
        steps.filter(at__gte=midnight)
        .order_by()
        .annotate(day=TruncDate("at"))
        .values_list("day", "flow")
        .annotate(count=Count("pk"))
    )
    came, went = Counter[int](), Counter[int]()
    for day, flow, count in rows:
        (came if flow > 0 else went)[(day - first).days // 7] += count
    found = []
    for week in range(weeks):
        backlog += came[week] - went[week]
        found.append(Flow(first + timedelta(weeks=week), came[week], went[week], backlog))
    return found


def by_owner(person: User, today: date) -> list[dict[str, Any]]:
    """By rule owner: undecided, past the limit, settled, settled within the limit."""
    rows = (
        Suspicion.objects.in_scope(person, VIEW_SUSPICIONS)
        .order_by()
        .values(owner=F("rule__owner"))
        .annotate(
            total=Count("pk"),
            open=Count("pk", filter=Q(state=State.PROPOSED) | Q(present=True, state__in=(State.NEW, State.CHECKING))),
            overdue=Count("pk", filter=pressing("overdue", today)),
            settled=Count("pk", filter=Q(settled_at__isnull=False)),
            in_time=Count("pk", filter=Q(settled_at__date__lte=F("due_on"))),
            verified=Count("pk", filter=Q(verified_at__isnull=False)),
        )
        .order_by("-total")
    )
    return [{**row, "share": _share(row["in_time"], row["settled"])} for row in rows]


def _share(part: int, whole: int) -> str:
    """A share as text with one decimal, cut off; "—" of nothing."""
    permille = part * 1000 // whole if whole else 0
    return f"{permille // 10}.{permille % 10}%" if whole else "—"


def recovering(person: User) -> dict[str, int]:
    """How much is to be recovered by rulings that two agreed to, in fen, over how many persons."""
    found = Ruling.objects.in_scope(person, VIEW_SUSPICIONS).filter(
        outcome=State.RECOVERING, state=RulingState.APPROVED
    )
    totals = found.aggregate(amount=Sum("amount"), count=Count("pk"))
    return {"amount": totals["amount"] or 0, "count": totals["count"]}


def sent_back(person: User) -> tuple[int, int]:
    """How many rulings were checked, and how many of them were sent back."""
    checked = Ruling.objects.in_scope(person, VIEW_SUSPICIONS).exclude(checked_by=None)
    return checked.count(), checked.filter(state=RulingState.REJECTED).count()


def failing(person: User) -> int:
    """How many corrections a run found to have had no effect."""
    steps = Step.objects.filter(_of(person, "suspicion__organisation__path"), act=Act.FAILED)
    return int(steps.count())


def _of(person: User, path: str) -> Q:
    return at_or_below(person.paths(VIEW_SUSPICIONS), path)

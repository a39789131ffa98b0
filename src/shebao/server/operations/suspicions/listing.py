"""Lists of suspicions: what an address asks for, counts of what there is, classes of the same fault."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.http import QueryDict

from shebao.operations.governance.handling import limit
from shebao.operations.governance.severity import Severity
from shebao.server.operations.suspicions.models import SuspicionQuerySet
from shebao.server.operations.suspicions.states import GONE, OPEN, STANDINGS, State
from shebao.workflow import official_calendar

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

DUE = {"overdue": "已超期", "soon": "临近期限"}
_UNDECIDED = (State.NEW.value, State.CHECKING.value)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the address asks to see; anything that is not known narrows nothing. `standing` "open" is all that waits for somebody,
    "undecided" what waits for a ruling."""

    standing: str = "open"
    severity: str = ""
    owner: str = ""
    rule: int | None = None
    due: str = ""
    mine: str = ""
    unverified: bool = False
    words: str = ""


def filter_of(asked: QueryDict) -> Filter:
    """The filter of an address or of a form that carries one."""
    standing, severity, due = (asked.get(name, "") for name in ("standing", "severity", "due"))
    rule = asked.get("rule", "")
    return Filter(
        standing=standing if standing in {*STANDINGS, "all", "undecided"} else "open",
        severity=severity if severity in {each.value for each in Severity} else "",
        owner=_text(asked, "owner", 40),
        rule=int(rule) if rule.isascii() and rule.isdigit() and len(rule) < 10 else None,
        due=due if due in DUE else "",
        mine=asked.get("mine", "") if asked.get("mine") in ("1", "nobody") else "",
        unverified=asked.get("unverified") == "1",
        words=_text(asked, "q", 60),
    )


def _text(asked: QueryDict, name: str, longest: int) -> str:
    return str(asked.get(name, "")).replace("\x00", "").strip()[:longest]


def narrowed(found: SuspicionQuerySet, wanted: Filter, person: User, today: date) -> SuspicionQuerySet:
    """Those that the filter lets through."""
    found = _standing(found, wanted.standing)
    if wanted.severity:
        found = found.filter(rule__severity=wanted.severity)
    if wanted.owner:
        found = found.filter(rule__owner=wanted.owner)
    if wanted.rule:
        found = found.filter(rule=wanted.rule)
    if wanted.due:
        found = found.filter(pressing(wanted.due, today))
    if wanted.mine:
        found = found.filter(assignee=person if wanted.mine == "1" else None)
    if wanted.unverified:
        found = found.filter(state=State.CORRECTED, verified_at=None)
    if wanted.words:
        found = found.filter(
            Q(subject__icontains=wanted.words)
            | Q(identity__istartswith=wanted.words)
            | Q(rule__title__icontains=wanted.words)
        )
    return found


def _standing(found: SuspicionQuerySet, standing: str) -> SuspicionQuerySet:
    if standing == "all":
        return found
    if standing == "open":
        return found.open()
    if standing == "undecided":
        return found.filter(state__in=_UNDECIDED, present=True)
    if standing == GONE:
        return found.filter(state__in=_UNDECIDED, present=False)
    found = found.filter(state=standing)
    return found.filter(present=True) if standing in _UNDECIDED else found


def pressing(name: str, today: date) -> Q:
    """The condition that an undecided suspicion is past its limit, or near its end."""
    undecided = Q(state=State.PROPOSED) | Q(state__in=sorted(OPEN), present=True)
    if name == "overdue":
        return undecided & Q(due_on__lt=today)
    soon = official_calendar().after(today, limit(Severity.ERROR).soon)
    return undecided & Q(due_on__range=(today, soon))


def counted(found: SuspicionQuerySet, today: date) -> dict[str, int]:
    """How many stand how, by standing; beside them those past their limit, near it, and all undecided."""
    counts = dict.fromkeys((*STANDINGS, "open", *DUE), 0)
    rows = (
        found.order_by()
        .values("state", "present")
        .annotate(count=Count("pk"), **{name: Count("pk", filter=pressing(name, today)) for name in DUE})
    )
    for row in rows:
        undecided = row["state"] in _UNDECIDED
        standing = GONE if undecided and not row["present"] else row["state"]
        counts[standing] += row["count"]
        if standing in OPEN:
            counts["open"] += row["count"]
        for name in DUE:
            counts[name] += row[name]
    return counts


def classes(found: SuspicionQuerySet, today: date) -> list[dict[str, Any]]:
    """The undecided by check, most first: what one ruling may decide at once."""
    rows = list(
        found.open()
        .order_by()
        .values("rule", "rule__code", "rule__title", "rule__severity", "rule__owner", "rule__table", "money")
        .annotate(
            count=Count("pk"),
            overdue=Count("pk", filter=Q(due_on__lt=today)),
            waiting=Count("pk", filter=Q(state=State.PROPOSED)),
        )
        .order_by("-count", "rule__code")
    )
    return [{**row, "undecided": row["count"] - row["waiting"]} for row in rows]


def owners(found: SuspicionQuerySet) -> list[str]:
    """The rule owners that have suspicions."""
    return sorted(found.order_by().values_list("rule__owner", flat=True).distinct())

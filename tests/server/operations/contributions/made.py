"""People at an employer of the city, runs carried through, what is owed."""

from __future__ import annotations

from datetime import date
from itertools import count

from server.operations.conftest import registered
from shebao.fields.dates import Month
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import Effect, FactStated, SpellStarted
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.operations.contributions import tasks
from shebao.server.operations.contributions.doing import move, start
from shebao.server.operations.contributions.machine import Move
from shebao.server.operations.contributions.models import MonthRun
from shebao.server.operations.owing.doing import with_owed
from shebao.server.operations.records.doing import Order, apply
from shebao.server.platform.jobs.background import Run
from shebao.server.platform.jobs.models import Job

PLACE = "420100"
MARCH, APRIL = Month(2025, 3), Month(2025, 4)
LINES = ("pension_employee", "unemployment", "injury")
_numbered = count(1)


def order() -> Order:
    return Order(Authority(AuthorityKind.RUN, f"made-for-months-{next(_numbered)}"))


def do(*effects: Effect) -> None:
    apply(order(), with_owed(effects))


def employer(**facts: str) -> int:
    return registered({"name": "合成企业", "kind": "enterprise", "injury_class": "2", **facts}, SubjectKind.EMPLOYER)


def employed(at: int, yuan: str = "8000.00", since: date = date(2024, 6, 1), name: str = "甲某") -> int:
    person = registered({"name": name})
    spells = [SpellStarted(person, line, "employee", PLACE, 1, at, Valid(since), "111") for line in LINES]
    do(
        *spells,
        FactStated(person, "declared_wage", yuan, Valid(max(since, date(2025, 1, 1)), date(2026, 1, 1)), str(at)),
    )
    return person


def ran(run: MonthRun) -> MonthRun:
    """The run after the background work that waits for it."""
    jobs = Job.objects.filter(kind__startswith="contributions.", arguments__number=run.number).order_by("created_at")
    while job := jobs.first():
        job.delete()
        {"contributions.compute": tasks.compute, "contributions.apply": tasks.apply}[job.kind](
            Run(job.pk), **job.arguments
        )
    return MonthRun.objects.get(pk=run.pk)


def moved(person, run: MonthRun, wanted: Move, reason: str = "") -> MonthRun:
    return ran(move(person, run, wanted, {"seen_state": run.state, "seen_version": str(run.version), "reason": reason}))


def computed(maker, office, month: Month = MARCH) -> MonthRun:
    return ran(start(maker, office, PLACE, month))

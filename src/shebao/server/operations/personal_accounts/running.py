"""A year closed by two people: computed, reviewed by another, written when what was reviewed still holds."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from shebao.operations.personal_accounts.schemes import schemes
from shebao.server.operations.personal_accounts.declares import CLOSE_ACCOUNTS, REVIEW_ACCOUNTS, RUN_MOVED
from shebao.server.operations.personal_accounts.models import AccountRun
from shebao.server.platform.decisions.log import record
from shebao.server.platform.jobs.background import start as start_job

if TYPE_CHECKING:
    from shebao.server.operations.personal_accounts.closing import Closed
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User

_COUNTED = ("accounts", "written", "credited", "interest", "closing", "rejected")


class RunRefused(Exception):
    """Nothing happened; the words are for people."""


@transaction.atomic
def propose(by: User, office: Organisation, line: str, place: str, year: int) -> AccountRun:
    """Has a year computed for review. Raises RunRefused."""
    if not by.has_permission_at(CLOSE_ACCOUNTS, office):
        raise RunRefused(f"您不能在{office}发起个人账户年度记账")
    run = AccountRun(
        line=line, place=place, year=year, office=office, state="computing", maker=by, at=timezone.now(),
        rate=schemes()[line].rate(place, year),
    )  # fmt: skip
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as error:
        raise RunRefused(f"{run}正在办理，请先办结") from error
    record(by, RUN_MOVED, run, step="发起")
    _later(run, by)
    return run


@transaction.atomic
def decide(by: User, run: AccountRun, agreed: bool) -> AccountRun:
    """Approves or refuses what was computed. Raises RunRefused."""
    locked: AccountRun = AccountRun.objects.select_for_update(of=("self",)).select_related("office").get(pk=run.pk)
    if locked.state != "review":
        raise RunRefused("这次记账不在待复核")
    if locked.maker_id == by.pk:
        raise RunRefused("自己发起的记账由别人复核")
    if not by.has_permission_at(REVIEW_ACCOUNTS, locked.office):
        raise RunRefused(f"您不能在{locked.office}复核个人账户年度记账")
    locked.state, locked.checker = ("writing" if agreed else "refused"), by
    locked.save()
    record(by, RUN_MOVED, locked, step="复核同意" if agreed else "不同意")
    if agreed:
        _later(locked, by)
    return locked


def carry_on(run: AccountRun) -> str:
    """What the background does next: computes for review, or writes what was reviewed. Raises BatchError, OSError."""
    from shebao.server.operations.personal_accounts.closing import close_year

    with transaction.atomic():
        locked: AccountRun = AccountRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if locked.state not in ("computing", "writing"):
            return "记账不在计算。"
        found = _tried(locked)
        same = astuple(found) == tuple(getattr(locked, name) for name in _COUNTED)
        if locked.state == "writing" and same:
            close_year(locked.line, locked.place, locked.year, timezone.now())
            locked.state, locked.told = "done", f"记账 {found.written:,} 户"
        else:
            again = locked.state == "writing"
            locked.state, locked.checker = "review", None
            locked.told = "试算以后有变化，请重新复核" if again else ""
        for name in _COUNTED:
            setattr(locked, name, getattr(found, name))
        locked.save()
    return str(locked.told or f"试算 {found.accounts:,} 户")


def _tried(run: AccountRun) -> Closed:
    """What closing comes to, with nothing kept."""
    from shebao.server.operations.personal_accounts.closing import close_year

    with transaction.atomic():
        found = close_year(run.line, run.place, run.year, timezone.now())
        transaction.set_rollback(True)
    return found


def _later(run: AccountRun, owner: User) -> None:
    start_job(
        "personal_accounts.close",
        str(run),
        arguments={"number": run.pk},
        owner=owner,
        url="/personal-accounts/",
        lock="personal_accounts",
    )

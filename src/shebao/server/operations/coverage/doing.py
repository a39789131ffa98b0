"""What people do with lists: take them in, confirm those of people in hardship, follow gaps up."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shebao.fields.dates import month_of
from shebao.operations.coverage.confirming import changes
from shebao.operations.coverage.hardship_lists import hardship_lists, strongest
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import Effect
from shebao.server.operations.coverage.declares import GAP_FOLLOWED, LIST_DECIDED, RECEIVE, REVIEW
from shebao.server.operations.coverage.measuring import measure
from shebao.server.operations.coverage.models import ListedRow, PartnerList, Visit
from shebao.server.operations.coverage.reading import before, categories, named, people
from shebao.server.operations.coverage.receiving import agreed, receive_list
from shebao.server.operations.records.doing import Order, alone, apply_rows
from shebao.server.operations.records.reading import act_under
from shebao.server.platform.decisions.log import record
from shebao.server.platform.jobs.background import start as start_job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shebao.server.platform.people.models import User

__all__ = ["CoverageRefused", "agreed", "confirm", "decide", "follow", "measure_again", "receive_list"]
_LONGEST = 200


class CoverageRefused(Exception):
    """Nothing happened; the words are for people."""


@transaction.atomic
def decide(by: User, found: PartnerList, agreed_to: bool) -> PartnerList:
    """Confirms or refuses a list of people in hardship; what it changes is written by a job. Raises CoverageRefused."""
    locked: PartnerList = PartnerList.objects.select_for_update(of=("self",)).select_related("office").get(pk=found.pk)
    if locked.state != "review":
        raise CoverageRefused("这份名单不在待确认")
    if locked.maker_id == by.pk:
        raise CoverageRefused("自己接收的名单由别人确认")
    if not by.has_permission_at(REVIEW, locked.office):
        raise CoverageRefused(f"您不能在{locked.office}确认困难群体名单")
    newer = PartnerList.objects.filter(
        office=locked.office, contract=locked.contract, state="done", month__gte=locked.month
    ).first()
    if agreed_to and newer is not None:
        raise CoverageRefused(f"{newer}已经确认，不能再确认同月或更早的名单；请选不同意，需要更正的由部门重发")
    locked.state, locked.checker, locked.decided_at = ("writing" if agreed_to else "refused"), by, timezone.now()
    locked.save()
    record(by, LIST_DECIDED, locked, step="确认" if agreed_to else "不同意")
    if agreed_to:
        start_job(
            "coverage.confirm", str(locked), arguments={"number": locked.pk}, owner=by, url=locked.get_absolute_url(),
            lock="coverage",
        )  # fmt: skip
    return locked


def confirm(found: PartnerList, now: datetime | None = None) -> str:
    """Writes what a confirmed list changes, one act however many people, and compares once more. A process that died goes on
    where it was. Raises EffectsRefused, AnotherAct, Stale."""
    order = Order(
        Authority(AuthorityKind.MESSAGE, f"{found.sender}{found}（第 {found.sequence} 次）"), by=found.maker,
        checked_by=found.checker, eyes=2, office=found.office, service="SI-CON-011",
    )  # fmt: skip
    today = timezone.localdate(found.decided_at)
    found.act = act_under(order.authority)
    if found.act is None and any(True for _effect in _effects(found, today)):
        found.act = apply_rows(order, lambda: _effects(found, today), now).act
    with transaction.atomic():
        at = alone(now)
        locked = PartnerList.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if locked.state != "writing":
            return "名单已由别人办理。"
        gaps = measure(locked, at)
        locked.state, locked.act, locked.told = "done", found.act, f"未落实 {gaps} 项"
        locked.save()
    return str(locked.told)


@transaction.atomic
def measure_again(by: User, found: PartnerList) -> int:
    """Compares a list with the record as it is now. How many gaps are left. Raises CoverageRefused."""
    if not by.has_permission_at(RECEIVE, found.office) or not found.listed.exists():
        raise CoverageRefused("这份名单不能由您比对")
    locked = PartnerList.objects.select_for_update(of=("self",)).get(pk=found.pk)
    return measure(locked, timezone.now())


@transaction.atomic
def follow(by: User, row: ListedRow, result: str, words: str) -> Visit:
    """Writes down what came of asking somebody. Raises CoverageRefused."""
    if not by.has_permission_at(RECEIVE, row.list.office):
        raise CoverageRefused(f"您不能在{row.list.office}登记跟进情况")
    said = words.replace("\x00", "").strip()
    if result not in Visit.Result.values or len(said) > _LONGEST:
        raise CoverageRefused(f"请选择跟进的结果；说明不超过 {_LONGEST} 字")
    made: Visit = Visit.objects.create(row=row, result=result, words=said, at=timezone.now(), by=by)
    record(by, GAP_FOLLOWED, row, how=made.get_result_display())
    return made


def _effects(found: PartnerList, today: date) -> Iterator[Effect]:
    """What the list changes, in the order of the persons: of who is on it and of who was on the one before and is no more. Who
    stands on another department's last list stays in that category, and whose row is in doubt as they are."""
    assert found.month is not None
    last = before(found)
    others = [_confirmed(contract, found) for contract in hardship_lists() if contract != found.contract]
    here, elsewhere = categories([found]), categories(each for each in others if each)
    gone = set(categories([last])) - named(found) if last else set()
    numbers = sorted(set(here) | gone)
    known = people(numbers)
    for number in numbers:
        if number in known:
            category = strongest(here.get(number, set()) | elsewhere.get(number, set()))
            yield from changes(known[number], month_of(found.month), category, today)


def _confirmed(contract: str, found: PartnerList) -> PartnerList | None:
    """The last list of another department that was confirmed up to this list's month."""
    rows = PartnerList.objects.filter(office=found.office, contract=contract, state="done", month__lte=found.month)
    last: PartnerList | None = rows.order_by("-month", "-pk").first()
    return last

"""A made agency's checks over two months: suspicions in every state, some corrected and verified, some gone, some back.

The data behind `examples/governance/handover.jsonl` is synthetic (`shebao population --agency --faults`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shebao.operations.governance.handover import Handed, HandedRun, read_handover
from shebao.server.operations.suspicions import demo_lists
from shebao.server.operations.suspicions.checking import check
from shebao.server.operations.suspicions.doing import Choice, assign, perform
from shebao.server.operations.suspicions.machine import Act
from shebao.server.operations.suspicions.models import Duty, Ruling, Run, Suspicion
from shebao.server.operations.suspicions.receiving import Delivered, take_in
from shebao.server.platform.people.demo import CITY_CENTRE, EXAMPLES, organisation, user

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User

HANDOVER = EXAMPLES / "governance" / "handover.jsonl"
_FIRST, _SECOND, _THIRD = timedelta(days=64), timedelta(days=33), timedelta(days=2)


def load() -> None:
    """Takes in the example's runs and works off a part, unless that was done or the example is not installed."""
    if not HANDOVER.is_file():
        return
    agency = organisation(CITY_CENTRE)
    if not Run.objects.filter(agency=agency).exists():
        _load(agency)


@transaction.atomic
def _load(agency: Organisation) -> None:
    with HANDOVER.open(encoding="utf-8") as stream:
        handed, found = read_handover(stream)
        findings = list(found)
    now = timezone.now()
    for owner in ("登记", "待遇"):
        Duty.objects.create(agency=agency, owner=owner, office=agency, person=user("zhili"))
    half = [each for number, each in enumerate(findings) if number % 3]
    _take(agency, handed, half, now - _FIRST)
    _work_off_plain(now - _FIRST + timedelta(days=4))
    corrected = _correct(now - _FIRST + timedelta(days=6))
    fixed = set(corrected[: len(corrected) // 2])
    _take(agency, handed, [each for each in findings if each.identity not in fixed], now - _SECOND)
    _work_off_money(now - _SECOND + timedelta(days=5))
    late = [each for number, each in enumerate(findings) if each.identity not in fixed and number % 11]
    _take(agency, handed, late, now - _THIRD)
    _correct(now - timedelta(days=1), 5)
    demo_lists.load(agency, now)


def _take(agency: Organisation, handed: HandedRun, findings: Sequence[Handed], at: datetime) -> None:
    made = at - timedelta(hours=2)
    run = replace(handed, made=made, findings=len(findings))
    digest = hashlib.sha256(f"demo {at.isoformat()}".encode()).hexdigest()
    take_in(run, findings, Delivered(agency, digest, user("zhilifuze"), at=at))


def _rows(money: bool, most: int, about: str = "") -> list[Choice]:
    """The first new ones, of rules whose title says what they are about."""
    found = Suspicion.objects.filter(money=money, state="new", present=True, rule__title__contains=about).order_by("pk")
    return [Choice(*row) for row in found.values_list("pk", "state", "version")[:most]]


def _work_off_plain(at: datetime) -> None:
    clerk = user("zhili")
    assign(user("zhilifuze"), _rows(False, 12), clerk)
    perform(clerk, Act.TAKE, _rows(False, 6), {}, at)
    perform(clerk, Act.EXPLAIN, _rows(False, 4), {"reason": "十五位号码升位前登记，已与纸质档案核对一致。"}, at)
    said = {"reason": "系统外的登记，按职责由公安机关核实。", "addressee": "公安户籍部门"}
    perform(clerk, Act.HAND_OVER, _rows(False, 2), said, at)


def _correct(at: datetime, most: int = 6) -> list[str]:
    """Corrects some registrations, each its own column; returns which, by identity."""
    chosen = _rows(False, most)
    found = {each.pk: each for each in Suspicion.objects.filter(pk__in=[each.key for each in chosen])}
    for choice in chosen:
        column = found[choice.key].columns[-1]
        said = {"reason": "与档案核对后更正。", "column": column, "value": "按档案原件录入"}
        perform(user("zhili"), Act.CORRECT, [choice], said, at)
    return [found[choice.key].identity for choice in chosen]


def _work_off_money(at: datetime) -> None:
    clerk, checker = user("zhili"), user("fuhe")
    perform(clerk, Act.TAKE, _rows(True, 10), {}, at)
    decided = (
        (
            Act.RECOVER,
            1,
            "死亡",
            {"reason": "死亡次月起仍发放三个月，家属同意退回。", "amount": "9360.00"},
            Act.APPROVE,
        ),
        (Act.RECOVER, 1, "服刑", {"reason": "服刑期间发放，待追回。", "amount": "12480.50"}, None),
        (Act.CONFIRM, 8, "", {"reason": "与原始凭证核对，系统记录有误。"}, Act.APPROVE),
        (Act.EXPLAIN, 5, "", {"reason": "补记以前月份，已核对审批表。"}, Act.REJECT),
        (Act.EXPLAIN, 6, "", {"reason": "同一批次重复报送，只入账一次，回单附后。"}, None),
    )
    for act, count, about, said, answer in decided:
        ruling = perform(clerk, act, _rows(True, count, about), said, at).ruling
        if ruling is not None and answer is not None:
            _answer(checker, ruling, answer, at + timedelta(days=1))


def _answer(checker: User, ruling: Ruling, act: Act, at: datetime) -> None:
    seen = {"seen_state": ruling.state, "seen_version": str(ruling.version), "reason": "请补充补发审批表。"}
    check(checker, ruling, act, seen if act is Act.REJECT else {**seen, "reason": ""}, at)

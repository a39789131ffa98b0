"""A decided case is carried out on the record: on the rows that it was put together on and no others; nobody changes the record between."""

from __future__ import annotations

from datetime import datetime

from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.changes import EffectsRefused
from shebao.server.operations.cases.models import Case
from shebao.server.operations.cases.preparing import Prepared, changed_since, reassessed, refuse_against
from shebao.server.operations.cases.refusing import refused
from shebao.server.operations.owing.doing import with_owed
from shebao.server.operations.records.doing import AnotherAct, Order, Stale, alone, apply


def carry_out(case: Case, at: datetime) -> Prepared:
    """The effects on the record; the act is the case's. Raises Refused where anything changed meanwhile."""
    alone(at)
    found = reassessed(case)
    if found.situation is not None and changed_since(case, found.situation):
        raise refused("changed", "受理以后这个人或单位的记录已有变化，没有办理；请退回，由受理人看过最新记录后重新提交")
    refuse_against(found)
    assert found.outcome is not None
    order = Order(
        Authority(AuthorityKind.CASE, case.number),
        by=case.clerk,
        checked_by=case.reviewer,
        approved_by=case.approver,
        eyes=case.eyes,
        service=case.service,
        service_version=case.service_version,
        corrects=found.outcome.corrects,
        office=case.office,
    )
    try:
        case.act = apply(order, with_owed(found.outcome.effects), at).act
    except (EffectsRefused, AnotherAct, Stale) as error:
        raise refused("record", str(error)) from error
    case.decided_at = at
    return found

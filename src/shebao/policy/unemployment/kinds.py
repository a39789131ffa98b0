"""The kinds of unemployment cases."""

from __future__ import annotations

from dataclasses import replace

from shebao.policy.casework import Kind
from shebao.policy.computed import Computed
from shebao.policy.parameters import Law
from shebao.policy.record import Record
from shebao.policy.survivors.benefit import FIELDS as SURVIVOR_FIELDS
from shebao.policy.survivors.benefit import explain_staff
from shebao.policy.unemployment.benefit import FIELDS, explain_benefit
from shebao.policy.unemployment.refund import FIELDS as REFUND_FIELDS
from shebao.policy.unemployment.refund import explain_refund
from shebao.policy.unemployment.subsidies import (
    GRANT_FIELDS,
    PRICE_FIELDS,
    SKILL_FIELDS,
    explain_grant,
    explain_price,
    explain_skill,
)


def _death(record: Record, law: Law) -> Computed:
    """What is left upon a death while drawing the benefit: as for an employee (社会保险法第四十九条)."""
    computed = explain_staff(record, law)
    remark = "领取失业保险金期间死亡的，参照当地对在职职工死亡的规定，由失业保险基金支付（社会保险法第四十九条）。"
    remarks = (remark, *computed.explanation.remarks)
    return replace(
        computed, explanation=replace(computed.explanation, title="领取失业保险金期间死亡待遇核定", remarks=remarks)
    )


UNEMPLOYMENT_KINDS = (
    Kind("benefit", ("失业保险金", "失业金", "失业"), FIELDS, explain_benefit),
    Kind("death", ("领取期间死亡", "死亡"), SURVIVOR_FIELDS, _death),
    Kind("skill", ("技能提升补贴", "技能补贴"), SKILL_FIELDS, explain_skill),
    Kind("price", ("价格临时补贴", "物价补贴"), PRICE_FIELDS, explain_price),
    Kind("grant", ("失业补助金",), GRANT_FIELDS, explain_grant),
    Kind("refund", ("稳岗返还",), REFUND_FIELDS, explain_refund),
)

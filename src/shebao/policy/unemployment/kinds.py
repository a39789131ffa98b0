"""The kinds of unemployment cases."""

from __future__ import annotations

from shebao.policy.casework import Kind
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

UNEMPLOYMENT_KINDS = (
    Kind("benefit", ("失业保险金", "失业金", "失业"), FIELDS, explain_benefit),
    Kind("skill", ("技能提升补贴", "技能补贴"), SKILL_FIELDS, explain_skill),
    Kind("price", ("价格临时补贴", "物价补贴"), PRICE_FIELDS, explain_price),
    Kind("grant", ("失业补助金",), GRANT_FIELDS, explain_grant),
    Kind("refund", ("稳岗返还",), REFUND_FIELDS, explain_refund),
)

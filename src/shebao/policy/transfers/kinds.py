"""The kinds of transfer and suspension cases."""

from __future__ import annotations

from shebao.policy.casework import Kind
from shebao.policy.transfers.place import PLACE_FIELDS, explain_place
from shebao.policy.transfers.suspension import FIELDS as SUSPENSION_FIELDS
from shebao.policy.transfers.suspension import explain_suspension
from shebao.policy.transfers.transfer import FUNDS_FIELDS, explain_funds

TRANSFER_KINDS = (
    Kind("funds", ("转移资金", "关系转移", "转移"), FUNDS_FIELDS, explain_funds),
    Kind("place", ("待遇领取地", "领取地"), PLACE_FIELDS, explain_place),
    Kind("suspension", ("待遇暂停", "暂停", "停发", "恢复"), SUSPENSION_FIELDS, explain_suspension),
)

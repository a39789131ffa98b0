"""Accounts to which benefits are paid (待遇发放账户): a dated fact a benefit, in the person's own name."""

from __future__ import annotations

import re

from shebao.operations.handling.known import person_known
from shebao.operations.handling.outcome import Assessment, Outcome, assessed, outcome
from shebao.operations.handling.registry import Form, Function, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.valid import Valid
from shebao.operations.upkeep.common import stated

BENEFITS = {"pension": "养老保险", "injury": "工伤保险", "unemployment": "失业保险"}
_RULE = "社会保险经办条例第九条"
_ACCOUNT = re.compile(r"[0-9]{8,32}")
_CARD = re.compile(r"62[0-9]{14,17}")


def _declare(benefit: str, label: str) -> Function:
    @effect(
        f"upkeep.{benefit}_account",
        f"{label}待遇发放账户维护",
        asks={"identity_number": "identity", "holder": "text", "bank": "text", "account": "text"},
        basis=_RULE,
        person=Party.KNOWN,
        employer=Party.NOBODY,
    )
    def change(situation: Situation, form: Form) -> Outcome:
        return _changed(situation, form, benefit)

    return change


def _changed(situation: Situation, form: Form, benefit: str) -> Outcome:
    """The account from the day on; the one before it stays in the record until then."""
    account = "".join(form["account"].split())
    before = situation.now.value("bank_account", benefit)
    death = situation.always.value("death")
    every = [
        person_known(situation),
        assessed("alive", "本人在世", _RULE, death is None, f"登记的死亡日期是 {death}" if death else "没有死亡登记"),
        _own(situation, form["holder"]),
        _number(account),
        _another(account, before),
    ]
    effects = [
        *stated(situation.person, {"bank_account": account, "bank": form["bank"]}, Valid(situation.day), benefit),
    ]
    return outcome(every, effects, [f"原账户用到 {situation.day} 前一日；已经发出的款项不受影响"] if before else [])


def _own(situation: Situation, holder: str) -> Assessment:
    holds = situation.now.value("name") == holder
    told = "户名是本人" if holds else "户名与记录里的姓名不同；待遇只发到本人账户"
    return assessed("own_account", "本人账户", _RULE, holds, told, "holder")


def _number(account: str) -> Assessment:
    """Digits; the check digit of a card that begins with 62 (ISO/IEC 7812)."""
    holds, told = bool(_ACCOUNT.fullmatch(account)), "由数字组成"
    if not holds:
        told = "账号应是 8 至 32 位数字"
    elif _CARD.fullmatch(account) and not _luhn(account):
        holds, told = False, "银行卡号的校验位不对；请对照卡面逐位核对"
    return assessed("account_number", "账号正确", "ISO/IEC 7812", holds, told, "account")


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _another(account: str, before: str | None) -> Assessment:
    told = "与现在的账户相同，不用变更" if account == before else "与现在的账户不同" if before else "还没有账户"
    return assessed("another_account", "账户有变化", _RULE, account != before, told, "account")


CHANGES = {benefit: _declare(benefit, label) for benefit, label in BENEFITS.items()}

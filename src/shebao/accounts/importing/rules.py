"""What must hold between the columns of a row and between rows: natures, subjects, signs, duplicates, transfers."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from shebao.accounts.importing.checks import MAX_LISTED, Judged, Rejects
from shebao.accounts.ledger import Coded, Ledger, constant, grouped
from shebao.accounts.vocabulary import BudgetKind, EntryKind, Funding, Spending

_REVERSAL = re.compile(r"冲|红字|更正|退|调|收回|缴回|核减")
_OWN_FUNDS = (Spending.REMITTED, Spending.OPERATING, Spending.SUBSIDIES)
_FUND_TABLES = (Funding.FUND, Funding.STATE_CAPITAL)


def entry_rules(ledger: Ledger, rejects: Rejects) -> None:
    """What is wrong between the columns of entries, and voucher lines that stand twice."""
    if not len(ledger):
        return
    _natures(ledger, rejects, economic_needed=True)
    kind, funding = ledger.columns["kind"], ledger.columns["funding"]
    appropriated = funding.where(lambda f: f is not None and f.is_appropriation)
    own = kind.where(lambda k: k in (EntryKind.BALANCE_USED, EntryKind.DISTRIBUTION))
    rejects.rows(
        own & appropriated,
        "资金来源",
        "own_funds_only",
        "使用非财政拨款结余和结余分配不能是财政拨款",
        "请改资金来源或类型",
    )
    reversal = ledger.columns["note"].where(lambda note: bool(note and _REVERSAL.search(note)))
    advice = "冲销、退回等请在摘要中写明；否则金额应为正数"
    rejects.rows(
        (ledger.amount < 0) & ~reversal, "金额（元）", "negative_unexplained", "金额为负，而摘要没有说明是冲销", advice
    )
    _transfers(ledger, rejects)
    _duplicates(ledger, rejects)


def budget_rules(ledger: Ledger, rejects: Rejects) -> None:
    """What is wrong between the columns of budget lines."""
    if not len(ledger):
        return
    _natures(ledger, rejects, economic_needed=False)
    adjusts = ledger.columns["budget_kind"].where(lambda kind: kind is BudgetKind.ADJUSTMENT)
    blank = {name: ledger.columns[name].where(lambda value: not value) for name in ("day", "document", "reason")}
    headers = {"day": "日期", "document": "文号", "reason": "事由"}
    for name, header in headers.items():
        rejects.rows(adjusts & blank[name], header, "missing", f"预算调整没有填{header}", "填批准日期、文号和事由")
    rejects.rows(~adjusts & (ledger.amount < 0), "金额（元）", "negative_budget", "年初预算为负数", "追减请用预算调整")


def opening_rules(ledger: Ledger, rejects: Rejects) -> None:
    """What is wrong between the columns of opening balances."""
    if not len(ledger):
        return
    needed = ledger.columns["funding"].where(lambda funding: funding in _FUND_TABLES)
    missing = needed & ledger.columns["functional"].where(lambda code: code == "")
    rejects.rows(missing, "功能分类科目", "missing", "这类资金的年初结转须写明功能分类科目", "填七位编码")


def _natures(ledger: Ledger, rejects: Rejects, *, economic_needed: bool) -> None:
    column = ledger.columns
    kind, spending, funding = column["kind"], column["spending"], column["funding"]
    spent = kind.where(lambda k: k is EntryKind.EXPENDITURE)
    moved = spent | kind.where(lambda k: k is EntryKind.INCOME)
    nature = spending.where(bool)
    basic = spending.where(lambda s: s is Spending.BASIC)
    project = spending.where(lambda s: s is Spending.PROJECT)
    appropriated = funding.where(lambda f: f is not None and f.is_appropriation)
    in_tables = funding.where(lambda f: f in _FUND_TABLES)
    known = spending.where(lambda s: s is not None) & kind.where(lambda k: k is not None)
    unclassified = column["functional"].where(lambda code: code == "")
    rejects.rows(
        (moved | in_tables) & unclassified,
        "功能分类科目",
        "missing",
        "没有填功能分类科目",
        "收入和支出都填七位编码，如 2080109",
    )
    rejects.rows(known & spent & ~nature, "支出性质", "missing", "支出没有填支出性质", "填：基本支出、项目支出等")
    rejects.rows(
        known & nature & ~spent, "支出性质", "spending_of_no_expenditure", "只有支出才填支出性质", "请清空或改类型"
    )
    rejects.rows(
        appropriated & spending.where(lambda s: s in _OWN_FUNDS),
        "支出性质",
        "appropriation_spent_otherwise",
        "财政拨款只能用于基本支出或项目支出",
        "请改资金来源或支出性质",
    )
    rejects.rows(
        project & column["project"].where(lambda name: name == ""),
        "项目",
        "missing",
        "项目支出没有项目名称",
        "填项目名称",
    )
    if economic_needed:
        blank = column["economic"].where(lambda code: code == "")
        rejects.rows(basic & blank, "经济分类科目", "missing", "基本支出没有经济分类科目", "填五位编码，如 30201")


def _transfers(ledger: Ledger, rejects: Rejects) -> None:
    transfer, unit, kind = ledger.columns["transfer"], ledger.columns["unit"], ledger.columns["kind"]
    given = transfer.where(bool)
    if not given.any():
        return
    same = given & (_texts(transfer) == _texts(unit))
    rejects.rows(same, "对方单位编码", "transfer_to_itself", "对方单位就是本单位", "单位之间划转才填对方单位编码")
    moved = kind.where(lambda k: k in (EntryKind.INCOME, EntryKind.EXPENDITURE))
    rejects.rows(given & ~moved, "对方单位编码", "transfer_of_no_payment", "只有收入和支出才有对方单位", "请清空")


def _texts(column: Coded) -> NDArray[np.object_]:
    return np.array(list(column.values), object)[column.codes]


def _duplicates(ledger: Ledger, rejects: Rejects) -> None:
    """Voucher lines that stand twice in the sheet."""
    for first, again in duplicate_rows(ledger)[:MAX_LISTED]:
        rejects.add(
            again,
            "凭证号",
            str(ledger.columns["voucher"].at(again)),
            Judged(
                None,
                "voucher_line_twice",
                f"与第 {ledger.row[first]} 行是同一凭证的同一行号",
                "请改行号或删去重复的一行",
            ),
        )


def duplicate_rows(ledger: Ledger) -> list[tuple[int, int]]:
    """Pairs (first, repeated) of lines with the same unit, day, voucher and line number."""
    columns = [ledger.columns[name] for name in ("unit", "day", "voucher", "line")]
    order, starts = grouped(columns)
    if len(starts) == len(order):
        return []
    sizes = np.diff(np.append(starts, len(order)))
    return [
        (int(order[start]), int(order[start + offset]))
        for start, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True)
        for offset in range(1, size)
    ]


def opening_entries(ledger: Ledger) -> Ledger:
    """Opening balances in the columns of entries."""
    rows = len(ledger)
    blanks = {name: constant("", rows) for name in ("economic", "voucher", "line", "counterparty", "transfer")}
    more = {"kind": constant(EntryKind.OPENING, rows), "spending": constant(Spending.NONE, rows)}
    return Ledger({**ledger.columns, **blanks, **more, "day": constant(None, rows)}, ledger.amount, ledger.row)

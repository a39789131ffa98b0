"""The words of budgets and entries: what kind a line is, where its money comes from, what it was spent as."""

from __future__ import annotations

from enum import StrEnum


class Funding(StrEnum):
    """Where money comes from (资金来源)."""

    GENERAL = "general"
    FUND = "fund"
    STATE_CAPITAL = "state_capital"
    FISCAL_ACCOUNT = "fiscal_account"
    SUPERIOR_SUBSIDY = "superior_subsidy"
    BUSINESS = "business"
    OPERATING = "operating"
    SUBSIDIARY = "subsidiary"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The Chinese name that people write."""
        return FUNDING_LABELS[self]

    @property
    def is_appropriation(self) -> bool:
        """Whether it is money appropriated by the treasury (财政拨款)."""
        return self in APPROPRIATIONS


FUNDING_LABELS = {
    Funding.GENERAL: "一般公共预算财政拨款",
    Funding.FUND: "政府性基金预算财政拨款",
    Funding.STATE_CAPITAL: "国有资本经营预算财政拨款",
    Funding.FISCAL_ACCOUNT: "财政专户管理资金",
    Funding.SUPERIOR_SUBSIDY: "上级补助收入",
    Funding.BUSINESS: "事业收入",
    Funding.OPERATING: "经营收入",
    Funding.SUBSIDIARY: "附属单位上缴收入",
    Funding.OTHER: "其他收入",
}
APPROPRIATIONS = (Funding.GENERAL, Funding.FUND, Funding.STATE_CAPITAL)


class EntryKind(StrEnum):
    """What an entry records."""

    INCOME = "income"
    EXPENDITURE = "expenditure"
    OPENING = "opening"
    BALANCE_USED = "balance_used"
    DISTRIBUTION = "distribution"

    @property
    def label(self) -> str:
        """The Chinese name that people write."""
        return ENTRY_LABELS[self]


ENTRY_LABELS = {
    EntryKind.INCOME: "收入",
    EntryKind.EXPENDITURE: "支出",
    EntryKind.OPENING: "年初结转和结余",
    EntryKind.BALANCE_USED: "使用非财政拨款结余",
    EntryKind.DISTRIBUTION: "结余分配",
}


class Spending(StrEnum):
    """What expenditure was spent as; '' for entries that are no expenditure."""

    NONE = ""
    BASIC = "basic"
    PROJECT = "project"
    REMITTED = "remitted"
    OPERATING = "operating"
    SUBSIDIES = "subsidies"

    @property
    def label(self) -> str:
        """The Chinese name that people write."""
        return SPENDING_LABELS[self]


SPENDING_LABELS = {
    Spending.NONE: "",
    Spending.BASIC: "基本支出",
    Spending.PROJECT: "项目支出",
    Spending.REMITTED: "上缴上级支出",
    Spending.OPERATING: "经营支出",
    Spending.SUBSIDIES: "对附属单位补助支出",
}


class BudgetKind(StrEnum):
    """Whether a budget line was in the initial budget or adjusts it during the year."""

    INITIAL = "initial"
    ADJUSTMENT = "adjustment"

    @property
    def label(self) -> str:
        """The Chinese name that people write."""
        return {BudgetKind.INITIAL: "年初预算", BudgetKind.ADJUSTMENT: "预算调整"}[self]

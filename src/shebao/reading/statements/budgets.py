"""The words of a budget (预算公开) as the grammar means them: this year's budget is what is stated, the prior year's is its base."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from shebao.reading.statements.tokens import Base, Kind, Token
from shebao.report.measures import may_mean
from shebao.report.statements import Aspect

_BUDGETS = frozenset({Aspect.BUDGET, Aspect.INITIAL_BUDGET})
_OF_ACCOUNTS = re.compile(r"决算|执行|实际|完成")
_SIDE, _INCOME = "支出", "收入"
_INCOME_WITH_BALANCES = "收入总计"  # 收入预算 contains what is left of the year before
_END = Token(Kind.STOP, "。", 0, 0)


def as_budget(tokens: Iterable[Token], topic: str, fiscal_year: int | None) -> Iterator[Token]:
    """The tokens of a budget's paragraph: 预算 is the stated amount, 比上年预算 a comparison with the year before; what is
    said of final accounts or of execution is another thing and is not understood."""
    for token, following in pairwise([*tokens, _END]):
        if token.kind is Kind.MEASURE and token.text == _INCOME and _is_budget(following):
            yield replace(token, text=_INCOME_WITH_BALANCES)
        elif token.kind is Kind.BASE and isinstance(token.value, Base):
            yield replace(token, value=_base(token, token.value, fiscal_year))
        elif _is_budget(token):
            yield from _amount(token, topic)
        elif token.kind is Kind.ASPECT and _OF_ACCOUNTS.search(token.text):
            yield replace(token, kind=Kind.OTHER, value=None)
        else:
            yield token


def _is_budget(token: Token) -> bool:
    return token.kind is Kind.ASPECT and token.value in _BUDGETS


def _base(token: Token, base: Base, fiscal_year: int | None) -> Base:
    if _OF_ACCOUNTS.search(token.text):
        return Base(Aspect.BUDGET, base.year, True)  # another year's accounts: of which a budget says nothing
    if base.aspect in _BUDGETS and (base.is_prior_budget or (fiscal_year and base.year == fiscal_year - 1)):
        return Base(Aspect.PRIOR, base.year)
    return base


def _amount(token: Token, topic: str) -> Iterator[Token]:
    """支出预算 names the expenditure too, where the section has one of that name."""
    cut = token.start + len(_SIDE)
    if token.text.startswith(_SIDE) and may_mean(_SIDE, topic):
        yield Token(Kind.MEASURE, _SIDE, token.start, cut)
        yield Token(Kind.ASPECT, token.text[len(_SIDE) :], cut, token.end, Aspect.ACTUAL)
    else:
        yield replace(token, value=Aspect.ACTUAL)

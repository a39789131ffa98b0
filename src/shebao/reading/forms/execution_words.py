"""Heads of the budget-execution lines that no list knows: their roles by word stems."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from shebao.reading.forms.columns import Column, Heads, each_once
from shebao.reading.forms.tokens import Gap, Token
from shebao.reading.forms.vocabulary import execution_role

_STEMS = (
    ("rate", re.compile(r"率|进度$|比例$|比重$")),
    ("weight", re.compile(r"分值|权重|满分|应得|标准分|基准分|^总分|^分数|赋分|配分|占分")),
    ("score", re.compile(r"分$|自评|评定|打分|考评")),
    ("initial", re.compile(r"年初|原预算")),
    ("budget", re.compile(r"预算|安排|下达|批复|额度|指标数|到位|计划")),
    ("actual", re.compile(r"执行|支出|使用|支付|完成|实际|决算|列支")),
)  # fmt: skip
_INNER = re.compile(r"\([^()]*\)")
_NO_HEAD = re.compile(r"\d|[:：，。；]")
_LONGEST = 10
_MOST = 8


@lru_cache(maxsize=8192)
def likely_execution_role(text: str) -> str:
    """The role of a head by the words that are known, or else by the first stem that it holds; '' where by none."""
    known = execution_role(text)
    bare = _INNER.sub("", "".join(text.split()))
    if known or not 2 <= len(bare) <= _LONGEST or _NO_HEAD.search(bare) or "情况" in bare:
        return known
    return next((role for role, stem in _STEMS if stem.search(bare)), "")


def run_of_stems(tokens: Sequence[Token], start: int) -> Heads | None:
    """Heads from tokens[start] in running text, one a token, as far as their stems tell roles; None where fewer than three do.

    A word that no list knows and that would be a second head of its role is the name of the first line (…支出总额), whole or
    the beginning of it.
    """
    columns: list[Column] = []
    stop = start
    for token in tokens[start : start + _MOST]:
        role = likely_execution_role(token.plain)
        if token.column >= 0 or not role or (columns and token.gap is Gap.GLUED):
            break
        if not execution_role(token.plain) and any(column.role == role for column in columns):
            break
        columns.append(Column(role))
        stop += 1
    if len({column.role for column in columns}) < 3:
        return None
    return Heads(start, stop, each_once(columns, False), False, False)

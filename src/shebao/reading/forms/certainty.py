"""Whether the rows of a flattened form were read with certainty: lines of several cells can be mixed beyond repair."""

from __future__ import annotations

import re
from decimal import Decimal

from shebao.reading.forms.builder import FormBuilder
from shebao.reading.forms.vocabulary import LEVEL_ONE, LEVEL_TWO, plain

_HEADS = ("一级指标", "二级指标", "三级指标", "年度绩效目标", "年度绩效指标")
_PIECES = re.compile(r"^(分\)|标\(|标[^准志识杆]|指标?\(|效指标|度指标)|(效指标|度指|\(\d+|\d\(?)$|标\(\d+(?!\d*分\))")
_OPEN, _CLOSE = re.compile(r"[(（]"), re.compile(r"[)）]")
_UNDER = {
    "产出指标": ("数量", "质量", "时效", "成本"),
    "效益指标": ("经济", "社会", "生态", "可持续", "环境", "满意", "群众", "服务"),
}


def doubt(builder: FormBuilder) -> str:
    """Why the rows are doubtful, '' where they are certain: names free of other columns' words, headings in their tree, and
    scores that add up to the printed total."""
    if any(_mixed(item.name) for item in builder.indicators):
        return "各列文字在提取时混在一起，指标行没有分清"
    if any(not _in_tree(item.one.name, item.two.name) for item in builder.indicators if item.one and item.two):
        return "一级、二级指标在提取时错位，指标行没有分清"
    if builder.truncated or builder.total is None or not builder.executions:
        return ""
    scores = [item.score.value for item in builder.indicators if item.score]
    scores += [line.score.value for line in builder.executions if line.score]
    slips = sum(Decimal("0.5") for item in builder.indicators if item.score and item.score.number.decimals)
    if abs(sum(scores, Decimal(0)) - builder.total.value) > max(slips, Decimal(0)) and _many_undivided(builder):
        return "各行得分之和与总分不等，且多行没有分清，可能漏读了行"
    return ""


def _mixed(name: str) -> bool:
    """Whether a name holds words of other columns: pieces of headings, unbalanced brackets, column heads."""
    text = plain(name)
    if len(_OPEN.findall(text)) != len(_CLOSE.findall(text)) or _PIECES.search(text):
        return True
    inside = (*_HEADS, *LEVEL_ONE, *(word for word in LEVEL_TWO if word != "满意度指标"))
    return any(word in text[1:] for word in inside if not text.endswith(word))


def _in_tree(one: str, two: str) -> bool:
    return one not in _UNDER or two.startswith(_UNDER[one])


def _many_undivided(builder: FormBuilder) -> bool:
    undivided = sum(item.target is None for item in builder.indicators)
    return undivided * 5 > len(builder.indicators)

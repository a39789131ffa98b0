"""What rules are called, for people who see only their codes in a list."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from shebao.auditing.registry import all_rules

_PERFORMANCE: Mapping[str, str] = {
    "above": "得分超过权重",
    "amounts": "整体与项目的金额",
    "budget": "没有预算数",
    "copied": "完成值照抄目标值",
    "date": "填报日期",
    "execution": "预算执行率得分",
    "fraction": "分数与百分比",
    "goal": "目标标注的权重",
    "group": "分组标注的权重",
    "heading": "指标归类",
    "measures": "没有写改进措施",
    "misplaced": "指标放错类别",
    "over": "超额完成",
    "parts": "预算各部分之和",
    "percentage": "百分比与绝对数",
    "project_twice": "项目出现两次",
    "repeated": "指标重复",
    "score": "指标得分",
    "spent": "执行数",
    "total": "总分",
    "two_actuals": "同一指标两个完成值",
    "unquantified": "指标没有量化",
    "weight": "指标权重",
    "weights": "权重合计",
}


@cache
def _audit() -> Mapping[str, str]:
    return {rule.code: rule.title for rule in all_rules()}


def title(source: str, rule: str) -> str:
    """The name of a rule of that source; empty where the rule is its own name."""
    return _PERFORMANCE.get(rule, "") if source == "performance" else _audit().get(rule, "")

"""What the library says of files and their keys, in the words of the workspace, where there are pages and fields instead."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TypeVar

_KEYS = {
    "units": "“账套设置”的“所属单位”",
    "extra_subjects": "“账套设置”的“本地增设的科目”",
    "money_unit": "“账套设置”的“表中金额的单位”",
    "rounding": "“账套设置”的“尾数”",
    "unit": "“账套设置”的单位",
}
_FILES = {
    "accounts.yaml": "“账套设置”",
    "annex.yaml": "“附表”",
    "words.yaml": "“文字”",
    "performance.yaml": "“绩效”",
    "entries": "“分录”",
    "budget": "“预算”",
    "opening": "“年初结转”",
    "plan": "“用款计划”",
}
_TEMPLATE = re.compile(r"请用 shebao accounts template 生成的模板，或在 accounts\.yaml 的 columns 中写明列名对照")
_KEY = re.compile(r"\s{0,9}accounts\.yaml\s{0,9}的\s{0,9}(units|extra_subjects|money_unit|rounding|unit)\b\s{0,9}")
_FILE = re.compile(
    r"\s{0,9}\b(accounts|annex|words|performance)\.yaml\b\s{0,9}|\s{0,9}\b(entries|budget|opening|plan)\.(?:csv|xlsx)\b\s{0,9}"
)
T = TypeVar("T")


def in_workspace(text: str) -> str:
    """A message with the names of pages and fields in place of those of files and keys."""
    text = _TEMPLATE.sub("请用“导入”页下载的模板，或在下一页对照列名", text)
    text = _KEY.sub(lambda match: _KEYS[match[1]], text)
    return _FILE.sub(lambda match: _FILES[f"{match[1]}.yaml" if match[1] else match[2]], text)


def told_in_workspace(found: T, *names: str) -> T:
    """A dataclass whose texts of those names are in the words of the workspace."""
    return replace(found, **{name: in_workspace(getattr(found, name)) for name in names})  # type: ignore[type-var]

"""Files with self-evaluation forms, read in a process of their own: what comes back are records, as people would type them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from shebao import bounded
from shebao.performance import (
    DataError,
    Evidence,
    FormData,
    Indicator,
    PerformanceData,
    Where,
    is_data_workbook,
    performance_data,
    workbook_data,
)
from shebao.reading.document import UnreadableFile
from shebao.reading.report import read_file
from shebao.report.forms import FormKind

_TOO_LARGE = "读取这份文件用去的内存或时间超过了限制；请删除用不到的行和列，或拆成几个文件后再导入。"
_KINDS = frozenset(kind.value for kind in FormKind)


@dataclass(frozen=True, slots=True)
class Question:
    """A stored file, the name that people know it by, and whose forms of which year it shall be."""

    path: str
    name: str
    unit: str
    fiscal_year: int
    place: str


@dataclass(frozen=True, slots=True)
class Forms:
    """Kind and record of each form, and the day of the mid-year figures."""

    records: tuple[tuple[str, dict[str, Any]], ...]
    midyear_day: date | None = None


def forms_apart(question: Question, limits: bounded.Limits = bounded.REPORT) -> Forms:
    """The forms of the file. Raises DataError."""
    try:
        said = dict(bounded.run(read_forms, (question,), limits))
        if "problem" in said:
            raise DataError("unreadable", said["problem"].decode())
        read = json.loads(said["forms"])
        records = tuple((str(kind), dict(record)) for kind, record in read["records"] if kind in _KINDS)
        day = read["midyear_day"]
        return Forms(records, date.fromisoformat(day) if day else None)
    except DataError:
        raise
    except (bounded.Stopped, ValueError, KeyError, TypeError):
        raise DataError("too_large", _TOO_LARGE, Where(question.name)) from None


def read_forms(question: Question) -> Iterator[bounded.Message]:
    """In the other process: `forms`, or the `problem` in Chinese."""
    try:
        found = _read(question)
    except DataError as problem:
        yield "problem", str(problem).encode()
        return
    day = found.midyear_day
    records = [(form.kind.value, record_from(form)) for form in found.forms]
    told = {"records": records, "midyear_day": day.isoformat() if day else ""}
    yield "forms", json.dumps(told, ensure_ascii=False).encode()


def _read(question: Question) -> PerformanceData:
    content, name = Path(question.path).read_bytes(), question.name
    if name.lower().endswith(".xlsx") and is_data_workbook(content, name):
        return workbook_data(content, name)
    try:
        report = read_file(content, name).report
    except UnreadableFile as problem:
        raise DataError("unreadable", str(problem)) from None
    if not report.forms:
        raise DataError("no_form", "没有读到绩效自评表；请用本页的模板，或给出含自评表的文件。", Where(name))
    return performance_data(report.forms, question.unit, question.fiscal_year, question.place, name)


def record_from(form: FormData) -> dict[str, Any]:
    """A form that was read from a file as its record."""
    budget = form.budget
    values: dict[str, Any] = {
        "名称": form.name, "主管部门": form.department, "实施单位": form.unit, "填报日期": form.filled_on, "年度目标": form.objective,
        "项目类别": form.category, "项目属性": form.attribute, "项目类型": form.type, "年初预算数": budget.initial, "全年预算数": budget.adjusted,
        "执行数": budget.spent, "年中执行数": budget.spent_midyear, "基本支出": form.basic, "项目支出": form.project, "执行率分值": form.execution_weight,
        "绩效指标分值": form.indicator_weight, "小数位": form.decimals, "偏差原因": form.reasons, "改进措施": form.measures,
        "执行率得分": form.printed_execution, "总分": form.printed_total,
        "分值标注": {"/".join(path): f"{weight:f}" for path, weight in form.groups.items()},
        "目标分值": [{"序号": str(n), "分值": "" if w is None else f"{w:f}", "内容": text} for n, (w, text) in form.goals.items()],
        "指标": [_indicator_from(item) for item in form.indicators],
    }  # fmt: skip
    return _plain(values)


def _indicator_from(item: Indicator) -> dict[str, Any]:
    values: dict[str, Any] = {
        "所属目标": item.goal, "一级": item.level_one, "二级": item.level_two, "名称": item.name, "分值": item.weight, "目标": item.target,
        "实际": item.actual, "方向": item.direction, "档次": item.band, "比例": None if item.share is None else f"{item.share * 100:f}%",
        "理由": item.reason, "得分": item.printed, "年中完成": item.midyear.actual if item.midyear else "",
        "年中预计": item.midyear.forecast if item.midyear else "", "历年": {str(year): text for year, text in item.history.items()},
        "汇总自": list(item.gathered), "证据": [_evidence_from(each) for each in item.evidence],
    }  # fmt: skip
    return _plain(values)


def _evidence_from(each: Evidence) -> dict[str, Any]:
    day = each.day.isoformat() if each.day else ""
    return _plain({"类型": each.kind, "出处": each.place, "日期": day, "提供人": each.person})


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without blanks; numbers as text."""
    return {
        key: value if isinstance(value, list | dict) else f"{value}"
        for key, value in values.items()
        if value not in (None, "", [], {})
    }

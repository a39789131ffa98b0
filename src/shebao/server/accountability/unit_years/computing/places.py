"""Findings of every check in one form, each with the place where it is mended."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from shebao.accounts.closing.amounts import Address
from shebao.accounts.closing.closing import Closing
from shebao.accounts.closing.findings import Finding as ClosingFinding
from shebao.auditing.findings import Finding as AuditFinding
from shebao.composing.manuscript import Gap
from shebao.fields.problem import Problem
from shebao.performance import Finding as PerformanceFinding
from shebao.performance import Level
from shebao.server.accountability.unit_years.computing.grids import cell_target
from shebao.server.accountability.unit_years.sheets import SHEETS

LISTED = 500
_AMOUNT = re.compile(r"(?<![\d,])-?\d[\d,]{0,30}\.\d{1,9}|(?<![\d,])\d{1,3}(?:,\d{3}){1,9}")
_CLOSING_TAB = {
    "over_budget": "budget",
    "overdrawn": "entries",
    "below_part": "entries",
    "months_without_entries": "entries",
    "project_without_execution": "entries",
    "fall": "entries",
}
_CLOSING_ERRORS = frozenset({"overdrawn", "below_part", "not_carried_over"})
_RULE_NAMES = {
    "over_budget": "超预算",
    "overdrawn": "支大于收",
    "below_part": "小于其中数",
    "carried_over_differs": "年初与上年末不符",
    "not_carried_over": "没有结转",
    "months_without_entries": "有月份没有支出",
    "project_without_execution": "项目没有执行",
    "fall": "比上年减少五分之一以上",
}
_PERFORMANCE_RULES = {
    "above": "得分超出分值", "actual": "没有实际完成值", "amounts": "金额不一致", "band": "档次", "budget": "没有预算数", "copied": "照抄目标值",
    "date": "填报日期", "execution": "执行率得分", "fraction": "百分数写成小数", "goal": "目标分值", "group": "分值标注", "heading": "指标层级",
    "measures": "没有改进措施", "misplaced": "指标放错", "over": "超额完成", "parts": "分项与合计", "percentage": "百分比", "project_twice": "项目重复",
    "reason": "没有理由", "reasons": "没有偏差原因", "repeated": "指标重复", "score": "填列的得分", "share": "比例", "spent": "没有执行数", "target": "目标值",
    "total": "总分", "word": "得分与完成情况", "two_actuals": "同一指标两个数", "unquantified": "没有数量", "weight": "分值", "weights": "分值合计", "data": "数据",
}  # fmt: skip
_TOLD_BY_FORM = {
    **{key: {"执行率得分", "没有预算数", "没有执行数"} for key in ("P01", "P02")},
    "P03": {"分项与合计"},
    **{key: {"填列的得分", "得分超出分值", "档次", "比例", "没有理由", "得分与完成情况"} for key in ("P04", "P05")},
    **{key: {"分值合计", "分值标注", "目标分值", "总分"} for key in ("P07", "P08", "P09")},
    **{
        key: {"目标值", "百分数写成小数", "照抄目标值", "指标重复", "超额完成", "指标放错", "没有数量"}
        for key in ("P10", "P11", "P12", "P13", "P14")
    },
    **{key: {"没有偏差原因", "没有改进措施"} for key in ("P15", "P16", "P17")},
}
"""What an audit rule says of a form that the form's own checks said already, at the place where it is mended."""
_FILES = {"performance.yaml": "performance/", "annex": "annex/", "accounts.yaml": "settings/"}


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with its place; `target` is an address below the unit-year."""

    source: str
    rule: str
    severity: str
    message: str
    place: str
    target: str
    quote: str = ""
    stated: str = ""
    expected: str = ""


def keyed(found: Iterable[Found]) -> Iterator[tuple[str, Found]]:
    """Each finding with a key that stays while its amounts change; alike ones are numbered."""
    seen: Counter[str] = Counter()
    for each in found:
        words = (each.source, each.rule, each.place, _AMOUNT.sub("#", each.message))
        digest = hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:48]
        seen[digest] += 1
        yield (f"{digest}-{seen[digest]}" if seen[digest] > 1 else digest), each


def of_rejects(rejects: Iterable[Problem]) -> Iterator[Found]:
    """What keeps the accounts from being closed, each at its row."""
    for reject in list(rejects)[:LISTED]:
        yield Found(
            source="input",
            rule=reject.field or "录入",
            severity="error",
            message=f"{reject.reason}{f'。{reject.advice}' if reject.advice else ''}。",
            place=_reject_place(reject),
            target=_reject_target(reject),
            stated=reject.value,
        )


def _reject_place(reject: Problem) -> str:
    part = reject.place.part
    sheet = SHEETS[part].title if part in SHEETS else {"accounts": "账套设置", "annex": "附表"}.get(part, "账套")
    row = f"第 {reject.place.row} 行" if reject.place.row else ""
    return " ".join(part for part in (sheet, row, reject.field) if part)


def _reject_target(reject: Problem) -> str:
    if reject.place.part in SHEETS:
        return (
            f"sheets/{reject.place.part}/{reject.place.line}/" if reject.place.line else f"sheets/{reject.place.part}/"
        )
    pages = {"accounts": "settings/", "subjects": "settings/", "annex": "annex/", "closing": "settings/#prior"}
    return pages.get(reject.place.part, "sheets/entries/")


def of_closing(findings: Iterable[ClosingFinding], source: str = "closing") -> Iterator[Found]:
    """What the closing asks to decide about; of `completeness`, what is explained to the public."""
    for finding in findings:
        sheet = _CLOSING_TAB.get(finding.code, "opening")
        query = f"?{urlencode({'q': finding.functional})}" if finding.functional and sheet != "opening" else ""
        yield Found(
            source=source,
            rule=_RULE_NAMES.get(finding.code, finding.code),
            severity="error" if finding.code in _CLOSING_ERRORS else "warning",
            message=f"{f'单位 {finding.unit}：' if finding.unit else ''}{finding.message}",
            place=" ".join(part for part in (SHEETS[sheet].title, finding.functional) if part),
            target=f"sheets/{sheet}/{query}",
        )


def of_audit(
    findings: Iterable[AuditFinding], closing: Closing, names: Mapping[tuple[str, str], str], composed: bool
) -> Iterator[Found]:
    """What the audit of the tables or of the `composed` report finds, at the cell where it is about one. Consequences of
    another finding are left out."""
    whole, elsewhere = ("报告", "report/") if composed else ("决算表", "tables/")
    cells = {
        id(cell.figure.source): Address(table.id, row.key, column)
        for table in closing.tables
        for row in table.rows
        for column, cell in row.cells.items()
        if cell.figure is not None
    }
    titles = {table.id: table.title.quote for table in closing.tables if table.title}
    for finding in findings:
        if finding.cause is not None:
            continue
        sources = (finding.source, *(operand.source for operand in finding.operands))
        address = next((cells[id(source)] for source in sources if id(source) in cells), None)
        place = f"{titles.get(address.table, '')} {names.get(address[:2], address.row)}" if address else whole
        yield Found(
            source="audit",
            rule=finding.rule,
            severity=str(finding.severity),
            message=finding.message,
            place=place,
            target=cell_target(address) if address else elsewhere,
            quote=finding.source.quote[:500],
            stated=finding.stated,
            expected=finding.expected,
        )


_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "info"}


def of_performance(
    problems: Iterable[PerformanceFinding], form_id: int | None, rows: Mapping[str, int]
) -> Iterator[Found]:
    """Problems of one form (or between forms where `form_id` is None), each at its row."""
    for problem in problems:
        anchor = f"#i{rows[problem.row]}" if problem.row in rows else ""
        yield Found(
            source="performance",
            rule=_PERFORMANCE_RULES.get(problem.code, problem.code),
            severity=_LEVELS[problem.level],
            message=f"{problem.message}；{problem.todo}。",
            place=f"{problem.form}·{problem.row}" if problem.row else problem.form,
            target=f"performance/{form_id}/{anchor}" if form_id else "performance/",
        )


def told_once(found: Iterable[Found]) -> list[Found]:
    """Without what the audit says of a form where the form's own checks found it too."""
    everything = list(found)
    by_form = {each.rule for each in everything if each.source == "performance"}
    return [
        each for each in everything if each.source != "audit" or by_form.isdisjoint(_TOLD_BY_FORM.get(each.rule, ()))
    ]


def of_gaps(gaps: Iterable[Gap]) -> Iterator[Found]:
    """Words that the report still misses, where they are written."""
    for gap in gaps:
        yield Found("words", "缺内容", "error", f"报告还缺：{gap.needed}。", gap.where, gap_target(gap.field))


def gap_target(field: str) -> str:
    """Where what the composer misses is entered."""
    return next((page for file, page in _FILES.items() if field.startswith(file)), f"words/#{field}")


def of_words(rejects: Iterable[Problem]) -> Iterator[Found]:
    """Why the words cannot be read."""
    for reject in rejects:
        yield Found("words", "文字", "error", reject.told, f"文字 {reject.field}", "words/", stated=reject.value)

"""Reports whose narrative is written in the test, read by the grammar, with tables beside it."""

from auditing.builders import UNIT, narrative, table
from shebao.auditing.verdicts import Severity, Violated
from shebao.reading.statements import read_statements
from shebao.report import Report
from shebao.report.tables import Table

HEADINGS = {
    "totals": "收入支出决算总体情况说明",
    "income": "收入决算情况说明",
    "expenditure": "支出决算情况说明",
    "appropriation": "财政拨款收入支出决算总体情况说明",
    "general": "一般公共预算财政拨款支出决算情况说明",
    "basic": "一般公共预算财政拨款基本支出决算情况说明",
    "fund": "政府性基金预算财政拨款收入支出决算情况说明",
    "three_public": "财政拨款“三公”经费支出决算情况说明",
    "running_costs": "机关运行经费支出说明",
    "procurement": "政府采购支出说明",
    "assets": "国有资产占用情况说明",
    "performance": "预算绩效情况说明",
}
_ORDINALS = "一二三四五六七八九十"


def told(tables: tuple[Table, ...] = (), **sections: str) -> Report:
    """A report with the sections given (their words by topic), read by the grammar."""
    body = "\n".join(
        f"{ordinal}、{HEADINGS[topic]}\n{words}"
        for ordinal, (topic, words) in zip(_ORDINALS, sections.items(), strict=False)
    )
    subject = narrative(body)
    statements = read_statements(subject.sections, UNIT.fiscal_year)
    return narrative(body, tables=tables, facts=statements.facts, claims=statements.claims)


def general_table(**changed: tuple[str, str, str]) -> Table:
    """一般公共预算财政拨款支出决算表 with two classes; `k2210201=(…)` changes a row."""
    rows = {
        ("total", "合计"): ("300.00", "180.00", "120.00"),
        ("208", "社会保障和就业支出"): ("200.00", "100.00", "100.00"),
        ("20801", "人力资源和社会保障管理事务"): ("150.00", "50.00", "100.00"),
        ("2080101", "行政运行"): ("50.00", "50.00", ""),
        ("2080109", "社会保险经办机构"): ("100.00", "", "100.00"),
        ("20805", "行政事业单位养老支出"): ("50.00", "50.00", ""),
        ("2080505", "机关事业单位基本养老保险缴费支出"): ("50.00", "50.00", ""),
        ("221", "住房保障支出"): ("100.00", "80.00", "20.00"),
        ("22102", "住房改革支出"): ("100.00", "80.00", "20.00"),
        ("2210201", "住房公积金"): ("100.00", "80.00", "20.00"),
    }
    rows = {label: changed.get(f"k{label[0]}", texts) for label, texts in rows.items()}
    return table("general_budget_expenditure", rows, ("total", "basic", "project"), unit="万元")


def basic_table(**changed: str) -> Table:
    """一般公共预算财政拨款基本支出决算表; `k30217="0.50"` changes a row."""
    rows = {
        ("personnel", "人员经费合计"): "150.00",
        ("30101", "基本工资"): "90.00",
        ("30103", "奖金"): "",
        ("30107", "绩效工资"): "40.00",
        ("30309", "奖励金"): "20.00",
        ("operating", "公用经费合计"): "30.00",
        ("30201", "办公费"): "20.00",
        ("30213", "维修（护）费"): "9.60",
        ("30217", "公务接待费"): "0.40",
        ("31002", "办公设备购置"): "",
    }
    rows = {label: (changed.get(f"k{label[0]}", text),) for label, text in rows.items()}
    return table("basic_expenditure", rows, ("amount",), unit="万元")


def severities(found: list[Violated], declared: Severity) -> list[Severity]:
    """The severity of each violation of a rule that is declared with `declared`."""
    return [violated.severity or declared for violated in found]

"""The tables of a budget in several wordings: a consistent one is clean, a cell that is changed is found, ties need their columns."""

import random

import pytest

from shebao.auditing.audit import audit_report
from shebao.auditing.verdicts import Severity
from shebao.reading.report import read_file
from shebao.reading.tables.years import without_years
from shebao.report import Report
from shebao.report.tables import Family, TableState, names_table, table_of_title, table_specs, ties
from synthetic.budget import RUNNING_COSTS, STYLES, html, plan, tables

MOST = 12


def report_of(text: str) -> Report:
    return read_file(text.encode(), "budget.html").report


def findings(text: str):
    return [f for f in audit_report(report_of(text)).findings if f.severity is not Severity.INFO]


@pytest.mark.parametrize("style", STYLES)
def test_a_consistent_budget_is_read_whole_and_clean(style):
    made = plan(11)
    report = report_of(html(made, style))
    assert {table.id for table in report.tables if table.state is TableState.READ} == {
        "income_and_expenditure",
        "income",
        "expenditure",
        "appropriation_balance",
        "general_budget_expenditure",
        "basic_expenditure",
        "three_public",
    }
    assert all(table.family is Family.BUDGET for table in report.tables)
    assert not [
        cell
        for table in report.tables
        for row in table.rows
        for cell in row.cells.values()
        if cell.doubtful and cell.figure
    ]
    assert [f.message for f in findings(html(made, style))] == []


@pytest.mark.parametrize("style", STYLES)
def test_a_changed_amount_of_any_table_is_found(style):
    made, rng = plan(12), random.Random(style)
    cells = [
        (number, r, c, cell)
        for number, (_, rows) in enumerate(tables(made, style))
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
        if isinstance(cell, str) and "." in cell and cell.replace(",", "").replace(".", "").isdecimal()
    ]
    for number, r, c, cell in rng.sample(cells, MOST):
        if cell == RUNNING_COSTS:
            continue  # nothing else in the tables repeats it
        wrong = f"{float(cell.replace(',', '')) + 7:,.2f}"
        assert findings(html(made, style, (number, r, c, wrong))), (number, r, c, cell)


def test_the_year_before_in_the_text_is_compared_with_its_column():
    made = plan(13)
    total, before = sum(made.three.values()), sum(made.three_prior.values())
    text = html(made, "compared")
    told = "“三公”经费预算{now}万元，比上年预算{word}{by}万元。"
    now = f"{total / 1e6:,.2f}"
    start = f"“三公”经费预算{now}万元。"
    assert start in text
    word = "增加" if total > before else "减少"
    right = told.format(now=now, word=word, by=f"{abs(total - before) / 1e6:,.2f}")
    wrong = told.format(now=now, word=word, by=f"{abs(total - before) / 1e6 + 3:,.2f}")
    assert findings(text.replace(start, right)) == []
    assert {f.rule for f in findings(text.replace(start, wrong))} == {"X83"}


@pytest.mark.parametrize(
    ("title", "table"),
    [
        ("2025年部门收支总体情况表", "income_and_expenditure"),
        ("表4 2025年单位财政拨款收支预算总表", "appropriation_balance"),
        ("一般公共预算支出预算表（按功能分类）", "general_budget_expenditure"),
        ("部门支出总体情况表", "expenditure"),
        ("某单位2025年收入预算表", "income"),
        ("一般公共预算基本支出情况表（部门预算支出经济分类）", "basic_expenditure"),
        ("政府性基金预算支出情况表", "government_fund"),
        ("2025年“三公”经费预算财政拨款情况统计表", "three_public"),
        ("2025年项目支出绩效目标表", None),
        ("政府采购预算表", None),
        ("一般公共预算支出预算表（按政府预算支出经济分类）", None),
        ("部门收支情况说明", None),
    ],
)
def test_titles_of_a_budget_are_known_by_their_words(title, table):
    assert table_of_title(title.removesuffix("（按功能分类）"), Family.BUDGET) == table
    assert names_table(title) == (table is not None)


def test_years_in_heads_become_words():
    paths = [("2024年执行数",), ("2025年预算数", "小计"), ("2025年预算数比2024年执行数", "增减%"), ("科目名称",)]
    assert without_years(paths) == (("上年执行数",), ("预算数", "小计"), ("增减额", "增减率"), ("科目名称",))
    assert without_years([("2024年执行数",)]) == (("上年执行数",),)


def test_a_code_of_a_unit_is_no_subject():
    """The income of a budget lists units, whose codes may look like those of subjects."""
    report = report_of(html(plan(14), "ministry").replace(">205001<", ">20501<"))
    income = report.table("income")
    assert income is not None
    assert {row.key for row in income.rows} == {"", "total"}


def test_what_is_declared_refers_to_what_is_there():
    specs = table_specs(Family.BUDGET)
    for spec in specs.values():
        known = {*spec.columns, *spec.memo_columns}
        for relation in spec.relations:
            assert {term.ref for term in (*relation.left, *relation.right)} <= known, relation.text
            assert {*relation.needs, *relation.without} <= known, relation.text
        rows = {*spec.income, *spec.expenditure}
        for relation in spec.row_relations:
            assert {*relation.needs, *relation.without} <= rows | {"personnel", "operating"}, relation.text
    for tie in ties(Family.BUDGET):
        references = [term.ref for term in (*tie.left, *tie.right)] + [*tie.needs, *tie.without]
        for table, _, column in (reference.split(":") for reference in references):
            assert column in specs[table].columns or column in specs[table].memo_columns, tie.text

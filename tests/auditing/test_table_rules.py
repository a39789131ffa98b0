"""T: formulas inside tables, hierarchy, ties, residue."""

import pytest

from auditing.builders import cell, holds, report, table, undecided, violations
from shebao.auditing.rules.t_formulas import parse_printed
from shebao.auditing.verdicts import Severity
from shebao.report.provenance import Source
from shebao.report.tables import Row, TableState, ties

EXPENDITURE = ("total", "basic", "project")


def expenditure(**changed):
    rows = {
        ("total", "合计"): ("300.00", "180.00", "120.00"),
        ("208", "社会保障和就业支出"): ("200.00", "100.00", "100.00"),
        ("20801", "人力资源和社会保障管理事务"): ("200.00", "100.00", "100.00"),
        ("2080101", "行政运行"): ("100.00", "100.00", ""),
        ("2080109", "社会保险经办机构"): ("100.00", "", "100.00"),
        ("221", "住房保障支出"): ("100.00", "80.00", "20.00"),
    }
    rows |= {label: texts for label, texts in rows.items() if label[0] not in changed}
    rows = {label: changed.get(f"k{label[0]}", texts) for label, texts in rows.items()}
    return table("expenditure", rows, EXPENDITURE)


def test_a_consistent_table_holds_and_nothing_is_flagged():
    subject = report(tables=(expenditure(),))
    for code in ("T01", "T02", "T04", "T05", "T07"):
        assert not violations(code, subject)
    assert len(holds("T01", subject)) == 6
    assert holds("T04", subject)
    assert holds("T05", subject)


def test_a_row_whose_columns_do_not_add_up():
    (found,) = violations("T01", report(tables=(expenditure(k2080101=("100.00", "90.00", "")),)))
    assert found.stated == "100.00"
    assert found.expected == "90.00"
    assert "行政运行" in found.message
    assert {operand.value for operand in found.operands} >= {"100.00", "90.00"}


def test_a_class_that_is_not_the_sum_of_its_children():
    found = violations("T04", report(tables=(expenditure(k20801=("210.00", "100.00", "110.00")),)))
    assert any("20801" in violated.message and violated.stated == "210.00" for violated in found)


def test_a_total_row_that_is_not_the_sum_of_the_classes():
    found = violations("T05", report(tables=(expenditure(ktotal=("310.00", "180.00", "130.00")),)))
    assert [violated.stated for violated in found] == ["310.00", "130.00"]


def test_rounding_tails_inside_the_intervals_hold():
    subject = table(
        "expenditure",
        {
            ("208", "类"): ("1.01", "1.01", ""),
            ("20801", "款"): ("0.50", "0.50", ""),
            ("20805", "款"): ("0.50", "0.50", ""),
        },
        EXPENDITURE,
    )
    assert not violations("T04", report(tables=(subject,)))


def test_an_unrecognised_row_leaves_sums_undecided():
    broken = expenditure()
    stray = Row("", "？？", {"total": cell("5.00")}, Source("？？ 5.00"))
    subject = report(
        tables=(type(broken)(**{**{f: getattr(broken, f) for f in broken.__slots__}, "rows": (*broken.rows, stray)}),)
    )
    assert not violations("T04", subject)
    assert undecided("T04", subject)


def test_a_doubtful_cell_is_undecided():
    subject = table("expenditure", {("208", "类"): ("1.00", "2.00", "")}, EXPENDITURE)
    row = subject.rows[0]
    doubted = Row(row.key, row.name, {**row.cells, "basic": cell("2.00", "栏位不能确定")}, row.source)
    made = type(subject)(**{**{f: getattr(subject, f) for f in subject.__slots__}, "rows": (doubted,)})
    assert undecided("T01", report(tables=(made,)))[0].reason.endswith("栏位不能确定")


def balance(grand="400.00", other="400.00"):
    rows = {
        ("in.general", "一、一般公共预算财政拨款收入", 1): ("300.00",),
        ("in.total", "本年收入合计", 27): ("300.00",),
        ("in.carry_over", "年初结转和结余", 29): ("100.00",),
        ("in.grand_total", "总计", 31): (grand,),
        ("out.208", "八、社会保障和就业支出", 39): ("350.00",),
        ("out.total", "本年支出合计", 58): ("350.00",),
        ("out.carry_over", "年末结转和结余", 60): ("50.00",),
        ("out.grand_total", "总计", 62): (other,),
    }
    return table("income_and_expenditure", rows, ("amount",), ("31行＝（27＋28＋29）行", "62行＝（58＋59＋60）行"))


def test_the_two_sides_of_the_balance():
    assert not violations("T02", report(tables=(balance(),)))
    found = violations("T02", report(tables=(balance(grand="400.01"),)))
    assert any(violated.severity is Severity.WARNING and "400.01" in violated.message for violated in found)
    assert any(violated.severity is None for violated in violations("T02", report(tables=(balance(grand="500.00"),))))


def test_printed_formulas_are_evaluated():
    assert len(holds("T03", report(tables=(balance(),)))) == 2
    (found,) = violations("T03", report(tables=(balance(other="300.00"),)))
    assert "62行＝（58＋59＋60）行" in found.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("27行＝（1＋2＋…＋8）行", ("行", 27, tuple((n, 1) for n in range(1, 9)))),
        ("1 栏各行 = (2+3+4) 栏各行", ("栏", 1, ((2, 1), (3, 1), (4, 1)))),
        ("6栏各行＝（1＋2－3）栏各行", ("栏", 6, ((1, 1), (2, 1), (3, -1)))),
        ("58 行 = (32+33+...+57) 行", ("行", 58, tuple((n, 1) for n in range(32, 58)))),
        ("9栏=（10+11）栏", ("栏", 9, ((10, 1), (11, 1)))),
    ],
)
def test_printed_formulas_are_parsed(text, expected):
    assert parse_printed(text) == expected


@pytest.mark.parametrize("text", ["", "注：本表反映收支", "1行＝（2＋…＋999999）行"])
def test_what_is_no_formula(text):
    assert parse_printed(text) is None


def test_tables_are_tied_to_each_other():
    income = table("income", {("total", "合计"): ("300.00", "300.00")}, ("total", "appropriation"))
    assert not violations("T06", report(tables=(balance(), income)))
    wrong = table("income", {("total", "合计"): ("310.00", "300.00")}, ("total", "appropriation"))
    (found,) = violations("T06", report(tables=(balance(), wrong)))
    assert {"300.00", "310.00"} == {operand.value for operand in found.operands}
    assert "收入支出决算总表" in found.message


def test_a_tail_between_two_tables_is_information():
    spending = table("expenditure", {("total", "合计"): ("350.01", "", "")}, EXPENDITURE)
    (found,) = violations("T06", report(tables=(balance(), spending)))
    assert found.severity is Severity.INFO


def test_three_public_is_at_least_its_basic_part():
    basic = table("basic_expenditure", {("30217", "公务接待费"): ("0.50",)}, ("amount",))
    public = table("three_public", {("row", ""): ("0.20",)}, ("actual.reception",))
    assert violations("T06", report(tables=(basic, public)))
    enough = table("three_public", {("row", ""): ("0.60",)}, ("actual.reception",))
    assert not violations("T06", report(tables=(basic, enough)))


def test_rows_without_amounts():
    rows = {
        ("203", "国防支出"): ("", "", ""),
        ("208", "社保"): ("1.00", "1.00", ""),
        ("221", "住房"): ("1.00", "1.00", ""),
    }
    (found,) = violations("T07", report(tables=(table("general_budget_expenditure", rows, EXPENDITURE),)))
    assert "203 国防支出" in found.message


def test_a_printed_zero_beside_blanks_is_an_amount_too_small_for_the_unit():
    rows = {
        ("203", "国防支出"): ("0.00", "0.00", ""),
        ("208", "社保"): ("1.00", "1.00", ""),
        ("221", "住房"): ("1.00", "1.00", ""),
    }
    assert not violations("T07", report(tables=(table("general_budget_expenditure", rows, EXPENDITURE),)))
    rows[("203", "国防支出")] = ("0.00", "0.00", "0.00")
    assert violations("T07", report(tables=(table("general_budget_expenditure", rows, EXPENDITURE),)))


def test_same_scope_compares_class_by_class():
    appropriation = table(
        "appropriation_balance",
        {
            ("in.general", "一般公共预算财政拨款"): ("300.00", ""),
            ("in.total", "本年收入合计"): ("300.00", ""),
            ("in.carry_over", "年初财政拨款结转和结余"): ("100.00", ""),
            ("out.208", "八、社会保障和就业支出"): ("", "349.00"),
        },
        ("amount", "total"),
    )
    (found,) = violations("T08", report(tables=(balance(), appropriation)))
    assert "350.00" in found.message
    assert "349.00" in found.message


def test_a_note_instead_of_a_table():
    note = table("state_capital", {}, (), ("无国有资本经营预算支出。",), state=TableState.NOTE_ONLY)
    assert violations("T09", report(tables=(note,)))
    empty = table("state_capital", {}, (), state=TableState.EMPTY)
    assert not violations("T09", report(tables=(empty,)))


def test_every_tie_names_known_tables_and_columns():
    from shebao.report.tables import table_specs

    for relation in ties():
        for term in (*relation.left, *relation.right):
            table_id, _, column = term.ref.split(":")
            assert column in table_specs()[table_id].columns, relation.text


def test_displaced_amounts_are_one_finding_with_consequences():
    from shebao.auditing.audit import audit_report

    codes = ["208", "20801", "2080101", "2080109", "20805", "2080501", "2080505", "221", "22102", "2210201", "2210203"]
    amounts = ["101.00", "60.00", "40.00", "20.00", "41.00", "30.00", "11.00", "9.00", "9.00", "5.00", "4.00"]
    good = {(code, f"科目{code}"): (amount, amount, "") for code, amount in zip(codes, amounts, strict=True)}
    moved = ["101.00", "60.00", *amounts[3:], "109.00"]
    shifted = {(code, f"科目{code}"): (amount, amount, "") for code, amount in zip(codes, moved, strict=True)}
    whole = table("expenditure", good, EXPENDITURE)
    wrong = table("general_budget_expenditure", shifted, EXPENDITURE)
    result = audit_report(report(tables=(whole, wrong)), rules=["T"])
    roots = [finding for finding in result.findings if finding.rule == "T10"]
    assert len(roots) == 1
    assert "错行" in roots[0].message
    first = next(row for row in wrong.rows if row.key == "2080101").source.place.line
    following = [f for f in result.findings if f.rule != "T10" and (f.source.place.line or 0) > first]
    assert following
    assert {finding.cause for finding in following} == {roots[0].id}
    same = table("general_budget_expenditure", good, EXPENDITURE)
    assert not violations("T10", report(tables=(whole, same)))

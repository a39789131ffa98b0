"""T11–T12: codes with their names, and missing rows."""

from auditing.builders import holds, report, table, undecided, violations
from shebao.auditing.verdicts import Severity

COLUMNS = ("total", "basic", "project")
ROWS = {
    ("total", "合计"): ("300.00", "180.00", "120.00"),
    ("208", "社会保障和就业支出"): ("200.00", "100.00", "100.00"),
    ("20801", "人力资源和社会保障管理事务"): ("200.00", "100.00", "100.00"),
    ("2080101", "行政运行"): ("100.00", "100.00", ""),
    ("2080109", "社会保险经办机构"): ("100.00", "", "100.00"),
    ("221", "住房保障支出"): ("100.00", "80.00", "20.00"),
    ("22102", "住房改革支出"): ("100.00", "80.00", "20.00"),
    ("2210201", "住房公积金"): ("100.00", "80.00", "20.00"),
}


def named(code: str, name: str) -> dict:
    return {(c, name if c == code else n): texts for (c, n), texts in ROWS.items()}


def without(*codes: str) -> dict:
    return {label: texts for label, texts in ROWS.items() if label[0] not in codes}


def printed(table_id: str, rows: dict, **changes):
    """A table whose rows quote code and name, as grids do."""
    from dataclasses import replace

    made = table(table_id, rows, COLUMNS, **changes)
    rows_read = tuple(
        replace(row, source=replace(row.source, quote=f"{row.code} {row.source.quote}")) for row in made.rows
    )
    return replace(made, rows=rows_read)


def test_right_names_hold():
    subject = report(tables=(printed("expenditure", ROWS),))
    assert not violations("T11", subject)
    assert len(holds("T11", subject)) == 7


def test_the_name_of_another_subject_is_wrong():
    (found,) = violations("T11", report(tables=(printed("expenditure", named("2080109", "住房公积金")),)))
    assert "2080109" in found.message
    assert found.expected == "社会保险经办机构"


def test_names_that_differ_between_tables_are_wrong_where_one_is_the_right_one():
    tables = (printed("expenditure", ROWS), printed("general_budget_expenditure", named("2080109", "窗口改造工程")))
    (found,) = violations("T11", report(tables=tables))
    assert found.stated == "窗口改造工程"


def test_short_forms_misspellings_and_unknown_names_are_not_flagged():
    for name in ("社会保险经办", "社会保险经办机构支出", "社会保险经办机够", "本地专用科目"):
        assert not violations("T11", report(tables=(printed("expenditure", named("2080109", name)),)))


def test_codes_that_the_reader_put_to_a_name_are_not_judged():
    subject = report(tables=(table("expenditure", named("2080109", "住房公积金"), COLUMNS),))
    assert not violations("T11", subject)


def test_a_complete_table_lacks_nothing():
    assert not violations("T12", report(tables=(printed("expenditure", ROWS),)))


def test_a_missing_class_category_item_or_total_row_is_told():
    for code, expected in (("208", "208"), ("20801", "20801"), ("2210201", "下级科目"), ("total", "合计")):
        found = violations("T12", report(tables=(printed("expenditure", without(code)),)))
        assert any(expected in violated.expected for violated in found), code


def test_in_a_text_extraction_a_missing_row_is_a_hint_only():
    found = violations("T12", report(tables=(printed("expenditure", without("20801")),), text_only=True))
    assert {violated.severity for violated in found} == {Severity.INFO}


def test_a_table_of_classes_only_needs_no_categories():
    rows = {label: texts for label, texts in ROWS.items() if len(label[0]) in (3, 5) and label[0] != "22102"}
    flat = {label: texts for label, texts in rows.items() if label[0] != "20801"}
    assert not violations("T12", report(tables=(printed("expenditure", flat),)))


def test_unrecognised_rows_leave_it_open():
    rows = {**ROWS, ("", "不认识的行"): ("1.00", "1.00", "")}
    assert undecided("T12", report(tables=(printed("expenditure", rows),)))

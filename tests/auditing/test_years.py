"""X80–X82: ties to the prior year's report and to the department's."""

from dataclasses import replace

from auditing.builders import UNIT, holds, narrative, table, undecided, violations
from shebao.reading.statements import read_statements
from shebao.report import Identity, Report


def of(year: int, body: str, tables=()) -> Report:
    identity = Identity(UNIT.unit, UNIT.kind, "", year, "万元")
    made = narrative(body, identity=identity, tables=tables)
    read = read_statements(made.sections, year)
    return replace(made, facts=read.facts, claims=read.claims)


def balance(opening: str, closing: str):
    rows = {
        ("in.carry_over", "年初结转和结余"): (opening,),
        ("out.carry_over", "年末结转和结余"): (closing,),
    }
    return table("income_and_expenditure", rows, ("amount",))


NOW = "一、收入支出决算总体情况说明\n2023年度收、支总计2,020.06万元。与2022年度相比，收、支总计各减少112.01万元，下降5.3%。"
BEFORE = "一、收入支出决算总体情况说明\n2022年度收、支总计{}万元。"


def test_the_implied_prior_value_is_tied_to_the_prior_report():
    now = of(2023, NOW)
    assert holds("X80", now, prior=of(2022, BEFORE.format("2,132.07")))
    assert not violations("X80", now, prior=of(2022, BEFORE.format("2,132.07")))
    found = violations("X80", now, prior=of(2022, BEFORE.format("2,130.07")))
    assert found
    assert "2,132.07" in found[0].message
    assert "2,130.07" in found[0].message


def test_a_report_of_another_year_is_not_compared():
    assert not violations("X80", of(2023, NOW), prior=of(2020, BEFORE.format("1.00").replace("2022", "2020")))


def test_opening_equals_the_prior_closing():
    now = of(2023, NOW, (balance("10.00", "0.00"),))
    assert not violations("X81", now, prior=of(2022, BEFORE, (balance("0.00", "10.00"),)))
    (found,) = violations("X81", now, prior=of(2022, BEFORE, (balance("0.00", "12.00"),)))
    assert found.expected.startswith("12.00")


def test_a_unit_is_part_of_its_department():
    now = of(2023, NOW)
    larger = of(2023, NOW.replace("2,020.06", "5,020.06"))
    smaller = of(2023, NOW.replace("2,020.06", "1,020.06"))
    assert not violations("X82", now, department=larger)
    assert violations("X82", now, department=smaller)
    assert undecided("X82", now, department=of(2022, BEFORE.format("1.00")))


def test_nothing_is_tied_without_other_reports():
    assert not violations("X80", of(2023, NOW))

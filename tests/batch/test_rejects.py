"""Bad rows: each is listed with person, field and reason, and the rest is computed."""

import csv
from datetime import date

import pytest

from batch_rosters import LAW, MONTH, identity, insured, pensioner, recalculation, results, write
from shebao.batch import run_batch
from shebao.batch.tasks.assess import assess
from shebao.batch.tasks.payroll import payroll
from shebao.batch.tasks.recalculate import recalculate

PAYROLL, ASSESS, RECALCULATE = payroll(LAW, MONTH), assess(LAW, MONTH), recalculate(LAW)
GOOD_NUMBER = identity(date(1962, 3, 4))


def rejected(folder):
    with (folder / "rejects.csv").open(encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))


BAD_PENSIONERS = [
    ({"person": None}, "person", "缺少个人编号"),
    ({"person": 0}, "person", "个人编号应在"),
    ({"identity_number": None}, "identity_number", "缺少身份号码"),
    ({"identity_number": GOOD_NUMBER[:-1]}, "identity_number", "十七位数字"),
    ({"identity_number": GOOD_NUMBER + "1"}, "identity_number", "十七位数字"),
    ({"identity_number": "00000000000001e167"}, "identity_number", "十七位数字"),
    ({"identity_number": "=cmd|' /C calc'!A0"}, "identity_number", "十七位数字"),
    ({"identity_number": GOOD_NUMBER[:-1] + ("0" if GOOD_NUMBER[-1] != "0" else "1")}, "identity_number", "校验码不符"),
    ({"identity_number": identity(date(1962, 3, 5))}, "birth", "与身份号码不符"),
    ({"birth": None}, "birth", "缺少出生日期"),
    ({"district": "42O106"}, "district", "六位数字"),
    ({"district": "4201060"}, "district", "六位数字"),
    ({"district": "-42010"}, "district", "六位数字"),
    ({"scheme": "private"}, "scheme", "险种应为"),
    ({"status": "ok"}, "status", "发放状态应为"),
    ({"retired": 202213}, "retired", "YYYYMM"),
    ({"retired": 20220401}, "retired", "之间"),
    ({"retired": 200103}, "retired", "不满 40 周岁"),
    ({"death": date(1950, 1, 1)}, "death", "早于出生"),
    ({"death": date(2021, 1, 1)}, "death", "早于待遇开始"),
    ({"base": -1}, "base", "计发基数"),
    ({"index": 200_000}, "index", "平均缴费工资指数"),
    ({"months": 721}, "months", "缴费月数应在"),
    ({"months": 600}, "months", "14 周岁"),
    ({"deemed_months": 347}, "deemed_months", "多于缴费月数"),
    ({"account": -5}, "account", "个人账户"),
    ({"account": 2**62}, "account", "个人账户"),
    ({"payout_months": 139}, "payout_months", "计发月数"),
    ({"scheme": "resident"}, "determined", "须有核定月待遇"),
    ({"retired": 200512}, "retired", "早于计发参数最早的 200601"),
    ({"adjustment": None}, "adjustment", "缺少历年调整"),
    ({"arrears": -1}, "arrears", "本月补发"),
    ({"deduction": -1}, "deduction", "本月抵扣"),
]


@pytest.fixture(scope="module")
def bad_pensioners(tmp_path_factory):
    """One run with every bad row among good ones: the rejects by person, and who was computed."""
    folder = tmp_path_factory.mktemp("pensioners")
    bad = [pensioner(**{"person": 1000 + number} | changes) for number, (changes, _, _) in enumerate(BAD_PENSIONERS)]
    source = write(folder / "in", PAYROLL, pensioners=[pensioner(1), *bad, pensioner(2)])
    run_batch(PAYROLL, str(source), folder / "out", part_rows=20)
    return {line["个人编号"]: line for line in rejected(folder / "out")}, results(folder / "out")


@pytest.mark.parametrize("number", range(len(BAD_PENSIONERS)), ids=lambda number: str(BAD_PENSIONERS[number][0])[:40])
def test_a_bad_pensioner_is_listed_with_field_and_reason(bad_pensioners, number):
    changes, field, reason = BAD_PENSIONERS[number]
    person = changes.get("person", 1000 + number)
    line = bad_pensioners[0]["" if person is None else str(person)]
    assert line["字段"] == field
    assert reason in line["原因"]


def test_the_rest_is_computed_and_nothing_is_lost(bad_pensioners):
    lines, computed = bad_pensioners
    assert [row["person"] for row in computed] == [1, 2]
    assert len(lines) == len(BAD_PENSIONERS)


@pytest.mark.parametrize("cell", ["=1+2", "+1", "@SUM(1)", "-2+3"])
def test_a_cell_is_no_formula_for_a_spreadsheet(tmp_path, cell):
    rows = [pensioner(1, identity_number=cell)]
    run_batch(PAYROLL, str(write(tmp_path / "in", PAYROLL, pensioners=rows)), tmp_path / "out")
    (line,) = rejected(tmp_path / "out")
    assert line["值"] == f"'{cell}"
    assert results(tmp_path / "out") == []


def test_a_person_twice_is_rejected_twice(tmp_path):
    rows = [pensioner(1), pensioner(2), pensioner(2, base=900_000), pensioner(3), pensioner(4)]
    run_batch(PAYROLL, str(write(tmp_path / "in", PAYROLL, pensioners=rows)), tmp_path / "out", part_rows=2)
    lines = rejected(tmp_path / "out")
    assert [(line["个人编号"], line["原因"]) for line in lines] == [("2", "个人编号在名册中重复")] * 2
    assert [row["person"] for row in results(tmp_path / "out")] == [1, 3, 4]


BAD_INSURED = [
    ({"wage": 0}, "wage"),
    ({"injury_class": 9}, "injury_class"),
    ({"injury_class": None}, "injury_class"),
    ({"floating": "up"}, "floating"),
    ({"injury_class": 1, "floating": "down_one"}, "floating"),
    ({"employer": None}, "employer"),
    ({"kind": "robot"}, "kind"),
    ({"birth": date(2010, 1, 1), "identity_number": identity(date(2010, 1, 1))}, "birth"),
    ({"birth": date(1945, 12, 1), "identity_number": identity(date(1945, 12, 1))}, "birth"),
    ({"death": date(2025, 11, 30)}, "death"),
]


def test_bad_insured_rows_are_listed(tmp_path):
    rows = [insured(1), *(insured(10 + number, **changes) for number, (changes, _) in enumerate(BAD_INSURED))]
    run_batch(ASSESS, str(write(tmp_path / "in", ASSESS, insured=rows)), tmp_path / "out")
    lines = [(line["个人编号"], line["字段"]) for line in rejected(tmp_path / "out")]
    assert lines == [(str(10 + number), field) for number, (_, field) in enumerate(BAD_INSURED)]
    assert [row["person"] for row in results(tmp_path / "out")] == [1]


def payment(person, period=202503, kind="regular", amount=100):
    return {"person": person, "period": period, "kind": kind, "amount": amount}


BAD_PAYMENTS = [
    (payment(1, period=202500), "period"),
    (payment(1, kind="gift"), "kind"),
    (payment(1, amount=-1), "amount"),
    (payment(1, amount=None), "amount"),
    (payment(9), "person"),
    (payment(None), "person"),
    (payment(2), "person"),
]


def test_bad_payments_are_listed(tmp_path):
    rosters = [recalculation(1), recalculation(2, base=-1)]
    payments = [payment(1), *(bad for bad, _ in BAD_PAYMENTS)]
    source = write(tmp_path / "in", RECALCULATE, recalculations=rosters, payments=payments)
    run_batch(RECALCULATE, str(source), tmp_path / "out")
    lines = [(line["输入"], line["个人编号"], line["字段"]) for line in rejected(tmp_path / "out")]
    expected = [("payments", str(bad["person"] or ""), field) for bad, field in BAD_PAYMENTS]
    assert sorted(lines) == sorted([("recalculations", "2", "base"), *expected])
    (row,) = results(tmp_path / "out")
    assert (row["payments"], row["paid"]) == (1, 100)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"from_period": 202203}, "from_period"),
        ({"through_period": 202412}, "through_period"),
        ({"from_period": 202204, "through_period": 209912}, "through_period"),
        ({"adjusted_from": 202599}, "adjusted_from"),
    ],
)
def test_a_bad_span_is_listed(tmp_path, changes, field):
    source = write(tmp_path / "in", RECALCULATE, recalculations=[recalculation(1, **changes)], payments=[])
    run_batch(RECALCULATE, str(source), tmp_path / "out")
    assert [line["字段"] for line in rejected(tmp_path / "out")] == [field]


def test_one_identity_number_under_two_personal_numbers_pays_neither(tmp_path):
    first, other = pensioner(1), pensioner(2)
    again = pensioner(3, identity_number=first["identity_number"], scheme="resident", determined=18_000)
    run_batch(PAYROLL, str(write(tmp_path / "in", PAYROLL, pensioners=[first, other, again])), tmp_path / "out")
    assert [row["person"] for row in results(tmp_path / "out")] == [2]
    found = [(row["个人编号"], row["字段"]) for row in rejected(tmp_path / "out")]
    assert found == [("1", "identity_number"), ("3", "identity_number")]
    assert all("身份号码在名册中重复" in row["原因"] for row in rejected(tmp_path / "out"))


def test_an_identity_number_is_found_again_in_another_part(tmp_path):
    rows = [pensioner(number) for number in range(1, 9)]
    rows[7]["identity_number"] = rows[0]["identity_number"]
    source = write(tmp_path / "in", PAYROLL, pensioners=rows)
    run_batch(PAYROLL, str(source), tmp_path / "out", part_rows=2)
    assert [row["person"] for row in results(tmp_path / "out")] == [2, 3, 4, 5, 6, 7]


def test_a_record_that_has_ended_does_not_count(tmp_path):
    first = pensioner(1, status="terminated")
    again = pensioner(2, identity_number=first["identity_number"])
    outcome = run_batch(PAYROLL, str(write(tmp_path / "in", PAYROLL, pensioners=[first, again])), tmp_path / "out")
    assert outcome.rejected == 0


def test_an_insured_person_is_not_assessed_twice(tmp_path):
    first, again = insured(1), insured(2)
    again["identity_number"] = first["identity_number"]
    outcome = run_batch(ASSESS, str(write(tmp_path / "in", ASSESS, insured=[first, again])), tmp_path / "out")
    assert outcome.rejected == 2

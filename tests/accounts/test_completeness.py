"""What looks unfinished: months without expenditure, projects without execution, a fall of a fifth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from accounts.account_files import BASIC, GENERAL, INCOME, PROJECT, folder_of
from shebao.accounts.closing.closing import closing_of
from shebao.accounts.closing.completeness import incomplete, spans
from shebao.accounts.importing.folder import read_folder
from shebao.accounts.prior import Prior

DEPARTMENT = "unit: {name: 某局, kind: department}\nfiscal_year: 2023\nunits:\n  - {code: '001', name: 甲}\n  - {code: '002', name: 乙}\n"


def monthly(*months: int, **changes: str) -> list[dict[str, object]]:
    return [
        {
            **BASIC,
            "凭证号": f"支-{changes.get('单位编码', '')}-{month}",
            "日期": f"2023-{month:02}-05",
            "金额（元）": "100",
            **changes,
        }
        for month in months
    ]


def budget(project: str, amount: str = "100.00", **changes: str) -> dict[str, str]:
    return {"预算类型": "年初预算", "类型": "支出", "资金来源": GENERAL, "功能分类科目": "2080109", "支出性质": "项目支出",
            "项目": project, "金额（元）": amount, **changes}  # fmt: skip


def told(folder: Path) -> list[tuple[str, str]]:
    accounts = read_folder(folder)
    return [(found.code, found.unit) for found in incomplete(accounts, closing_of(accounts))]


def test_a_year_of_twelve_months_is_whole_and_one_of_nine_is_not(tmp_path: Path) -> None:
    assert told(folder_of(tmp_path / "a", [INCOME, *monthly(*range(1, 13))])) == []
    nine = folder_of(tmp_path / "b", [INCOME, *monthly(*range(1, 10))])
    (found,) = incomplete(read_folder(nine), closing_of(read_folder(nine)))
    assert found.message.startswith("10 月至 12 月没有支出分录，全年只有 9 个月有支出。")


def test_income_does_not_make_a_month_of_spending(tmp_path: Path) -> None:
    income = [{**INCOME, "凭证号": f"收-{month}", "日期": f"2023-{month:02}-01"} for month in range(1, 13)]
    assert told(folder_of(tmp_path / "a", [*income, *monthly(*range(2, 13))])) == [("months_without_entries", "")]


def test_each_unit_of_a_department_is_looked_at(tmp_path: Path) -> None:
    rows = [{**INCOME, "单位编码": "001"}, {**INCOME, "单位编码": "002", "凭证号": "记-9"}]
    rows += [*monthly(*range(1, 13), 单位编码="001"), *monthly(*range(1, 12), 单位编码="002")]
    assert told(folder_of(tmp_path / "a", rows, manifest=DEPARTMENT)) == [("months_without_entries", "002")]


@pytest.mark.parametrize(
    ("months", "words"), [([1], "1 月"), ([1, 3, 4, 5, 12], "1 月、3 月至 5 月、12 月"), ([1, 2], "1 月至 2 月")]
)
def test_months_in_words(months: list[int], words: str) -> None:
    assert spans(months) == words


@pytest.mark.parametrize(
    ("budgeted", "spent", "expected"),
    [
        (["扩面", "监管"], ["扩面"], ["监管"]),
        (["扩面"], [], ["扩面"]),
        (["扩面"], ["扩面"], []),
    ],
)
def test_a_budgeted_project_of_which_nothing_was_spent(
    tmp_path: Path, budgeted: list[str], spent: list[str], expected: list[str]
) -> None:
    rows = [INCOME, *monthly(*range(1, 13))]
    rows += [{**PROJECT, "凭证号": f"项-{number}", "项目": name} for number, name in enumerate(spent)]
    folder = folder_of(tmp_path / "a", rows, [budget(name, "90000.00") for name in budgeted])
    accounts = read_folder(folder)
    found = [each.message for each in incomplete(accounts, closing_of(accounts))]
    assert [message.split("”")[0].removeprefix("项目“") for message in found] == expected


@pytest.mark.parametrize(("thousandths", "falls"), [(1251, 2), (1250, 2), (1249, 0), (1000, 0), (500, 0)])
def test_a_fall_of_a_fifth_is_told(tmp_path: Path, thousandths: int, falls: int) -> None:
    accounts = read_folder(folder_of(tmp_path / "a", [INCOME, *monthly(*range(1, 13))]))
    closing = closing_of(accounts)
    amounts = {address: amount * thousandths // 1000 for address, amount in closing.amounts.items()}
    compared = replace(closing, prior=Prior("上年决算", amounts, exact=True))
    assert [found.code for found in incomplete(accounts, compared)] == ["fall"] * falls

"""Small accounts folders for tests: sound lines, and ways to spoil them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ENTRY_HEADER = ["单位编码", "日期", "凭证号", "行号", "类型", "资金来源", "功能分类科目", "经济分类科目", "支出性质", "项目",
                "金额（元）", "对方", "对方单位编码", "摘要"]  # fmt: skip
BUDGET_HEADER = ["单位编码", "预算类型", "日期", "文号", "事由", "类型", "资金来源", "功能分类科目", "经济分类科目",
                 "支出性质", "项目", "金额（元）"]  # fmt: skip
GENERAL, OTHER, FUND = "一般公共预算财政拨款", "其他收入", "政府性基金预算财政拨款"

Row = Mapping[str, object]
INCOME: Row = {"日期": "2023-01-10", "凭证号": "记-1", "行号": 1, "类型": "收入", "资金来源": GENERAL, "功能分类科目": "2080109",
               "金额（元）": "500000.00", "摘要": "拨款"}  # fmt: skip
BASIC: Row = {"日期": "2023-02-10", "凭证号": "记-2", "行号": 1, "类型": "支出", "资金来源": GENERAL, "功能分类科目": "2080109",
              "经济分类科目": "30201", "支出性质": "基本支出", "金额（元）": "120000.55", "摘要": "办公费"}  # fmt: skip
PROJECT: Row = {
    **BASIC,
    "凭证号": "记-3",
    "日期": "2023-03-10",
    "支出性质": "项目支出",
    "项目": "扩面",
    "金额（元）": "80000.01",
}
SOUND = [INCOME, BASIC, PROJECT]
MANIFEST = "unit:\n  name: 某市社会保险中心\nfiscal_year: 2023\n"


def write_sheet(path: Path, header: Sequence[str], rows: Iterable[Row], encoding: str = "utf-8") -> None:
    """A CSV with those rows; columns that a row lacks are blank."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        writer.writerows(rows)


def folder_of(
    path: Path,
    entries: Iterable[Row] = SOUND,
    budget: Iterable[Row] | None = None,
    manifest: str = MANIFEST,
    **files: str,
) -> Path:
    """An accounts folder with those entries and budget lines, and files by name (`annex_yaml` is annex.yaml)."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "accounts.yaml").write_text(manifest, "utf-8")
    write_sheet(path / "entries.csv", ENTRY_HEADER, entries)
    if budget is not None:
        write_sheet(path / "budget.csv", BUDGET_HEADER, budget)
    for name, text in files.items():
        target = path / name.replace("__", "/").replace("_", ".")
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, "utf-8")
    return path

"""An invented department for trials and measurements: as many units and entries as asked, the same every time.

    python examples/accounts/department.py FOLDER [--units 200] [--entries 1000000] [--year 2023] [--seed 1]

Entries are written as they are made, so any number of them needs little memory.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

BASIC = {"2080101": 6, "2080505": 2, "2080506": 1, "2101101": 2, "2101103": 1, "2210201": 2, "2210203": 1}
PROJECTS = {
    "2080109": "社会保险经办服务",
    "2080102": "一般行政管理",
    "2080108": "信息系统运行维护",
    "2080199": "窗口服务保障",
}
ECONOMIC = ["30101", "30102", "30103", "30108", "30110", "30113", "30201", "30202", "30205", "30206", "30207", "30209",
            "30211", "30213", "30217", "30226", "30228", "30229", "30231", "30239", "30299", "30302", "30307", "31002"]  # fmt: skip
HEADER = ["单位编码", "日期", "凭证号", "行号", "类型", "资金来源", "功能分类科目", "经济分类科目", "支出性质", "项目", "金额（元）", "对方",
          "对方单位编码", "摘要"]  # fmt: skip
GENERAL, OTHER = "一般公共预算财政拨款", "其他收入"
Line = list[Any]


def unit_entries(
    rng: random.Random, unit: str, entries: int, year: int, budget: dict[tuple[str, ...], int]
) -> Iterator[Line]:
    """The entries of one unit; what is spent is added to `budget`, and received in the same month."""
    vouchers = max(entries // 6, 12)
    items, weights = list(BASIC), list(BASIC.values())
    written = 0
    for month in range(1, 13):
        received: dict[tuple[str, str], int] = defaultdict(int)
        for number in range(month, vouchers + 1, 12):
            day = f"{year}-{month:02d}-{1 + number % 28:02d}"
            for line in range(1, 8):
                funding = GENERAL if rng.random() < 0.94 else OTHER
                project = rng.random() < 0.35
                item = rng.choice(list(PROJECTS)) if project else rng.choices(items, weights)[0]
                nature, name = ("项目支出", PROJECTS[item]) if project else ("基本支出", "")
                amount = rng.randint(1_00, 90_000_00)
                received[funding, item] += amount
                budget[unit, funding, item, nature, name] += amount
                yield [unit, day, f"记-{month:02d}{number:06d}", line, "支出", funding, item, rng.choice(ECONOMIC), nature, name,
                       yuan(amount), "", "", f"{name or '日常'}开支"]  # fmt: skip
                written += 1
                if written + len(received) >= entries * month // 12:
                    break
            if written + len(received) >= entries * month // 12:
                break
        for line, ((funding, item), amount) in enumerate(received.items(), 1):
            yield [
                unit,
                f"{year}-{month:02d}-28",
                f"收-{month:02d}",
                line,
                "收入",
                funding,
                item,
                "",
                "",
                "",
                yuan(amount),
                "",
                "",
                "拨款",
            ]
            written += 1


def transfers(rng: random.Random, units: list[str], year: int, budget: dict[tuple[str, ...], int]) -> Iterator[Line]:
    """Money that units pay each other: once in the payer's books, once in the receiver's."""
    for number, (payer, receiver) in enumerate(pairwise(units), 1):
        amount = yuan(rng.randint(100_00, 50_000_00))
        day, voucher = f"{year}-06-30", f"划-{number:04d}"
        yield [payer, day, voucher, 1, "收入", OTHER, "2080199", "", "", "", amount, "", "", "收到横向经费"]
        yield [
            payer,
            day,
            voucher,
            2,
            "支出",
            OTHER,
            "2080199",
            "30299",
            "项目支出",
            "协作经费",
            amount,
            receiver,
            receiver,
            "划转协作经费",
        ]
        yield [receiver, day, voucher, 3, "收入", OTHER, "2080199", "", "", "", amount, payer, payer, "收到协作经费"]
        budget[payer, OTHER, "2080199", "项目支出", "协作经费"] += 50_000_00


def yuan(fen: int) -> str:
    """Fen as yuan."""
    return f"{fen // 100}.{fen % 100:02d}"


def write(folder: Path, units: int, entries: int, year: int, seed: int) -> None:
    """accounts.yaml, entries.csv and budget.csv of the department."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    codes = [f"{number:03d}" for number in range(1, units + 1)]
    own = "".join(f'  - {{code: "{code}", name: 第{code}经办中心}}\n' for code in codes)
    manifest = f"unit:\n  name: 示范市人力资源和社会保障局\n  kind: department\nfiscal_year: {year}\nunits:\n{own}"
    (folder / "accounts.yaml").write_text(manifest, "utf-8")
    budget: dict[tuple[str, ...], int] = defaultdict(int)
    with (folder / "entries.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(HEADER)
        out.writerows(transfers(rng, codes, year, budget))
        each = (entries - 3 * (units - 1)) // units
        for code in codes:
            out.writerows(unit_entries(rng, code, each, year, budget))
    with (folder / "budget.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["单位编码", "预算类型", "类型", "资金来源", "功能分类科目", "支出性质", "项目", "金额（元）"])
        for (unit, funding, item, nature, name), amount in budget.items():
            out.writerow([unit, "年初预算", "支出", funding, item, nature, name, yuan(amount + amount // 50)])


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    for name, default in (("units", 200), ("entries", 1_000_000), ("year", 2023), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    write(options.folder, options.units, options.entries, options.year, options.seed)


if __name__ == "__main__":
    main()

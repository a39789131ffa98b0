"""The sample report that ships with the project: an invented unit's report with planted mistakes of every family.

`PYTHONPATH=tests:src python -m synthetic.sample` writes examples/sample-report.pdf and the list of what is planted.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from synthetic.accounts import accounts
from synthetic.composer import write
from synthetic.layouts.pdf import pdf
from synthetic.pieces import Composed, Grid, Heading, Mark, Paragraph, plain, with_piece
from synthetic.style import Style

UNIT = "示例市某某社会保险中心"
SEED = 5015
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@dataclass(frozen=True, slots=True)
class Plant:
    """A planted mistake: `old` near the words `near` is replaced by `new`; `rules` may report it, `why` says why it is
    one. `near` of a table is `title/row`."""

    family: str
    rules: tuple[str, ...]
    near: str
    old: str
    new: str
    why: str


def sound() -> Composed:
    """The report without mistakes."""
    rng = random.Random(SEED)
    style = Style("wuhan", 2023, separators=True, wide=True)
    return write(rng, style, accounts(rng, 2023), UNIT)


def planted(report: Composed, plants: list[Plant]) -> Composed:
    """The report with the mistakes."""
    for plant in plants:
        report = _planted(report, plant)
    return report


def _planted(report: Composed, plant: Plant) -> Composed:
    found = [
        (address, piece)
        for address, piece, around in _pieces(report)
        if plant.near in around and (piece if isinstance(piece, str) else piece.text).count(plant.old)
    ]
    if not found:
        raise LookupError(f"no {plant.old!r} after {plant.near!r}")
    address, piece = found[0]
    if isinstance(piece, Mark):
        return with_piece(report, address, Mark(piece.text.replace(plant.old, plant.new), piece.kind))
    return with_piece(report, address, piece.replace(plant.old, plant.new, 1))


def _pieces(report: Composed) -> list[tuple[tuple[int, ...], str | Mark, str]]:
    """Every piece with its address and the words around it."""
    found: list[tuple[tuple[int, ...], str | Mark, str]] = []
    titles: dict[int, str] = {}
    for b, block in enumerate(report.blocks):
        if isinstance(block, Heading):
            titles = {level: title for level, title in titles.items() if level < block.level}
            titles[block.level] = plain(block.text)
        if isinstance(block, Heading | Paragraph):
            where = "/".join(titles.values())
            found += [((b, p), piece, f"{where}/{plain(block.text)}") for p, piece in enumerate(block.text)]
        elif isinstance(block, Grid):
            for r, row in enumerate(block.rows):
                named = f"{block.title}/{' '.join(plain(cell.text) for cell in row if plain(cell.text))}"
                found += [
                    ((b, r, c, p), piece, named) for c, cell in enumerate(row) for p, piece in enumerate(cell.text)
                ]
    return found


PLANTS = [
    Plant(
        "T",
        ("T01", "T04"),
        "支出决算表/2101103",
        "102.37",
        "102.73",
        "合计与基本支出不符，也与下级、上级科目的合计不符",
    ),
    Plant("N", ("N01",), "三、支出决算情况说明/", "13.2%", "12.3%", "129.19÷978.94＝13.2%，两位数字写颠倒"),
    Plant("N", ("N04",), "九、财政拨款“三公”经费支出决算情况说明/", "下降", "增长", "金额是减少，比率却写增长"),
    Plant("N", ("N07",), "行政事业单位医疗（款）事业单位医疗", "80.1%", "81.0%", "130.71÷163.17＝80.1%"),
    Plant("X", ("X02",), "（2）公务用车运行维护费支出", "1.27", "1.72", "表09与前文都是1.27万元"),
    Plant("X", ("X08",), "公用经费98.76万元，主要包括", "会议费", "培训费", "培训费没有支出，会议费有支出却没有列"),
    Plant("P", ("P04", "P07"), "办理业务件数", "22.56", "23.56", "25×674÷747＝22.56，各项得分之和也不再等于总分"),
    Plant("S", ("S05",), "十三、预算绩效情况说明", "十三、", "十四、", "序号跳过了十三"),
    Plant(
        "S",
        ("S04",),
        "单位决算情况说明",
        "示例市某某社会保险中心",
        "示例市某某社会保障中心",
        "单位名称与目录和别处不一",
    ),
    Plant("L", ("L01",), "四、财政拨款收入支出决算总体情况说明/", "增长", "增长（下降）", "模板中二选一的词没有选定"),
    Plant("L", ("L05",), "自评结果用于", "。", "。。", "句号重复"),
    Plant("L", ("L07",), "总体情况/2023年度一般公共预算", "9.3%", "9.3", "比率缺百分号"),
]


_FAMILIES = {"T": "表格", "N": "文字说明", "X": "前后对照", "P": "绩效自评", "S": "结构", "L": "语言"}


def described() -> str:
    """What is planted, as examples/README.md says it."""
    rows = [f"| {p.family} {_FAMILIES[p.family]} | {p.near.strip('/')} | {p.old} | {p.new} | {p.why} |" for p in PLANTS]
    return "\n".join(
        [
            "# 示例",
            "",
            f"`sample-report.pdf` 是为本项目编写的虚构单位“{UNIT}”的决算公开报告，埋了 {len(PLANTS)} 处错误，每一类规则都有：",
            "",
            "| 类别 | 位置 | 正确 | 所印 | 为什么是错 |",
            "|---|---|---|---|---|",
            *rows,
            "",
            "`make sample` 审核这份报告；`shebao audit examples/sample-report.pdf` 也可以。",
            "它由 `tests/synthetic/sample.py` 生成：`PYTHONPATH=tests:src .venv/bin/python -m synthetic.sample`。",
            "",
        ]
    )


def main() -> None:
    """Write the sample and what is planted in it."""
    EXAMPLES.mkdir(exist_ok=True)
    (EXAMPLES / "sample-report.pdf").write_bytes(pdf(planted(sound(), PLANTS)))
    (EXAMPLES / "README.md").write_text(described(), "utf-8")


if __name__ == "__main__":
    main()

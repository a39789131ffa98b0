"""A made-up report of about 25 pages as PDF: text and ruled tables like those that are published."""

from __future__ import annotations

import random
from pathlib import Path

import mplfonts
import typst

_HEAD = """#set page(paper: "a4", margin: 72pt)
#set text(font: "Noto Sans CJK SC", size: 12pt, lang: "zh")
#set par(first-line-indent: (amount: 2em, all: true), justify: true)
#set table(stroke: 0.5pt)
"""
_TITLES = (
    "收入支出决算总表", "收入决算表", "支出决算表", "财政拨款收入支出决算总表", "一般公共预算财政拨款支出决算表",
    "一般公共预算财政拨款基本支出决算表", "财政拨款“三公”经费支出决算表", "政府性基金预算财政拨款收入支出决算表",
    "国有资本经营预算财政拨款支出决算表",
)  # fmt: skip
_PROSE = (
    "贯彻执行国家和本市有关社会保险工作的法律、法规、规章和方针、政策，研究拟订本区社会保险经办服务的发展规划和年度计划并组织实施，"
    "承办参保登记、权益记录、待遇支付、稽核内控和信息查询等工作，承担上级交办的其他任务。\n\n"
)
_DUTIES = 25
_ITEMS = 50
_ROWS = 26


def made_report(seed: int) -> bytes:
    """A PDF of about 25 pages; the same seed gives the same pages."""
    chance = random.Random(seed)
    parts = [_HEAD, "= 第一部分 单位概况\n", _PROSE * _DUTIES]
    parts.append("#pagebreak()\n= 第二部分 2024年度部门决算表\n")
    parts.extend(_table(title, chance) for title in _TITLES)
    parts.append("#pagebreak()\n= 第三部分 2024年度部门决算情况说明\n")
    parts.extend(_sentence(chance) + _PROSE for _ in range(_ITEMS))
    parts.append("#pagebreak()\n= 第四部分 名词解释\n" + _PROSE * _DUTIES)
    fonts = str(Path(mplfonts.__file__).parent / "fonts")
    return bytes(typst.compile("".join(parts).encode(), font_paths=[fonts], ignore_system_fonts=True))


def _sentence(chance: random.Random) -> str:
    amount, before = chance.randrange(10_000, 9_999_999), chance.randrange(10_000, 9_999_999)
    change = "增加" if amount >= before else "减少"
    return (
        f"本年支出合计{amount / 100:.2f}万元，与上年相比{change}{abs(amount - before) / 100:.2f}万元，"
        f"{'增长' if amount >= before else '下降'}{abs(amount - before) * 100 / before:.2f}%。"
        "主要原因：基本支出中人员进出及退休变化，以及项目支出中合同支付进度等原因。\n\n"
    )


def _table(title: str, chance: random.Random) -> str:
    rows = []
    for k in range(_ROWS):
        total = chance.randrange(100, 9_999_999)
        split = total // 2 if k % 3 == 0 else total
        other = f"{(total - split) / 100:,.2f}" if split < total else ""
        rows.append(f"[{201 + k}], [一般公共服务支出{k}], [{total / 100:,.2f}], [{split / 100:,.2f}], [{other}], [],")
    head = "table.header([科目编码], [科目名称], [合计], [基本支出], [项目支出], [其他]),"
    return f"#pagebreak()\n{title}\n\n单位：万元\n#table(columns: (1fr, 3fr, 1fr, 1fr, 1fr, 1fr), {head} {''.join(rows)})\n"

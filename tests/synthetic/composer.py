"""A whole synthetic report: accounts, outline, narrative, tables, forms."""

from __future__ import annotations

import random
from dataclasses import replace

from synthetic.accounts import Accounts, accounts, name_of
from synthetic.forms import form, key_work_table
from synthetic.narrative import Writer
from synthetic.pieces import Block, Composed, Contents, Heading, PageBreak, Paragraph, Text
from synthetic.style import PLACES, Style
from synthetic.tables import numeral, tables

STYLES = (("wuhan", 2020), ("wuhan", 2021), ("wuhan", 2022), ("wuhan", 2023), ("shanghai", 2024))
_DISTRICTS = ["示例区", "样本区", "虚构区", "演示区"]
_UNITS = ["社会保险服务中心", "社会保险管理处", "劳动保障事务中心", "社会保险稽核中心"]
_DUTIES = [
    "承担辖区参保登记和权益记录。",
    "办理社会保险待遇的核定与发放。",
    "开展社会保险稽核和风险防控。",
    "提供社会保险咨询和查询服务。",
]
_WORK = [
    ("扩大参保覆盖", "走访用人单位，完善参保数据", "按计划完成走访和数据比对"),
    ("规范待遇发放", "按月核定发放各项待遇", "全年按月足额发放"),
    ("加强基金风险防控", "开展疑点数据核查", "疑点数据全部核查完毕"),
    ("优化窗口服务", "推行综合柜员制", "综合窗口全部启用"),
]
_TERMS = [
    ("财政拨款收入", "指本级财政当年拨付的资金。"),
    ("年初结转和结余", "指上年没有用完、本年继续使用的资金。"),
    ("年末结转和结余", "指本年没有用完、以后年度继续使用的资金。"),
    ("基本支出", "指维持机构日常运转的人员支出和公用支出。"),
    ("项目支出", "指为完成特定任务在基本支出之外安排的支出。"),
    ("“三公”经费", "指用财政拨款安排的因公出国（境）费、公务用车购置及运行维护费和公务接待费。"),
    ("机关运行经费", "指为保障机构运行用于购买货物和服务的资金。"),
]


def style(rng: random.Random, place: str, year: int) -> Style:
    """A style of that place and year."""
    if place == "shanghai":
        return Style(place, year, False, False, 2, True, rng.random() < 0.5, False)
    separators = rng.random() < 0.5
    return Style(place, year, separators, rng.random() < 0.4, 1, rng.random() < 0.5, False, True)


def compose(seed: int, place: str, year: int) -> Composed:
    """The report of a seed; that of the year before, by the same seed, is what it is compared with."""
    return consecutive(seed, place, (year,))[0]


def consecutive(seed: int, place: str, years: tuple[int, ...]) -> list[Composed]:
    """One unit's reports of consecutive years, each compared with the one before."""
    unit = f"{PLACES[place]}{random.Random(seed).choice(_DISTRICTS)}{random.Random(seed).choice(_UNITS)}"
    chosen = style(random.Random(f"{seed} {place} {years[0]}"), place, years[0])
    before: Accounts | None = None
    reports = []
    for year in years:
        rng = random.Random(f"{seed} {place} {year}")
        found = accounts(rng, year, before=before)
        reports.append(write(rng, replace(chosen, year=year), found, unit))
        before = found
    return reports


def write(rng: random.Random, chosen: Style, found: Accounts, unit: str) -> Composed:
    """The report of these accounts."""
    year, whose = chosen.year, f"{unit}{chosen.year}年度"
    wuhan = chosen.place == "wuhan"
    grids = tables(found, chosen, unit)
    body = Writer(found, chosen, unit, rng).sections()
    titles = [
        f"{unit}概况",
        f"{whose}单位决算表",
        f"{whose}单位决算情况说明",
        *([f"{year}年度重点工作完成情况"] if wuhan else []),
        "名词解释",
        *(["附件"] if wuhan else []),
    ]
    parts: list[list[Block]] = [_overview(unit, chosen), [], body]
    if wuhan:
        parts.append(_key_work(rng))
    parts.append(_glossary(found, chosen))
    if wuhan:
        parts.append([form(found.overall, chosen, unit, found), *(form(p, chosen, unit, None) for p in found.projects)])
    entries = _entries(titles, parts, [grid.title for grid in grids])
    blocks: list[Block] = [
        Paragraph((unit,)),
        Paragraph((f"{year}年度单位决算",)),
        PageBreak(),
        Contents(entries),
        PageBreak(),
    ]
    for number, (title, part) in enumerate(zip(titles, parts, strict=True), 1):
        blocks.append(Heading(1, (f"第{numeral(number)}部分 {title}",)))
        blocks.extend(grids if number == 2 else part)
        blocks.append(PageBreak())
    return Composed(f"{chosen.pack}-{unit}", tuple(blocks[:-1]))


def _entries(titles: list[str], parts: list[list[Block]], grids: list[str]) -> tuple[tuple[int, str], ...]:
    entries: list[tuple[int, str]] = []
    for number, (title, part) in enumerate(zip(titles, parts, strict=True), 1):
        entries.append((1, f"第{numeral(number)}部分 {title}"))
        if number == 2:
            entries += [(2, f"{numeral(i)}、{name}") for i, name in enumerate(grids, 1)]
        entries += [(2, str(b.text[0])) for b in part if isinstance(b, Heading) and b.level == 2 and number == 3]
    return tuple(entries)


def _overview(unit: str, chosen: Style) -> list[Block]:
    duties: list[Block] = [Paragraph((f"{number}.{duty}",)) for number, duty in enumerate(_DUTIES, 1)]
    composed = "从决算单位构成看，本单位决算只包括本级决算，没有下属单位。"
    return [Heading(2, ("一、主要职能",)), *duties, Heading(2, ("二、决算单位构成",)), Paragraph((composed,))]


def _key_work(rng: random.Random) -> list[Block]:
    chosen = rng.sample(_WORK, rng.randint(2, 4))
    blocks: list[Block] = []
    for number, (title, goal, done) in enumerate(chosen, 1):
        blocks += [Heading(2, (f"{numeral(number)}、{title}",)), Paragraph((f"{goal}，{done}。",))]
    return [*blocks, key_work_table(chosen)]


def _glossary(found: Accounts, chosen: Style) -> list[Block]:
    def mark(number: int) -> str:
        if chosen.place == "shanghai":
            return f"{numeral(number)}、"
        return f"（{numeral(number)}）" if chosen.wide else f"({numeral(number)})"

    blocks: list[Block] = [Paragraph((f"{mark(n)}{term}：{text}",)) for n, (term, text) in enumerate(_TERMS, 1)]
    if chosen.place == "wuhan":
        blocks.append(Paragraph((f"{mark(len(_TERMS) + 1)}本单位使用的支出功能分类科目（到项级）",)))
        for number, item in enumerate(found.items, 1):
            code, year = item.code, chosen.year
            path = chosen.levels(name_of(code[:3], year), name_of(code[:5], year), name_of(code, year))
            entry: Text = (f"{number}.{path}：反映本单位用于该科目的支出。",)
            blocks.append(Paragraph(entry))
    return blocks

"""Reads a contribution case (缴费核定): who, when, on what wage, for which lines; every mistake with its rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from shebao.fields.dates import Month
from shebao.fields.field import Field
from shebao.policy.contributions.lines import LINES, Share, shares
from shebao.policy.fields import children, gather, percentage, rate
from shebao.policy.insured import (
    CONTRIBUTOR_SPELLINGS,
    INSURED_LABELS,
    LINE_LABELS,
    LINE_SPELLINGS,
    Insured,
    Line,
)
from shebao.policy.record import Record

SPELL = (
    Field("from", "起始月", ("start", "begin", "开始", "自", "缴费起始", "month", "缴费月份", "费款所属期")),
    Field("to", "截止月", ("end", "until", "结束", "至", "缴费截止")),
    Field("wage", "月工资", ("salary", "工资", "缴费工资", "申报工资", "月缴费工资")),
    Field("base", "缴费基数", ("contribution_base", "申报基数", "基数")),
    Field("level", "缴费档次", ("档次", "基数档次", "百分比")),
)
_RATES = tuple(share for category in LINES for line in LINES[category] for share in shares(category, line))
RATE_FIELDS = tuple({share.name: Field(f"rate_{share.name}", f"{share.label}比例") for share in _RATES}.values())
FIELDS = (
    *SPELL,
    Field("birth", "出生年月", ("birthday", "birth_date", "出生日期", "生日")),
    Field("death", "死亡日期", ("died", "death_date", "死亡年月")),
    Field("category", "参保身份", ("type", "status", "身份", "参保类型", "人员类别", "类别")),
    Field("spells", "缴费时段", ("periods", "时段", "缴费记录", "history")),
    Field("lines", "险种", ("insurance", "insurances", "参保险种")),
    Field("injury_class", "工伤风险类别", ("class", "行业类别", "工伤类别", "风险类别")),
    Field("industry", "行业", ("行业名称", "国民经济行业")),
    Field("floating", "工伤浮动费率档次", ("float", "浮动", "浮动档次", "浮动比例", "费率浮动", "浮动费率")),
    Field("reduction", "工伤费率下调幅度", ("阶段性下调", "下调幅度")),
    Field("size", "单位规模", ("employer_size", "企业规模", "企业类型")),
    Field("floor", "缴费基数下限", ("base_floor", "下限")),
    Field("ceiling", "缴费基数上限", ("base_ceiling", "上限")),
    Field("average_wage", "平均工资", ("social_average", "社平工资", "上年月平均工资", "缴费基数月标准")),
    *RATE_FIELDS,
)
_SIZES = {
    **dict.fromkeys(("大型", "大型企业", "large"), "large"),
    **dict.fromkeys(("中小微", "中小微企业", "中型", "小型", "微型", "个体工商户", "small", "sme"), "small"),
}


@dataclass(frozen=True, slots=True)
class Spell:
    """Months with one wage, or with one declared base, or with a base chosen as a percentage of the average wage."""

    first: Month
    last: Month
    wage: int | None
    base: int | None
    level: int | None
    person: str

    @property
    def months(self) -> tuple[Month, ...]:
        """Each month of the spell."""
        return tuple(self.first.plus(number) for number in range(self.last.since(self.first) + 1))


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A contribution case, checked as far as it can be without the law of the place."""

    person: str
    category: Insured
    spells: tuple[Spell, ...]
    shares: tuple[Share, ...]
    injury_class: str | None
    industry: str | None
    floating: int
    reduction: int
    size: str | None
    floor: int | None
    ceiling: int | None
    average_wage: int | None
    rates: Mapping[str, Decimal]


def read_enrolment(record: Record) -> Enrolment:
    """The case of a record. Raises CaseError with every problem."""
    category = Insured(record.choice("category", CONTRIBUTOR_SPELLINGS) or Insured.EMPLOYEE)
    lines = _lines(record, category)
    birth, death = record.month("birth"), record.month("death")
    spells = _spells(record, category)
    _check_spells(record, spells, birth, death)
    enrolment = Enrolment(
        person=record.identifier,
        category=category,
        spells=tuple(sorted(spells, key=lambda spell: spell.first)),
        shares=tuple(share for line in lines for share in shares(category, line)),
        injury_class=_injury_class(record, lines),
        industry=record.text("industry"),
        floating=_default(percentage(record, "floating"), 100),
        reduction=_default(percentage(record, "reduction", 100), 0),
        size=record.choice("size", _SIZES),
        floor=record.money("floor"),
        ceiling=record.money("ceiling"),
        average_wage=record.money("average_wage"),
        rates=_rates(record),
    )
    if enrolment.floor is not None and enrolment.ceiling is not None and enrolment.floor > enrolment.ceiling:
        record.note("floor", "高于缴费基数上限，请核对")
    record.check()
    return enrolment


def _default(value: int | None, usual: int) -> int:
    return usual if value is None else value


def _rates(record: Record) -> Mapping[str, Decimal]:
    given = {field.key.removeprefix("rate_"): rate(record, field.key) for field in RATE_FIELDS}
    return {name: share for name, share in given.items() if share is not None}


def _lines(record: Record, category: Insured) -> tuple[Line, ...]:
    written = record.raw("lines")
    if written is None:
        return LINES[category]
    words = written if isinstance(written, list) else str(written).replace("，", "、").replace(",", "、").split("、")
    chosen = []
    for word in words:
        line = LINE_SPELLINGS.get(word.strip().casefold()) if isinstance(word, str) else None
        if line is None:
            record.note("lines", f"“{str(word)[:20]}”不认识，可写 {'、'.join(LINE_LABELS.values())}")
        elif line not in LINES[category]:
            record.note("lines", f"{INSURED_LABELS[category]}不参加{LINE_LABELS[line]}，请去掉或改参保身份")
        else:
            chosen.append(line)
    return tuple(dict.fromkeys(chosen))


def _injury_class(record: Record, lines: Sequence[Line]) -> str | None:
    number = record.integer("injury_class", 1, 8, strip="类")
    missing = Line.INJURY in lines and not record.has("injury_class") and not record.has("industry")
    if missing and not record.has("rate_injury_employer"):
        record.note("injury_class", "参加工伤保险须写工伤风险类别（1 至 8）或行业")
    return None if number is None else str(number)


def _spells(record: Record, category: Insured) -> list[Spell]:
    parts = children(record, "spells", "缴费时段", SPELL) if record.has("spells") else (record,)
    spells = [spell for part in parts if (spell := _spell(part, category)) is not None]
    if record.has("spells"):
        gather(record, parts)
        if not parts and not record.problems:
            record.note("spells", "没有任何时段")
    return spells


def _spell(part: Record, category: Insured) -> Spell | None:
    first = part.month("from", required=True)
    last = part.month("to") if part.has("to") else first
    wage, base, level = part.money("wage"), part.money("base"), percentage(part, "level")
    stated = [key for key in ("wage", "base", "level") if part.has(key)]
    if len(stated) != 1:
        part.note("wage", "月工资、缴费基数、缴费档次三者写一项，且只写一项")
    if level is not None and category != Insured.FLEXIBLE:
        part.note("level", "只有灵活就业人员可以自选缴费档次")
    if first is None or last is None:
        return None
    if last < first:
        part.note("to", f"{last} 早于起始月 {first}")
        return None
    if last.since(first) >= 12 * 70:
        part.note("to", f"{first} 至 {last} 超过 70 年，请核对")
        return None
    return Spell(first, last, wage, base, level, part.identifier)


def _check_spells(record: Record, spells: Sequence[Spell], birth: Month | None, death: Month | None) -> None:
    for spell in spells:
        if birth is not None and spell.first < birth.plus(16 * 12):
            reason = f"早于出生年月 {birth}" if spell.first < birth else f"时未满 16 周岁（{birth}出生），不得参保缴费"
            record.note("from", f"{spell.first} {reason}")
        if death is not None and spell.last > death:
            record.note("to", f"{spell.last} 晚于死亡年月 {death}，死亡次月起不再缴费")
    if birth is not None and death is not None and death < birth:
        record.note("death", f"{death} 早于出生年月 {birth}")
    for earlier, later in pairwise(sorted(spells, key=lambda spell: spell.first)):
        if later.first <= earlier.last:
            record.note(
                "spells", f"{later.first} 起的时段与 {earlier.first} 至 {earlier.last} 的时段重叠，同月不得重复缴费"
            )

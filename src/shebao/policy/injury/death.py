"""Death and disappearance at work (工亡待遇): funeral grant, dependants' pensions, lump-sum grant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from shebao.fields.dates import month_of
from shebao.fields.field import Field
from shebao.policy.computed import Computed, conclude, fen_of
from shebao.policy.errors import CaseError
from shebao.policy.explanation import ROUND_TO_FEN, Operand, Step, law_operand, operand, step
from shebao.policy.fields import children, gather, yes
from shebao.policy.injury.case import AVERAGE_NOTE, PERSON, Injured, average, read_injured
from shebao.policy.injury.formulas import capped_shares, months_of, percent_of
from shebao.policy.injury.items import EMPLOYER, MONTHLY, ONCE, Item, rows, totals
from shebao.policy.lookup import standard
from shebao.policy.parameters import Law, Value
from shebao.policy.record import Record

FIELDS = (
    *PERSON,
    Field("death", "死亡日期", ("died", "death_date", "工亡日期")),
    Field("manner", "死亡情形", ("circumstance", "情形", "死亡时点")),
    Field("dependants", "供养亲属", ("survivors", "亲属", "dependents", "供养亲属名单")),
    Field("national_income", "全国城镇居民人均可支配收入", ("上一年度全国城镇居民人均可支配收入", "人均可支配收入")),
)
MISSING_FIELDS = (
    *PERSON,
    Field("dependants", "供养亲属", ("survivors", "亲属", "dependents", "供养亲属名单")),
    Field("monthly_pay", "月工资", ("原工资", "原工资福利待遇", "工资")),
    Field("advance", "申请预支一次性工亡补助金", ("预支", "预支工亡补助金")),
    Field("national_income", "全国城镇居民人均可支配收入", ("上一年度全国城镇居民人均可支配收入", "人均可支配收入")),
)
DEPENDANT = (
    Field("relation", "关系", ("与死者关系", "relationship", "亲属关系")),
    Field("alone", "孤寡老人或孤儿", ("orphan", "孤寡", "孤儿", "lonely")),
    Field("label", "姓名", ("name", "称呼")),
)
_MANNERS = {
    **dict.fromkeys(("因工死亡", "当场死亡", "工亡", "immediate"), "work"),
    **dict.fromkeys(("停工留薪期内死亡", "停工留薪期内", "during_leave"), "work"),
    **dict.fromkeys(("一至四级停工留薪期满后死亡", "停工留薪期满后", "期满后死亡", "after_leave"), "after_leave"),
}
_RELATIONS = {
    **dict.fromkeys(("配偶", "妻子", "丈夫", "妻", "夫", "spouse"), "spouse"),
    **dict.fromkeys(
        (
            *("子女", "子", "女", "儿子", "女儿", "父母", "父亲", "母亲", "父", "母", "祖父", "祖母", "祖父母"),
            *(
                "外祖父",
                "外祖母",
                "外祖父母",
                "孙子",
                "孙女",
                "孙子女",
                "外孙子女",
                "兄弟姐妹",
                "其他",
                "child",
                "parent",
                "other",
            ),
        ),
        "other",
    ),
}
_MOST_DEPENDANTS = 30


@dataclass(frozen=True, slots=True)
class Dependant:
    """A dependant: what to call them, spouse or other, and whether an orphan or alone (孤儿、孤寡老人)."""

    label: str
    relation: str
    alone: bool


def explain_death(record: Record, law: Law) -> Computed:
    """Every benefit upon a death explained. Raises CaseError."""
    death = record.day("death", required=True)
    manner = record.choice("manner", _MANNERS) or "work"
    who = read_injured(record, law)
    dependants = _dependants(record)
    if who is not None and death is not None and death < who.injured:
        record.note("death", f"{death} 早于受伤日期 {who.injured}")
    if death is None or who is None:
        raise CaseError(record.problems)
    items = list(_funeral(who, death, record, law))
    items += _pensions(who, death, dependants, law)
    if manner == "work":
        items += _lump_sum(who, death, record, law)
    record.check()
    remarks = _death_remarks(manner, dependants)
    return _computed(record, law, "工亡待遇核定", (operand("死亡日期", death, "date"),), who, items, remarks)


def explain_missing(record: Record, law: Law) -> Computed:
    """What is paid for a worker who disappeared in an accident: wages, then pensions, an advance. Raises CaseError."""
    who = read_injured(record, law)
    dependants = _dependants(record)
    pay = record.money("monthly_pay", required=True)
    if who is None or pay is None:
        raise CaseError(record.problems)
    months = law.at("injury.missing", who.injured)
    wages = step(
        "missing_wages",
        "下落不明期间照发工资",
        months_of(pay, months.integer),
        "yuan",
        "月工资×月数（自事故发生当月起）",
        [operand("月工资", pay, "yuan"), law_operand(months, "月数")],
        laws=[months],
    )
    items = [Item(wages, EMPLOYER, ONCE), *_pensions(who, who.injured, dependants, law)]
    if yes(record, "advance"):
        items += _advance(who, record, law)
    record.check()
    start = month_of(who.injured).plus(months.integer)
    remarks = (
        f"供养亲属抚恤金自第四个月（{start}）起由基金按月支付。",
        "被人民法院宣告死亡的，按因工死亡处理（工伤保险条例第四十一条）。",
    )
    return _computed(record, law, "工伤下落不明待遇核定", (), who, items, remarks)


def _computed(
    record: Record,
    law: Law,
    title: str,
    given: tuple[Operand, ...],
    who: Injured,
    items: Sequence[Item],
    remarks: tuple[str, ...],
) -> Computed:
    steps = (who.wage, *(item.step for item in items), *totals(items))
    return conclude(
        record.identifier,
        law,
        title,
        steps,
        tuple(found.name for found in steps if found is not who.wage),
        given=(operand("受伤日期", who.injured, "date"), *given),
        remarks=(*who.remarks, *remarks),
        rows=rows(items),
    )


def _dependants(record: Record) -> tuple[Dependant, ...]:
    parts = children(record, "dependants", "供养亲属", DEPENDANT)
    found = [_dependant(part, number) for number, part in enumerate(parts, 1)]
    gather(record, parts)
    known = tuple(dependant for dependant in found if dependant is not None)
    if sum(dependant.relation == "spouse" for dependant in known) > 1:
        record.note("dependants", "配偶只能有一人")
    if len(known) > _MOST_DEPENDANTS:
        record.note("dependants", f"{len(known)} 人过多，最多 {_MOST_DEPENDANTS} 人")
    return known


def _dependant(part: Record, number: int) -> Dependant | None:
    relation = part.choice("relation", _RELATIONS, required=True)
    alone, name = yes(part, "alone"), part.text("label")
    if relation is None:
        return None
    return Dependant(name or f"{part.text('relation')}（第{number}人）", relation, alone)


def _funeral(who: Injured, death: date, record: Record, law: Law) -> Iterator[Item]:
    base = average(record, law, death)
    if base is None:
        return
    amount, shown, laws = base
    months = law.at("injury.funeral_months", death)
    found = step(
        "funeral",
        "丧葬补助金",
        months_of(amount, months.integer),
        "yuan",
        "统筹地区上年度职工月平均工资×月数",
        [shown, law_operand(months, "月数")],
        laws=[months, *laws],
        confidence="known" if laws else "verified",
        note=AVERAGE_NOTE if laws else "",
    )
    yield Item(found, who.fund, ONCE)


def _pensions(who: Injured, on: date, dependants: Sequence[Dependant], law: Law) -> Iterator[Item]:
    percents = law.at("injury.dependant_percent", on)
    wage = fen_of(who.wage)
    rates = [_percent(dependant, percents) for dependant in dependants]
    shares = [percent_of(wage, rate) for rate in rates]
    paid = capped_shares(shares, wage)
    for number, (dependant, rate, share, amount) in enumerate(zip(dependants, rates, shares, paid, strict=True), 1):
        capped = [operand("按比例计算", share, "yuan"), operand("各亲属合计", sum(shares), "yuan")]
        found = step(
            f"dependant_{number}",
            f"供养亲属抚恤金（每月）：{dependant.label}",
            amount,
            "yuan",
            "本人工资×比例" + ("，各亲属之和不高于本人工资，按比例折减" if amount != share else ""),
            [
                operand("本人工资", wage, "yuan"),
                operand("比例", rate, "percent"),
                *(capped if amount != share else []),
            ],
            rounding=ROUND_TO_FEN if amount == share else "折减到分，余数给小数部分最大的，合计等于本人工资",
            laws=[percents],
        )
        yield Item(found, who.fund, MONTHLY)


def _percent(dependant: Dependant, percents: Value) -> int:
    extra = int(percents.cell("alone").decimal) if dependant.alone else 0
    return int(percents.cell(dependant.relation).decimal) + extra


def _lump_sum(who: Injured, death: date, record: Record, law: Law) -> Iterator[Item]:
    found = _death_grant(death, record, law)
    if found is not None:
        yield Item(found, who.fund, ONCE)


def _advance(who: Injured, record: Record, law: Law) -> Iterator[Item]:
    whole = _death_grant(who.injured, record, law)
    if whole is None:
        return
    percent = law.at("injury.missing_advance", who.injured)
    found = step(
        "death_grant_advance",
        "预支一次性工亡补助金",
        percent_of(fen_of(whole), int(percent.decimal)),
        "yuan",
        f"一次性工亡补助金（{whole.formula}）×可预支的比例",
        [*whole.operands, operand("一次性工亡补助金", fen_of(whole), "yuan"), law_operand(percent, "比例")],
        laws=[*whole.laws, percent],
    )
    yield Item(found, who.fund, ONCE)


def _death_grant(death: date, record: Record, law: Law) -> Step | None:
    found = standard(record, "national_income", law, "injury.national_income", death)
    if found is None:
        return None
    income, shown, laws = found
    multiple = law.at("injury.death_multiple", death)
    return step(
        "death_grant",
        "一次性工亡补助金",
        months_of(income, multiple.integer),
        "yuan",
        "上一年度全国城镇居民人均可支配收入×20",
        [shown, law_operand(multiple, "倍数")],
        laws=[multiple, *laws],
    )


def _death_remarks(manner: str, dependants: Sequence[Dependant]) -> tuple[str, ...]:
    remarks = ["同时符合养老、工伤、失业保险丧葬补助金条件的，只能选领其中一项（社会保险法第四十九条）。"]
    if manner == "after_leave":
        remarks.append("一级至四级伤残职工停工留薪期满后死亡，没有一次性工亡补助金（工伤保险条例第三十九条第三款）。")
    if not dependants:
        remarks.append("没有写供养亲属；供养亲属的范围和条件按劳动和社会保障部令第18号认定。")
    return tuple(remarks)

"""Disability benefits of grades 1 to 10 (伤残待遇), item by item, with payer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shebao.fields.field import Field
from shebao.policy.computed import Computed, conclude, fen_of
from shebao.policy.errors import CaseError
from shebao.policy.explanation import ROUND_TO_FEN, Operand, Step, law_operand, operand, step
from shebao.policy.fields import span_months, yes
from shebao.policy.injury.case import AVERAGE_NOTE, PERSON, Injured, average, grade_of, read_injured
from shebao.policy.injury.formulas import months_of, percent_of, shortfall
from shebao.policy.injury.items import EMPLOYER, MONTHLY, ONCE, Item, rows, totals
from shebao.policy.lookup import lookup, standard
from shebao.policy.parameters import Law, Value
from shebao.policy.record import Record

FIELDS = (
    *PERSON,
    Field("grade", "伤残等级", ("disability_grade", "level", "等级", "劳动功能障碍等级")),
    Field("self_care", "生活自理障碍", ("nursing", "护理等级", "生活自理障碍等级", "护理依赖")),
    Field("minimum_wage", "最低工资标准", ("min_wage", "最低工资")),
    Field("hard_to_place", "难以安排工作", ("unplaceable", "不能安排工作")),
    Field("terminated", "终止或解除劳动关系日期", ("termination", "解除日期", "终止日期", "解除劳动合同日期")),
    Field("medical_months", "工伤医疗补助金月数", ("一次性工伤医疗补助金月数", "医疗补助金月数")),
    Field("employment_months", "伤残就业补助金月数", ("一次性伤残就业补助金月数", "就业补助金月数")),
    Field("leave", "停工留薪期", ("leave_months", "停工留薪月数", "停工留薪期月数")),
    Field("leave_extended", "停工留薪期经确认延长", ("extended", "延长")),
    Field("leave_pay", "停工留薪期月工资", ("original_pay", "原工资", "原工资福利待遇")),
    Field("pension", "基本养老金", ("养老金", "养老待遇", "月养老金")),
)
_NURSING = {
    **dict.fromkeys(("完全", "完全不能自理", "生活完全不能自理", "full", "一级"), "full"),
    **dict.fromkeys(("大部分", "大部分不能自理", "生活大部分不能自理", "most", "二级"), "most"),
    **dict.fromkeys(("部分", "部分不能自理", "生活部分不能自理", "part", "三级"), "part"),
}
_NURSING_LABELS = {"full": "生活完全不能自理", "most": "生活大部分不能自理", "part": "生活部分不能自理"}
_GRADES = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class _Case:
    who: Injured
    grade: int
    terminated: date | None


def explain_disability(record: Record, law: Law) -> Computed:
    """Every benefit of the grade explained. Raises CaseError."""
    grade = grade_of(record)
    who = read_injured(record, law)
    terminated = record.day("terminated")
    if who is not None and terminated is not None and terminated < who.injured:
        record.note("terminated", f"{terminated} 早于受伤日期 {who.injured}")
    if grade is None or who is None:
        record.check()
        raise CaseError(record.problems)
    case = _Case(who, grade, terminated)
    items = list(_items(case, record, law))
    record.check()
    steps = (who.wage, *(item.step for item in items), *totals(items))
    return conclude(
        record.identifier,
        law,
        "工伤伤残待遇核定",
        steps,
        tuple(found.name for found in steps if found is not who.wage),
        given=_given(case, record),
        remarks=(*who.remarks, *_remarks(case, record)),
        rows=rows(items),
        entitlement=who.appraised,
    )


def _items(case: _Case, record: Record, law: Law) -> Iterator[Item]:
    yield from _leave(case, record, law)
    yield _lump_sum(case, law)
    yield from _allowance(case, record, law)
    yield from _nursing(case, record, law)
    yield from _subsidies(case, record, law)


def _given(case: _Case, record: Record) -> tuple[Operand, ...]:
    given = [
        operand("伤残等级", f"{_GRADES[case.grade - 1]}级", "text"),
        operand("受伤日期", case.who.injured, "date"),
        operand("核定日期", case.who.appraised, "date"),
    ]
    if case.terminated:
        given.append(operand(record.label("terminated"), case.terminated, "date"))
    return tuple(given)


def _lump_sum(case: _Case, law: Law) -> Item:
    months = law.at("injury.lump_sum_months", case.who.injured).cell(str(case.grade))
    wage = fen_of(case.who.wage)
    found = step(
        "lump_sum",
        "一次性伤残补助金",
        months_of(wage, months.integer),
        "yuan",
        "本人工资×月数",
        [operand("本人工资", wage, "yuan"), law_operand(months, "月数")],
        laws=[months],
    )
    return Item(found, case.who.fund, ONCE)


def _allowance(case: _Case, record: Record, law: Law) -> Iterator[Item]:
    hard_to_place = yes(record, "hard_to_place")
    if case.grade > 6 or (case.grade > 4 and not hard_to_place) or (case.grade > 4 and case.terminated):
        return
    percent = law.at("injury.allowance_percent", case.who.injured).cell(str(case.grade))
    wage = fen_of(case.who.wage)
    amount = percent_of(wage, int(percent.decimal))
    payer = case.who.fund if case.grade <= 4 else EMPLOYER
    allowance = step(
        "allowance",
        "伤残津贴（每月）",
        amount,
        "yuan",
        "本人工资×比例",
        [operand("本人工资", wage, "yuan"), law_operand(percent, "比例")],
        rounding=ROUND_TO_FEN,
        laws=[percent],
    )
    pension = record.money("pension")
    if pension is not None and case.grade <= 4:
        yield _pension_difference(allowance, pension, payer, percent)
        return
    yield Item(allowance, payer, MONTHLY)
    minimum = standard(record, "minimum_wage", law, "wage.minimum", case.who.appraised)
    if minimum is None:
        return
    floor, shown, laws = minimum
    if amount < floor:
        top_up = step(
            "allowance_top_up",
            "伤残津贴补足最低工资差额（每月）",
            shortfall(amount, floor),
            "yuan",
            "最低工资标准－伤残津贴",
            [shown, operand("伤残津贴", amount, "yuan")],
            laws=[percent, *laws],
        )
        yield Item(top_up, payer, MONTHLY)


def _pension_difference(allowance: Step, pension: int, payer: str, percent: Value) -> Item:
    amount = fen_of(allowance)
    found = step(
        "pension_difference",
        "基本养老金低于伤残津贴的差额（每月）",
        shortfall(pension, amount),
        "yuan",
        "伤残津贴（本人工资×比例）－基本养老金，不低于0",
        [*allowance.operands, operand("伤残津贴", amount, "yuan"), operand("基本养老金", pension, "yuan")],
        rounding=ROUND_TO_FEN,
        laws=[percent],
        basis="工伤保险条例第三十五条第（三）项；社会保险法第四十条",
    )
    return Item(found, payer, MONTHLY)


def _nursing(case: _Case, record: Record, law: Law) -> Iterator[Item]:
    level = record.choice("self_care", _NURSING)
    if level is None:
        return
    percent = law.at("injury.nursing_percent", case.who.appraised).cell(level)
    base = average(record, law, case.who.appraised)
    if base is None:
        return
    amount, shown, laws = base
    found = step(
        "nursing",
        f"生活护理费（每月，{_NURSING_LABELS[level]}）",
        percent_of(amount, int(percent.decimal)),
        "yuan",
        "统筹地区上年度职工月平均工资×比例",
        [shown, law_operand(percent, "比例")],
        rounding=ROUND_TO_FEN,
        laws=[percent, *laws],
        confidence="known" if laws else "verified",
        note=AVERAGE_NOTE if laws else "",
    )
    yield Item(found, case.who.fund, MONTHLY)


def _subsidies(case: _Case, record: Record, law: Law) -> Iterator[Item]:
    if case.terminated is None:
        return
    if case.grade < 5:
        record.note("terminated", "一级至四级伤残保留劳动关系，没有一次性医疗、就业补助金（工伤保险条例第三十五条）")
        return
    article = "工伤保险条例第三十六条第二款" if case.grade < 7 else "工伤保险条例第三十七条第（二）项"
    kinds = (
        ("medical", "一次性工伤医疗补助金", case.who.fund),
        ("employment", "一次性伤残就业补助金", EMPLOYER),
    )
    for name, label, payer in kinds:
        found_months = _subsidy_months(case, record, law, name, label)
        base = _subsidy_base(case, record, law)
        if found_months is None or base is None:
            continue
        (months, shown_months, of_months), (words, amount, shown, laws) = found_months, base
        found = step(
            f"{name}_subsidy",
            label,
            months_of(amount, months),
            "yuan",
            f"{words}×月数",
            [shown, shown_months],
            laws=[*of_months, *laws],
            basis=article,
            confidence="known",
            note="月数与计发基数以省的规定为准",
        )
        yield Item(found, payer, ONCE)


def _subsidy_months(
    case: _Case, record: Record, law: Law, name: str, label: str
) -> tuple[int, Operand, tuple[Value, ...]] | None:
    """The months of a subsidy from the case or else from the law of the province; notes where neither has them."""
    stated = span_months(record, f"{name}_months", 120)
    if record.has(f"{name}_months"):
        return None if stated is None else (stated, operand("月数（按所填）", stated, "months"), ())
    table = lookup(law, f"injury.{name}_subsidy_months", case.terminated or case.who.injured)
    if table is None:
        record.note(f"{name}_months", f"{label}的月数由省规定，{law.area.name}的标准没有收录，请写明")
        return None
    months = table.cell(str(case.grade))
    return months.integer, law_operand(months, "月数"), (months,)


def _subsidy_base(case: _Case, record: Record, law: Law) -> tuple[str, int, Operand, tuple[Value, ...]] | None:
    """What the months are counted in: the average wage of the pooling area, or the worker's own where a province says so."""
    on = case.terminated or case.who.injured
    kind = lookup(law, "injury.subsidy_base", on)
    if kind is not None and kind.text == "own_wage":
        wage = fen_of(case.who.wage)
        return "本人工资", wage, operand("本人工资", wage, "yuan"), (kind,)
    found = average(record, law, on)
    return None if found is None else ("统筹地区上年度职工月平均工资", *found)


def _leave(case: _Case, record: Record, law: Law) -> Iterator[Item]:
    months = span_months(record, "leave")
    if months is None:
        return
    limits = law.at("injury.leave_months", case.who.injured)
    extended = yes(record, "leave_extended")
    longest = limits.cell("normal").integer + (limits.cell("extension").integer if extended else 0)
    if months > longest:
        more = "" if extended else "，经确认延长的请写明“停工留薪期经确认延长”"
        record.note("leave", f"{months} 个月超过最长 {longest} 个月（{limits.basis}）{more}")
    pay = record.money("leave_pay", required=True)
    if pay is None:
        return
    found = step(
        "leave_pay",
        "停工留薪期工资",
        months_of(pay, months),
        "yuan",
        "原工资福利待遇×月数",
        [operand("停工留薪期月工资", pay, "yuan"), operand("月数", months, "months")],
        laws=[limits],
        basis="社会保险法第三十九条第（一）项",
    )
    yield Item(found, EMPLOYER, ONCE)


def _remarks(case: _Case, record: Record) -> Iterator[str]:
    if case.who.fund == EMPLOYER:
        yield "未参加工伤保险，全部待遇由用人单位支付；用人单位不支付的，由基金先行支付后追偿（社会保险法第四十一条）。"
    if case.grade in (5, 6) and not case.terminated and not record.has("hard_to_place"):
        yield "五级、六级由用人单位安排适当工作；难以安排工作的，由用人单位按月发给伤残津贴。"
    if case.grade <= 4 and not record.has("pension"):
        yield "达到退休年龄并办理退休后停发伤残津贴；基本养老金低于伤残津贴的，由基金补足差额。"
    if case.grade >= 5 and case.terminated:
        who = "本人提出" if case.grade < 7 else "合同期满终止或者本人提出解除"
        yield f"一次性工伤医疗补助金和伤残就业补助金以{who}终止、解除劳动关系为前提。"
    if not record.has("appraised"):
        yield "没有写核定日期，平均工资、最低工资按受伤日期取。"

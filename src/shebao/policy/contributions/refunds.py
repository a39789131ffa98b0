"""What is returned or made up: corrected bases, overlapping contributions, undeclared months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shebao.fields.dates import Month
from shebao.fields.field import Field
from shebao.policy.arithmetic import RATE_SCALE
from shebao.policy.computed import Computed, conclude, sum_step
from shebao.policy.contributions.assessment import MonthAssessed, assess
from shebao.policy.contributions.case import FIELDS, read_enrolment
from shebao.policy.contributions.formulas import contribution, relieved, unreported_contribution
from shebao.policy.explanation import ROUND_TO_FEN, Operand, Step, law_operand, operand, step
from shebao.policy.fields import children, gather
from shebao.policy.insured import PAYER_LABELS, Payer
from shebao.policy.parameters import Law, Value
from shebao.policy.record import Record

CORRECTION_FIELDS = (*FIELDS, Field("paid_base", "已缴基数", ("paid", "原缴费基数", "实缴基数")))
UNREPORTED_FIELDS = (Field("last_month", "上月缴费额", ("last", "previous", "上月应缴额")),)
SPELL = (
    Field("place", "参保地", ("area", "地区", "单位")),
    Field("from", "起始月", ("start", "开始", "自")),
    Field("to", "截止月", ("end", "结束", "至")),
    Field("base", "缴费基数", ("基数", "月缴费基数")),
    Field("personal", "每月个人缴费", ("employee", "个人缴费", "个人月缴费")),
)
DUPLICATE_FIELDS = (
    Field("spells", "缴费时段", ("periods", "时段", "history")),
    Field("keep", "保留时段", ("kept", "保留")),
)

_DUTY = "社会保险法第六十条"


@dataclass(frozen=True, slots=True)
class PaidSpell:
    """Months paid at one place, with the person's own part of each month in fen."""

    place: str
    first: Month
    last: Month
    base: int | None
    personal: int | None

    @property
    def text(self) -> str:
        """Place and months in words."""
        return f"{self.place}{self.first}至{self.last}"


def explain_correction(record: Record, law: Law) -> Computed:
    """Payable against paid at another base: per part what is owed (positive) or returned (negative). Raises CaseError."""
    paid_base = record.money("paid_base", required=True)
    enrolment = read_enrolment(record)
    months = assess(enrolment, law)
    steps = [_difference(months, share.name, share.label, paid_base or 0) for share in enrolment.shares]
    sums = []
    for payer in (Payer.EMPLOYER, Payer.EMPLOYEE):
        terms = [item for item, share in zip(steps, enrolment.shares, strict=True) if share.payer == payer]
        sums.append(sum_step(payer, f"{PAYER_LABELS[payer]}差额", terms, _DUTY))
    total = sum_step("total", "差额合计", sums, _DUTY, "单位差额＋个人差额，正数为应补，负数为应退")
    steps = [*steps, *sums, total]
    return conclude(
        record.identifier,
        law,
        "缴费基数更正",
        tuple(steps),
        tuple(item.name for item in steps),
        given=(operand("已缴基数", paid_base or 0, "yuan"), operand("月数", len(months), "months")),
        remarks=("正数为应补缴，负数为应退还；补缴如逾期另计滞纳金。",),
    )


def _difference(months: Sequence[MonthAssessed], name: str, label: str, paid_base: int) -> Step:
    parts = [part for month in months for part in month.parts if part.share.name == name]
    payable = sum(part.amount for part in parts)
    paid = sum(relieved(contribution(paid_base, part.rate), part.relief) for part in parts)
    laws = {(law.name, law.area, law.start): law for part in parts for law in part.laws}
    return step(
        name,
        f"{label}差额",
        payable - paid,
        "yuan",
        "按应缴基数应缴－按已缴基数已缴",
        [operand("应缴", payable, "yuan"), operand("已缴", paid, "yuan")],
        rounding=f"每月{ROUND_TO_FEN}",
        laws=list(laws.values()),
        basis=_DUTY,
    )


def explain_unreported(record: Record, law: Law) -> Computed:
    """What an employer owes that failed to declare: 110 % of its last month. Raises CaseError."""
    last = record.money("last_month", required=True)
    record.check()
    percent = law.series("contribution.base_unreported")[-1].values[-1]
    amount = unreported_contribution(last or 0, int(percent.decimal))
    found = step(
        "total",
        "核定应缴数额",
        amount,
        "yuan",
        "上月缴费额×110%",
        [operand("上月缴费额", last or 0, "yuan"), law_operand(percent)],
        rounding=ROUND_TO_FEN,
        laws=[percent],
    )
    remark = "补办申报手续后按规定结算。"
    return conclude(
        record.identifier,
        law,
        "未按规定申报的缴费核定",
        (found,),
        ("total",),
        remarks=(remark,),
    )


def explain_duplicate(record: Record, law: Law) -> Computed:
    """What is returned to a person who paid in two places for the same months. Raises CaseError."""
    parts = children(record, "spells", "缴费时段", SPELL)
    spells = [_spell(part) for part in parts]
    gather(record, parts)
    if len(parts) < 2:
        record.note("spells", "至少要有两段，才谈得上重复")
    keep = record.integer("keep", 1, max(len(parts), 1), required=True)
    record.check()
    found = [spell for spell in spells if spell is not None]
    kept = found[(keep or 1) - 1]
    rule = law.at("contribution.duplicate_refund", max(spell.last for spell in found).first_day)
    steps = list(_refunds(found, kept, law, rule))
    steps.append(sum_step("total", "退还个人缴费合计", steps, rule.basis))
    return conclude(
        record.identifier,
        law,
        "重复缴费退费",
        tuple(steps),
        ("total",),
        given=(operand("保留", kept.text, "text"),),
        remarks=("退还的是个人缴费本金，利息和个人账户的处理以经办规程为准。",),
    )


def _spell(part: Record) -> PaidSpell | None:
    first, last = part.month("from", required=True), part.month("to", required=True)
    base, personal = part.money("base"), part.money("personal")
    if part.has("base") == part.has("personal"):
        part.note("personal", "每月个人缴费、缴费基数写一项，且只写一项")
    if first is None or last is None:
        return None
    if last < first or last.since(first) >= 12 * 70:
        part.note("to", f"{last} 应不早于起始月 {first}，且不超过 70 年")
        return None
    return PaidSpell(part.text("place") or "", first, last, base, personal)


def _refunds(spells: Sequence[PaidSpell], kept: PaidSpell, law: Law, rule: Value) -> Iterator[Step]:
    taken = _months(kept)
    for number, spell in enumerate(spells, 1):
        if spell is kept:
            continue
        overlap = sorted(_months(spell) & taken)
        taken |= _months(spell)
        amount, operands = _personal(spell, overlap, law)
        yield step(
            f"refund_{number}",
            f"{spell.text}应退个人缴费",
            amount,
            "yuan",
            "与保留时段重叠的月数×每月个人缴费",
            [operand("重叠月数", len(overlap), "months"), *operands],
            laws=[rule],
        )


def _personal(spell: PaidSpell, overlap: Sequence[Month], law: Law) -> tuple[int, list[Operand]]:
    if spell.personal is not None:
        return spell.personal * len(overlap), [operand("每月个人缴费", spell.personal, "yuan")]
    base = spell.base or 0
    rates = [law.at("contribution.pension_employee", month.first_day) for month in overlap]
    amount = sum(contribution(base, rate.scaled(RATE_SCALE)) for rate in rates)
    return amount, [operand("缴费基数", base, "yuan"), *(law_operand(rate) for rate in rates[:1])]


def _months(spell: PaidSpell) -> set[Month]:
    return {spell.first.plus(number) for number in range(spell.last.since(spell.first) + 1)}

"""Funeral grant and survivors' lump sum upon a death not at work (丧葬补助金、抚恤金), staff and residents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shebao.fields.dates import Month, month_of
from shebao.fields.field import Field
from shebao.policy.computed import Computed, conclude, fen_of, sum_step
from shebao.policy.errors import CaseError
from shebao.policy.explanation import ROUND_TO_FEN, Step, law_operand, operand, step
from shebao.policy.fields import span_months, yes
from shebao.policy.lookup import standard
from shebao.policy.parameters import Law
from shebao.policy.record import Record
from shebao.policy.survivors.formulas import lump_sum_months, monthly_income_multiple, retired_months

FIELDS = (
    Field("death", "死亡日期", ("died", "death_date")),
    Field("birth", "出生日期", ("birthday", "birth_date", "出生年月")),
    Field("paid_months", "缴费月数", ("contribution_months", "缴费年限", "累计缴费月数", "累计缴费年限")),
    Field("pension_start", "养老金领取起始月", ("retired", "开始领取养老金月份", "退休年月", "领取起始月")),
    Field("income", "上一年度全省城镇居民人均可支配收入", ("urban_income", "人均可支配收入")),
    Field("other_funeral", "已领其他丧葬补助金", ("已领工伤或失业丧葬补助金", "other")),
    Field("in_prison", "服刑期间死亡", ("prison", "服刑")),
    Field("account", "个人账户余额", ("account_balance", "个人账户储存额")),
)
RESIDENT_FIELDS = (
    Field("death", "死亡日期", ("died", "death_date")),
    Field("birth", "出生日期", ("birthday", "birth_date", "出生年月")),
    Field("basic", "基础养老金", ("basic_pension", "死亡当月基础养老金", "月基础养老金")),
    Field("account", "个人账户余额", ("account_balance", "个人账户储存额")),
)
_EARLIEST_LIFE = 130 * 12


def explain_staff(record: Record, law: Law) -> Computed:
    """Funeral grant, lump sum and the inherited account of an insured or retired employee. Raises CaseError."""
    death = _death(record)
    paid = span_months(record, "paid_months", required=True)
    start = record.month("pension_start")
    if death is not None and start is not None and start > month_of(death):
        record.note("pension_start", f"{start} 晚于死亡日期 {death}")
    if death is None or paid is None:
        raise CaseError(record.problems)
    base = standard(record, "income", law, "survivor.urban_income", death)
    refused = yes(record, "in_prison")
    record.check()
    if base is None:
        raise CaseError(record.problems)
    income, shown, laws = base
    steps: list[Step] = []
    if not refused:
        months_of_funeral = law.at("survivor.funeral_months", death)
        if not yes(record, "other_funeral"):
            steps.append(
                step(
                    "funeral",
                    "丧葬补助金",
                    monthly_income_multiple(income, months_of_funeral.integer),
                    "yuan",
                    "上一年度全省城镇居民人均可支配收入÷12×月数",
                    [shown, law_operand(months_of_funeral, "月数")],
                    rounding=ROUND_TO_FEN,
                    laws=[months_of_funeral, *laws],
                )
            )
        months = _lump_months(law, death, paid, start)
        steps += [
            months,
            step(
                "lump_sum",
                "抚恤金",
                monthly_income_multiple(income, fen_of(months)),
                "yuan",
                "上一年度全省城镇居民人均可支配收入÷12×月数",
                [shown, operand("月数", fen_of(months), "months")],
                rounding=ROUND_TO_FEN,
                laws=[*months.laws, *laws],
                confidence=months.mark,
            ),
        ]
    steps += _account(record)
    record.check()
    return _result(record, law, "遗属待遇核定", death, steps, tuple(_remarks(record, refused)))


def explain_resident(record: Record, law: Law) -> Computed:
    """Funeral grant and the inherited account of a resident on the residents' scheme. Raises CaseError."""
    death = _death(record)
    basic = record.money("basic", required=True)
    if death is None or basic is None:
        raise CaseError(record.problems)
    months = law.at("survivor.resident_funeral_months", death)
    funeral = step(
        "funeral",
        "丧葬补助金",
        basic * months.integer,
        "yuan",
        "死亡当月基础养老金×月数",
        [operand("基础养老金", basic, "yuan"), law_operand(months, "月数")],
        laws=[months],
    )
    steps = [funeral, *_account(record)]
    record.check()
    return _result(record, law, "城乡居民遗属待遇核定", death, steps, ("丧葬补助金不低于此数，以当地规定为准。",))


def _death(record: Record) -> date | None:
    death, birth = record.day("death", required=True), record.month("birth")
    if death is None or birth is None:
        return death
    if death < birth.first_day:
        record.note("death", f"{death} 早于出生年月 {birth}")
    elif month_of(death).since(birth) > _EARLIEST_LIFE:
        record.note("birth", f"{birth} 出生，到 {death} 已超过 130 岁，请核对")
    return death


def _lump_months(law: Law, death: date, paid: int, start: Month | None) -> Step:
    tiers = law.at("survivor.pension_months", death)
    after, longest = law.at("survivor.extra_after", death), law.at("survivor.longest", death)
    steps = sorted((int(key), int(str(value))) for key, value in tiers.table.items())
    months = lump_sum_months(paid_months=paid, tiers=steps, extra_after=after.integer, longest=longest.integer)
    operands = [operand("缴费年限", paid, "span")]
    words = (
        "缴费不满5年3个月，满5年不满10年6个月，满10年至15年9个月；超过15年的每多1年增发1个月，不满1年按1年，最多24个月"
    )
    laws = [longest] if paid > after.integer else [tiers]
    if start is None:
        return step("lump_sum_months", "抚恤金月数", months, "months", words, operands, laws=[*laws, after])
    floor = law.at("survivor.retired_floor", death)
    received = max(0, month_of(death).since(start) + 1)
    left = retired_months(months=months, received_months=received, floor=floor.integer)
    return step(
        "lump_sum_months",
        "抚恤金月数",
        left,
        "months",
        f"{words}；退休人员每领取满1年基本养老金减1个月，最少{floor.integer}个月",
        [*operands, operand("按缴费年限", months, "months"), operand("已领取", received, "span")],
        laws=[*laws, after, floor],
        confidence="verified" if left == floor.integer else "known",
        note="每领取1年减1个月的规定未核对原文" if left != floor.integer else "",
    )


def _account(record: Record) -> Iterator[Step]:
    balance = record.money("account")
    if balance is not None:
        yield step(
            "account",
            "个人账户余额（可以继承）",
            balance,
            "yuan",
            "死亡时个人账户的余额",
            basis="社会保险法第十四条",
        )


def _result(record: Record, law: Law, title: str, death: date, steps: list[Step], remarks: tuple[str, ...]) -> Computed:
    amounts = [found for found in steps if found.quantity.unit == "yuan"]
    total = sum_step("total", "合计", amounts, "社会保险法第十七条")
    return conclude(
        record.identifier,
        law,
        title,
        (*steps, total),
        (*(found.name for found in steps), "total"),
        given=(operand("死亡日期", death, "date"),),
        remarks=remarks,
    )


def _remarks(record: Record, refused: bool) -> Iterator[str]:
    if refused:
        yield "服刑期间死亡，不享受丧葬补助金和抚恤金，个人账户余额可以继承（劳社厅函〔2003〕315号，未经核对）。"
        return
    if record.has("other_funeral"):
        yield "同时符合养老、工伤、失业丧葬补助金条件的只能选领一项，这里不再发养老保险丧葬补助金（社会保险法第四十九条）。"
    else:
        yield "同时符合养老、工伤、失业丧葬补助金条件的，只能选领其中一项（社会保险法第四十九条）。"
    yield "基本养老金自死亡次月起停发。"

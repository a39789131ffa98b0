"""Skill subsidies (技能提升补贴), price subsidies (价格临时补贴) and the 2020–2022 grant (失业补助金)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from shebao.fields.dates import add_months, month_of
from shebao.fields.field import Field
from shebao.policy.computed import Computed, conclude, fen_of, sum_step
from shebao.policy.errors import CaseError
from shebao.policy.explanation import ROUND_TO_FEN, Step, law_operand, operand, step
from shebao.policy.fields import children, gather, percentage, span_months, yes
from shebao.policy.lookup import lookup, standard
from shebao.policy.parameters import Law
from shebao.policy.record import Record
from shebao.policy.unemployment.formulas import percent_of, share_of

SKILL_FIELDS = (
    Field("level", "技能等级", ("grade", "等级", "证书等级")),
    Field("certified", "证书核发日期", ("certificate", "核发日期", "发证日期")),
    Field("applied", "申请日期", ("application", "申领日期")),
    Field("paid_months", "累计缴费月数", ("contribution_months", "缴费月数", "累计缴费")),
    Field("earlier", "本年已享受次数", ("times", "已享受次数")),
    Field("repeated", "同一职业同一等级已享受", ("repeat", "重复申请")),
)
PRICE_FIELDS = (
    Field("months", "月份明细", ("rows", "明细")),
    Field("month", "月份", ("period",)),
    Field("cpi", "居民消费价格同比涨幅", ("CPI", "CPI同比", "居民消费价格指数同比涨幅")),
    Field("food", "食品价格同比涨幅", ("food_cpi", "食品CPI", "食品CPI同比")),
    Field("base", "补贴计算基数", ("基数", "低保标准", "保障标准")),
)
GRANT_FIELDS = (
    Field("start", "开始领取月份", ("from", "起始月", "申领月份")),
    Field("months", "领取月数", ("duration", "月数")),
    Field("percent", "占失业保险金标准的比例", ("ratio", "比例")),
    Field("benefit", "失业保险金标准", ("standard", "失业金标准", "月标准")),
    Field("drawing", "正在领取失业保险金", ("领取失业保险金",)),
)
_LEVELS = {
    **dict.fromkeys(("初级", "五级", "初级工", "初级（五级）", "junior", "5"), "junior"),
    **dict.fromkeys(("中级", "四级", "中级工", "中级（四级）", "intermediate", "4"), "intermediate"),
    **dict.fromkeys(("高级", "三级", "高级工", "高级（三级）", "senior", "3"), "senior"),
}
_LEVEL_LABELS = {"junior": "初级（五级）", "intermediate": "中级（四级）", "senior": "高级（三级）"}
_MILLIONTHS_PER_PERCENT = 10_000


def explain_skill(record: Record, law: Law) -> Computed:
    """The skill subsidy, or which conditions are not met. Raises CaseError."""
    level = record.choice("level", _LEVELS, required=True)
    certified, applied = record.day("certified", required=True), record.day("applied", required=True)
    paid = span_months(record, "paid_months", required=True)
    earlier = record.integer("earlier", 0, 100) or 0
    if certified is not None and applied is not None and applied < certified:
        record.note("applied", f"{applied} 早于证书核发日期 {certified}")
    record.check()
    if level is None or certified is None or applied is None or paid is None:
        raise CaseError(record.problems)
    steps = list(_conditions(law, certified, applied, paid, earlier, yes(record, "repeated")))
    record.check()
    refused = [found.label for found in steps if found.quantity.value == "不符合"]
    amount = law.at("unemployment.skill_subsidy", certified).cell(level)
    steps.append(
        step(
            "total",
            f"技能提升补贴（{_LEVEL_LABELS[level]}）",
            0 if refused else amount.integer,
            "yuan",
            "各项条件都符合的，按等级标准发给",
            [law_operand(amount, "标准")],
            laws=[amount],
            note=f"不发给：{'、'.join(refused)}不符合" if refused else "",
        )
    )
    return _result(record, law, "技能提升补贴", steps)


def _conditions(law: Law, certified: date, applied: date, paid: int, earlier: int, repeated: bool) -> Iterator[Step]:
    window = law.at("unemployment.skill_window", certified)
    least = law.at("unemployment.skill_paid_months", applied)
    last = add_months(certified, window.integer)
    yield step(
        "in_time",
        "申请期限",
        _met(applied <= last),
        "text",
        "证书核发之日起12个月内申请",
        [operand("最迟", last, "date"), operand("申请日期", applied, "date")],
        laws=[window],
    )
    yield step(
        "paid_enough",
        "缴费月数",
        _met(paid >= least.integer),
        "text",
        "累计缴费月数不少于规定",
        [operand("累计缴费", paid, "months"), law_operand(least)],
        laws=[least],
    )
    limit = lookup(law, "unemployment.skill_yearly_limit", applied)
    if limit is not None:
        yield step(
            "within_limit",
            "每年次数",
            _met(earlier < limit.integer and not repeated),
            "text",
            "每人每年不超过规定次数，同一职业同一等级只享受一次",
            [operand("本年已享受", earlier, "count"), law_operand(limit)],
            laws=[limit],
        )


def explain_price(record: Record, law: Law) -> Computed:
    """The price subsidy of each month in which prices rose beyond the trigger. Raises CaseError."""
    listed = record.has("months")
    parts = children(record, "months", "月份", PRICE_FIELDS[1:]) if listed else (record,)
    steps = [found for number, part in enumerate(parts, 1) if (found := _price(part, number, law)) is not None]
    if listed:
        gather(record, parts)
    record.check()
    steps.append(
        sum_step("total", "价格临时补贴合计", steps, "社会救助和保障标准与物价上涨挂钩联动机制", "各月补贴之和")
    )
    remark = "补贴的计算基数和口径由各地规定；这里按基数×同比涨幅计算。"
    return _result(record, law, "价格临时补贴", steps, remark)


def _price(part: Record, number: int, law: Law) -> Step | None:
    month = part.month("month", required=True)
    cpi = part.number("cpi", -50, 100, required=True, strip="%")
    food = part.number("food", -50, 200, strip="%")
    base = part.money("base", required=True)
    if month is None or cpi is None or base is None:
        return None
    if cpi != round(cpi, 4):
        part.note("cpi", "最多写四位小数")
        return None
    trigger = law.at("unemployment.price_trigger", month.first_day)
    limits = {key: trigger.cell(key) for key in ("cpi", "food")}
    started = cpi >= limits["cpi"].decimal or (food is not None and food >= limits["food"].decimal)
    rise = int(max(cpi, Decimal(0)) * _MILLIONTHS_PER_PERCENT)
    return step(
        f"price_{number}",
        f"{month}价格临时补贴",
        share_of(base, rise) if started else 0,
        "yuan",
        "居民消费价格或食品价格同比涨幅达到启动条件的，计算基数×居民消费价格同比涨幅",
        [
            operand("计算基数", base, "yuan"),
            operand("居民消费价格同比涨幅", cpi, "percent"),
            *([operand("食品价格同比涨幅", food, "percent")] if food is not None else []),
            law_operand(limits["cpi"], "启动条件：居民消费价格"),
            law_operand(limits["food"], "启动条件：食品价格"),
        ],
        rounding=ROUND_TO_FEN,
        laws=[trigger],
        note="" if started else "没有达到启动条件",
    )


def explain_grant(record: Record, law: Law) -> Computed:
    """The unemployment grant of 2020 to 2022. Raises CaseError."""
    start = record.month("start", required=True)
    if start is None:
        raise CaseError(record.problems)
    longest, most = (law.at(f"unemployment.grant_{name}", start.first_day) for name in ("months", "percent"))
    months = span_months(record, "months", 600)
    months = longest.integer if months is None else months
    percent = percentage(record, "percent")
    percent = int(most.decimal) if percent is None else percent
    if months > longest.integer:
        record.note("months", f"{months} 个月超过最长 {longest.integer} 个月（{longest.basis}）")
    if percent > most.decimal:
        record.note("percent", f"{percent}% 超过最高 {most.decimal}%（{most.basis}）")
    if yes(record, "drawing"):
        record.note("drawing", f"领取失业保险金期间不能同时享受失业补助金（{most.basis}）")
    base = standard(record, "benefit", law, "unemployment.benefit", start.first_day)
    record.check()
    if base is None:
        raise CaseError(record.problems)
    amount, shown, laws = base
    monthly = step(
        "monthly",
        "失业补助金（每月）",
        percent_of(amount, percent),
        "yuan",
        "失业保险金标准×比例",
        [shown, operand("比例", percent, "percent")],
        rounding=ROUND_TO_FEN,
        laws=[most, *laws],
    )
    total = step(
        "total",
        "失业补助金合计",
        fen_of(monthly) * months,
        "yuan",
        "每月失业补助金×月数",
        [operand("月数", months, "months"), law_operand(longest)],
        laws=[longest],
    )
    last = month_of(start.first_day).plus(months - 1)
    remark = f"{start} 至 {last}；不代缴基本医疗保险费，不发丧葬补助金和抚恤金。"
    return _result(record, law, "失业补助金", [monthly, total], remark)


def _met(met: bool) -> str:
    return "符合" if met else "不符合"


def _result(record: Record, law: Law, title: str, steps: list[Step], *remarks: str) -> Computed:
    return conclude(
        record.identifier,
        law,
        title,
        tuple(steps),
        ("total",),
        remarks=remarks,
    )

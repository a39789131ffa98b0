"""Job-stability refunds (稳岗返还) to employers that kept their staff."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shebao.fields.field import Field
from shebao.policy.computed import Computed, conclude
from shebao.policy.errors import CaseError
from shebao.policy.explanation import ROUND_TO_FEN, Step, law_operand, operand, step
from shebao.policy.fields import span_months, yes
from shebao.policy.lookup import lookup
from shebao.policy.parameters import Law, Value
from shebao.policy.record import Record
from shebao.policy.unemployment.formulas import percent_of

FIELDS = (
    Field("year", "返还年度", ("refund_year", "年度")),
    Field("paid", "上年度实际缴纳失业保险费", ("paid_last_year", "上年实缴", "上年度实缴失业保险费")),
    Field("staff", "上年参保职工人数", ("insured", "参保人数", "职工人数")),
    Field("layoffs", "上年裁员人数", ("laid_off", "裁员人数")),
    Field("size", "单位规模", ("employer_size", "企业规模", "企业类型")),
    Field("paid_months", "足额缴费月数", ("contribution_months", "缴费月数")),
    Field("hardship", "受影响困难企业", ("困难企业", "困难")),
)
_SIZES = {
    **dict.fromkeys(("大型", "大型企业", "large"), "large"),
    **dict.fromkeys(("中小微", "中小微企业", "中型", "小型", "微型", "small", "sme"), "small"),
}
_SIZE_LABELS = {"small": "中小微企业", "large": "大型企业"}


@dataclass(frozen=True, slots=True)
class _Case:
    on: date
    paid: int
    staff: int
    layoffs: int
    size: str
    months: int
    hardship: bool


def explain_refund(record: Record, law: Law) -> Computed:
    """The refund, or which conditions are not met. Raises CaseError."""
    case, judged = _read(record, law)
    steps = [judged, *_conditions(case, law)]
    refused = [found.label for found in steps if found.quantity.value == "不符合"]
    ratio = _ratio(case, record, law)
    record.check()
    if ratio is None:
        raise CaseError(record.problems)
    percent = int(ratio.decimal)
    steps.append(
        step(
            "total",
            "稳岗返还",
            0 if refused else percent_of(case.paid, percent),
            "yuan",
            "上年度实际缴纳失业保险费×返还比例",
            [operand("上年度实际缴纳失业保险费", case.paid, "yuan"), law_operand(ratio, "返还比例")],
            rounding=ROUND_TO_FEN,
            laws=[ratio],
            note=f"不返还：{'、'.join(refused)}不符合" if refused else "",
        )
    )
    return conclude(
        record.identifier,
        law,
        f"{case.on.year}年稳岗返还",
        tuple(steps),
        ("total",),
        given=(operand("参保职工", case.staff, "人"), operand("裁员", case.layoffs, "人")),
    )


def _read(record: Record, law: Law) -> tuple[_Case, Step]:
    year = record.integer("year", 2019, 2100, required=True, strip="年")
    paid = record.money("paid", required=True)
    staff = record.integer("staff", 1, 10_000_000, required=True, strip="人")
    layoffs = record.integer("layoffs", 0, 10_000_000, required=True, strip="人")
    size = record.choice("size", _SIZES)
    months = span_months(record, "paid_months", 840)
    hardship = yes(record, "hardship")
    if staff is not None and layoffs is not None and layoffs > staff:
        record.note("layoffs", f"{layoffs} 人多于参保职工 {staff} 人")
    record.check()
    if year is None or paid is None or staff is None or layoffs is None:
        raise CaseError(record.problems)
    on = date(year, 1, 1)
    sizes = law.at("unemployment.refund_sizes", on)
    limit = sizes.cell("large_above")
    judged = size or ("large" if staff > limit.integer else "small")
    shown = step(
        "size",
        "单位规模",
        _SIZE_LABELS[judged],
        "text",
        "案例写明" if size else "参保人数超过界限的为大型企业",
        [operand("参保职工", staff, "人"), *([] if size else [law_operand(limit, "界限（人）")])],
        laws=[] if size else [limit],
    )
    return _Case(on, paid, staff, layoffs, judged, 12 if months is None else months, hardship), shown


def _conditions(case: _Case, law: Law) -> Iterator[Step]:
    least = lookup(law, "unemployment.refund_paid_months", case.on)
    if least is not None:
        yield step(
            "paid_enough",
            "足额缴费",
            _met(case.months >= least.integer),
            "text",
            "足额缴纳失业保险费的月数不少于规定",
            [operand("足额缴费", case.months, "months"), law_operand(least)],
            laws=[least],
        )
    limits = lookup(law, "unemployment.layoff_limit", case.on)
    if limits is None:
        return
    few = law.at("unemployment.refund_sizes", case.on).cell("small_staff")
    limit = limits.cell("small_staff" if case.staff <= few.integer else "general")
    yield step(
        "layoff_rate",
        "裁员率",
        _met(case.layoffs * 100 <= limit.decimal * case.staff),
        "text",
        "裁员人数÷参保职工人数不高于上限",
        [operand("裁员", case.layoffs, "人"), operand("参保职工", case.staff, "人"), law_operand(limit, "裁员率上限")],
        laws=[limit, few],
    )


def _ratio(case: _Case, record: Record, law: Law) -> Value | None:
    name = "unemployment.refund_hardship_percent" if case.hardship else "unemployment.refund_percent"
    ratios = lookup(law, name, case.on)
    if ratios is None:
        field = "hardship" if case.hardship else "year"
        words = "没有受影响困难企业的返还比例" if case.hardship else "没有返还比例"
        record.note(field, f"{case.on.year} 年{words}，请核对年度")
        return None
    return ratios.cell(case.size)


def _met(met: bool) -> str:
    return "符合" if met else "不符合"

"""Reads a work-injury case (工伤待遇核定); every mistake with person, field and rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shebao.fields.field import Field
from shebao.policy.explanation import ROUND_TO_FEN, Operand, Step, operand, step
from shebao.policy.fields import yes
from shebao.policy.injury.formulas import own_wage
from shebao.policy.injury.items import EMPLOYER, FUND
from shebao.policy.lookup import standard
from shebao.policy.parameters import Law, Value
from shebao.policy.record import Record

PERSON = (
    Field("birth", "出生日期", ("birthday", "birth_date", "出生年月")),
    Field("injured", "受伤日期", ("injury_date", "accident", "事故日期", "工伤日期", "事故发生日期")),
    Field("appraised", "核定日期", ("appraisal", "鉴定日期", "劳动能力鉴定日期", "determination")),
    Field("wages", "受伤前各月缴费工资", ("monthly_wages", "前12个月缴费工资", "前十二个月缴费工资")),
    Field("wage", "月平均缴费工资", ("own_wage", "本人工资", "受伤前月平均缴费工资", "缴费工资")),
    Field("average_wage", "统筹地区上年度职工月平均工资", ("平均工资", "社平工资", "social_average")),
    Field("insured", "参加工伤保险", ("是否参保", "参保")),
    Field("reported", "申请认定日期", ("report_date", "工伤认定申请日", "申报日期")),
)
AVERAGE_NOTE = "以缴费基数月标准（上年全口径城镇单位就业人员月平均工资）为统筹地区平均工资，口径未见湖北明文"
_NUMERALS = {word: number for number, word in enumerate("一二三四五六七八九十", 1)}


@dataclass(frozen=True, slots=True)
class Injured:
    """Who was injured when, the wage before it, and who pays what the fund would pay."""

    person: str
    injured: date
    appraised: date
    wage: Step
    fund: str
    remarks: tuple[str, ...]


def read_injured(record: Record, law: Law) -> Injured | None:
    """The injured person with the wage that benefits are computed from, or None where problems were noted."""
    injured = record.day("injured", required=True)
    appraised = record.day("appraised") or injured
    birth, reported = record.month("birth"), record.day("reported")
    insured = yes(record, "insured", default=True)
    total, months = _wages(record)
    if injured is None or appraised is None:
        return None
    if birth is not None and injured < birth.first_day:
        record.note("injured", f"{injured} 早于出生年月 {birth}")
    if appraised < injured:
        record.note("appraised", f"{appraised} 早于受伤日期 {injured}")
    if reported is not None and reported < injured:
        record.note("reported", f"{reported} 早于受伤日期 {injured}")
    wage = None if total is None else _own_wage(record, law, injured, total, months)
    if wage is None:
        return None
    remarks = tuple(_late_report(law, injured, reported))
    return Injured(record.identifier, injured, appraised, wage, FUND if insured else EMPLOYER, remarks)


def average(record: Record, law: Law, on: date) -> tuple[int, Operand, tuple[Value, ...]] | None:
    """The average monthly wage of the pooling area in the year before, in fen."""
    return standard(record, "average_wage", law, "contribution.average_wage", on)


def grade_of(record: Record, key: str = "grade") -> int | None:
    """The disability grade 1 to 10: 4, 4级, 四级."""
    text = record.text(key, required=True)
    if text is None:
        return None
    word = text.removesuffix("级").removesuffix("伤残").removesuffix("级").strip()
    number = _NUMERALS.get(word) or (int(word) if word.isascii() and word.isdigit() and len(word) < 4 else None)
    if number is None or not 1 <= number <= 10:
        record.note(key, f"“{text[:20]}”应在 1 至 10 级之间（工伤保险条例第二十二条）")
        return None
    return number


def _wages(record: Record) -> tuple[int | None, int]:
    written = record.raw("wages")
    if record.has("wage") == (written is not None):
        record.note("wage", "月平均缴费工资、受伤前各月缴费工资写一项，且只写一项")
        return None, 1
    if written is None:
        return record.money("wage"), 1
    rows = list(written.values()) if isinstance(written, dict) else written
    if not isinstance(rows, list) or not 1 <= len(rows) <= 12:
        record.note("wages", "应是受伤前 1 至 12 个月的工资列表")
        return None, 1
    amounts = [record.amount("wages", row) for row in rows]
    known = [amount for amount in amounts if amount is not None]
    return (sum(known), len(rows)) if len(known) == len(rows) else (None, 1)


def _own_wage(record: Record, law: Law, injured: date, total: int, months: int) -> Step | None:
    found = average(record, law, injured)
    if found is None:
        return None
    amount, shown, laws = found
    bounds = law.at("injury.own_wage_percent", injured)
    floor, ceiling = (int(bounds.cell(key).decimal) for key in ("floor", "ceiling"))
    wage = own_wage(total=total, months=months, average_wage=amount, floor_percent=floor, ceiling_percent=ceiling)
    given = operand("缴费工资合计" if months > 1 else "月平均缴费工资", total, "yuan")
    return step(
        "own_wage",
        "本人工资",
        wage,
        "yuan",
        f"受伤前月平均缴费工资，不低于统筹地区平均工资的{floor}%，不高于{ceiling}%",
        [given, *([operand("月数", months, "months")] if months > 1 else []), shown],
        rounding=ROUND_TO_FEN,
        laws=[bounds, *laws],
        confidence="known",
        note=AVERAGE_NOTE if laws else "",
    )


def _late_report(law: Law, injured: date, reported: date | None) -> list[str]:
    if reported is None:
        return []
    limit = law.at("injury.report_days", injured)
    days = (reported - injured).days
    if days <= limit.integer:
        return []
    return [
        f"受伤后 {days} 天才申请认定，超过 {limit.integer} 日；申请之前发生的工伤待遇等费用由用人单位负担（{limit.basis}）。"
    ]

"""A case of retirement: what it states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import cast

from shebao.fields.dates import Month, month_of, parse_day
from shebao.fields.field import Field
from shebao.policy.casefile import RawCase
from shebao.policy.errors import CaseError
from shebao.policy.pensions.case import group_of
from shebao.policy.pensions.spellings import BIRTH, CITY, GROUP, GROUPS, SEX, SEXES
from shebao.policy.record import Record
from shebao.policy.retirement.schedule import Group

FIELDS = (
    SEX,
    BIRTH,
    GROUP,
    CITY,
    Field("work", "参加工作时间", ("work_start", "参工时间", "参加工作年月")),
    Field("death", "死亡时间", ("死亡日期",)),
    Field("total_years", "累计缴费年限", ("缴费年限", "years")),
    Field("as_of", "缴费年限截至", ("截至", "截止年月", "determination", "核定时间")),
    Field("early_kind", "提前退休类型", ("special", "special_work", "特殊工种", "退休类别")),
    Field("service_years", "特殊工种或连续工龄", ("special_years", "特殊工种年限", "连续工龄")),
)
EARLY_KINDS = MappingProxyType(
    {
        "特殊工种": "special_work",
        "special_work": "special_work",
        "是": "special_work",
        "yes": "special_work",
        "true": "special_work",
        "病退": "disability",
        "disability": "disability",
        "否": "none",
        "无": "none",
        "no": "none",
        "false": "none",
        "正常": "none",
        "normal": "none",
    }
)
_FLEXIBLE = ("女性灵活就业人员按原55周岁推算是多数省份的做法，当地另有规定的从其规定。",)


@dataclass(frozen=True, slots=True)
class RetirementCase:
    """The facts of a case; years in 1/100. `by_day` tells whether the day of birth is known."""

    identifier: str
    sex: str
    group: Group
    birth: date
    by_day: bool
    place: str
    total_years: int | None
    as_of: Month | None
    early_kind: str | None
    service_years: int | None
    remarks: tuple[str, ...] = ()


def read_retirement_case(raw: RawCase) -> RetirementCase:
    """The facts of a case. Raises CaseError with every problem found."""
    record = Record(raw, FIELDS)
    sex = record.choice("sex", SEXES)
    group = group_of(record, sex)
    sex = sex or _sex_of(group)
    month = record.month("birth", required=True)
    if sex is None and not record.has("sex"):
        record.note("sex", "缺少，应写男或女")
    if sex == "female" and group is None and not record.has("group"):
        record.note("group", "缺少；女性应写女干部（原55周岁）或女工人（原50周岁）")
    total, service = record.years("total_years"), record.years("service_years")
    as_of, kind = record.month("as_of"), record.choice("early_kind", EARLY_KINDS)
    if month:
        _check_dates(record, month)
        if as_of and as_of <= month:
            record.note("as_of", f"{as_of}不晚于出生年月{month}，请核对")
    record.check()
    if sex is None or month is None:
        raise CaseError(record.problems)
    birth, by_day = _birth(record, month)
    return RetirementCase(
        identifier=raw.identifier,
        sex=sex,
        group=cast(Group, group),
        birth=birth,
        by_day=by_day,
        place=record.text("city") or "national",
        total_years=total,
        as_of=as_of,
        early_kind=None if kind == "none" else kind,
        service_years=service,
        remarks=_FLEXIBLE if sex == "female" and GROUPS.get(record.text("group") or "") == "flexible" else (),
    )


def _sex_of(group: str | None) -> str | None:
    return None if group is None else "male" if group == "male" else "female"


def _check_dates(record: Record, birth: Month) -> None:
    work, death = record.month("work"), record.month("death")
    if work and work < birth:
        record.note("work", f"{work}早于出生年月{birth}，不可能在出生前参加工作，请核对")
    if death and death < birth:
        record.note("death", f"{death}早于出生年月{birth}，请核对")


def _birth(record: Record, month: Month) -> tuple[date, bool]:
    try:
        day = parse_day(str(record.raw("birth")))
    except ValueError:
        return month.first_day, False
    return (day, True) if month_of(day) == month else (month.first_day, False)

"""Conditions of enrolment, each assessed on its own with its law and the facts it read."""

from __future__ import annotations

from datetime import date

from shebao.fields.dates import Month, month_of
from shebao.operations.enrolment.staff import STAFF_LABELS, lines_of
from shebao.operations.enrolment.windows import window
from shebao.operations.handling.outcome import Assessment, Result
from shebao.operations.handling.situation import Situation
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.valid import Valid

WORKING_AGE = 16
_LABOUR_LAW = "劳动法第十五条"


def _assessed(
    condition: str, label: str, basis: str, holds: bool, told: str, field: str = "", **facts: object
) -> Assessment:
    result = Result.FULFILLED if holds else Result.NOT_FULFILLED
    read = tuple((name, str(value)) for name, value in facts.items())
    return Assessment(condition, label, basis, result, told, read, field)


def employer_active(situation: Situation) -> Assessment:
    """The employer has a record and is not closed (条例第六条)."""
    status = situation.of_employer.value("status")
    told = {
        None: "没有这个单位编号；请先办理单位参保登记",
        "closed": "单位已注销，不能增员",
        "bankrupt": "单位在破产清算，不能增员",
    }.get(status, "单位登记在册")
    return _assessed(
        "employer_active", "单位已参保登记", "社会保险经办条例第六条", status in ("registered", "suspended"), told,
        field="employer", 单位状态=status or "无",
    )  # fmt: skip


def staff_fits_employer(situation: Situation, staff: str) -> Assessment:
    """The employer may have such staff, and the lines follow from it (社会保险法)."""
    kind = situation.of_employer.value("kind") or ""
    found = lines_of(kind, staff, situation.day)
    names = "、".join(insurance_lines()[line].short for line in found.lines)
    told = f"参加{names}" if found.lines else f"这类单位没有{STAFF_LABELS.get(staff, staff)}；请核对人员类别"
    return _assessed(
        "staff_fits_employer", "人员类别与单位类型相符", found.basis or "社会保险法第十条", bool(found.lines), told,
        field="staff", 单位类型=kind or "无", 人员类别=staff,
    )  # fmt: skip


def alive(situation: Situation) -> Assessment:
    """No death is known."""
    death = situation.always.value("death")
    return _assessed(
        "alive", "本人在世", "社会保险法第十六条", death is None, f"登记的死亡日期是 {death}" if death else "没有死亡登记",
        field="identity_number", 死亡日期=death or "无",
    )  # fmt: skip


def of_working_age(birth: date | None, start: Month) -> Assessment:
    """At least sixteen in the month of joining (劳动法第十五条)."""
    if birth is None:
        return _assessed("of_working_age", "年满十六周岁", _LABOUR_LAW, False, "没有出生日期", field="identity_number")
    since = Month(birth.year + WORKING_AGE, birth.month)
    holds = start >= since
    told = f"{since} 年满 {WORKING_AGE} 周岁" + ("" if holds else "，此前不能参保")
    return _assessed("of_working_age", "年满十六周岁", _LABOUR_LAW, holds, told, "start", 出生日期=birth.isoformat())


def month_open(situation: Situation, start: Month) -> Assessment:
    """The month of joining is not after the one that changes of this day count from; earlier ones are backdated (异动期)."""
    found = window(situation.place, situation.day)
    counts = found.month(situation.day)
    told = found.told(situation.day)
    if start > counts:
        told = f"{start} 还没有开始；{told}"
    elif start == month_of(situation.day) < counts:
        told = f"{found.told(situation.day)}；请把起始月改为 {counts}，或按补缴办理"
    closed = start == month_of(situation.day) < counts
    return _assessed(
        "month_open", "在办理期内", f"业务办理期（{found.source}）", start <= counts and not closed, told, "start",
        起始月=start.iso, 办理日=situation.day.isoformat(),
    )  # fmt: skip


def not_in(situation: Situation, lines: tuple[str, ...], employer: int | None, valid: Valid) -> list[Assessment]:
    """For each line: no spell that excludes it overlaps (社会保险法, 人社部发〔2014〕17号)."""
    known = insurance_lines()
    found = []
    for key in lines:
        line = known[key]
        against = [
            spell
            for spell in situation.always.spells
            if spell.valid.overlaps(valid)
            and (
                spell.line in line.excludes or (spell.line == key and line.lane(spell.employer) == line.lane(employer))
            )
        ]
        told = "没有重叠的参保"
        if against:
            other = against[0]
            where = f"在单位 {other.employer}" if other.employer else ""
            told = f"已{where}参加{known[other.line].short}（{other.valid}）；请先停保，或更正起始月"
        found.append(
            _assessed(f"not_in.{key}", f"没有重复参加{line.short}", line.basis, not against, told, field="start")
        )
    return found

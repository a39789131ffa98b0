"""Conditions of enrolment, each assessed on its own with its law and the facts it read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from shebao.fields.dates import Month, month_of
from shebao.operations.enrolment.staff import NO_EMPLOYER, STAFF_LABELS, lines_of
from shebao.operations.enrolment.windows import window
from shebao.operations.handling.ages import WORKING_AGE, retiring, working_since
from shebao.operations.handling.outcome import Assessment, Result, assessed, judged
from shebao.operations.handling.situation import Situation
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import Spell
from shebao.operations.record.valid import Valid

_LABOUR_LAW = "劳动法第十五条"
_RETIREMENT = "渐进式延迟法定退休年龄的办法第一条"


def employer_active(situation: Situation) -> Assessment:
    """The employer has a record and is not closed (条例第六条)."""
    status = situation.of_employer.value("status")
    told = {
        None: "没有这个单位编号；请先办理单位参保登记",
        "closed": "单位已注销，不能增员",
        "bankrupt": "单位在破产清算，不能增员",
    }.get(status, "单位登记在册")
    return assessed(
        "employer_active", "单位已参保登记", "社会保险经办条例第六条", status in ("registered", "suspended"), told,
        field="employer", 单位状态=status or "无",
    )  # fmt: skip


def staff_fits_employer(situation: Situation, staff: str, start: Month) -> Assessment:
    """The employer may have such staff in the month of joining, and the lines follow from it (社会保险法)."""
    kind = situation.of_employer.value("kind") or ""
    found = lines_of(kind, staff, start.first_day)
    names = "、".join(insurance_lines()[line].short for line in found.lines)
    told = (
        f"参加{names}"
        if found.lines
        else f"这类单位在 {start} 没有{STAFF_LABELS.get(staff, staff)}；请核对人员类别和起始月"
    )
    return assessed(
        "staff_fits_employer", "人员类别与单位类型相符", found.basis or "社会保险法第十条", bool(found.lines), told,
        field="staff", 单位类型=kind or "无", 人员类别=staff,
    )  # fmt: skip


def project_running(situation: Situation, start: Month) -> list[Assessment]:
    """A building project's worker joins between its beginning and its end (人社部发〔2014〕103号)."""
    view = situation.of_employer
    begin, end = view.value("project_begin"), view.value("project_end")
    if begin is None or end is None:
        return []
    holds = month_of(date.fromisoformat(begin)) <= start <= month_of(date.fromisoformat(end))
    told = f"工期 {begin} 至 {end}" + ("" if holds else "；起始月应在工期内，工期变了的先变更单位（项目）信息")
    return [assessed("project_running", "在工期内", "人社部发〔2014〕103号", holds, told, "start")]


def open_for(staff: str, day: date) -> Assessment:
    """Whoever has no employer may be enrolled this way on the day (社会保险法第十条、第二十条)."""
    found = lines_of(NO_EMPLOYER, staff, day)
    names = "、".join(insurance_lines()[line].short for line in found.lines)
    told = f"参加{names}" if found.lines else f"{day} 还没有这种参保方式"
    return assessed("open_for", "可以这样参保", found.basis or "社会保险法", bool(found.lines), told, 人员类别=staff)


def alive(situation: Situation) -> Assessment:
    """No death is known."""
    death = situation.always.value("death")
    return assessed(
        "alive", "本人在世", "社会保险法第十六条", death is None, f"登记的死亡日期是 {death}" if death else "没有死亡登记",
        field="identity_number", 死亡日期=death or "无",
    )  # fmt: skip


def name_matches(situation: Situation, name: str) -> Assessment:
    """The name is that of the record, where there is one (条例第九条)."""
    known = situation.always.value("name")
    holds = known is None or known == name
    told = "与记录一致" if known and holds else "没有记录，按所填登记"
    if not holds:
        told = "与记录里的姓名不同；请核对证件，确属更名或登记有误的先办理关键信息更正"
    return assessed("name_matches", "姓名与记录一致", "社会保险经办条例第九条", holds, told, "name")


def of_working_age(birth: date | None, start: Month) -> Assessment:
    """At least sixteen in the month of joining (劳动法第十五条)."""
    if birth is None:
        return assessed("of_working_age", "年满十六周岁", _LABOUR_LAW, False, "没有出生日期", field="identity_number")
    since = working_since(birth)
    holds = start >= since
    told = f"{since} 年满 {WORKING_AGE} 周岁" + ("" if holds else "，此前不能参保")
    return assessed("of_working_age", "年满十六周岁", _LABOUR_LAW, holds, told, "start", 出生日期=birth.isoformat())


def before_retirement(birth: date, sex: str | None, category: str | None, start: Month) -> Assessment:
    """Begins before the statutory retirement age; later is an exception that the second person confirms (社会保险法第十六条)."""
    found = retiring(birth, sex, category)
    label, basis = "未到法定退休年龄", f"{_RETIREMENT}；社会保险法第十六条"
    facts = {"出生日期": birth.isoformat(), "退休年龄类别": category or "未登记", "法定退休月": found.latest.iso}
    if start <= found.earliest:
        return judged("before_retirement", label, basis, Result.FULFILLED, f"{found.earliest} 达到", "start", **facts)
    if start <= found.latest:
        told = f"退休年龄类别没有登记：按原 50 岁 {found.earliest} 达到，按原 55 岁 {found.latest} 达到；请核对岗位"
    else:
        told = (
            f"{found.latest} 已达到；弹性延迟退休或缴费不足最低年限延长缴费的，请附材料由复核人确认，"
            "否则按超龄从业人员单独参加工伤保险"
        )
    return judged("before_retirement", label, basis, Result.EXCEPTION, told, "start", **facts)


def month_open(situation: Situation, start: Month) -> Assessment:
    """The month of joining is not after the one that changes of this day count from; earlier ones are backdated (异动期)."""
    found = window(situation.place, situation.day)
    counts = found.month(situation.day)
    told = found.told(situation.day)
    closed = start == month_of(situation.day) < counts
    if start > counts:
        told = f"{start} 还没有开始；{told}"
    elif closed:
        told = f"{told}；请把起始月改为 {counts}，或按补缴办理"
    return assessed(
        "month_open", "在办理期内", f"业务办理期（{found.source}）", start <= counts and not closed, told, "start",
        起始月=start.iso, 办理日=situation.day.isoformat(),
    )  # fmt: skip


def in_the_way(spells: Iterable[Spell], line: str, employer: int | None, valid: Valid) -> list[Spell]:
    """Spells that cannot stand beside one in a line: the same lane, or a line that excludes it."""
    known = insurance_lines()
    wanted = known[line]
    return [
        spell
        for spell in spells
        if spell.valid.overlaps(valid)
        and (
            spell.line in wanted.excludes
            or (spell.line == line and wanted.lane(spell.employer) == wanted.lane(employer))
        )
    ]


def not_in(spells: Iterable[Spell], lines: Iterable[str], employer: int | None, valid: Valid) -> list[Assessment]:
    """For each line: no spell that excludes it overlaps (社会保险法, 人社部发〔2014〕17号)."""
    known, listed = insurance_lines(), list(spells)
    found = []
    for key in lines:
        line = known[key]
        against = in_the_way(listed, key, employer, valid)
        told = "没有重叠的参保"
        if against:
            other = against[0]
            where = f"在单位 {other.employer} " if other.employer else ""
            move = "，或以“统筹范围内转入”办理转移" if employer is not None else ""
            told = f"已{where}参加{known[other.line].short}（{other.valid}）；请先停保，或更正起始月{move}"
        found.append(
            assessed(f"not_in.{key}", f"没有重复参加{line.short}", line.basis, not against, told, field="start")
        )
    return found

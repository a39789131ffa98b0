"""Lines on their own: work injury alone (单险种), workers of building projects, platform workers, the occupational annuity."""

from __future__ import annotations

from shebao.operations.enrolment import conditions
from shebao.operations.enrolment.joining import at_employer, start_at_employer
from shebao.operations.enrolment.people import Known, known_of, registered
from shebao.operations.enrolment.starting import Start, earlier_reason, started
from shebao.operations.handling.ages import retiring
from shebao.operations.handling.outcome import Assessment, Outcome, Result, assessed, judged
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.valid import Valid

_PERSON = {"identity_number": "identity", "name": "text"}
_OVER_AGE = "超龄劳动者参加工伤保险的规定"


@effect(
    "enrolment.join_injury_only",
    "单独参加工伤保险登记",
    asks={**_PERSON, "case": "choice:single_case", "start": "month"},
    basis="超龄劳动者、实习生等单险种参加工伤保险的规定",
)
def join_injury_only(situation: Situation, form: Form) -> Outcome:
    """Enrols somebody past the retirement age, an intern or another in work injury alone at an employer."""
    start = _at(situation, form, "injury_only")
    known = known_of(situation, form["identity_number"])
    every = [*at_employer(situation, form, start, known), *_case(form, known, start)]
    return started(situation, start, every, registered(situation, form), _beside(situation, start))


@effect(
    "enrolment.join_platform",
    "职业伤害保障参保登记",
    asks={**_PERSON, "start": "month"},
    basis="人社部发〔2021〕110号；人社部发〔2025〕24号",
)
def join_platform(situation: Situation, form: Form) -> Outcome:
    """Enrols somebody who takes a platform's orders in occupational injury protection, a scheme beside all others."""
    start = _at(situation, form, "platform")
    known = known_of(situation, form["identity_number"])
    every = [*at_employer(situation, form, start, known), _no_employee(situation, start)]
    notices = ["费款由平台企业按单缴纳，不按月核定"]
    return started(situation, start, every, registered(situation, form), notices)


@effect(
    "enrolment.join_annuity",
    "职业年金参保登记",
    asks={**_PERSON, "start": "month"},
    basis="国办发〔2015〕18号",
    person=Party.KNOWN,
)
def join_annuity(situation: Situation, form: Form) -> Outcome:
    """Enrols somebody in the annuity who is in the institutions' pension at the employer and not in the annuity yet."""
    lines = ("annuity",)
    start = Start("established", lines, form["start"], earlier_reason(situation, lines), situation.employer_id)
    every = [
        conditions.employer_active(situation),
        conditions.staff_fits_employer(situation, "established", start.month),
        conditions.alive(situation),
        conditions.name_matches(situation, form["name"]),
        _in_institution_pension(situation, start),
    ]
    return started(situation, start, every)


def _at(situation: Situation, form: Form, staff: str) -> Start:
    found = start_at_employer(situation, staff, form["start"], "")
    return Start(staff, found.lines, found.month, earlier_reason(situation, found.lines), found.employer)


def _case(form: Form, known: Known, start: Start) -> list[Assessment]:
    """Past the retirement age where that is the case; the others show an agreement."""
    if form["case"] != "over_age" or known.birth is None:
        return []
    found = retiring(known.birth, known.sex, known.category)
    holds = Result.FULFILLED if start.month >= found.latest else Result.EXCEPTION
    told = f"{found.latest} 达到法定退休年龄"
    if start.month < found.earliest:
        holds, told = Result.NOT_FULFILLED, f"{found.earliest} 才达到法定退休年龄；未到年龄的应按职工参保"
    elif holds is Result.EXCEPTION:
        told = f"按原 50 岁 {found.earliest} 达到，按原 55 岁 {found.latest} 达到；请核对退休年龄类别"
    return [judged("over_age", "超过法定退休年龄", _OVER_AGE, holds, told, "case", 起始月=start.month.iso)]


def _beside(situation: Situation, start: Start) -> list[str]:
    pensions = [
        spell
        for spell in situation.always.spells
        if spell.line.startswith("pension") and spell.valid.overlaps(Valid(start.month.first_day))
    ]
    return [f"另有 {len(pensions)} 段养老保险参保，不受影响"] if pensions else []


def _no_employee(situation: Situation, start: Start) -> Assessment:
    """Not an employee of the platform in the same months: they are in work injury insurance."""
    against = [
        spell
        for spell in situation.always.enrolled("injury", start.employer or 0)
        if spell.kind == "employee" and spell.valid.overlaps(start.valid)
    ]
    told = "已是本单位职工，参加工伤保险；不再参加职业伤害保障" if against else "与平台企业没有职工参保关系"
    return assessed("no_employee", "不是平台企业的职工", "人社部发〔2021〕110号", not against, told, "identity_number")


def _in_institution_pension(situation: Situation, start: Start) -> Assessment:
    spells = situation.always.enrolled("pension_institution", start.employer or 0)
    holds = any(start.month.first_day in spell.valid for spell in spells)
    told = "在本单位参加机关养老" if holds else "起始月在本单位没有参加机关养老；请先办理编制内人员参保"
    return assessed(
        "in_institution_pension", "参加机关事业单位养老保险", "国办发〔2015〕18号第二条", holds, told, "start"
    )

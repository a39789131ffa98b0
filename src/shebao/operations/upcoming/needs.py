"""What the record says about what comes next for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from shebao.fields.dates import add_months, month_of, parse_day
from shebao.operations.enrolment.reasons import reasons
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.record import View
from shebao.operations.record.rows import Spell
from shebao.operations.upcoming.declared import Declared, declared
from shebao.policy.parameters import NATIONAL, law
from shebao.policy.retirement.schedule import Group, statutory

_PENSIONS = ("pension_employee", "pension_institution")
_GROUPS: dict[str, Group] = {"male": "male", "female_55": "female_cadre", "female_50": "female_worker"}
_OLD = 15


@dataclass(frozen=True, slots=True)
class Need:
    """Something to mention: in words, since or on which day, the service that answers it, the law, how urgent."""

    kind: str
    told: str
    day: date | None
    service: str
    basis: str
    tone: str


def needs(view: View, day: date) -> tuple[Need, ...]:
    """What a person may need next, as `view` knows all their days; the most urgent first. Nothing after death but what is wrong."""
    dead = view.value("death")
    kinds = ("death_but_enrolled",) if dead else tuple(key for key in declared() if key != "death_but_enrolled")
    return tuple(need for key in kinds for need in _JUDGES[key](declared()[key], key, view, day))


def retirement_day(view: View) -> tuple[date, bool] | None:
    """The statutory retirement date, and whether the category had to be supposed; None where birth or sex is not known."""
    birth, sex = view.value("birth"), view.value("sex")
    if not birth or not sex:
        return None
    category = view.value("retirement_category") or ("male" if sex == "M" else "female_50")
    supposed = sex == "F" and view.value("retirement_category") is None
    return statutory(law(NATIONAL), _GROUPS[category], parse_day(birth)).day, supposed


def _need(kind: str, of: Declared, day: date | None, **slots: object) -> Need:
    return Need(kind, of.told.format(day=day, **slots), day, of.service, of.basis, of.tone)


def _running(view: View, day: date, *lines: str) -> list[Spell]:
    return [spell for spell in view.spells if day in spell.valid and (not lines or spell.line in lines)]


def _dead(of: Declared, kind: str, view: View, day: date) -> Iterator[Need]:
    died = parse_day(view.value("death") or "")
    lines = dict.fromkeys(insurance_lines()[spell.line].short for spell in view.spells if spell.valid.end is None)
    if lines:
        yield _need(kind, of, died, lines="、".join(lines))


def _retirement(of: Declared, kind: str, view: View, day: date) -> Iterator[Need]:
    found, months = retirement_day(view), of.value("months", day)
    if found is None or months is None or not _running(view, day, *_PENSIONS):
        return
    on, supposed = found
    if on <= add_months(day, months):
        notes = ["已经到龄"] * (on <= day) + ["没有登记女干部或女工人，按女工人推算"] * supposed
        yield _need(kind, of, on, note=f"（{'；'.join(notes)}）" if notes else "")


def _resident(of: Declared, kind: str, view: View, day: date) -> Iterator[Need]:
    birth, months, age = view.value("birth"), of.value("months", day), of.value("age_months", day)
    if birth and months is not None and age is not None and _running(view, day, "pension_resident"):
        on = add_months(parse_day(birth), age)
        if on <= add_months(day, months):
            yield _need(kind, of, on)


def _gap(of: Declared, kind: str, view: View, day: date) -> Iterator[Need]:
    spells = view.enrolled("pension_employee")
    months, retirement = of.value("months", day), retirement_day(view)
    if not spells or months is None or _running(view, day, *_PENSIONS, "pension_resident"):
        return
    last = max(spells, key=lambda spell: spell.valid.stop)
    known = reasons().get(last.reason)
    if last.valid.end is None or last.valid.end > day or (known and known.after == "ended"):
        return
    lasted = month_of(day).ordinal - month_of(last.valid.end).ordinal
    if lasted >= months and (retirement is None or retirement[0] > day):
        yield _need(kind, of, last.valid.end, months=lasted)


def _injury(of: Declared, kind: str, view: View, day: date) -> Iterator[Need]:
    insured = {spell.employer for spell in _running(view, day, "injury")}
    for spell in _running(view, day, "pension_employee"):
        if spell.employer is not None and spell.employer not in insured:
            yield _need(kind, of, spell.valid.start, employer=spell.employer)


def _account(of: Declared, kind: str, view: View, day: date) -> Iterator[Need]:
    near = [
        *_retirement(declared()["retirement"], "", view, day),
        *_resident(declared()["resident_age"], "", view, day),
    ]
    if near and not any(fact.register == "bank_account" and day in fact.valid for fact in view.facts):
        yield _need(kind, of, near[0].day)


def _telephone(of: Declared, kind: str, view: View, day: date) -> Iterator[Need]:
    if view.spells and not view.value("telephone"):
        yield _need(kind, of, None)


def _old_number(of: Declared, kind: str, view: View, day: date) -> Iterator[Need]:
    if len(view.value("identity_number") or "") == _OLD and view.value("identity_kind") in (None, "citizen"):
        yield _need(kind, of, None)


_JUDGES: dict[str, Callable[[Declared, str, View, date], Iterator[Need]]] = {
    "death_but_enrolled": _dead,
    "retirement": _retirement,
    "resident_age": _resident,
    "gap": _gap,
    "injury_missing": _injury,
    "account_missing": _account,
    "telephone_missing": _telephone,
    "old_number": _old_number,
}

"""The conditions of an entry assessed: each with its law, what was found, and what to do where it is not fulfilled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from shebao.fields.dates import Month, month_of
from shebao.operations.handling.ages import retiring, timings, working_since
from shebao.operations.handling.outcome import Assessment, Result, judged
from shebao.operations.handling.registry import Form
from shebao.operations.handling.situation import Situation
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.record import View
from shebao.operations.record.registers import registers
from shebao.operations.record.rows import SubjectKind
from shebao.services.model import Need, Service

_ADULT_MONTHS = 12
RETIRED = "251"
"""The reason (AAE160) with which a spell ends when somebody retires."""


class Asking:
    """An entry about to be made: the service, the situation, the form, whose record it goes into, its slot."""

    def __init__(self, service: Service, situation: Situation, form: Form, kind: SubjectKind, slot: str) -> None:
        self.service, self.situation, self.form, self.kind, self.slot = service, situation, form, kind, slot

    @property
    def view(self) -> View:
        """What is known on the day about whose record it goes into."""
        return self.situation.now if self.kind is SubjectKind.PERSON else self.situation.of_employer

    @property
    def always(self) -> View:
        """The same on all days."""
        return self.situation.always if self.kind is SubjectKind.PERSON else self.situation.of_employer_always

    @property
    def slot_field(self) -> str:
        """The field that tells entries apart."""
        return self.service.enters.slot if self.service.enters else ""

    def label(self, field: str) -> str:
        """What a field of the form is called."""
        return self.service.form[field].field.label

    def judge(self, need: Need, code: str, label: str, holds: bool, told: str, field: str = "") -> Assessment:
        """A condition; what may be an exception is left to the second person."""
        otherwise = Result.EXCEPTION if need.exception else Result.NOT_FULFILLED
        words = told if holds else "；".join(one for one in (told, need.told) if one)
        return judged(code, label, self.service.basis[0], Result.FULFILLED if holds else otherwise, words, field)


def day_of(value: Any, end: bool = False) -> date:
    """The first day of a day or a month; with `end` the day after its last."""
    if isinstance(value, Month):
        return value.plus(1).first_day if end else value.first_day
    day: date = value
    return day + timedelta(days=1) if end else day


def assess(need: Need, asking: Asking) -> Assessment:
    """One condition."""
    return _KINDS[need.kind](need, asking)


def _holds(need: Need, asking: Asking) -> Assessment:
    register = registers(asking.kind)[need.names[0]]
    view = asking.always if need.same else asking.view
    value = view.value(register.name, asking.slot if need.same else "")
    if register.several and not need.same:
        value = next((fact.value for fact in view.facts if fact.register == register.name), None)
    holds = value is not None and (not need.among or value in need.among)
    told = (
        f"{register.label}：{'已登记' if register.secret else register.shown(value)}"
        if value
        else f"没有{register.label}"
    )
    return asking.judge(need, f"holds_{register.name}", f"有{register.label}", holds, told, asking.slot_field)


def _lacks(need: Need, asking: Asking) -> Assessment:
    register = registers(asking.kind)[need.names[0]]
    view = asking.always if need.same else asking.view
    value = view.value(register.name, asking.slot if need.same else "")
    stands = value is not None and (not need.among or value in need.among)
    told = f"已有{register.label}" if stands else f"没有{register.label}"
    return asking.judge(need, f"lacks_{register.name}", f"还没有{register.label}", not stands, told)


def _enrolled(need: Need, asking: Asking) -> Assessment:
    line, field = need.names
    day = day_of(asking.form[field]) if field in asking.form else asking.situation.day
    spells = asking.situation.always.enrolled(line, asking.situation.employer_id)
    holds = any(day in spell.valid for spell in spells)
    label = insurance_lines()[line].label
    at = "在这个单位" if asking.situation.employer_id else ""
    told = f"{day} {'' if holds else '没有'}{at}参加{label}"
    return asking.judge(need, f"enrolled_{line}", f"当日参加{label}", holds, told, field)


def _not_enrolled(need: Need, asking: Asking) -> Assessment:
    line = insurance_lines()[need.names[0]]
    found = [one for one in asking.situation.now.enrolled(need.names[0]) if one.employer is not None]
    told = f"在单位编号 {found[0].employer} 参加{line.short}" if found else f"没有在单位参加{line.short}"
    return asking.judge(need, f"not_enrolled_{need.names[0]}", f"没有在单位参加{line.short}", not found, told)


def _past(need: Need, asking: Asking) -> Assessment:
    field, today = need.names[0], asking.situation.day
    value = asking.form.get(field)
    limit: Any = month_of(today) if isinstance(value, Month) else today
    holds = value is None or value <= limit
    told = f"{value}" if holds else f"{value} 还没有到；最晚填 {limit}"
    return asking.judge(need, f"{field}_past", f"{asking.label(field)}已到", holds, told, field)


def _order(need: Need, asking: Asking) -> Assessment:
    first, last = (asking.form.get(name) for name in need.names)
    holds = first is None or last is None or first <= last
    told = "先后相符" if holds else f"{asking.label(need.names[0])} {first} 晚于{asking.label(need.names[1])} {last}"
    return asking.judge(need, f"{need.names[1]}_order", "起止先后相符", holds, told, need.names[1])


def _longest(need: Need, asking: Asking) -> Assessment:
    first, last = (asking.form.get(name) for name in need.names)
    days = (day_of(last, end=True) - day_of(first)).days if first and last else 0
    told = f"共 {days} 日" + ("" if days <= need.days else f"，最长 {need.days} 日")
    return asking.judge(
        need, f"{need.names[1]}_longest", f"不超过 {need.days} 日", days <= need.days, told, need.names[1]
    )


def _steps(need: Need, asking: Asking) -> Assessment:
    register = registers(asking.kind)[need.names[0]]
    wanted = asking.form.get(register.name) or ""
    now = asking.view.value(register.name) or ""
    holds = f"{wanted}<{now}" in need.among
    told = f"{register.label}现为{register.shown(now) if now else '空'}"
    told += "" if holds else f"，不能改为{register.shown(wanted)}"
    return asking.judge(need, f"{register.name}_steps", f"{register.label}可以这样变更", holds, told, register.name)


def _within(need: Need, asking: Asking) -> Assessment:
    field = need.names[0]
    since = day_of(asking.form[field]) if field in asking.form else asking.situation.day
    last = since + timedelta(days=need.days)
    holds = asking.situation.day <= last
    told = f"期限到 {last}" + ("" if holds else "，已超过")
    return asking.judge(need, f"{field}_within", f"{need.days} 日内提出", holds, told, field)


def _age(need: Need, asking: Asking) -> Assessment:
    text = asking.view.value("birth")
    day = asking.situation.day
    months = month_of(day).since(month_of(date.fromisoformat(text))) if text else 0
    holds = text is not None and months >= need.days * _ADULT_MONTHS
    told = f"{months // _ADULT_MONTHS} 周岁" if text else "没有登记出生日期"
    return asking.judge(need, "age", f"年满 {need.days} 周岁", holds, told)


def _working_age(need: Need, asking: Asking) -> Assessment:
    """Sixteen and not yet of the statutory age of retirement (劳动法第十五条，渐进式延迟法定退休年龄的办法)."""
    view, now = asking.view, month_of(asking.situation.day)
    text = view.value("birth")
    if text is None:
        return asking.judge(need, "working_age", "在劳动年龄内", False, "没有登记出生日期")
    birth = date.fromisoformat(text)
    until = retiring(birth, view.value("sex"), view.value("retirement_category")).latest
    holds = working_since(birth) <= now < until
    return asking.judge(need, "working_age", "在劳动年龄内", holds, f"{working_since(birth)} 至 {until}")


def _retired(need: Need, asking: Asking) -> Assessment:
    line = insurance_lines()[need.names[0]]
    spells = asking.situation.always.enrolled(need.names[0])
    left = [one.valid.end for one in spells if one.reason == RETIRED and one.valid.end is not None]
    holds = any(day <= asking.situation.day for day in left)
    told = f"{max(left)} 起不再缴费" if holds else f"没有退休停保的{line.label}记录"
    return asking.judge(need, f"retired_{line.key}", f"已从{line.short}退休", holds, told)


def _retires(need: Need, asking: Asking) -> Assessment:
    """A chosen month stands early or late to the statutory one, within the flexible years, whichever category may be theirs."""
    (field,) = need.names
    view, chosen = asking.view, asking.form.get(field)
    text, label = view.value("birth"), asking.label(field)
    if text is None or not isinstance(chosen, Month):
        return asking.judge(need, f"{field}_retires", label, False, "没有登记出生日期", field)
    birth = date.fromisoformat(text)
    found = timings(birth, view.value("sex"), view.value("retirement_category"), chosen)
    due = retiring(birth, view.value("sex"), view.value("retirement_category"))
    told = (
        f"法定退休时间为 {due.latest}"
        if due.earliest == due.latest
        else f"法定退休时间为 {due.earliest} 或 {due.latest}"
    )
    return asking.judge(need, f"{field}_retires", f"{label}在弹性范围内", found <= set(need.among), told, field)


_KINDS: Mapping[str, Callable[[Need, Asking], Assessment]] = {
    "holds": _holds,
    "lacks": _lacks,
    "enrolled": _enrolled,
    "past": _past,
    "order": _order,
    "within": _within,
    "age": _age,
    "working_age": _working_age,
    "retired": _retired,
    "retires": _retires,
    "longest": _longest,
    "steps": _steps,
    "not_enrolled": _not_enrolled,
}

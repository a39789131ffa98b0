"""What the services of upkeep share: whether somebody is known, what changes, facts from a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from shebao.operations.handling.outcome import Assessment, assessed
from shebao.operations.handling.registry import Form
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import Effect, FactStated
from shebao.operations.record.valid import Valid

_RULE = "社会保险经办条例第九条、第十条"


def person_known(situation: Situation) -> Assessment:
    """The person has a record (条例第九条)."""
    holds = situation.record is not None
    told = f"个人编号 {situation.person}" if holds else "没有这个证件号码的记录；请核对号码，或先办理参保登记"
    return assessed("person_known", "本人已有记录", _RULE, holds, told, "identity_number")


def employer_known(situation: Situation) -> Assessment:
    """The employer has a record and is not closed (条例第九条)."""
    status = situation.of_employer.value("status")
    holds = status not in (None, "closed")
    told = "单位登记在册" if holds else "没有这个单位" if status is None else "单位已注销"
    return assessed("employer_known", "单位登记在册", _RULE, holds, told, "employer", 单位状态=status or "无")


def not_after(day: date, latest: date, field: str, label: str) -> Assessment:
    """A day that is not in the future."""
    told = f"{day}" if day <= latest else f"{day} 还没有到；最晚填 {latest}"
    return assessed(f"{field}_reached", f"{label}已到", _RULE, day <= latest, told, field)


def texts(form: Form, names: Iterable[str]) -> dict[str, str]:
    """The fields of a form that are filled in, as the texts of registers."""
    return {name: text_of(form[name]) for name in names if form.get(name) is not None}


def text_of(value: Any) -> str:
    """A value of a form as the text of a register: an identifier's number, a day's or month's ISO form."""
    if isinstance(value, date):
        return value.isoformat()
    return str(getattr(value, "text", value))


def changed(known: Any, wanted: Mapping[str, str]) -> dict[str, str]:
    """What is other than what a view holds."""
    return {register: value for register, value in wanted.items() if known.value(register) != value}


def something_changes(wanted: Mapping[str, str], changing: Mapping[str, str]) -> Assessment:
    """At least one thing is filled in and other than the record (条例第九条)."""
    told = f"变更 {len(changing)} 项"
    if not changing:
        told = "所填与记录相同" if wanted else "没有填写要变更的内容；请至少填一项"
    return assessed("something_changes", "有要变更的内容", _RULE, bool(changing), told)


def stated(subject: int, facts: Mapping[str, str], valid: Valid, slot: str = "") -> Iterator[Effect]:
    """Facts of a subject for a span."""
    for register, value in facts.items():
        yield FactStated(subject, register, value, valid, slot)

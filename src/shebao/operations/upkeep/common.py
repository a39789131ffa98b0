"""What the services of upkeep share: whether somebody is known, what changes, facts from a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from shebao.operations.handling.known import text_of
from shebao.operations.handling.outcome import Assessment, assessed
from shebao.operations.handling.registry import Form
from shebao.operations.record.effects import Effect, FactStated
from shebao.operations.record.valid import Valid

_RULE = "社会保险经办条例第九条、第十条"


def not_after(day: date, latest: date, field: str, label: str) -> Assessment:
    """A day that is not in the future."""
    told = f"{day}" if day <= latest else f"{day} 还没有到；最晚填 {latest}"
    return assessed(f"{field}_reached", f"{label}已到", _RULE, day <= latest, told, field)


def texts(form: Form, names: Iterable[str]) -> dict[str, str]:
    """The fields of a form that are filled in, as the texts of registers."""
    return {name: text_of(form[name]) for name in names if form.get(name) is not None}


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

"""What is wrong with an entry in a service's file that only the business can see: registers, lines, fields without use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shebao.fields.field import Kind
from shebao.operations.handling.entries.entering import PERSON, kind_of, written
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.registers import Register, registers
from shebao.services.model import Entry, Need, Service

_TEXTS = frozenset({Kind.TEXT, Kind.CHOICE, Kind.DAY, Kind.MONTH, Kind.WHOLE})
_OF_REGISTERS = ("holds", "lacks", "steps")


def misfits_of(service: Service, entry: Entry) -> Iterator[tuple[str, str]]:
    """Every mistake as key and reason."""
    known = registers(kind_of(service))
    for name in (*entry.fixed, *entry.ends, *entry.shows):
        if name not in known:
            yield "enters", f"没有登记项 {name}"
    for name, value in entry.fixed.items():
        if name in known and known[name].field.choices and value not in known[name].field.choices.values():
            yield f"enters.fixed.{name}", f"代码表没有“{value}”"
    for number, need in enumerate(entry.needs, 1):
        yield from ((f"enters.needs[{number}]", reason) for reason in _need(need, known))
    if entry.slot and not any(known[name].several for name in (*written(service), *entry.fixed) if name in known):
        yield "enters.slot", "没有一个登记项可以分项（several）"
    used = {entry.slot, entry.since, entry.until, PERSON, *written(service), *_of_needs(entry), *entry.prints}
    for name, one in service.form.items():
        if name not in used:
            yield f"form.{name}", "既不登记，也不作条件；只印在文书上的写进 enters.prints"
        yield from ((f"form.{name}", reason) for reason in _field(one.field.kind, one.field.choices, known.get(name)))
    if not (written(service) or entry.fixed or entry.ends or entry.paper):
        yield "enters", "什么也不登记，也不出具文书"


def _need(need: Need, known: Mapping[str, Register]) -> Iterator[str]:
    if need.kind in _OF_REGISTERS:
        register = known.get(need.names[0])
        if register is None:
            yield f"没有登记项 {need.names[0]}"
        elif need.kind != "steps" and set(need.among) - set(register.field.choices.values()):
            yield f"代码表没有 {sorted(set(need.among) - set(register.field.choices.values()))}"
    if need.kind == "retires" and not set(need.among) <= {"early", "late"}:
        yield f"among 写 early 或 late，实为 {list(need.among)}"
    if need.kind in ("enrolled", "not_enrolled", "retired") and need.names[0] not in insurance_lines():
        yield f"没有险种 {need.names[0]}"


def _of_needs(entry: Entry) -> set[str]:
    return {name for need in entry.needs if need.kind not in _OF_REGISTERS for name in need.names}


def _field(kind: Kind, choices: Mapping[str, str], register: Register | None) -> Iterator[str]:
    if register is None or register.name == PERSON:
        return
    if kind not in _TEXTS:
        yield f"登记项 {register.name} 不收 {kind.value}"
    elif kind is not register.field.kind or set(choices.values()) - set(register.field.choices.values()):
        yield f"与登记项 {register.name} 的类型或代码表不同"

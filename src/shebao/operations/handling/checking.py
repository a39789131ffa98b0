"""What is wrong with a service's file that only the business can see: its effect, whether its form fits, what is filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shebao.fields.codes import codes_of
from shebao.fields.problem import Place, Problem
from shebao.operations.handling.entries.checking import misfits_of
from shebao.operations.handling.registry import effects
from shebao.operations.record.registers import registers
from shebao.operations.record.rows import SubjectKind
from shebao.services.model import Service


def misfits(services: Iterable[Service]) -> list[Problem]:
    """Every mistake of the services that have an effect, as file, key and reason."""
    return [problem for service in services if service.effect for problem in _of(service)]


def unreached(services: Iterable[Service]) -> list[str]:
    """Effects that no service names."""
    return sorted(set(effects()) - {service.effect for service in services})


def _of(service: Service) -> Iterator[Problem]:
    if service.enters is not None:
        yield from (_wrong(service, key, reason) for key, reason in misfits_of(service, service.enters))
        return
    declared = effects().get(service.effect)
    if declared is None:
        yield _wrong(service, "effect", f"没有办理规则“{service.effect}”", f"可用的有 {sorted(effects())}")
        return
    missing = [name for name in declared.asks if name not in service.form and name not in declared.optional]
    if missing:
        yield _wrong(service, "form", f"{declared.name} 要这些字段，表单没有：{missing}")
    for name, declared_field in service.form.items():
        key, field = f"form.{name}", declared_field.field
        wanted = declared.asks.get(name)
        if wanted is None:
            yield _wrong(service, key, f"{declared.name} 不用这个字段", f"可用的有 {sorted(declared.asks)}")
            continue
        kind, _, lists = wanted.partition(":")
        if field.kind.value != kind:
            yield _wrong(service, f"{key}.kind", f"应是 {kind}，实为 {field.kind.value}")
        strange = sorted(set(field.choices.values()) - set(codes_of(lists.split(",")) if lists else ()))
        if strange:
            yield _wrong(
                service, f"{key}.choices", f"{declared.name} 不认识这些代码：{strange}", f"应取自代码表 {lists}"
            )
        if not field.required and name not in declared.optional:
            yield _wrong(service, f"{key}.required", "应写 required: true")
        yield from _prefill(service, key, declared_field.prefill)


def _prefill(service: Service, key: str, prefill: str) -> Iterator[Problem]:
    kind, _, register = prefill.partition(".")
    if kind in set(SubjectKind) and register not in registers(SubjectKind(kind)):
        yield _wrong(
            service, f"{key}.prefill", f"没有登记项 {prefill}", f"可用的有 {sorted(registers(SubjectKind(kind)))}"
        )


def _wrong(service: Service, key: str, reason: str, advice: str = "") -> Problem:
    where = f"{service.group}/{service.code}.yaml（{service.version} 版）"
    return Problem("service_file", reason, advice, Place(where), key)

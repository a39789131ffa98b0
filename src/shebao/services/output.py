"""The catalogue for programs and for people: JSON (contract `services list --format json`), a table, the page in docs."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from shebao.services.listing import catalogue
from shebao.services.model import Material, Service, ServiceLimit, Span
from shebao.services.words import label, words

NOT_YET = "尚未开办"


def as_object(service: Service) -> dict[str, Any]:
    """A service as the contract has it."""
    return {
        "code": service.code,
        "name": service.name,
        "group": label("groups", service.group),
        "applicants": list(service.applicants),
        "channels": list(service.channels),
        "limit": {
            "statutory": _span(service.limit.statutory),
            "promised": _span(service.limit.promised),
            "source": service.limit.source or None,
            "confidence": service.limit.confidence or None,
        },
        "decider": service.decider,
        "level": service.level,
        "risk": service.risk,
        "flow": service.flow.key,
        "effect": service.effect or None,
        "available": service.available,
        "not_yet": service.not_yet or None,
        "version": service.version,
        "basis": list(service.basis),
        "materials": [_material(material) for material in service.materials],
        "joint": list(service.joint),
        "results": list(service.results),
    }


def _span(span: Span | None) -> dict[str, Any] | None:
    return None if span is None else {"n": span.n, "kind": span.kind}


def _material(material: Material) -> dict[str, Any]:
    return {
        "name": material.name,
        "instead": list(material.instead),
        "shared": material.shared,
        "when": material.when or None,
    }


def told_span(span: Span | None) -> str:
    """A limit for people: 当场, 10 个工作日, 60 日."""
    if span is None:
        return "未规定"
    return "当场" if span.n == 0 else f"{span.n} {label('limit_kinds', span.kind)}"


def told_limit(limit: ServiceLimit) -> str:
    """Both limits for people."""
    parts = [
        f"{what} {told_span(span)}" if span.n else f"{what}{told_span(span)}"
        for what, span in (("法定", limit.statutory), ("承诺", limit.promised))
        if span
    ]
    doubt = "（未经核对）" if limit.confidence == "known" else ""
    return "、".join(parts) + doubt if parts else "未规定"


def lines(services: Iterable[Service]) -> list[str]:
    """A line a service for the terminal, group by group, and the count."""
    found = list(services)
    told: list[str] = []
    group = ""
    for service in found:
        if service.group != group:
            group = service.group
            told.append(f"{label('groups', group)}")
        state = _state(service)
        told.append(f"  {service.code} {service.name} {told_limit(service.limit)} {service.flow.label} {state}")
    open_now = sum(service.available for service in found)
    return [*told, f"共 {len(found)} 项，可办 {open_now} 项，{NOT_YET} {len(found) - open_now} 项"]


def page() -> str:
    """The page of docs in Markdown."""
    services = catalogue().on(date.max)
    counts = Counter(service.group for service in services)
    told = [
        "# 服务事项",
        "",
        f"本页由 `make docs` 生成。共 {len(services)} 项，可办 {sum(service.available for service in services)} 项；"
        f"其余{NOT_YET}：列出名称、依据、材料和时限，不能发起。一个事项是 `src/shebao/services/catalogue/` 下的一个文件，"
        "`shebao services check` 核对全部文件。",
    ]
    for group, name in words()["groups"].items():
        told += ["", f"## {name}（{counts[group]} 项）", ""]
        told += ["| 编码 | 事项 | 申请人 | 渠道 | 材料 | 时限 | 决定机关 | 流程 | 依据 | 状态 |", "|" + "---|" * 10]
        told += [_row(service) for service in services if service.group == group]
    return "\n".join(told) + "\n"


def _state(service: Service) -> str:
    """Whether it can be started, and where it is said, why not."""
    if service.available:
        return "可办"
    return f"{NOT_YET}：{service.not_yet}" if service.not_yet else NOT_YET


def _row(service: Service) -> str:
    cells = (
        service.code,
        service.name,
        "、".join(label("applicants", one) for one in service.applicants),
        "、".join(label("channels", one) for one in service.channels),
        "；".join(_told_material(one) for one in service.materials) or "无",
        told_limit(service.limit),
        label("deciders", service.decider),
        service.flow.label,
        "；".join(service.basis) + ("" if service.confidence == "verified" else "（未经核对）"),
        _state(service),
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _told_material(material: Material) -> str:
    name = "或".join((material.name, *material.instead))
    remarks = [*(["部门共享"] if material.shared else []), *([material.when] if material.when else [])]
    return f"{name}（{'，'.join(remarks)}）" if remarks else name


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8", newline="\n")

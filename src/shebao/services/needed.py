"""Which materials of a service an application needs, and what is missing of what was brought. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shebao.services.model import Material, Service
from shebao.services.promises import promisable

_CONDITION = re.compile(r"\s*([a-z][a-z0-9_]*)\s*(!?=)\s*(\S+)\s*")


class How(StrEnum):
    """How a material was covered."""

    ORIGINAL = "original"
    INSTEAD = "instead"
    SHARED = "shared"
    PROMISED = "promised"
    NOT_NEEDED = "not_needed"


HOW_LABELS = {
    How.ORIGINAL: "已核对原件",
    How.INSTEAD: "以其他材料代替",
    How.SHARED: "共享数据核验",
    How.PROMISED: "告知承诺",
    How.NOT_NEEDED: "没有此情形",
}


@dataclass(frozen=True, slots=True)
class Held:
    """One material as it was covered: its number in the service's list (from 1), and what came instead of it."""

    number: int
    how: How
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Lack:
    """What is wrong with one material, in words."""

    number: int
    told: str


def asked_for(material: Material, texts: Mapping[str, str]) -> bool | None:
    """Whether a form's content asks for a material; None where only a person can tell (`when` is in words)."""
    if not material.when:
        return True
    found = _CONDITION.fullmatch(material.when)
    if found is None:
        return None
    return (texts.get(found[1], "") == found[3]) == (found[2] == "=")


def ways(material: Material, texts: Mapping[str, str], may_promise: bool = True) -> list[How]:
    """How a material may be covered."""
    found = [How.ORIGINAL]
    if material.instead:
        found.append(How.INSTEAD)
    if material.shared:
        found.append(How.SHARED)
    if may_promise and material.name in promisable():
        found.append(How.PROMISED)
    if asked_for(material, texts) is not True:
        found.append(How.NOT_NEEDED)
    return found


def lacking(service: Service, texts: Mapping[str, str], held: Iterable[Held], may_promise: bool = True) -> list[Lack]:
    """Everything that is missing or cannot be covered so, told at once."""
    by_number = {one.number: one for one in held}
    found = []
    for number, material in enumerate(service.materials, 1):
        one = by_number.get(number)
        if one is None:
            if asked_for(material, texts) is not False:
                found.append(Lack(number, f"缺少{'或'.join((material.name, *material.instead))}"))
        elif one.how not in ways(material, texts, may_promise):
            found.append(
                Lack(number, f"{material.name}不能用“{HOW_LABELS[one.how]}”{_why(material, one, may_promise)}")
            )
        elif one.how is How.INSTEAD and one.instead not in material.instead:
            found.append(Lack(number, f"{material.name}只能由{'、'.join(material.instead)}代替"))
    return found


def _why(material: Material, one: Held, may_promise: bool) -> str:
    if one.how is How.PROMISED and not may_promise:
        return "：申请人有承诺被查明不实，信用修复前要交原件"
    return ""


def all_seen(service: Service, texts: Mapping[str, str]) -> tuple[Held, ...]:
    """Every material that is asked for, as an original that the clerk has seen."""
    return tuple(
        Held(number, How.ORIGINAL)
        for number, material in enumerate(service.materials, 1)
        if asked_for(material, texts) is not False
    )

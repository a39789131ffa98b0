"""The law for the place that a case names: its own, or the nation's where the place has no parameters here."""

from __future__ import annotations

from dataclasses import dataclass

from shebao.policy.errors import UnknownPlace
from shebao.policy.parameters import NATIONAL, Law, areas, law


@dataclass(frozen=True, slots=True)
class Placed:
    """The law that a case is computed by, and what its reader must know about the choice."""

    law: Law
    unknown: str = ""
    remark: str = ""


def placed(place: str | None, default: str, field: str) -> Placed:
    """The law of a place. A place without parameters goes by national law; none written goes by `default`, and says so.

    `field` is what the place is called where it would have been written.
    """
    if place is None:
        rules = law(default)
        remark = "" if default == NATIONAL else f"没有写{field}，按{rules.area.name}规定计算。"
        return Placed(rules, remark=remark)
    try:
        return Placed(law(place))
    except UnknownPlace:
        unknown = place.strip()[:20]
        remark = f"没有“{unknown}”的参数，按全国规定计算；地方规定的标准以案例写明的为准，没有写明的不能推算。"
        return Placed(law(NATIONAL), unknown, remark)


def known_places() -> str:
    """The places that have parameters, as people read them."""
    return "、".join(area.name for area in areas().values())


def province_of(place: str) -> str | None:
    """The code or name of the province that a place is in, None where that cannot be told."""
    found = placed(place, NATIONAL, "地区")
    if not found.unknown:
        area = found.law.area
        while area.parent not in (None, NATIONAL):
            area = areas()[area.parent or NATIONAL]
        return None if area.code == NATIONAL else area.name
    for ending in ("省", "自治区"):
        head, mark, _ = place.partition(ending)
        if mark:
            return head + mark
    return None

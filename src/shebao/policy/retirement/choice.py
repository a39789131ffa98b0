"""How a chosen retirement month stands to the statutory one: on time, early, late, or outside the flexible window."""

from __future__ import annotations

from typing import Literal, cast

from shebao.fields.dates import Month, age_text, month_of, span_text
from shebao.fields.values import YEARS_SCALE
from shebao.policy.errors import MissingParameter
from shebao.policy.parameters import Law
from shebao.policy.retirement.schedule import (
    GROUP_NAMES,
    Group,
    Statutory,
    minimum_contribution_months,
    statutory,
    window,
)

Timing = Literal["on_time", "early", "late", "outside"]
_ORDER: tuple[Timing, ...] = ("on_time", "early", "late", "outside")


def timing(law: Law, retirement: Statutory, chosen: Month) -> Timing:
    """How a chosen month stands to a person's statutory month and flexible window."""
    if chosen == retirement.month:
        return "on_time"
    flexible = window(law, retirement)
    if flexible is None:
        return "outside"
    if month_of(flexible.earliest) <= chosen < retirement.month:
        return "early"
    if retirement.month < chosen <= month_of(flexible.latest):
        return "late"
    return "outside"


def possible_groups(sex: str | None, group: str | None) -> tuple[Group, ...]:
    """The groups a person may belong to, by category or else by sex."""
    if group:
        return (cast(Group, group),)
    if sex == "male":
        return ("male",)
    return ("female_worker", "female_cadre") if sex == "female" else ()


def retirement_remarks(
    law: Law, sex: str | None, group: str | None, birth: Month | None, retire: Month | None, years: int
) -> tuple[str, ...]:
    """What a reader should know of the time of retirement and the contribution years (in 1/100)."""
    if birth is None or retire is None:
        return ()
    candidates = [statutory(law, each, birth.first_day) for each in possible_groups(sex, group)]
    if not candidates:
        return ()
    best = min(candidates, key=lambda candidate: _ORDER.index(timing(law, candidate, retire)))
    remarks = [_timing_remark(timing(law, best, retire), best, retire)]
    remarks += _shortfall(law, best, retire, years)
    return tuple(remark for remark in remarks if remark)


def _timing_remark(found: Timing, retirement: Statutory, chosen: Month) -> str:
    who = GROUP_NAMES[retirement.group]
    due = f"{who}法定退休时间为{retirement.month}（{age_text(retirement.age)}）"
    gap = span_text(abs(chosen.since(retirement.month)))
    if found == "on_time":
        return f"{due}，按时退休。"
    if found == "early":
        return f"{due}，本例弹性提前{gap}退休。"
    if found == "late":
        return f"{due}，本例弹性延迟{gap}退休。"
    side = "提前" if chosen < retirement.month else "推后"
    return f"{due}，本例{side}{gap}，不在弹性退休范围内，应另有依据（特殊工种、病退、延长缴费等）。"


def _shortfall(law: Law, retirement: Statutory, chosen: Month, years: int) -> list[str]:
    day = min(chosen, retirement.month).first_day
    try:
        minimum = minimum_contribution_months(law, day)
    except MissingParameter:
        return []
    months = (years * 12 * 2 + YEARS_SCALE) // (2 * YEARS_SCALE)
    if months >= minimum.integer:
        return []
    lacking = span_text(minimum.integer - months)
    return [
        f"累计缴费{span_text(months)}，不满{day.year}年最低缴费年限{span_text(minimum.integer)}，差{lacking}："
        "应延长缴费或按规定一次性缴费后再按月领取（社会保险法第十六条、延迟退休办法第二条）。"
    ]

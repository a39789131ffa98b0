"""An employer's end (注销): only when nobody is left and nothing is owed (社会保险经办条例第十条)."""

from __future__ import annotations

from datetime import date

from shebao.operations.handling.known import employer_known
from shebao.operations.handling.outcome import Assessment, Outcome, assessed, outcome
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import Effect, FactEnded
from shebao.operations.record.valid import Valid
from shebao.operations.upkeep.common import not_after, stated

_RULE = "社会保险经办条例第十条"


@effect(
    "upkeep.close_employer",
    "参保单位注销",
    asks={"closed_on": "day", "closing_proof": "text", "clearance": "text"},
    basis=_RULE,
    person=Party.NOBODY,
)
def close_employer(situation: Situation, form: Form) -> Outcome:
    """Closes an employer from a day on and ends the authority of its agents."""
    closed_on: date = form["closed_on"]
    every = [
        employer_known(situation),
        not_after(closed_on, situation.day, "closed_on", "注销日期"),
        _after_registration(situation, closed_on),
        _nobody_left(situation),
        _nothing_owed(form["clearance"]),
    ]
    facts = {"status": "closed", "closing_proof": f"{form['closing_proof']}；{form['clearance']}"}
    agents = [slot for slot in _agents(situation) if slot]
    effects: list[Effect] = list(stated(situation.employer_number, facts, Valid(closed_on)))
    effects += [FactEnded(situation.employer_number, "agent", max(closed_on, situation.day), slot) for slot in agents]
    return outcome(every, effects, [f"{len(agents)} 名经办人的授权同时终止"] if agents else [])


def _agents(situation: Situation) -> list[str]:
    return [fact.slot for fact in situation.of_employer.facts if fact.register == "agent"]


def _after_registration(situation: Situation, closed_on: date) -> Assessment:
    begun = [fact.valid.start for fact in situation.of_employer_always.facts if fact.register == "status"]
    holds = not begun or closed_on > min(begun)
    told = f"{closed_on}" if holds else f"{closed_on} 不晚于登记之日 {min(begun)}；请核对注销文书"
    return assessed("after_registration", "注销晚于登记", _RULE, holds, told, "closed_on")


def _nobody_left(situation: Situation) -> Assessment:
    holds = situation.staff == 0
    told = "没有参保人员" if holds else f"还有 {situation.staff} 人参保；请先办理减员"
    return assessed("nobody_left", "没有参保人员", _RULE, holds, told, "employer", 参保人数=situation.staff)


def _nothing_owed(clearance: str) -> Assessment:
    """Contributions, late fees and fines are settled: the tax authority's certificate says so."""
    told = f"凭税务机关证明 {clearance}"
    return assessed("nothing_owed", "费款、滞纳金、罚款已结清", _RULE, bool(clearance), told, "clearance")

"""Agents of an employer (单位经办人): who may act for it, from when to when, by which letter of authority."""

from __future__ import annotations

from datetime import date, timedelta

from shebao.operations.handling.known import employer_known
from shebao.operations.handling.outcome import Assessment, Outcome, assessed, outcome
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import Effect, FactEnded
from shebao.operations.record.valid import Valid
from shebao.operations.upkeep.common import stated

_RULE = "社会保险经办条例第二十九条"
_REGISTERS = ("agent", "agent_number", "agent_telephone", "agent_proof")
GRANT = "grant"


@effect(
    "upkeep.authorise_agent",
    "单位经办人授权",
    asks={
        "action": "choice:authority", "agent": "text", "agent_number": "identity", "agent_telephone": "text", "agent_proof": "text",
        "until": "day",
    },
    optional=frozenset({"until", "agent_telephone"}),
    basis=_RULE,
    person=Party.NOBODY,
)  # fmt: skip
def authorise_agent(situation: Situation, form: Form) -> Outcome:
    """Grants or revokes the authority of one agent; the same person keeps their place."""
    number = form["agent_number"].text
    slot = _slot(situation, number)
    if form["action"] == GRANT:
        return _granted(situation, form, slot or _next(situation), number)
    told = "有授权" if slot else "这个人现在没有本单位的授权；请核对证件号码"
    every = [
        employer_known(situation),
        assessed("authorised", "有授权可撤", _RULE, slot is not None, told, "agent_number"),
    ]
    ended: list[Effect] = [FactEnded(situation.employer_number, each, situation.day, slot or "") for each in _REGISTERS]
    return outcome(every, ended)


def _granted(situation: Situation, form: Form, slot: str, number: str) -> Outcome:
    until: date | None = form.get("until")
    every = [employer_known(situation), _until(situation, until)]
    if until is not None and until < situation.day:
        return outcome(every, ())
    valid = Valid(situation.day, until + timedelta(days=1) if until else None)
    facts = {"agent": form["agent"], "agent_number": number, "agent_proof": form["agent_proof"]}
    facts |= {"agent_telephone": form["agent_telephone"]} if form.get("agent_telephone") else {}
    notices = [] if until else ["没有写明截止日期，授权到撤销为止"]
    return outcome(every, stated(situation.employer_number, facts, valid, slot), notices)


def _until(situation: Situation, until: date | None) -> Assessment:
    holds = until is None or until >= situation.day
    told = f"到 {until}" if until else "到撤销为止"
    return assessed("until", "授权没有过期", _RULE, holds, told if holds else f"{told}，已经过了", "until")


def _slot(situation: Situation, number: str) -> str | None:
    """The place of an agent who is authorised on the day."""
    facts = situation.of_employer.facts
    return next((f.slot for f in facts if f.register == "agent_number" and f.value == number), None)


def _next(situation: Situation) -> str:
    taken = [
        int(f.slot) for f in situation.of_employer_always.facts if f.register == "agent_number" and f.slot.isdigit()
    ]
    return str(max(taken, default=0) + 1)

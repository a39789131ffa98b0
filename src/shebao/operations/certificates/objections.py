"""Who disputes a stretch of enrolment (权益记录异议核查): the record is corrected, or stays, and an answer says why."""

from __future__ import annotations

from shebao.fields.dates import Month
from shebao.operations.certificates.tables import enrolment
from shebao.operations.handling.known import person_known
from shebao.operations.handling.outcome import Assessment, Outcome, assessed, outcome
from shebao.operations.handling.papers import Paper, Table
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import Effect, SpellRestated
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import Spell
from shebao.operations.record.valid import Valid

_BASIS = "社会保险法第四条、第七十四条；社会保险个人权益记录管理办法"
CORRECT = "correct"


@effect(
    "certificates.objection",
    "权益记录异议核查更正",
    asks={
        "identity_number": "identity", "line": "choice:insurance_line", "recorded": "month", "claim": "text", "finding": "choice:finding",
        "reason": "text", "right_start": "month", "right_last": "month",
    },
    optional=frozenset({"right_start", "right_last"}),
    basis=_BASIS,
    person=Party.KNOWN,
    employer=Party.NOBODY,
)  # fmt: skip
def objection(situation: Situation, form: Form) -> Outcome:
    """Restates a stretch with its right months, as a correction of the act that wrote it; or leaves it and says why."""
    spell = _recorded(situation, form)
    every = [person_known(situation), _found(spell, form)]
    effects: list[Effect] = []
    if form["finding"] == CORRECT:
        valid = _right(spell, form)
        every.append(_has_months(form, valid, spell))
        if spell is not None and valid is not None:
            effects.append(SpellRestated(situation.person, spell.id, valid, spell.reason))
    paper = Paper("answer", "权益记录异议核查答复书", _about(situation, form, effects), tuple(_table(situation, spell)))
    corrects = spell.act if spell is not None and effects else None
    return outcome(every, effects, corrects=corrects or None, papers=[paper])


def _recorded(situation: Situation, form: Form) -> Spell | None:
    first = form["recorded"].first_day
    spells = situation.always.enrolled(form["line"])
    return next((spell for spell in spells if spell.valid.start == first), None)


def _found(spell: Spell | None, form: Form) -> Assessment:
    line = insurance_lines()[form["line"]].short
    told = f"{line} {spell.valid}" if spell else f"记录里没有自 {form['recorded']} 起的{line}参保；请填记录上的起始月"
    return assessed("recorded", "所指的参保时段在记录里", _BASIS, spell is not None, told, "recorded")


def _right(spell: Spell | None, form: Form) -> Valid | None:
    """The right stretch: what is not filled in stays as it is; None where it would be empty."""
    if spell is None:
        return None
    start: Month | None = form.get("right_start")
    last: Month | None = form.get("right_last")
    begin = start.first_day if start else spell.valid.start
    end = last.plus(1).first_day if last else spell.valid.end
    return Valid(begin, end) if end is None or begin < end else None


def _has_months(form: Form, valid: Valid | None, spell: Spell | None) -> Assessment:
    changes = valid is not None and (spell is None or valid != spell.valid)
    told = f"更正为 {valid}" if changes else "核查属实的应填写正确的起始月或截止月，且起早于止、与记录不同"
    return assessed("right_months", "写明正确的起止", _BASIS, changes, told, "right_start")


def _about(situation: Situation, form: Form, effects: list[Effect]) -> tuple[tuple[str, str], ...]:
    return (
        ("姓名", situation.now.value("name") or ""),
        ("个人编号", str(situation.person)),
        ("异议内容", form["claim"]),
        ("核查结论", "属实，已更正" if effects else "与事实不符，记录不变"),
        ("理由", form["reason"]),
    )


def _table(situation: Situation, spell: Spell | None) -> list[Table]:
    return [enrolment([spell], situation.day, "核查前的记录")] if spell is not None else []

"""Key data of a person (姓名、证件号码、出生日期、退休年龄类别): corrected from the beginning, or changed from a day on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shebao.fields.identifiers import IdentityNumber
from shebao.operations.handling.ages import retiring
from shebao.operations.handling.known import person_known, text_of
from shebao.operations.handling.outcome import Assessment, Outcome, assessed, outcome
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import Effect, FactStated
from shebao.operations.record.rows import Fact
from shebao.operations.record.valid import Valid
from shebao.operations.upkeep.common import changed, not_after, something_changes

_RULE = "社会保险经办条例第九条、第十条"
CORRECTION = "correction"


@effect(
    "upkeep.correct_key",
    "参保人员关键信息更正",
    asks={
        "identity_number": "identity", "mode": "choice:key_change", "new_name": "text", "new_number": "identity", "birth": "day",
        "category": "choice:retirement_category", "since": "day", "evidence": "text",
    },
    optional=frozenset({"new_name", "new_number", "birth", "category", "since"}),
    basis=_RULE,
    person=Party.KNOWN,
    employer=Party.NOBODY,
)  # fmt: skip
def correct_key(situation: Situation, form: Form) -> Outcome:
    """What was registered wrongly is other from its beginning, and the act names the one that it corrects; what changed by
    law is other from a day on."""
    since: date = form.get("since") or situation.day
    wanted = _wanted(form)
    changing = changed(situation.always, wanted)
    every = [
        person_known(situation),
        something_changes(wanted, changing),
        not_after(since, situation.day, "since", "变更日期"),
        *_agrees(situation, form, changing),
        *_nobody_elses(situation, form),
    ]
    wrong = form["mode"] == CORRECTION
    rows = [fact for fact in situation.always.facts if fact.register in changing]
    effects = list(_effects(situation, changing, rows, since, wrong))
    effects.append(FactStated(situation.person, "key_evidence", form["evidence"], Valid(situation.day)))
    corrects = max((row.act for row in rows), default=None) if wrong else None
    return outcome(every, effects, _retirement(situation, changing), corrects=corrects or None)


def _wanted(form: Form) -> dict[str, str]:
    found: dict[str, str] = {}
    number: IdentityNumber | None = form.get("new_number")
    if number is not None:
        found |= {"identity_number": number.text, "birth": number.birth.isoformat(), "sex": number.sex}
    for field, register in (("new_name", "name"), ("birth", "birth"), ("category", "retirement_category")):
        if form.get(field) is not None:
            found[register] = text_of(form[field])
    return found


def _effects(
    situation: Situation, changing: dict[str, str], rows: list[Fact], since: date, wrong: bool
) -> Iterator[Effect]:
    for register, value in changing.items():
        starts = [row.valid.start for row in rows if row.register == register]
        begin = min(starts, default=since) if wrong else since
        yield FactStated(situation.person, register, value, Valid(begin))


def _agrees(situation: Situation, form: Form, changing: dict[str, str]) -> Iterator[Assessment]:
    """A birth that is filled in is the number's (the file may say otherwise: then the number is not changed here)."""
    number: IdentityNumber | None = form.get("new_number") or form["identity_number"]
    birth: date | None = form.get("birth")
    if birth is None or number is None:
        return
    holds = number.birth == birth
    told = f"证件号码里的出生日期是 {number.birth}" + (
        "" if holds else "，与所填不同；请核对，证件有误的先由公安机关更正"
    )
    yield assessed("birth_agrees", "出生日期与证件号码一致", _RULE, holds, told, "birth")


def _nobody_elses(situation: Situation, form: Form) -> Iterator[Assessment]:
    """The new number belongs to nobody else's record."""
    if form.get("new_number") is None:
        return
    other = situation.other
    holds = other is None or other.subject == situation.person
    told = "新号码没有别人使用" if holds else "新号码已属于另一个个人编号；确属一人的请办理合并"
    yield assessed("number_free", "新号码不属于别人", _RULE, holds, told, "new_number")


def _retirement(situation: Situation, changing: dict[str, str]) -> list[str]:
    """What the change does to the month of retirement."""
    view = situation.always
    before = (view.value("birth"), view.value("sex"), view.value("retirement_category"))
    after = tuple(
        changing.get(register, old)
        for register, old in zip(("birth", "sex", "retirement_category"), before, strict=True)
    )
    if before[0] is None or after[0] is None or before == after:
        return []
    old = retiring(date.fromisoformat(before[0]), before[1], before[2])
    new = retiring(date.fromisoformat(after[0]), after[1], after[2])
    if old == new:
        return ["法定退休年月不变"]
    return [f"法定退休年月由 {_told(old.earliest, old.latest)} 改为 {_told(new.earliest, new.latest)}"]


def _told(earliest: object, latest: object) -> str:
    return f"{earliest}" if earliest == latest else f"{earliest} 或 {latest}"

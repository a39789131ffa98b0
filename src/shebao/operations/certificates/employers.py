"""The certificate of an employer's enrolment (单位参保证明)."""

from __future__ import annotations

from shebao.operations.certificates.tables import CONTRIBUTIONS
from shebao.operations.enrolment.staff import lines_of, staff_of
from shebao.operations.handling.known import employer_known
from shebao.operations.handling.outcome import Outcome, outcome
from shebao.operations.handling.papers import Paper, Table
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.registers import registers
from shebao.operations.record.rows import SubjectKind

_LISTED = ("name", "credit_code", "kind", "status", "district")


@effect(
    "certificates.employer",
    "单位参保证明",
    asks={},
    basis="社会保险法第七十四条；社会保险经办条例第三十二条",
    person=Party.NOBODY,
)
def employer(situation: Situation, form: Form) -> Outcome:
    """What the record holds of an employer and how many persons it has enrolled on the day."""
    view, known = situation.of_employer, registers(SubjectKind.EMPLOYER)
    about = [(known[name].label, known[name].shown(text)) for name in _LISTED if (text := view.value(name))]
    begun = [fact.valid.start for fact in situation.of_employer_always.facts if fact.register == "status"]
    about += [("单位编号", str(situation.employer_number)), ("登记日期", min(begun).isoformat() if begun else "")]
    about += [("参保人数", f"{situation.staff} 人（{situation.day}）")]
    paper = Paper("employer", "单位参保证明", tuple(about), (_lines(situation),), (), (CONTRIBUTIONS,))
    return outcome([employer_known(situation)], (), papers=[paper])


def _lines(situation: Situation) -> Table:
    """The lines in which its kinds of staff are enrolled, with the law."""
    kind = situation.of_employer.value("kind") or ""
    rows: dict[str, str] = {}
    for staff in staff_of(kind, situation.day):
        found = lines_of(kind, staff, situation.day)
        rows |= {line: found.basis for line in found.lines if line not in rows}
    known = insurance_lines()
    return Table("应参加的险种", ("险种", "依据"), tuple((known[line].label, basis) for line, basis in rows.items()))

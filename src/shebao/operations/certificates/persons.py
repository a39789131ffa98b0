"""Documents about a person: the record of rights (个人权益记录单), vouchers of pension and unemployment enrolment."""

from __future__ import annotations

from collections.abc import Sequence

from shebao.operations.certificates.tables import ACCOUNTS, BENEFITS, CONTRIBUTIONS, enrolment
from shebao.operations.handling.known import person_known
from shebao.operations.handling.outcome import Assessment, Outcome, assessed, outcome
from shebao.operations.handling.papers import Paper, Table
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.registers import registers
from shebao.operations.record.rows import Spell, SubjectKind

_ASKS = {"identity_number": "identity"}
_BASIS = "社会保险法第七十四条；社会保险经办条例第三十二条"
_LISTED = ("sex", "birth", "household", "resident_category", "retirement_category", "first_work")
_DATED = ("deemed_service", "special_trade", "military_service", "land_requisition", "treaty")


@effect(
    "certificates.record",
    "个人权益记录单",
    asks=_ASKS,
    basis=_BASIS,
    person=Party.KNOWN,
    employer=Party.NOBODY,
)
def record(situation: Situation, form: Form) -> Outcome:
    """Everything that the record holds of a person: data, enrolment, service that counts."""
    view = situation.always
    tables = [enrolment(view.spells, situation.day), *_dated(situation)]
    paper = Paper("record", "个人权益记录单", _about(situation), tuple(tables), (), (CONTRIBUTIONS, ACCOUNTS, BENEFITS))
    return outcome([person_known(situation)], (), papers=[paper])


@effect(
    "certificates.pension",
    "基本养老保险参保凭证",
    asks=_ASKS,
    basis="国办发〔2009〕66号",
    person=Party.KNOWN,
    employer=Party.NOBODY,
)
def pension(situation: Situation, form: Form) -> Outcome:
    """The stretches of the pension schemes of workers, for who moves elsewhere."""
    spells = _in(situation, ("pension_employee", "pension_institution"))
    remarks = ("参保月数按参保时段计，不等于实际缴费月数。", "办理关系转移接续以转入、转出地经办机构交换的信息为准。")
    return _voucher(situation, "pension", "基本养老保险参保缴费凭证", spells, remarks, (CONTRIBUTIONS, ACCOUNTS))


@effect(
    "certificates.unemployment",
    "失业保险参保凭证",
    asks=_ASKS,
    basis=_BASIS,
    person=Party.KNOWN,
    employer=Party.NOBODY,
)
def unemployment(situation: Situation, form: Form) -> Outcome:
    """The stretches of unemployment insurance."""
    spells = _in(situation, ("unemployment",))
    remarks = ("参保月数按参保时段计，不等于实际缴费月数。",)
    return _voucher(situation, "unemployment", "失业保险参保凭证", spells, remarks, (CONTRIBUTIONS, BENEFITS))


def _voucher(
    situation: Situation,
    kind: str,
    title: str,
    spells: Sequence[Spell],
    remarks: tuple[str, ...],
    missing: tuple[str, ...],
) -> Outcome:
    paper = Paper(kind, title, _about(situation), (enrolment(spells, situation.day),), remarks, missing)
    return outcome([person_known(situation), _enrolled(spells)], (), papers=[paper])


def _in(situation: Situation, lines: Sequence[str]) -> list[Spell]:
    return [spell for spell in situation.always.spells if spell.line in lines]


def _enrolled(spells: Sequence[Spell]) -> Assessment:
    told = f"有 {len(spells)} 段参保" if spells else "没有参加过这个险种，不出具凭证"
    return assessed("was_enrolled", "参加过这个险种", _BASIS, bool(spells), told, "identity_number")


def _about(situation: Situation) -> tuple[tuple[str, str], ...]:
    """The head of a document: name, masked by whoever shows it, own number, what is registered."""
    view, known = situation.now, registers(SubjectKind.PERSON)
    listed = [(known[name].label, known[name].shown(text)) for name in _LISTED if (text := view.value(name))]
    return (
        ("姓名", view.value("name") or ""),
        ("证件号码", view.value("identity_number") or ""),
        ("个人编号", str(situation.person)),
        *listed,
    )


def _dated(situation: Situation) -> list[Table]:
    """Facts that hold for a span and count later."""
    known = registers(SubjectKind.PERSON)
    rows = [
        (known[fact.register].label, known[fact.register].shown(fact.value), str(fact.valid))
        for fact in situation.always.facts
        if fact.register in _DATED
    ]
    return [Table("其他登记", ("登记项", "内容", "期间"), tuple(rows))] if rows else []

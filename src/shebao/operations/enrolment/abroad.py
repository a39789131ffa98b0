"""Foreigners and residents of Hong Kong, Macao and Taiwan who work for an employer here; agreements exempt from lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from shebao.fields.identifiers.documents import DocumentKind, read_document
from shebao.fields.identifiers.errors import IdentifierError
from shebao.operations.enrolment.joining import at_employer, start_at_employer
from shebao.operations.enrolment.people import Known, registered_with
from shebao.operations.enrolment.starting import Start, earlier_reason, started
from shebao.operations.handling.known import number_of
from shebao.operations.handling.outcome import Assessment, Outcome, assessed
from shebao.operations.handling.registry import Form, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import Effect, FactStated

_FOREIGNERS = "在中国境内就业的外国人参加社会保险暂行办法"
_EXEMPT: dict[str, tuple[str, ...]] = {
    "none": (), "pension": ("pension_employee",), "pension_unemployment": ("pension_employee", "unemployment"),
}  # fmt: skip
_NEED_PERMIT = ("passport",)
_BASIS = "社会保险经办条例第九条"
_SEXES = {"M": "男", "F": "女"}


@effect(
    "enrolment.join_from_abroad",
    "港澳台居民、外国人参保登记",
    asks={
        "identity_kind": "choice:identity_kind.abroad", "identity_number": "text", "name": "text", "birth": "day", "sex": "choice:sex",
        "nationality": "text", "work_permit": "text", "treaty": "choice:treaty", "start": "month",
    },
    optional=frozenset({"work_permit"}),
    basis="社会保险法第九十七条",
)  # fmt: skip
def join_from_abroad(situation: Situation, form: Form) -> Outcome:
    """Enrols an employee with a passport or permit, but for the lines that an agreement exempts from."""
    whole = start_at_employer(situation, "employee", form["start"], "")
    lines = tuple(line for line in whole.lines if line not in _EXEMPT[form["treaty"]])
    start = Start("employee", lines, whole.month, earlier_reason(situation, lines), whole.employer)
    known = Known(form["birth"], form["sex"], situation.always.value("retirement_category"))
    every = [*at_employer(situation, form, start, known), *_number(form), *_documents(form), *_treaty(form)]
    effects = [*registered_with(situation, _facts(form), form["birth"]), *_stated(situation, form, start)]
    return started(situation, start, every, effects)


def _facts(form: Form) -> dict[str, str]:
    birth: date = form["birth"]
    names = ("identity_kind", "name", "sex", "nationality")
    return {"identity_number": number_of(form), **{name: str(form[name]) for name in names}, "birth": birth.isoformat()}


def _stated(situation: Situation, form: Form, start: Start) -> Iterator[Effect]:
    wanted: dict[str, Any] = {"work_permit": form.get("work_permit"), "treaty": form["treaty"]}
    for register, value in wanted.items():
        if value and value != "none":
            yield FactStated(situation.person, register, value, start.valid)


def _number(form: Form) -> Iterator[Assessment]:
    """The number is one of its kind of document, and says no other birth or sex than the form."""
    kind = DocumentKind(form["identity_kind"])
    try:
        found = read_document(kind, form["identity_number"])
    except IdentifierError as error:
        yield assessed("document_number", "证件号码正确", _BASIS, False, str(error), "identity_number")
        return
    yield assessed("document_number", "证件号码正确", _BASIS, True, f"{kind.label}号码", "identity_number")
    if found.birth is not None:
        holds = (found.birth, found.sex or form["sex"]) == (form["birth"], form["sex"])
        told = (
            "与证件号码一致" if holds else f"证件号码中的出生日期是 {found.birth}，性别是 {_SEXES.get(found.sex, '')}"
        )
        yield assessed("document_birth", "出生日期和性别与证件号码一致", _BASIS, holds, told, "birth")


def _documents(form: Form) -> list[Assessment]:
    """Whoever comes with a passport shows a work permit; residents of Hong Kong, Macao and Taiwan need none since 2018."""
    if form["identity_kind"] not in _NEED_PERMIT:
        return []
    given = bool(form.get("work_permit"))
    told = "有就业证件" if given else "持护照就业的要填外国人工作许可证号码"
    return [assessed("work_permit", "依法在境内就业", f"{_FOREIGNERS}第二条", given, told, "work_permit")]


def _treaty(form: Form) -> list[Assessment]:
    """An agreement is between states: it exempts foreigners only."""
    foreign = form["identity_kind"] in ("passport", "foreigner")
    if form["treaty"] == "none":
        return []
    told = "按协定免缴" if foreign else "社会保障协定只适用于外国人；请改为“无协定或不免缴”"
    return [assessed("treaty", "协定免缴有依据", f"{_FOREIGNERS}第九条", foreign, told, "treaty")]

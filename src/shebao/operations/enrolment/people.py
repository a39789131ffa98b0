"""The person of an enrolment: what is known of them, from the record or from their number, and the record they get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shebao.fields.identifiers import IdentityNumber
from shebao.operations.handling.registry import Form
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import Effect, FactStated, SubjectRegistered
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid

_HOLDERS = {"citizen": "citizen", "foreigner": "foreigner"}


@dataclass(frozen=True, slots=True)
class Known:
    """Birth, sex and retirement category of a person as far as they are known."""

    birth: date | None
    sex: str | None
    category: str | None


def known_of(situation: Situation, number: IdentityNumber) -> Known:
    """What the record holds of a person, else what their number says."""
    view = situation.always
    birth = view.value("birth")
    return Known(
        date.fromisoformat(birth) if birth else number.birth,
        view.value("sex") or number.sex,
        view.value("retirement_category"),
    )


def registered(situation: Situation, form: Form) -> Iterator[Effect]:
    """The record of somebody who has none yet: number, name, birth and sex, held since birth."""
    number: IdentityNumber = form["identity_number"]
    facts = {
        "identity_number": number.text,
        "identity_kind": _HOLDERS.get(number.holder.value, "residence_permit"),
        "name": form["name"],
        "birth": number.birth.isoformat(),
        "sex": number.sex,
    }
    yield from registered_with(situation, facts, number.birth)


def registered_with(situation: Situation, facts: dict[str, str], birth: date) -> Iterator[Effect]:
    """The record of somebody who has none yet, with facts held since birth; nothing for who has one."""
    if situation.record is not None:
        return
    yield SubjectRegistered(situation.person, SubjectKind.PERSON)
    for register, value in facts.items():
        yield FactStated(situation.person, register, value, Valid(birth))
    yield FactStated(situation.person, "office", str(situation.office), Valid(situation.day))


def registered_notice(situation: Situation) -> list[str]:
    """That nobody gets a second record."""
    return [f"个人编号 {situation.person} 已有记录，不再新建"] if situation.record is not None else []

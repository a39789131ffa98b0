"""Whether those whom a service is about have a record; a value of its form as the record writes it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from shebao.fields.dates import Month
from shebao.fields.identifiers.documents import DocumentKind, read_document
from shebao.fields.identifiers.errors import IdentifierError
from shebao.operations.handling.outcome import Assessment, assessed
from shebao.operations.handling.situation import Situation

_RULE = "社会保险经办条例第九条、第十条"


def person_known(situation: Situation) -> Assessment:
    """The person has a record (条例第九条)."""
    holds = situation.record is not None
    told = f"个人编号 {situation.person}" if holds else "没有这个证件号码的记录；请核对号码，或先办理参保登记"
    return assessed("person_known", "本人已有记录", _RULE, holds, told, "identity_number")


def employer_known(situation: Situation) -> Assessment:
    """The employer has a record and is not closed (条例第九条)."""
    status = situation.of_employer.value("status")
    holds = status not in (None, "closed")
    told = "单位登记在册" if holds else "没有这个单位" if status is None else "单位已注销"
    return assessed("employer_known", "单位登记在册", _RULE, holds, told, "employer", 单位状态=status or "无")


def text_of(value: Any) -> str:
    """A value of a form as the text of a register: an identifier's number, a day's or month's ISO form."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Month):
        return value.iso
    return str(getattr(value, "text", value))


def number_of(values: Mapping[str, Any]) -> str:
    """The identity number of a form in the spelling that the record keeps; '' where there is none. One of a document that is no
    such number stays as it was written: whoever decides says what is wrong with it."""
    found = values.get("identity_number")
    text = str(getattr(found, "text", found)) if found is not None else ""
    if text and values.get("identity_kind"):
        with suppress(IdentifierError):
            return read_document(DocumentKind(values["identity_kind"]), text).number
    return text

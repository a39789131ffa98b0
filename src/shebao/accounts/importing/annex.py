"""annex.yaml: counts, procurement, vehicles, equipment and staff of a unit-year."""

from __future__ import annotations

from dataclasses import fields
from typing import TypeVar

from shebao.accounts.annex import Annex, Procurement, SetAside, Staff, ThreePublicCounts
from shebao.accounts.importing.documents import Document
from shebao.accounts.importing.rejects import ImportRejected

_MOST = 10_000_000
Counts = TypeVar("Counts", ThreePublicCounts, Staff)


def annex_of(document: Document) -> Annex:
    """The annex that a document says. Raises ImportRejected with every mistake."""
    purchases = document.part("procurement")
    procurement = Procurement(**{field.name: purchases.amount(field.name) for field in fields(Procurement)})
    if procurement.small_medium > procurement.total:
        purchases.reject("small_medium", "", "part_above_whole", "授予中小企业的金额大于采购总额")
    if procurement.micro > procurement.small_medium:
        purchases.reject("micro", "", "part_above_whole", "授予小微企业的金额大于授予中小企业的金额")
    purchases.done()
    reserved = document.part("set_aside")
    set_aside = SetAside(**{field.name: reserved.amount(field.name) for field in fields(SetAside)})
    reserved.done()
    vehicles = tuple(_vehicle(part) for part in document.parts("vehicles"))
    annex = Annex(
        three_public=_counts(document.part("three_public"), ThreePublicCounts),
        procurement=procurement,
        set_aside=set_aside,
        vehicles=vehicles,
        equipment=document.whole("equipment_over_million", 0, _MOST, 0),
        staff=_counts(document.part("staff"), Staff),
        running_costs=document.text("running_costs", "false", ("true", "false")) == "true",
    )
    document.done()
    if document.rejects:
        raise ImportRejected(document.rejects)
    return annex


def _vehicle(document: Document) -> tuple[str, int]:
    found = (document.text("use"), document.whole("count", 0, _MOST))
    document.done()
    return found


def _counts(document: Document, kind: type[Counts]) -> Counts:
    found = kind(**{field.name: document.whole(field.name, 0, _MOST, 0) for field in fields(kind)})
    document.done()
    return found

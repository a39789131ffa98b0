"""accounts.yaml: whose books, of which year, of which units, and how files of other programs are to be understood."""

from __future__ import annotations

from shebao.accounts.closing.rounding import Rounding
from shebao.accounts.importing.documents import Document
from shebao.accounts.importing.rejects import ImportRejected
from shebao.accounts.manifest import Manifest
from shebao.accounts.model import Unit
from shebao.report.places import place_in

MANIFEST = "accounts.yaml"
_SHEETS = ("entries", "budget", "opening", "plan")


def manifest_of(document: Document) -> Manifest:
    """The manifest that a document says. Raises ImportRejected with every mistake."""
    unit = document.part("unit")
    name = unit.text("name")
    columns = document.part("columns")
    manifest = Manifest(
        unit=Unit(
            code=unit.text("code", ""),
            name=name,
            kind=unit.text("kind", "unit", ("unit", "department")),
            place=unit.text("place", "") or place_in([name]),
            fiscal_year=document.whole("fiscal_year", 2007, 2099),
        ),
        units=_units(document),
        parent=unit.text("parent", ""),
        money_unit=document.text("money_unit", "万元", ("万元", "元")),
        rounding=Rounding(document.text("rounding", "half_up", tuple(Rounding)) or Rounding.HALF_UP),
        extra_subjects=document.text("extra_subjects", ""),
        columns={sheet: columns.words(sheet) for sheet in _SHEETS if columns.has(sheet)},
    )
    for part in (unit, columns, document):
        part.done()
    if document.rejects:
        raise ImportRejected(document.rejects)
    return manifest


def _units(document: Document) -> dict[str, str]:
    units: dict[str, str] = {}
    for part in document.parts("units"):
        code = part.text("code")
        if code in units:
            part.reject("code", code, "unit_twice", "单位编码重复")
        units[code] = part.text("name")
        part.done()
    return units

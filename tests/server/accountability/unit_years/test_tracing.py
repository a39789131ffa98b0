"""From each cell to its lines and back: what is shown adds up to the cell, and is what accounts.trace says."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from shebao.accounts import trace
from shebao.accounts.closing.amounts import Address
from shebao.accounts.importing.folder import read_folder
from shebao.server.accountability.unit_years import folder, recompute
from shebao.server.accountability.unit_years.models import BudgetLine, Closing, EntryLine, UnitYear
from shebao.server.accountability.unit_years.sheets import SHEETS
from shebao.server.accountability.unit_years.tracing import behind, reached
from shebao.server.platform.organisations.models import Organisation

pytestmark = pytest.mark.django_db
EXAMPLES = Path(__file__).parents[4] / "examples" / "accounts"


@pytest.mark.parametrize("name", ["district-bureau-2021", "finance-bureau-2024"])
def test_the_lines_behind_every_cell_add_up_to_it(name: str, tree: object) -> None:
    unit_year = folder.load(EXAMPLES / name, tree.bureau)  # type: ignore[attr-defined]
    recompute.run(unit_year.pk)
    closing = Closing.objects.get(unit_year=unit_year)
    read = read_folder(EXAMPLES / name)
    seen = 0
    for table, rows in closing.document["tables"].items():
        for row, cells in rows.items():
            for column, cell in cells.items():
                address = Address(table, row, column)
                traced = behind(unit_year, address)
                assert traced.total == cell["fen"], address
                if seen % 7 == 0:
                    assert traced.count == len(trace.behind(read, address).lines), address
                seen += 1
    assert seen > 100


def test_a_cell_leads_to_lines_and_a_line_back_to_the_cell(unit_year: UnitYear, preparing: Client) -> None:
    page = preparing.get(reverse("unit_years:tables", args=[unit_year.pk]) + "?table=expenditure&cell=2080109:project")
    text = page.content.decode()
    assert "42.88" in text
    line = EntryLine.objects.filter(unit_year=unit_year, functional="2080109", kind="expenditure").first()
    assert reverse("unit_years:line", args=[unit_year.pk, "entries", line.pk]) in text
    cells = preparing.get(reverse("unit_years:cells_of_line", args=[unit_year.pk, "entries", line.pk]))
    assert "table=expenditure&amp;cell=2080109:project" in cells.content.decode()
    part = preparing.get(reverse("unit_years:cell", args=[unit_year.pk]) + "?table=expenditure&cell=2080109:project")
    assert part.status_code == 200
    for wrong in ("?table=expenditure&cell=nothing:project", "?table=x&cell=total:total", "?table=expenditure"):
        assert preparing.get(reverse("unit_years:cell", args=[unit_year.pk]) + wrong).status_code == 404


def test_a_line_reaches_what_leads_to_it(unit_year: UnitYear) -> None:
    grids = Closing.objects.get(unit_year=unit_year).grids
    for sheet, model in (("entries", EntryLine), ("budget", BudgetLine)):
        line = model.objects.filter(unit_year=unit_year).order_by("pk").last()
        for cell in reached(unit_year, SHEETS[sheet], line, grids):
            traced = behind(unit_year, cell.address)
            assert any(part.lines.filter(pk=line.pk).exists() for part in traced.parts if part.sheet.id == sheet)


def test_transfers_between_own_units_are_behind_no_cell(tree: object) -> None:
    organisation: Organisation = tree.bureau  # type: ignore[attr-defined]
    unit = {"name": "示例局", "kind": "department", "place": "wuhan"}
    units = [{"code": "001", "name": "甲"}, {"code": "002", "name": "乙"}]
    unit_year = UnitYear.objects.create(
        organisation=organisation, fiscal_year=2023, settings={"unit": unit, "units": units}
    )
    common = {
        "unit_year": unit_year, "day": "2023-05-05", "line": "1", "funding": "general", "functional": "2080109", "amount": 100,
    }  # fmt: skip
    inner = EntryLine.objects.create(
        **common,
        position=1,
        unit="001",
        voucher="a",
        kind="expenditure",
        spending="project",
        project="x",
        transfer="002",
    )
    EntryLine.objects.create(**common, position=2, unit="002", voucher="b", kind="income", transfer="001")
    outer = EntryLine.objects.create(**common, position=3, unit="001", voucher="c", kind="income")
    EntryLine.objects.create(
        **common, position=4, unit="002", voucher="d", kind="expenditure", spending="project", project="x"
    )
    recompute.run(unit_year.pk)
    assert behind(unit_year, Address("income", "total", "total")).total == 100
    grids = Closing.objects.get(unit_year=unit_year).grids
    assert reached(unit_year, SHEETS["entries"], inner, grids) == []
    assert reached(unit_year, SHEETS["entries"], outer, grids) != []

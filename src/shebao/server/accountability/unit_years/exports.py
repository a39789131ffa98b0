"""Files of a unit-year that workers make beside the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shebao.performance import DataError
from shebao.server.accountability.unit_years import scoring
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.sheets import SHEETS, text_rows
from shebao.server.platform.exports.doing import Made, NotMade, export
from shebao.server.platform.people.models import User
from shebao.server.platform.web.exporting import csv_file

FORMS, LINES = "unit_years.forms", "unit_years.lines"


@export(FORMS, "导出绩效自评表")
def forms(_person: User | None, arguments: Mapping[str, Any]) -> Made:
    """The forms as official XLSX or DOCX, or the workbook to fill in."""
    unit_year, kind = UnitYear.objects.get(pk=arguments["unit_year"]), arguments["kind"]
    try:
        content = scoring.file_of(unit_year, kind)
    except DataError as problem:
        raise NotMade(str(problem)) from problem
    ending = "docx" if kind == "docx" else "xlsx"
    return Made(f"{unit_year}绩效{'数据' if kind == 'data' else '自评表'}.{ending}", ending, content)


@export(LINES, "导出明细")
def lines(_person: User | None, arguments: Mapping[str, Any]) -> Made:
    """All lines of a sheet as a CSV in the columns of the template; importing it gives the same lines."""
    unit_year, sheet = UnitYear.objects.get(pk=arguments["unit_year"]), SHEETS[arguments["sheet"]]
    header = [column.label for column in sheet.columns]
    return Made(f"{unit_year}{sheet.title}.csv", "csv", csv_file(header, text_rows(sheet, unit_year.pk)))

"""A published report as files for machines: CSV of a table, workbook, zipped data package, figures of a year."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from shebao.money import parse_number
from shebao.report.measures import measures
from shebao.server.accountability.publications.models import Publication, PublishedFigure

_ZIP_TIME = (2000, 1, 1, 0, 0, 0)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
FIGURE_COLUMNS = {
    "organisation": "机构编号",
    "name": "单位",
    "place": "地区",
    "department": "主管部门",
    "fiscal_year": "年度",
    "version": "版次",
    "measure": "指标标识",
    "title": "指标",
    "aspect": "口径",
    "item": "科目编码",
    "item_name": "科目名称",
    "amount": "金额（元）",
    "printed": "公开的数字",
}
ASPECTS = {
    "actual": "决算数",
    "budget": "预算数",
    "initial_budget": "年初预算数",
    "adjusted_budget": "全年预算数",
}


def safe_cell(text: str) -> str:
    """Text that a spreadsheet does not take for a formula; numbers stay numbers."""
    return f"'{text}" if text.startswith(_FORMULA) and parse_number(text) is None else text


def table_csv(table: Mapping[str, Any]) -> str:
    """One table: block, code, item and the printed figures without thousands separators."""
    columns = _columns(table)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(["分栏", "科目编码", "项目", *(safe_cell(column["title"]) for column in columns)])
    for block in table["blocks"]:
        for row in block["rows"]:
            figures = (_plain(row["cells"].get(column["id"], "")) for column in columns)
            writer.writerow([*map(safe_cell, (block["title"], row["code"], row["name"])), *figures])
    return "\ufeff" + buffer.getvalue()


def _columns(table: Mapping[str, Any]) -> list[Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for block in table["blocks"]:
        for column in block["columns"]:
            found.setdefault(column["id"], column)
    return list(found.values())


def _plain(text: str) -> str:
    number = parse_number(text)
    return f"{number.value:f}" if number else safe_cell(text)


def workbook(title: str, tables: Sequence[Mapping[str, Any]]) -> bytes:
    """The tables as XLSX, a sheet each; figures are numbers with their printed decimals."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": datetime(2000, 1, 1)})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bg_color": "#EEF2F6", "border": 1, "text_wrap": True}),
        "text": book.add_format({"border": 1}),
        "money": book.add_format({"border": 1, "num_format": "#,##0.00"}),
    }
    for index, table in enumerate(tables, 1):
        name = "".join(c for c in table["title"] if c not in "[]:*?/\\“”'")
        _sheet(book.add_worksheet(f"{index} {name}"[:31]), title, table, formats)
    book.close()
    return buffer.getvalue()


def _sheet(sheet: Any, title: str, table: Mapping[str, Any], formats: Mapping[str, Any]) -> None:
    sheet.write_string(0, 0, f"{title}{table['title']}（单位：{table['unit']}）", formats["title"])
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, 20, 16)
    line = 2
    for block in table["blocks"]:
        for column, text in enumerate(["科目编码", block["title"] or "项目", *(c["title"] for c in block["columns"])]):
            sheet.write_string(line, column, text, formats["head"])
        for row in block["rows"]:
            line += 1
            sheet.write_string(line, 0, row["code"], formats["text"])
            sheet.write_string(line, 1, row["name"], formats["text"])
            for place, column in enumerate(block["columns"], 2):
                number = parse_number(row["cells"].get(column["id"], ""))
                if number is None:
                    sheet.write_string(line, place, row["cells"].get(column["id"], ""), formats["text"])
                else:
                    sheet.write_number(line, place, number.value, formats["money"])
        line += 2
    for note in table["notes"]:
        sheet.write_string(line, 0, note)
        line += 1


def package(publication: Publication) -> bytes:
    """The data package of a publication: reading document, tables and figures as CSV, datapackage.json with their hashes."""
    files = {"report.json": json.dumps(publication.report, ensure_ascii=False, indent=1) + "\n"}
    for table in publication.report["tables"]:
        if table["blocks"]:
            files[f"tables/{table['id']}.csv"] = table_csv(table)
    files["figures.csv"] = "\ufeff" + "".join(figures_csv(publication.figures.order_by("measure", "aspect", "item")))
    described = json.dumps(_description(publication, files), ensure_ascii=False, indent=1) + "\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"datapackage.json": described, **files}.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content)
    return buffer.getvalue()


def _description(publication: Publication, files: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": f"final-accounts-{publication.organisation_id}-{publication.fiscal_year}-{publication.number}",
        "title": str(publication),
        "version": str(publication.number),
        "created": publication.published_at.isoformat(),
        "resources": [
            {
                "name": name.rsplit(".", 1)[0].replace("/", "-").replace("_", "-"),
                "path": name,
                "bytes": len(content.encode()),
                "hash": f"sha256:{hashlib.sha256(content.encode()).hexdigest()}",
            }
            for name, content in files.items()
        ],
    }


def figures_csv(figures: Iterable[PublishedFigure]) -> Iterator[str]:
    """Figures as lines of CSV with their publication's names; amounts in yuan as exact decimals."""
    yield _line(FIGURE_COLUMNS.values())
    for figure in figures:
        publication = figure.publication
        measure = measures().get(figure.measure)
        catalogue = getattr(publication, "catalogue", None)
        yield _line(
            (
                figure.organisation_id,
                safe_cell(publication.organisation_name),
                safe_cell(catalogue.place if catalogue else ""),
                safe_cell(catalogue.department_name if catalogue else ""),
                figure.fiscal_year,
                publication.number,
                figure.measure,
                measure.title if measure else figure.measure,
                ASPECTS.get(figure.aspect, figure.aspect),
                figure.item,
                safe_cell(figure.item_name),
                f"{Decimal(figure.amount_fen).scaleb(-2):f}",
                figure.text.replace(",", ""),
            )
        )


def _line(values: Iterable[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(values)
    return buffer.getvalue()

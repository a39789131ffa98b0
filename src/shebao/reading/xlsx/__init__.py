"""Excel workbooks: each visible sheet is a page. XLSX is read from its XML, so that stored numbers stay exact and show by
their formats; so is the old XLS."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from shebao.reading.characters import plain
from shebao.reading.document import Document, Page, UnreadableFile
from shebao.reading.packages import Package, transitional
from shebao.reading.spans import MAX_COLUMNS
from shebao.reading.xlsx.formats import built_in, shown
from shebao.reading.xlsx.old import read_sheets
from shebao.reading.xlsx.sheets import Sheet, blocks_of_sheet

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})$")
MAX_CELLS = 500_000
MAX_SHEETS = 300
_HIDDEN = "工作表“{}”是隐藏的，未读取。"
_HIDDEN_CELLS = "工作表“{}”有隐藏的行或列，其中的内容未读取。"
_SIDES = ("left", "right", "top", "bottom")


class _Style(NamedTuple):
    code: str
    bordered: bool


@dataclass(slots=True)
class _Hidden:
    """Rows and columns that a sheet does not show, and how many cells with content stand in them."""

    rows: set[int]
    columns: set[int]
    cells: int = 0


def _is_hidden(element: etree._Element) -> bool:
    """Whether a row or a range of columns is hidden, or has no height or width."""
    size = element.get("ht") or element.get("width") or "1"
    return element.get("hidden") in {"1", "true"} or size in {"0", "0.0"}


def _columns_of(element: etree._Element) -> range:
    first, last = element.get("min", ""), element.get("max", "")
    if not (first.isdigit() and last.isdigit()):
        return range(0)
    return range(int(first) - 1, min(int(last), MAX_COLUMNS))


def read_xlsx(data: bytes, name: str) -> Document:
    """An XLSX workbook. Raises UnreadableFile."""
    warnings: list[str] = []
    pages: list[Page] = []
    with Package(data, name) as package:
        strings = _strings(package)
        styles = _styles(package)
        for title, part, hidden in _sheet_parts(package)[:MAX_SHEETS]:
            if hidden:
                warnings.append(_HIDDEN.format(title))
                continue
            sheet = Sheet(title)
            warnings.extend(_read_sheet(package, part, sheet, strings, styles))
            pages.append(Page(len(pages) + 1, blocks_of_sheet(sheet, len(pages) + 1)))
    return _document(name, pages, warnings)


def _document(name: str, pages: list[Page], warnings: list[str]) -> Document:
    if not any(page.blocks for page in pages):
        raise UnreadableFile("工作簿里没有内容；请确认文件后再试。", name)
    return Document(name, "xlsx", tuple(pages), True, tuple(warnings))


def _sheet_parts(package: Package) -> list[tuple[str, str, bool]]:
    """Title, part and whether hidden, of each sheet in the order of the workbook."""
    workbook = package.xml("xl/workbook.xml")
    targets = {}
    for relation in package.xml("xl/_rels/workbook.xml.rels"):
        target = relation.get("Target", "")
        targets[relation.get("Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    found = []
    for sheet in workbook.iter(f"{_S}sheet"):
        part = targets.get(sheet.get(f"{_R}id"), "")
        if part in package.names and "chartsheets" not in part:
            found.append((sheet.get("name", ""), part, sheet.get("state", "visible") != "visible"))
    return found


def _strings(package: Package) -> list[str]:
    if "xl/sharedStrings.xml" not in package.names:
        return []
    return [_rich_text(item) for item in package.xml("xl/sharedStrings.xml").iter(f"{_S}si")]


def _rich_text(item: etree._Element) -> str:
    """The text of a shared or inline string without its phonetic guide."""
    parts = [node.text or "" for node in item.findall(f"{_S}t")] + [
        node.text or "" for node in item.findall(f"{_S}r/{_S}t")
    ]
    return plain("".join(parts).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n"))


def _styles(package: Package) -> list[_Style]:
    if "xl/styles.xml" not in package.names:
        return []
    root = package.xml("xl/styles.xml")
    codes = {item.get("numFmtId", ""): item.get("formatCode", "") for item in root.iter(f"{_S}numFmt")}
    borders = [
        any((side := item.find(f"{_S}{name}")) is not None and side.get("style", "none") != "none" for name in _SIDES)
        for item in root.iterfind(f"{_S}borders/{_S}border")
    ]
    styles = []
    for item in root.iterfind(f"{_S}cellXfs/{_S}xf"):
        number = item.get("numFmtId", "0")
        code = codes.get(number) or built_in(int(number) if number.isdigit() else 0)
        border = int(item.get("borderId", "0")) if item.get("borderId", "0").isdigit() else 0
        styles.append(_Style(code, border < len(borders) and borders[border]))
    return styles


def _read_sheet(package: Package, part: str, sheet: Sheet, strings: list[str], styles: list[_Style]) -> list[str]:
    """Fill `sheet` from its part; the warnings say what could not be read."""
    missing: list[str] = []
    content = io.BytesIO(transitional(package.read(part)))
    count, complete = 0, True
    row = column = -1
    try:
        tags = [f"{_S}c", f"{_S}row", f"{_S}mergeCell", f"{_S}col"]
        hidden = _Hidden(set(), set())
        for event, element in etree.iterparse(
            content, ("start", "end"), tag=tags, resolve_entities=False, no_network=True
        ):
            if event == "start":
                if element.tag == f"{_S}row":
                    stated = element.get("r", "")
                    row, column = (int(stated) - 1 if stated.isdigit() else row + 1), -1
                    if _is_hidden(element):
                        hidden.rows.add(row)
                continue
            if element.tag == f"{_S}col":
                hidden.columns.update(_columns_of(element) if _is_hidden(element) else ())
                continue
            if element.tag == f"{_S}mergeCell":
                _merge(sheet, element.get("ref", ""))
            elif element.tag == f"{_S}row":
                element.clear()
            else:
                row, column = _position(element.get("r"), row, column + 1)
                count += 1
                if count > MAX_CELLS:
                    complete = False
                    break
                lacks = column < MAX_COLUMNS and _read_cell(element, sheet, row, column, strings, styles)
                if row in hidden.rows or column in hidden.columns:
                    hidden.cells += sheet.cells.get(row, {}).pop(column, None) is not None
                elif lacks:
                    missing.append(element.get("r") or f"第{row + 1}行")
    except (etree.XMLSyntaxError, ValueError):
        raise package.broken() from None
    warnings = [] if complete else [f"工作表“{sheet.name}”超过 {MAX_CELLS} 个单元格，只读取了一部分。"]
    if hidden.cells:
        warnings.append(_HIDDEN_CELLS.format(sheet.name))
    if missing:
        warnings.append(
            f"工作表“{sheet.name}”有 {len(missing)} 个公式没有计算结果（如 {missing[0]}），按空白读取；"
            "请用 Excel 或 WPS 打开并保存后再试。"
        )
    return warnings


def _position(reference: str | None, row: int, column: int) -> tuple[int, int]:
    match = _REFERENCE.match(reference or "")
    if not match:
        return max(row, 0), column
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - 64
    return int(match[2]) - 1, number - 1


def _merge(sheet: Sheet, reference: str) -> None:
    first, _, last = reference.partition(":")
    top, left = _position(first, 0, 0)
    bottom, right = _position(last or first, 0, 0)
    if len(sheet.merged) < MAX_CELLS and bottom >= top and right >= left and left < MAX_COLUMNS:
        sheet.merged[top, left] = (bottom - top + 1, min(right, MAX_COLUMNS - 1) - left + 1)


def _read_cell(
    element: etree._Element, sheet: Sheet, row: int, column: int, strings: list[str], styles: list[_Style]
) -> bool:
    """Put a cell into the sheet; True where it is a formula without a stored result."""
    number = element.get("s", "0")
    index = int(number) if number.isdigit() else 0
    style = styles[index] if index < len(styles) else _Style("General", False)
    if style.bordered:
        sheet.bordered.setdefault(row, set()).add(column)
    kind = element.get("t", "n")
    stored = element.findtext(f"{_S}v")
    if kind == "inlineStr":
        inline = element.find(f"{_S}is")
        text = "" if inline is None else _rich_text(inline)
    elif stored is None or (not stored and kind == "n"):
        return element.find(f"{_S}f") is not None
    elif kind == "s":
        text = strings[int(stored)] if stored.isdigit() and int(stored) < len(strings) else ""
    elif kind == "n":
        text = shown(stored, style.code)
    elif kind == "b":
        text = "TRUE" if stored == "1" else "FALSE"
    else:
        text = plain(stored)
    if text:
        sheet.cells.setdefault(row, {})[column] = text
    return False


def read_xls(data: bytes, name: str) -> Document:
    """An XLS workbook of Excel 97–2003. Raises UnreadableFile."""
    sheets, hidden = read_sheets(data, name)
    pages = [Page(i, blocks_of_sheet(sheet, i)) for i, sheet in enumerate(sheets, 1)]
    return _document(name, pages, [_HIDDEN.format(title) for title in hidden])

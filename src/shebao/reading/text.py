"""Text and Markdown: lines with their numbers in the file; pipe tables and HTML tables in them become grids."""

from __future__ import annotations

import html
import re

from shebao.reading.bars import has_bar, read_bars
from shebao.reading.characters import is_note_mark, plain
from shebao.reading.document import Block, Document, Line, Page, Place, UnreadableFile
from shebao.reading.encodings import decode
from shebao.reading.separators import has_separator, read_separated
from shebao.reading.spans import Spanned, grid_of
from shebao.reading.wrapped import whole_rows

_ATTRIBUTES = r"(?:\s+[A-Za-z:-]+(?:\s*=\s*(?:\"[^\"<>]{0,300}\"|'[^'<>]{0,300}'|[^\s\"'<>]{1,100}))?){0,12}\s*/?>"
_TAG = re.compile(rf"</?(?:p|br|span|div|b|i|u|strong|em|sub|sup|font|center|ol|ul|li){_ATTRIBUTES}", re.IGNORECASE)
_BREAK = re.compile(rf"<br{_ATTRIBUTES}|</(?:p|div|li)>", re.IGNORECASE)
_SUP = re.compile(r"<sup>([^<>]{1,6})</sup>", re.IGNORECASE)
_INPUT = re.compile(rf"<input{_ATTRIBUTES}", re.IGNORECASE)
_RULE_ROW = re.compile(r"\s*+(?:\|\s*+)?:?-{2,}+:?\s*+(?:\|\s*+:?-{2,}+:?\s*+)*+\|?\s*+$")
_HEADING = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*\s*$")
_TABLE_START = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
_MAX_TABLE_LINES = 5_000
_PIPE = re.compile(r"(?<!\\)\|")


def read_text(data: bytes, name: str) -> Document:
    """A text or Markdown file as one page, its lines numbered as in the file; blank lines yield none. Raises
    UnreadableFile."""
    text = decode(data)
    if text is None:
        raise UnreadableFile("不是能够识别的文件；请提供 PDF、DOCX、XLSX、HTML、TXT 或 Markdown 文件。", name)
    lines = whole_rows(split_lines(text))
    blocks: list[Block] = []
    marked = False
    number = tried = 0  # no table between bars begins on a line before `tried`
    while number < len(lines):
        raw = lines[number]
        used: int = 1
        found: list[Block] | None = None
        if "<" in raw and _TABLE_START.search(raw):
            used, found = _html_table(lines, number)
        elif "|" in raw and number + 1 < len(lines) and _RULE_ROW.match(lines[number + 1]) and "|" in lines[number + 1]:
            used, found = _pipe_table(lines, number)
        elif number >= tried and has_bar(raw):
            reach, grid = read_bars(lines, number, lambda cell: plain(_cell_text(cell)))
            if grid is not None:
                used, found = reach, [grid]
            tried = number + reach
        elif number >= tried and has_separator(raw):
            reach, grid = read_separated(lines, number, lambda cell: plain(_cell_text(cell)))
            if grid is not None:
                used, found = reach, [grid]
            tried = number + reach
        if found is not None:
            marked = True
            blocks.extend(found)
        else:
            line = _line(raw, number + 1)
            if line is not None:
                marked = marked or line.heading > 0
                blocks.append(line)
        number += used
    if not blocks:
        raise UnreadableFile("文件里没有文字；请重新导出后再试。", name)
    return Document(name, "md" if marked else "txt", (Page(1, tuple(blocks)),), False)


def split_lines(text: str) -> list[str]:
    """The lines of a file as an editor numbers them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "").replace("\0", "").split("\n")


def _line(raw: str, number: int) -> Line | None:
    text = _without_trailing_space(plain(_without_tags(raw)))
    if not text.strip():
        return None
    heading = _HEADING.match(text) if text.startswith("#") else None
    if heading:
        return Line(heading[2].replace("**", ""), Place(line=number), heading=len(heading[1]))
    return Line(text.replace("**", ""), Place(line=number), closed=raw.endswith((" ", "\u3000")))


def _without_trailing_space(text: str) -> str:
    """The text without white space at its end, but for the tabs of empty cells where tabs separate cells."""
    bare = text.rstrip()
    if "\t" not in bare or len(bare) == len(text):
        return bare
    return bare + "\t" * text.count("\t", len(bare))


def _without_tags(raw: str) -> str:
    """Text without the inline HTML that converters leave in it; check boxes become □ and ☑."""
    if "<" in raw:
        raw = _SUP.sub(
            lambda match: "" if is_note_mark(raw[max(match.start() - 8, 0) : match.start()], match[1]) else match[0],
            raw,
        )
        raw = _INPUT.sub(lambda match: "☑" if "checked" in match[0].lower() else "□", raw)
        raw = _TAG.sub("", _BREAK.sub(" ", raw))
    return html.unescape(raw) if "&" in raw else raw


def _html_table(lines: list[str], start: int) -> tuple[int, list[Block] | None]:
    """The table that begins on a line, with what stands beside it; (1, None) where it does not end."""
    from shebao.reading.html import blocks_of_html, too_deep

    depth = 0
    for stop in range(start, min(start + _MAX_TABLE_LINES, len(lines))):
        depth += len(_TABLE_START.findall(lines[stop])) - len(_TABLE_END.findall(lines[stop]))
        if depth <= 0:
            text = "\n".join(lines[start : stop + 1])
            return (1, None) if too_deep(text) else (stop + 1 - start, list(blocks_of_html(text, start + 1)))
    return 1, None


def _pipe_table(lines: list[str], start: int) -> tuple[int, list[Block]]:
    rows = [[Spanned(cell, Place(line=start + 1)) for cell in _pipe_cells(lines[start])]]
    stop = start + 2
    while stop < len(lines) and "|" in lines[stop]:
        if not _RULE_ROW.match(lines[stop]):
            rows.append([Spanned(cell, Place(line=stop + 1)) for cell in _pipe_cells(lines[stop])])
        stop += 1
    return stop - start, [grid_of(rows, Place(line=start + 1))]


def _pipe_cells(raw: str) -> list[str]:
    body = raw.strip().removeprefix("|")
    if body.endswith("|") and not body.endswith("\\|"):
        body = body[:-1]
    return [plain(_cell_text(cell)) for cell in _PIPE.split(body)]


def _cell_text(cell: str) -> str:
    parts = (_without_tags(part).strip() for part in _BREAK.split(cell))
    return "\n".join(part for part in parts if part).replace("\\|", "|").replace("**", "")

"""PDF files: characters and rules from pdfium, lines by baseline, ruled grids; bounded in pages and characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pypdfium2_raw as pdfium

from shebao.reading.document import Document, Grid, Page, UnreadableFile
from shebao.reading.pdf.annotations import covered, flatten, writing_areas
from shebao.reading.pdf.frame import Frame
from shebao.reading.pdf.garbled import as_picture, garbled_area, within
from shebao.reading.pdf.layers import has_layers, without_hidden_layers
from shebao.reading.pdf.layout import blocks_of, pictures_of
from shebao.reading.pdf.library import start
from shebao.reading.pdf.margins import without_margins
from shebao.reading.pdf.native import Measured, TextPage, address, drawn
from shebao.reading.pdf.pictures import Scanner
from shebao.reading.pdf.runs import quarter_of, read_text
from shebao.reading.pdf.streams import unpacks_too_large

MAX_PAGES = 1_000
MAX_AMOUNT = 1_500_000
_FEW = 5
_OF_PAGE = re.compile(r"第 (\d+) 页")
_MANY_LOST, _MANY_ASLANT = 30, 20
_NO_MAPPING = "第 {} 页的文字没有字符对照{}，读出来是乱码，没有采用；请从原文件重新导出 PDF，或安装文字识别。"


def read_pdf(data: bytes, name: str) -> Document:
    """A PDF as a document of pages; at most MAX_PAGES, and no more once MAX_AMOUNT characters, drawn objects
    and cells were read. Raises UnreadableFile."""
    if unpacks_too_large(data):
        raise UnreadableFile("PDF 的内容解压后异常庞大，不是正常的报告，已拒绝读取。", name)
    shown = without_hidden_layers(data) if has_layers(data) else None
    with _opened(shown or data, name) as document:
        count = pdfium.FPDF_GetPageCount(document)
        if not count:
            raise UnreadableFile("PDF 没有任何页面，文件可能已损坏，请重新导出后再试。", name)
        pages, warnings = [], ["文件里有默认不显示的图层，其中的内容未读取。"] if shown else []
        if count > MAX_PAGES:
            warnings.append(f"文件共 {count} 页，只读取前 {MAX_PAGES} 页；请拆分文件后分别审核。")
        amount = 0
        scanner = Scanner()
        for index in range(min(count, MAX_PAGES)):
            page, notes, weight = _read_page(document, index, scanner)
            pages.append(page)
            warnings.extend(notes)
            amount += weight
            if amount > MAX_AMOUNT:
                warnings.append(f"文件内容过多，只读取到第 {index + 1} 页；请拆分文件后分别审核。")
                break
    return Document(name, "pdf", tuple(without_margins(pages)), True, tuple(_by_pages(warnings)))


def _by_pages(warnings: Sequence[str]) -> Iterator[str]:
    """The warnings, those that say the same of several pages as one."""
    pages: dict[str, list[int]] = {}
    for warning in warnings:
        match = _OF_PAGE.match(warning)
        pages.setdefault(warning[match.end() :] if match else warning, []).extend([int(match[1])] if match else [])
    for words, numbers in pages.items():
        yield f"第 {_ranges(numbers)} 页{words}" if numbers else words


def _ranges(numbers: Sequence[int]) -> str:
    """1–3、7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[Any]:
    start()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document and pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD:
        raise UnreadableFile("PDF 已加密，无法读取；请用密码打开后另存为不加密的 PDF 再试。", name)
    if not document:
        raise UnreadableFile("PDF 已损坏或不完整，无法打开；请重新下载或重新导出。", name)
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _read_page(document: Any, index: int, scanner: Scanner) -> tuple[Page, list[str], int]:
    number = index + 1
    with _page(document, index) as raw_page:
        if not raw_page:
            return Page(number, ()), [f"第 {number} 页已损坏，未能读取。"], 0
        areas = writing_areas(raw_page)
        with _text(raw_page) as source:
            written = source.count
            if not areas or not flatten(raw_page):
                return _read(raw_page, source, source.words(), number, scanner)
    with _page(document, index) as raw_page, _text(raw_page) as source:
        words = source.words()
        hidden, over = covered(words, written, areas)
        page, notes, weight = _read(raw_page, source, words.without(hidden), number, scanner)
        if over:
            shown = "、".join(over[:_FEW])
            notes.append(f"第 {number} 页有盖住正文的批注（{shown}），按页面显示的内容读取，请对照原件核对。")
        return page, notes, weight


@contextmanager
def _page(document: Any, index: int) -> Iterator[Any]:
    raw_page = pdfium.FPDF_LoadPage(document, index)
    try:
        yield raw_page
    finally:
        if raw_page:
            pdfium.FPDF_ClosePage(raw_page)


@contextmanager
def _text(raw_page: Any) -> Iterator[TextPage]:
    raw_text = pdfium.FPDFText_LoadPage(raw_page)
    try:
        count = max(pdfium.FPDFText_CountChars(raw_text), 0) if raw_text else 0
        yield TextPage(address(raw_text) if raw_text else 0, count)
    finally:
        if raw_text:
            pdfium.FPDFText_ClosePage(raw_text)


def _read(
    raw_page: Any, source: TextPage, words: Measured, number: int, scanner: Scanner
) -> tuple[Page, list[str], int]:
    box = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(raw_page, box):
        box.right, box.top = 595, 842
    shown = Frame(box.left, box.bottom, box.right, box.top, pdfium.FPDFPage_GetRotation(raw_page) % 4)
    drawing = drawn(address(raw_page))
    notes = []
    garbled = source.without_mapping(words.starts)
    lost = sum(len(text) for text, error in zip(words.texts, garbled, strict=True) if error)
    if lost >= _MANY_LOST:
        font = source.font_of(words.starts[garbled.index(True)])
        notes.append(_NO_MAPPING.format(number, f"（字体 {font}）" if font else ""))
        area = garbled_area(words, garbled)
        drawing = as_picture(drawing, area)
        words = words.without(within(words, area))
    frame = shown._replace(quarter=quarter_of(words)) if words.texts else shown
    text = read_text(source, words, frame)
    pictures = pictures_of(text, drawing)
    if pictures and frame == shown:
        text, drawing, left = scanner.read(raw_page, text, drawing, pictures)
        if len(left) < len(pictures):
            notes.append(f"第 {number} 页的图片由光学识别读出，文字和数字可能有误，请对照原件核对。")
        pictures = left
    blocks = blocks_of(text, drawing, pictures, shown, number)
    if source.truncated or not drawing.complete:
        notes.append(f"第 {number} 页内容过多，只读取了一部分。")
    if source.aslant >= _MANY_ASLANT:
        notes.append(f"第 {number} 页有斜排的文字（水印），未读取。")
    if pictures and lost < _MANY_LOST:
        notes.append(f"第 {number} 页有图片，其中的文字未能读取。")
    cells = sum(len(row) for block in blocks if isinstance(block, Grid) for row in block.rows)
    page = Page(number, blocks, shown.width, shown.height, shown.quarter * 90)
    return page, notes, source.count + drawing.weight + cells

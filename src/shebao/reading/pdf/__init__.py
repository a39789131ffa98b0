"""PDF files: characters and rules from pdfium, lines by baseline, ruled grids; bounded in pages and characters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import pypdfium2.raw as pdfium

from shebao.reading.document import Document, Grid, Page, UnreadableFile
from shebao.reading.pdf.frame import Frame
from shebao.reading.pdf.layout import blocks_of, pictures_of
from shebao.reading.pdf.margins import without_margins
from shebao.reading.pdf.native import TextPage, address, drawn
from shebao.reading.pdf.pictures import Scanner
from shebao.reading.pdf.runs import quarter_of, read_text
from shebao.reading.pdf.streams import unpacks_too_large

MAX_PAGES = 1_000
MAX_AMOUNT = 1_500_000


def read_pdf(data: bytes, name: str) -> Document:
    """A PDF as a document of pages; at most MAX_PAGES, and no more once MAX_AMOUNT characters, drawn objects
    and cells were read. Raises UnreadableFile."""
    if unpacks_too_large(data):
        raise UnreadableFile(f"{name}：PDF 的内容解压后异常庞大，不是正常的报告，已拒绝读取。")
    with _opened(data, name) as document:
        count = len(document)
        if not count:
            raise UnreadableFile(f"{name}：PDF 没有任何页面，文件可能已损坏，请重新导出后再试。")
        pages, warnings = [], []
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
    return Document(name, "pdf", tuple(without_margins(pages)), True, tuple(warnings))


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableFile(f"{name}：PDF 已加密，无法读取；请用密码打开后另存为不加密的 PDF 再试。") from None
        raise UnreadableFile(f"{name}：PDF 已损坏或不完整，无法打开；请重新下载或重新导出。") from None
    try:
        yield document
    finally:
        document.close()


def _read_page(document: pypdfium2.PdfDocument, index: int, scanner: Scanner) -> tuple[Page, list[str], int]:
    number = index + 1
    raw_page = pdfium.FPDF_LoadPage(document, index)
    if not raw_page:
        return Page(number, ()), [f"第 {number} 页已损坏，未能读取。"], 0
    try:
        raw_text = pdfium.FPDFText_LoadPage(raw_page)
        try:
            return _page(raw_page, raw_text, number, scanner)
        finally:
            if raw_text:
                pdfium.FPDFText_ClosePage(raw_text)
    finally:
        pdfium.FPDF_ClosePage(raw_page)


def _page(raw_page: object, raw_text: object, number: int, scanner: Scanner) -> tuple[Page, list[str], int]:
    box = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(raw_page, box):
        box.right, box.top = 595, 842
    shown = Frame(box.left, box.bottom, box.right, box.top, pdfium.FPDFPage_GetRotation(raw_page) % 4)
    count = max(pdfium.FPDFText_CountChars(raw_text), 0) if raw_text else 0
    source = TextPage(address(raw_text) if raw_text else 0, count)
    words = source.words()
    frame = shown._replace(quarter=quarter_of(words)) if words else shown
    drawing = drawn(address(raw_page))
    text = read_text(source, words, frame)
    notes = []
    pictures = pictures_of(text, drawing)
    if pictures and frame == shown:
        text, drawing, left = scanner.read(raw_page, text, drawing, pictures)
        if len(left) < len(pictures):
            notes.append(f"第 {number} 页的图片由光学识别读出，文字和数字可能有误，请对照原件核对。")
        pictures = left
    blocks = blocks_of(text, drawing, pictures, shown, number)
    if source.truncated or not drawing.complete:
        notes.append(f"第 {number} 页内容过多，只读取了一部分。")
    if pictures:
        notes.append(f"第 {number} 页有图片，其中的文字未能读取。")
    cells = sum(len(row) for block in blocks if isinstance(block, Grid) for row in block.rows)
    page = Page(number, blocks, shown.width, shown.height, shown.quarter * 90)
    return page, notes, count + drawing.weight + cells

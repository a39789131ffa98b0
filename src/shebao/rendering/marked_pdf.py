"""The original PDF with its findings highlighted: every page stays as it is, each note says what is wrong."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from shebao.auditing.findings import AuditResult, Finding
from shebao.auditing.verdicts import Severity
from shebao.rendering.pdf_places import PageSearch, Rectangle
from shebao.rendering.words import SEVERITY_NAMES

_COLOURS = {Severity.ERROR: (255, 140, 130), Severity.WARNING: (255, 214, 102), Severity.INFO: (150, 200, 255)}
_OPACITY = 150
_SUBJECT = "决算公开审核"


def marked_pdf(path: Path, result: AuditResult) -> bytes:
    """The bytes of the PDF at `path` with a highlight and note for each finding whose place is known."""
    import pypdfium2
    import pypdfium2.raw as raw

    document = pypdfium2.PdfDocument(path)
    try:
        by_page: dict[int, list[Finding]] = {}
        for finding in result.findings:
            page = finding.source.place.page
            if page is not None and 1 <= page <= len(document):
                by_page.setdefault(page, []).append(finding)
        for number, findings in by_page.items():
            _mark(document[number - 1], findings)
        buffer = io.BytesIO()
        document.save(buffer, flags=raw.FPDF_INCREMENTAL)
        return _with_closed_object(buffer.getvalue())
    finally:
        document.close()


def _with_closed_object(data: bytes) -> bytes:
    """The file with what pdfium leaves out of a cross-reference stream: its type and `endobj` (ISO 32000-1 §7.3.10, §7.5.8)."""
    end = data.rfind(b"endstream") + len(b"endstream")
    if end <= len(b"endstream") or not data[end : end + 16].lstrip().startswith(b"startxref"):
        return data
    closed = data[:end] + b"\nendobj" + data[end:]
    start = data.rfind(b" obj", 0, data.rfind(b"/W[", 0, end)) + len(b" obj")
    begin = data.find(b"<<", start, end) + 2
    if b"/Type" in data[begin : data.find(b"stream", begin)]:
        return closed
    return closed[:begin] + b"/Type/XRef" + closed[begin:]


def _mark(page: Any, findings: Sequence[Finding]) -> None:
    text = page.get_textpage()
    try:
        search = PageSearch(page, text)
        for finding in findings:
            rectangles = search.rectangles(finding.source)
            if rectangles:
                _annotate(page, rectangles, finding)
    finally:
        text.close()


def _annotate(page: Any, rectangles: Sequence[Rectangle], finding: Finding) -> None:
    import pypdfium2.raw as raw

    annotation = raw.FPDFPage_CreateAnnot(page, raw.FPDF_ANNOT_HIGHLIGHT)
    if not annotation:
        return
    red, green, blue = _COLOURS[finding.severity]
    raw.FPDFAnnot_SetColor(annotation, raw.FPDFANNOT_COLORTYPE_Color, red, green, blue, _OPACITY)
    for left, bottom, right, top in rectangles:
        quad = raw.FS_QUADPOINTSF(left, top, right, top, left, bottom, right, bottom)
        raw.FPDFAnnot_AppendAttachmentPoints(annotation, quad)
    lefts, bottoms, rights, tops = zip(*rectangles, strict=True)
    raw.FPDFAnnot_SetRect(annotation, raw.FS_RECTF(min(lefts), max(tops), max(rights), min(bottoms)))
    raw.FPDFAnnot_SetFlags(annotation, raw.FPDF_ANNOT_FLAG_PRINT)
    for key, value in _strings(finding):
        raw.FPDFAnnot_SetStringValue(annotation, key, _wide(value))
    raw.FPDFPage_CloseAnnot(annotation)


def _strings(finding: Finding) -> Iterator[tuple[bytes, str]]:
    yield b"T", f"{SEVERITY_NAMES[finding.severity]} {finding.rule}"
    yield b"Subj", _SUBJECT
    yield b"NM", f"shebao-{finding.id}"
    note = finding.message
    if finding.expected and finding.expected not in note:
        note += f"\n应为：{finding.expected}"
    if finding.cause:
        note += "\n（由另一处问题引起）"
    yield b"Contents", note


def _wide(value: str) -> Any:
    import pypdfium2.raw as raw

    encoded = value.encode("utf-16-le") + b"\0\0"
    return ctypes.cast(ctypes.create_string_buffer(encoded, len(encoded)), raw.FPDF_WIDESTRING)

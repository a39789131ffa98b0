"""DOCX: what people edit; the same bytes for the same manuscript."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from shebao.composing.documents.docx import parts
from shebao.composing.documents.docx.blocks import Blocks
from shebao.composing.documents.docx.body import document_part
from shebao.composing.documents.docx.styles import font_table_part, styles_part
from shebao.composing.documents.pdf import pdf
from shebao.composing.documents.pdf.pages import heading_pages
from shebao.composing.documents.references import References
from shebao.composing.documents.sheets import DRAFT, TEXT, contents_pitch, dated, is_draft, keywords, title_of
from shebao.composing.manuscript import Manuscript

_THEN = (1980, 1, 1, 0, 0, 0)


def docx(manuscript: Manuscript) -> bytes:
    """The report as a Word document. The page numbers of its contents are those of the PDF, which has the same pages until
    somebody edits the document. Raises FontError where a character cannot be printed."""
    blocks = Blocks(References(manuscript), manuscript.gaps)
    document = document_part(manuscript, heading_pages(pdf(manuscript)), blocks)
    unit, when = manuscript.report.identity.unit, dated(manuscript)
    written = {
        "styles": styles_part(contents_pitch(manuscript), TEXT.text_width),
        "settings": parts.settings_part(),
        "fontTable": font_table_part(),
        "footer": parts.footer_part(),
    }
    if is_draft(manuscript):
        written["header"] = parts.header_part(DRAFT)
    if blocks.remarks:
        written["comments"] = parts.comments_part(blocks.remarks, unit, when)
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": parts.content_types(tuple(written)),
        "_rels/.rels": parts.package_relations(),
        "docProps/core.xml": parts.core_part(title_of(manuscript), unit, keywords(manuscript), when),
        "docProps/app.xml": parts.app_part(unit),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": parts.document_relations(tuple(written), blocks.pictures),
        **{parts.part_path(name): text for name, text in written.items()},
    }
    for shown in blocks.pictures:
        files |= {f"word/{name}": data for name, data in zip(parts.media(shown), (shown.png, shown.svg), strict=True)}
    return _package(files)


def _package(files: Mapping[str, str | bytes]) -> bytes:
    """The files as a ZIP archive with fixed times."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _THEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content)
    return packed.getvalue()

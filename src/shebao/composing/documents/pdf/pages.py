"""On which page of a PDF each heading stands."""

from __future__ import annotations


def heading_pages(data: bytes) -> list[str]:
    """The printed page numbers of the bookmarks of a PDF, in order."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        return [document.get_page_label(mark.get_dest().get_index()) for mark in document.get_toc()]
    finally:
        document.close()

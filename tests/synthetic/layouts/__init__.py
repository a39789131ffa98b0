"""The layouts of a composed report: text (tabs or flattened), Markdown, HTML, DOCX, PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from synthetic.layouts.docx import docx
from synthetic.layouts.markup import html, markdown
from synthetic.layouts.pdf import pdf
from synthetic.layouts.plaintext import flattened, piped, stacked, tabbed
from synthetic.pieces import Composed

LAYOUTS: Mapping[str, tuple[str, Callable[[Composed], bytes]]] = {
    "tabs": ("txt", tabbed),
    "pipes": ("txt", piped),
    "flattened": ("txt", flattened),
    "stacked": ("txt", stacked),
    "markdown": ("md", markdown),
    "html": ("html", html),
    "docx": ("docx", docx),
    "pdf": ("pdf", pdf),
}

"""A manuscript as files: what people edit, publish, read and compute with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from shebao.composing.manuscript import Manuscript

Renderer = Callable[[Manuscript], bytes]

_RENDERERS: Mapping[str, tuple[str, str, str]] = {
    "docx": ("shebao.composing.documents.docx", "docx", "docx"),
    "pdf": ("shebao.composing.documents.pdf", "pdf", "pdf"),
    "html": ("shebao.composing.documents.html", "html_document", "html"),
    "xlsx": ("shebao.composing.documents.xlsx", "workbook_document", "xlsx"),
    "json": ("shebao.composing.data", "json_document", "json"),
    "package": ("shebao.composing.data", "data_package", "zip"),
}
FORMATS = tuple(_RENDERERS)


class UnknownFormat(ValueError):
    """A format that no renderer writes."""


def suffix(name: str) -> str:
    """The ending of files of that format. Raises UnknownFormat."""
    return _known(name)[2]


def render(manuscript: Manuscript, name: str) -> bytes:
    """The manuscript in that format; the same manuscript gives the same bytes. Raises UnknownFormat."""
    module, function, _ = _known(name)
    renderer: Renderer = getattr(import_module(module), function)
    return renderer(manuscript)


def _known(name: str) -> tuple[str, str, str]:
    if name not in _RENDERERS:
        raise UnknownFormat(f"不认识的格式 {name}；可用的有 {'、'.join(FORMATS)}")
    return _RENDERERS[name]

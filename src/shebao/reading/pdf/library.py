"""The PDF library, started so that what it reads does not depend on the fonts of the machine."""

from __future__ import annotations

import ctypes
from functools import cache

import pypdfium2_raw as pdfium

_NO_FONTS = b"/nonexistent/shebao-reads-without-system-fonts"


@cache
def start() -> None:
    """Start the library for this process, once. In place of fonts that a file does not embed it takes its own, never those
    that happen to be installed: the same file gives the same boxes everywhere. Does nothing where it runs already."""
    kind = ctypes.POINTER(ctypes.c_char)
    paths = (kind * 2)(ctypes.cast(ctypes.c_char_p(_NO_FONTS), kind), kind())  # ends with a null address
    config = pdfium.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=paths)
    _KEPT.extend((paths, config))
    pdfium.FPDF_InitLibraryWithConfig(config)


_KEPT: list[object] = []  # the library keeps the addresses

"""The PDF library, started so that what it reads does not depend on the fonts of the machine."""

from __future__ import annotations

import ctypes
import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pypdfium2_raw as pdfium


def font_folder() -> str:
    """The folder of the fonts that come with the project's dependencies."""
    found = find_spec("mplfonts")
    places = found.submodule_search_locations if found else None
    return str(Path(next(iter(places))) / "fonts") if places else "/nonexistent"


@cache
def start() -> None:
    """Start the library for this process, once. In place of fonts that a file does not embed it takes those that come with
    the project, never those that happen to be installed: the same file gives the same boxes everywhere. Does nothing where
    it runs already."""
    kind = ctypes.POINTER(ctypes.c_char)
    folder = os.fsencode(font_folder())
    paths = (kind * 2)(ctypes.cast(ctypes.c_char_p(folder), kind), kind())  # ends with a null address
    config = pdfium.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=paths)
    _KEPT.extend((folder, paths, config))
    pdfium.FPDF_InitLibraryWithConfig(config)


_KEPT: list[object] = []  # the library keeps the addresses

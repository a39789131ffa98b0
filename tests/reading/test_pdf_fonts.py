"""Reading a PDF does not depend on the fonts that the machine has: what a file does not embed is taken from the library's own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import mplfonts
import pytest

from reading.pdf_files import pdf, text

FONTS = Path(mplfonts.__file__).parent / "fonts"
SCRIPT = """
import sys
from pathlib import Path
from shebao.reading.pdf import library
if sys.argv[2]:
    library.font_folder = lambda: sys.argv[2]
library.start()
import pypdfium2_raw as pdfium
data = Path(sys.argv[1]).read_bytes()
document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
page = pdfium.FPDF_LoadPage(document, 0)
text = pdfium.FPDFText_LoadPage(page)
import ctypes
for index in range(pdfium.FPDFText_CountChars(text)):
    box = [ctypes.c_double() for _ in range(4)]
    pdfium.FPDFText_GetCharBox(text, index, *map(ctypes.byref, box))
    print([round(side.value, 2) for side in box])
"""


def boxes(path: Path, fonts: str) -> str:
    """The boxes of a file's characters in a process of its own, with the fonts of a folder ('' as the reader starts)."""
    told = subprocess.run([sys.executable, "-c", SCRIPT, str(path), fonts], capture_output=True, text=True, check=True)
    assert told.stdout
    return told.stdout


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file whose text is in a font that it does not embed."""
    path = tmp_path / "text.pdf"
    path.write_bytes(pdf(text(72, 700, "工资 12.34")))
    return path


def test_fonts_of_the_machine_change_no_box(file, tmp_path):
    """Only the folder that comes with the project counts: with another one, even an empty one, the boxes would differ."""
    empty = tmp_path / "no fonts"
    empty.mkdir()
    assert boxes(file, "") == boxes(file, str(FONTS))
    assert boxes(file, "") != boxes(file, str(empty))

"""A drawing as PNG, for documents that people edit in programs without vector pictures; set by typst from the SVG."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from shebao.composing.charts.vector import svg
from shebao.composing.manuscript import ChartBlock

_PAGE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.chart), format: "svg")
"""


def png(chart: ChartBlock, dpi: int = 200) -> bytes:
    """The chart as PNG, 96 units of the SVG an inch; the same chart gives the same bytes on every machine."""
    picture: bytes = _compiler().compile(_PAGE, format="png", ppi=float(dpi), sys_inputs={"chart": svg(chart)})
    return picture


@cache
def _compiler() -> Any:
    """A typesetter that knows only the fonts that come with the package mplfonts."""
    import typst

    spec = find_spec("mplfonts")
    assert spec is not None
    assert spec.origin is not None
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(Path(spec.origin).parent / "fonts")])
    return typst.Compiler(font_paths=fonts)

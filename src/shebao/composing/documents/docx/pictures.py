"""Charts in a Word document: a picture for every program, the vector drawing for those that know it."""

from __future__ import annotations

import struct
from typing import NamedTuple

from shebao.composing.charts import png
from shebao.composing.documents.docx.markup import NAMESPACES, element, w
from shebao.composing.documents.picture import outlined
from shebao.composing.manuscript import ChartBlock

_EMU = 12_700
_DPI = 300
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"


class Picture(NamedTuple):
    """A chart's number in the document, its two drawings, and its size in points."""

    number: int
    png: bytes
    svg: bytes
    width: float
    height: float


def picture(chart: ChartBlock, number: int, width: float) -> Picture:
    """The drawings of a chart, `width` points wide."""
    image = png(chart, _DPI)
    across, down = struct.unpack_from(">II", image, 16)
    return Picture(number, image, outlined(chart).encode(), width, width * down / across)


def drawing(chart: ChartBlock, shown: Picture, relations: tuple[str, str]) -> str:
    """The run that shows a picture; `relations` are the ids of its PNG and its SVG."""
    size = {"cx": round(shown.width * _EMU), "cy": round(shown.height * _EMU)}
    named: dict[str, str | int] = {"id": shown.number, "name": chart.caption, "descr": chart.alternative}
    vector = element("asvg:svgBlip", **{"xmlns:asvg": _SVG, "r:embed": relations[1]})
    blip = element(
        "a:blip",
        element("a:extLst", element("a:ext", vector, uri=_SVG_EXTENSION)),
        **{"r:embed": relations[0]},
    )
    shape = element(
        "pic:spPr",
        element("a:xfrm", element("a:off", x=0, y=0), element("a:ext", **size)),
        element("a:prstGeom", element("a:avLst"), prst="rect"),
    )
    body = element(
        "pic:pic",
        element("pic:nvPicPr", element("pic:cNvPr", **named), element("pic:cNvPicPr")),
        element("pic:blipFill", blip, element("a:stretch", element("a:fillRect"))),
        shape,
    )
    graphic = element("a:graphic", element("a:graphicData", body, uri=NAMESPACES["pic"]))
    inline = element(
        "wp:inline",
        element("wp:extent", **size),
        element("wp:docPr", **named),
        graphic,
        distT=0,
        distB=0,
        distL=0,
        distR=0,
    )
    return w("r", w("drawing", inline))

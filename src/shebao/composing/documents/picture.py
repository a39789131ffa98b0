"""A chart as a vector picture without text: its words become outlines, so that the picture is one figure to a reader, whose
words are its alternative text, and the narrative around it stays whole."""

from __future__ import annotations

from html import escape

from lxml import etree

from shebao.composing.charts import svg
from shebao.composing.fonts import Role, glyph_outline
from shebao.composing.manuscript import ChartBlock

_SVG = "{http://www.w3.org/2000/svg}"
_SHIFT = {"start": 0.0, "middle": 0.5, "end": 1.0}


def outlined(chart: ChartBlock) -> str:
    """The SVG of a chart with its words as paths. Raises FontError where a character has no font."""
    root = etree.fromstring(svg(chart).encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    for text in list(root.iter(f"{_SVG}text")):
        parent = text.getparent()
        if parent is not None:
            parent.replace(text, _words(text))
    picture: str = etree.tostring(root, encoding="unicode")
    return picture


def watermark(words: str) -> str:
    """Words across a page as a pale vector picture, of the size of 150 points a character."""
    outlines = [glyph_outline(character, Role.HEI) for character in words]
    size = 150
    root = etree.Element(f"{_SVG}svg", nsmap={None: _SVG[1:-1]}, viewBox=f"0 0 {size * len(words)} {size}")
    for number, outline in enumerate(outlines):
        scale = size / outline.em
        place = f"translate({number * size} {0.88 * size}) scale({scale:.6f} {-scale:.6f})"
        root.append(etree.Element(f"{_SVG}path", d=outline.path, transform=place, fill="#eeeeee"))
    picture: str = etree.tostring(root, encoding="unicode")
    return picture


def _words(text: etree._Element) -> etree._Element:
    group = etree.Element(f"{_SVG}g", fill=text.get("fill", "#000000"))
    size = float(text.get("font-size", "14"))
    words = [glyph_outline(character, Role.CHART) for character in text.text or ""]
    width = sum(word.advance / word.em for word in words) * size
    x = float(text.get("x", "0")) - width * _SHIFT[text.get("text-anchor", "start")]
    for word in words:
        scale = size / word.em
        place = f"translate({x:.3f} {escape(text.get('y', '0'))}) scale({scale:.6f} {-scale:.6f})"
        if word.path:
            group.append(etree.Element(f"{_SVG}path", d=word.path, transform=place))
        x += word.advance * scale
    return group

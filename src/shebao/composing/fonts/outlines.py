"""Words as outlines of their glyphs: what a picture shows then depends on no font, and is no text of the document."""

from __future__ import annotations

import atexit
from functools import cache
from typing import Any, NamedTuple

from shebao.composing.fonts.characters import glyph_of, has
from shebao.composing.fonts.coverage import FontError
from shebao.composing.fonts.installed import chosen_faces
from shebao.composing.fonts.mapping import Role


class Outline(NamedTuple):
    """A line of text as an SVG path on the baseline, y upwards; `advance` its width; both with `em` units to the em."""

    path: str
    advance: int
    em: int


@cache
def glyph_outline(character: str, role: Role) -> Outline:
    """The glyph of a character in the first font of the role that has it. Raises FontError where none has."""
    from fontTools.pens.svgPathPen import SVGPathPen

    face = next((face for face in chosen_faces()[role] if has(face, character)), None)
    if face is None:
        raise FontError(f"图：“{character}”（U+{ord(character):04X}）没有字体可用，请改用别的字")
    font, glyphs = _opened(*face.files[0])
    name = font.getGlyphName(glyph_of(*face.files[0], character))
    pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:g}")
    glyphs[name].draw(pen)
    return Outline(pen.getCommands(), round(glyphs[name].width), font["head"].unitsPerEm)


@cache
def _opened(path: str, number: int) -> tuple[Any, Any]:
    from fontTools.ttLib import TTFont

    font = TTFont(path, fontNumber=number, lazy=True)
    atexit.register(font.close)
    return font, font.getGlyphSet()

"""Fonts of official documents: which one a role asks for, which installed ones stand in, whether they have every character."""

from shebao.composing.fonts.coverage import FontError, Use, check_characters, check_coverage
from shebao.composing.fonts.installed import Face, chosen_faces, typst_fonts
from shebao.composing.fonts.mapping import FontRole, Role, font_roles
from shebao.composing.fonts.outlines import Outline, glyph_outline

__all__ = [
    "Face",
    "FontError",
    "FontRole",
    "Outline",
    "Role",
    "Use",
    "check_characters",
    "check_coverage",
    "chosen_faces",
    "font_roles",
    "glyph_outline",
    "typst_fonts",
]

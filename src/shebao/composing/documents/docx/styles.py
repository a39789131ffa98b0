"""Styles of an official document, and the table of its fonts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from shebao.composing.documents.docx.markup import points, root, w
from shebao.composing.fonts import Role, font_roles

LATIN = "Times New Roman"
LINE = 28.0
TABLE_SIZE = 9.0
_BUILT_IN = (
    "Body Text", "List", "Title", "Subtitle", "heading", "TOC Heading", "toc", "caption", "footer", "header", "annotation",
)  # fmt: skip


class Style(NamedTuple):
    """A paragraph style: font, size, line height (exact; 0 for as much as it needs) and spaces in points, alignment, indent in
    characters, outline level from 1 (0 for none)."""

    id: str
    name: str
    role: Role = Role.BODY
    size: float = 16.0
    line: float = LINE
    before: float = 0.0
    after: float = 0.0
    align: str = "left"
    indent: int = 0
    outline: int = 0
    keep: bool = False
    following: str = ""
    tab: float = 0.0
    left: float = 0.0


def all_styles(contents_line: float, width: float) -> Iterator[Style]:
    """The paragraph styles; lines of the contents page are `contents_line` apart and `width` wide, in points."""
    yield Style("BodyText", "Body Text", align="both", indent=2)
    yield Style("List", "List", align="both", indent=2)
    yield Style("Centred", "Centred", align="center")
    yield Style("Note", "Note", Role.SONG, 9.0, 13.0)
    yield Style("Title", "Title", Role.TITLE, 30.0, 48.0, after=12, align="center")
    yield Style("Subtitle", "Subtitle", Role.KAI, 18.0, 36.0, align="center")
    for level, (role, size, line, after, align, indent) in _HEADINGS.items():
        yield Style(
            f"Heading{level}", f"heading {level}", role, size, line, 0, after, align, indent, level, True, "BodyText"
        )
    yield Style("TOCHeading", "TOC Heading", Role.TITLE, 22.0, 34.0, after=14, align="center")
    for level in range(1, 6):
        role = Role.HEI if level == 1 else Role.BODY
        yield Style(f"TOC{level}", f"toc {level}", role, 14.0, contents_line, tab=width, left=(level - 1) * 21.0)
    yield Style("Picture", "Picture", Role.SONG, 1.0, 0, before=2, after=8, align="center", keep=True)
    yield Style("Caption", "caption", Role.HEI, 12.0, LINE, align="center")
    yield Style("TableTitle", "Table Title", Role.TITLE, 16.0, 24.0, before=6, align="center", keep=True)
    yield Style("TableNumber", "Table Number", Role.SONG, 10.5, 14.0, align="right", keep=True)
    yield Style("TableHead", "Table Head", Role.SONG, 10.5, 15.0, after=2, keep=True)
    yield Style("TableText", "Table Text", Role.SONG, TABLE_SIZE, TABLE_SIZE * 1.3)
    yield Style("TableNote", "Table Note", Role.SONG, 9.0, 13.0)
    yield Style("Break", "Break", Role.SONG, 1.0, 1.0)
    yield Style("Footer", "footer", Role.SONG, 14.0, 0, align="center")
    yield Style("Header", "header", Role.SONG, 9.0, 0)
    yield Style("CommentText", "annotation text", Role.SONG, 10.5, 0)


_HEADINGS = {
    1: (Role.TITLE, 22.0, 34.0, 10.0, "center", 0),
    2: (Role.HEI, 16.0, LINE, 0.0, "left", 2),
    3: (Role.KAI, 16.0, LINE, 0.0, "left", 2),
    4: (Role.BODY, 16.0, LINE, 0.0, "left", 2),
    5: (Role.BODY, 16.0, LINE, 0.0, "left", 2),
}


def styles_part(contents_line: float, width: float) -> str:
    """word/styles.xml."""
    defaults = w(
        "docDefaults",
        w("rPrDefault", w("rPr", fonts(Role.BODY), w("sz", val=32), w("szCs", val=32), w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))),
        w("pPrDefault"),
    )  # fmt: skip
    normal = w(
        "style",
        w("name", val="Normal"),
        w("qFormat"),
        w("pPr", w("widowControl", val=0), w("snapToGrid", val=0)),
        type="paragraph",
        default=1,
        styleId="Normal",
    )
    return root(
        "w:styles", defaults, normal, *map(_paragraph_style, all_styles(contents_line, width)), *_others(),
    )  # fmt: skip


def _paragraph_style(style: Style) -> str:
    properties = w(
        "pPr",
        w("keepNext") if style.keep else "",
        w("tabs", w("tab", val="right", leader="dot", pos=points(style.tab))) if style.tab else "",
        _spacing(style),
        _indent(style),
        w("jc", val=style.align) if style.align != "left" else "",
        w("outlineLvl", val=style.outline - 1) if style.outline else "",
    )
    looks = w("rPr", fonts(style.role), w("sz", val=round(2 * style.size)), w("szCs", val=round(2 * style.size)))
    own: dict[str, str | int] = {} if style.name.startswith(_BUILT_IN) else {"customStyle": 1}
    return w(
        "style",
        w("name", val=style.name),
        w("basedOn", val="Normal"),
        w("next", val=style.following) if style.following else "",
        w("uiPriority", val=39) if style.id.startswith("TOC") else "",
        w("qFormat"),
        properties,
        looks,
        type="paragraph",
        **own,
        styleId=style.id,
    )


def _spacing(style: Style) -> str:
    exact: dict[str, str | int] = {"line": points(style.line), "lineRule": "exact"} if style.line else {}
    return w("spacing", before=points(style.before), after=points(style.after), **exact)


def _indent(style: Style) -> str:
    if style.indent:
        return w("ind", firstLineChars=100 * style.indent, firstLine=points(style.indent * style.size))
    return w("ind", left=points(style.left)) if style.left else ""


def _others() -> Iterator[str]:
    """Character styles and the table style."""
    yield w(
        "style", w("name", val="Strong"), w("qFormat"), w("rPr", fonts(Role.HEI)), type="character", styleId="Strong"
    )
    yield w(
        "style",
        w("name", val="Missing Words"),
        w("qFormat"),
        w("rPr", w("highlight", val="yellow")),
        type="character",
        customStyle=1,
        styleId="Missing",
    )
    sides = [w(side, val="single", sz=4, space=0, color="000000") for side in _SIDES]
    yield w(
        "style",
        w("name", val="Table Grid"),
        w("qFormat"),
        w("tblPr", w("tblBorders", *sides)),
        type="table",
        styleId="TableGrid",
    )


_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def fonts(role: Role) -> str:
    """The fonts of a role: the official one for Chinese, a Latin one for digits and letters."""
    return w("rFonts", ascii=LATIN, hAnsi=LATIN, cs=LATIN, eastAsia=font_roles()[role].official)


def font_table_part() -> str:
    """word/fontTable.xml: for each official font its other name and its class, so that a machine without it finds a near one."""
    named = {entry.official: entry for entry in font_roles().values()}
    latin = w(
        "font", w("panose1", val="02020603050405020304"), w("charset", val="00"), w("family", val="roman"),
        w("pitch", val="variable"), name=LATIN,
    )  # fmt: skip
    chinese = [
        w(
            "font",
            w("altName", val=entry.also_known_as),
            w("panose1", val=entry.panose),
            w("charset", val="86"),
            w("family", val="modern"),
            w("pitch", val="fixed"),
            name=name,
        )
        for name, entry in named.items()
    ]
    return root("w:fonts", latin, *chinese)

"""WordprocessingML as text: elements whose attributes and words are escaped."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
_AMBIGUOUS = frozenset("“”‘’…—·×÷±°①②③④⑤⑥⑦⑧⑨⑩")
_CHARACTER_STYLE = re.compile(r"^(<w:rStyle [^>]*/>)?")
POINT = 20  # twentieths of a point: Word's unit of length


def w(tag: str, /, *children: str, **attributes: str | int) -> str:
    """An element of WordprocessingML; its attributes have the same prefix."""
    return element(f"w:{tag}", *children, **{f"w:{key}": value for key, value in attributes.items()})


def element(tag: str, /, *children: str, **attributes: str | int) -> str:
    """An element with qualified names; `children` are markup."""
    opened = "".join(f" {key}={quoteattr(str(value))}" for key, value in attributes.items())
    inner = "".join(children)
    return f"<{tag}{opened}>{inner}</{tag}>" if inner else f"<{tag}{opened}/>"


def root(tag: str, *children: str, prefixes: tuple[str, ...] = ("w", "r")) -> str:
    """A whole part: the declaration and an element that declares the namespaces of its content."""
    declared = {f"xmlns:{prefix}": NAMESPACES[prefix] for prefix in prefixes}
    return DECLARATION + element(tag, *children, **declared)


def points(length: float) -> int:
    """A length in points as Word counts it."""
    return round(length * POINT)


def run(text: str, properties: str = "") -> str:
    """A run of text; line breaks and tabs are elements. Quotation marks and dashes are set as Chinese ones."""
    if not text:
        return ""
    pieces = []
    for number, line in enumerate(text.split("\n")):
        if number:
            pieces.append("<w:br/>")
        for index, part in enumerate(line.split("\t")):
            if index:
                pieces.append("<w:tab/>")
            if part:
                pieces.append(f'<w:t xml:space="preserve">{escape(part)}</w:t>')
    if _AMBIGUOUS.intersection(text):
        properties = _CHARACTER_STYLE.sub(r"\g<0>" + '<w:rFonts w:hint="eastAsia"/>', properties, count=1)
    return w("r", w("rPr", properties) if properties else "", *pieces)


def paragraph(style: str, *content: str, properties: str = "") -> str:
    """A paragraph in a style; `properties` are its own, in the order of the schema."""
    return w("p", w("pPr", w("pStyle", val=style), properties), *content)


def field(instruction: str, *result: str) -> str:
    """A field with its result as it stands before Word computes it again."""
    code = f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
    return "".join((mark("begin"), code, mark("separate"), *result, mark("end")))


def mark(kind: str) -> str:
    """The begin, separator or end of a field."""
    return w("r", w("fldChar", fldCharType=kind))


def bookmark(number: int, name: str, *content: str) -> str:
    """Content with a name that fields and links can point to."""
    return "".join((w("bookmarkStart", id=number, name=name), *content, w("bookmarkEnd", id=number)))

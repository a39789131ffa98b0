"""Names of WordprocessingML elements and their `val` attributes."""

from __future__ import annotations

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"


def value_of(element: etree._Element, child: str) -> str | None:
    """The `w:val` of a child element; None where there is none."""
    found = element.find(f"{W}{child}")
    return None if found is None else found.get(f"{W}val")


def switched_on(element: etree._Element | None, child: str) -> bool:
    """Whether an on/off property such as w:vanish is set."""
    if element is None:
        return False
    found = element.find(f"{W}{child}")
    return found is not None and found.get(f"{W}val", "1") not in {"0", "false", "off"}

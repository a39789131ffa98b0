"""The other parts of a Word document: settings, properties, foot, watermark, comments, relationships, content types."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape

from shebao.composing.documents.docx.blocks import picture_relations
from shebao.composing.documents.docx.body import FOOTER, HEADER
from shebao.composing.documents.docx.markup import DECLARATION, element, field, paragraph, root, run, w
from shebao.composing.documents.docx.pictures import Picture

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "styles": ("styles.xml", "styles"),
    "settings": ("settings.xml", "settings"),
    "fontTable": ("fontTable.xml", "fontTable"),
    "footer": ("footer1.xml", "footer"),
    "header": ("header1.xml", "header"),
    "comments": ("comments.xml", "comments"),
}
_IDS = {"footer": FOOTER, "header": HEADER}
_MARK = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" path="m@7,l@8,m@5,21600l@6,21600e">'
    '<v:path textpathok="t"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="watermark" type="#_x0000_t136" alt="" style="position:absolute;width:300pt;height:150pt;rotation:315;'
    "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:page;"
    'mso-position-vertical:center;mso-position-vertical-relative:page" fillcolor="#e8e8e8" stroked="f">'
    '<v:textpath style="font-family:&quot;SimHei&quot;;font-size:1pt" string="{words}"/></v:shape>'
)


def footer_part() -> str:
    """word/footer1.xml: — 1 —."""
    return root("w:ftr", paragraph("Footer", run("— "), field("PAGE", run("1")), run(" —")))


def header_part(words: str) -> str:
    """word/header1.xml: the watermark of a draft."""
    mark = w("r", w("pict", _MARK.format(words=escape(words, {'"': "&quot;"}))))
    return root("w:hdr", paragraph("Header", mark), prefixes=("w", "r", "v", "o"))


def comments_part(remarks: Sequence[str], author: str, when: date) -> str:
    """word/comments.xml."""
    notes = [
        w(
            "comment",
            paragraph("CommentText", run(text)),
            id=number,
            author=author,
            date=f"{when}T00:00:00Z",
            initials="缺",
        )
        for number, text in enumerate(remarks)
    ]
    return root("w:comments", *notes)


def settings_part() -> str:
    """word/settings.xml."""
    mode = w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    return root(
        "w:settings",
        w("zoom", percent=100),
        w("defaultTabStop", val=420),
        w("characterSpacingControl", val="compressPunctuation"),
        w("compat", w("useFELayout"), mode),
        w("themeFontLang", val="zh-CN", eastAsia="zh-CN"),
        w("decimalSymbol", val="."),
        w("listSeparator", val=","),
    )


def core_part(title: str, author: str, keywords: Sequence[str], when: date) -> str:
    """docProps/core.xml."""
    stamp = f"{when}T00:00:00Z"
    dated = {"xsi:type": "dcterms:W3CDTF"}
    return DECLARATION + element(
        "cp:coreProperties",
        element("dc:title", escape(title)),
        element("dc:creator", escape(author)),
        element("cp:keywords", escape(", ".join(keywords))),
        element("dc:language", "zh-CN"),
        element("cp:lastModifiedBy", escape(author)),
        element("dcterms:created", stamp, **dated),
        element("dcterms:modified", stamp, **dated),
        **{
            "xmlns:cp": _CORE,
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:dcterms": "http://purl.org/dc/terms/",
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        },
    )


def app_part(company: str) -> str:
    """docProps/app.xml."""
    return DECLARATION + element(
        "Properties",
        element("Application", "shebao"),
        element("Company", escape(company)),
        xmlns=f"{_OFFICE}/extended-properties",
    )


def package_relations() -> str:
    """_rels/.rels."""
    return _relations(
        [
            ("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
            ("rId2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml"),
            ("rId3", f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
        ]
    )  # fmt: skip


def document_relations(parts: Sequence[str], pictures: Sequence[Picture]) -> str:
    """word/_rels/document.xml.rels."""
    found = [
        (_IDS.get(name, f"rId_{name}"), f"{_OFFICE}/relationships/{_PARTS[name][1]}", _PARTS[name][0]) for name in parts
    ]
    for shown in pictures:
        for relation, target in zip(picture_relations(shown), media(shown), strict=True):
            found.append((relation, f"{_OFFICE}/relationships/image", target))
    return _relations(found)


def media(shown: Picture) -> tuple[str, str]:
    """The names of a picture's PNG and SVG below word/."""
    return f"media/chart{shown.number}.png", f"media/chart{shown.number}.svg"


def content_types(parts: Sequence[str]) -> str:
    """[Content_Types].xml."""
    defaults = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "png": "image/png",
        "svg": "image/svg+xml",
    }
    named = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        **{f"/word/{_PARTS[name][0]}": f"{_WORD}.{_PARTS[name][1]}+xml" for name in parts},
    }
    return DECLARATION + element(
        "Types",
        *(element("Default", Extension=ending, ContentType=kind) for ending, kind in defaults.items()),
        *(element("Override", PartName=part, ContentType=kind) for part, kind in named.items()),
        xmlns="http://schemas.openxmlformats.org/package/2006/content-types",
    )


def part_path(name: str) -> str:
    """Where a part stands in the package."""
    return f"word/{_PARTS[name][0]}"


def _relations(found: Sequence[tuple[str, str, str]]) -> str:
    return DECLARATION + element(
        "Relationships",
        *(element("Relationship", Id=key, Type=kind, Target=target) for key, kind, target in found),
        xmlns=_RELATIONS,
    )

"""Word documents: order, headings, list numbers, merged cells, text boxes, what is not read."""

import io

import docx as python_docx
import pytest

from reading.office_files import cell, docx, packed, paragraph, table
from shebao.reading.document import Grid, Image, Line, UnreadableFile
from shebao.reading.files import read_document

_LEVELS = (
    '<w:abstractNum w:abstractNumId="7">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2 "/></w:lvl>'
    '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
)


def _read(body, **parts):
    return read_document(docx(body, **parts), "报告.docx")


def _rows(grid):
    return [[part and part.text for part in row] for row in grid.rows]


def _listed(level):
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr>'


def test_paragraphs_and_tables_in_body_order():
    document = _read(paragraph("前") + table(cell("项目") + cell("金额"), cell("甲") + cell("1.00")) + paragraph("后"))
    assert [type(block) for block in document.blocks] == [Line, Grid, Line]
    assert _rows(list(document.blocks)[1]) == [["项目", "金额"], ["甲", "1.00"]]
    assert [block.place.line for block in document.blocks] == [1, 2, 4]
    assert (document.format, document.paged) == ("docx", False)


def test_a_document_made_by_another_program_is_read():
    made = python_docx.Document()
    made.add_heading("第一部分 概况", 1)
    made.add_paragraph("收入总计2995.39万元。")
    grid = made.add_table(2, 3)
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "项目"
    grid.cell(0, 2).merge(grid.cell(1, 2)).text = "金额"
    stream = io.BytesIO()
    made.save(stream)
    heading, line, table_ = read_document(stream.getvalue(), "x").blocks
    assert (heading.text, heading.heading) == ("第一部分 概况", 1)
    assert (line.text, line.heading) == ("收入总计2995.39万元。", 0)
    assert _rows(table_) == [["项目", None, "金额"], ["", "", None]]


def test_heading_levels_come_from_styles_and_what_they_are_based_on():
    styles = (
        '<w:style w:styleId="a"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:styleId="b"><w:name w:val="自定"/><w:basedOn w:val="a"/></w:style>'
    )
    document = _read(paragraph("标题", '<w:pStyle w:val="b"/>') + paragraph("正文"), styles=styles)
    assert [line.heading for line in document.blocks] == [2, 0]


def test_list_numbers_are_counted_as_word_prints_them():
    body = "".join(
        paragraph(text, _listed(level)) for text, level in [("收入", 0), ("甲", 1), ("乙", 1), ("支出", 0), ("丙", 1)]
    )
    assert [line.text for line in _read(body, numbering=_LEVELS).blocks] == [
        "一、收入",
        "1.1 甲",
        "1.2 乙",
        "二、支出",
        "2.1 丙",
    ]


def test_vertically_merged_cells_span_rows():
    merged, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        cell("项目", merged) + cell("金额", '<w:gridSpan w:val="2"/>'),
        cell("", goes_on) + cell("本年") + cell("上年"),
        cell("甲") + cell("1") + cell("2"),
    )
    grid = next(_read(body).blocks)
    assert _rows(grid) == [["项目", "金额", None], [None, "本年", "上年"], ["甲", "1", "2"]]
    assert grid.rows[0][0].row_span == 2


def test_deleted_hidden_and_alternative_text_is_not_read():
    body = (
        "<w:p><w:r><w:t>收入</w:t></w:r><w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>总计</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<mc:AlternateContent><mc:Choice><w:r><w:t>一</w:t></w:r></mc:Choice>"
        "<mc:Fallback><w:r><w:t>二</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert [line.text for line in _read(body).blocks] == ["收入总计一"]


def test_text_boxes_and_content_controls_are_read():
    body = (
        f"<w:p><w:r><w:t>正文</w:t></w:r><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{paragraph('框内')}"
        "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('控件内')}</w:sdtContent></w:sdt>"
    )
    assert [line.text for line in _read(body).blocks] == ["正文", "框内", "控件内"]


def test_check_box_glyphs_breaks_and_tabs():
    body = (
        '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t><w:tab/>'
        '<w:sym w:font="Wingdings" w:char="F0A8"/><w:t>否</w:t><w:br/><w:t>次行</w:t></w:r></w:p>'
    )
    assert [line.text for line in _read(body).blocks] == ["☑是\t□否", "次行"]


def test_a_table_for_layout_gives_what_it_holds():
    inner = table(cell("甲") + cell("1"), cell("乙") + cell("2"))
    outer = f"<w:tbl><w:tr><w:tc>{paragraph('表名')}{inner}</w:tc></w:tr></w:tbl>"
    line, grid = _read(outer).blocks
    assert line.text == "表名"
    assert _rows(grid) == [["甲", "1"], ["乙", "2"]]


def test_large_pictures_are_reported():
    drawing = '<wp:inline><wp:extent cx="{0}" cy="{0}"/><a:blip r:embed="rId1"/></wp:inline>'
    body = "".join(
        f"<w:p><w:r><w:drawing>{drawing.format(size)}</w:drawing></w:r></w:p>" for size in (5_000_000, 100_000)
    )
    document = _read(body + paragraph("文"))
    assert [type(block) for block in document.blocks] == [Image, Line]
    assert "1 张图片" in document.warnings[0]


def test_headers_and_footers_are_not_body():
    data = packed(
        word__document='<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        + paragraph("正文") + "</w:body></w:document>",
        word__header1="<w:hdr xmlns:w='x'><w:p/></w:hdr>",
    )  # fmt: skip
    assert [line.text for line in read_document(data, "x").blocks] == ["正文"]


def test_strict_office_open_xml_is_read():
    data = packed(
        word__document='<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>'
        + paragraph("正文") + "</w:body></w:document>",
    )  # fmt: skip
    assert [line.text for line in read_document(data, "x").blocks] == ["正文"]


@pytest.mark.parametrize(
    "document",
    [
        "<w:document",
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document>&b;</w:document>',
        "<w:document xmlns:w='u'>" + "<w:p>" * 5000 + "</w:p>" * 5000 + "</w:document>",
        "<other/>",
    ],
)
def test_broken_or_hostile_xml_is_refused(document):
    with pytest.raises(UnreadableFile, match=r"坏\.docx：文件已损坏"):
        read_document(packed(word__document=document), "坏.docx")


def _boxed(text: str) -> str:
    """A text box as Word writes it: the same text for those who know the drawing and for those who do not."""
    inner = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
    return (
        "<w:p><w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing>{inner}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )


def test_a_figure_in_a_text_box_of_a_cell_is_read_once():
    body = table(cell("收入") + f"<w:tc><w:tcPr/>{_boxed('2,020.06')}</w:tc>", cell("支出") + cell("1.00"))
    (grid,) = read_document(docx(body), "a.docx").blocks
    assert [[c.text for c in row] for row in grid.rows] == [["收入", "2,020.06"], ["支出", "1.00"]]


def _raised(text: str, mark: str) -> str:
    properties = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    return f"<w:p><w:r><w:t>{text}</w:t></w:r><w:r>{properties}<w:t>{mark}</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("text", "mark", "read"),
    [
        ("2,020.06", "1", "2,020.06"),
        ("85%", "[2]", "85%"),
        ("占地 120 m", "2", "占地 120 m2"),
        ("10", "4", "104"),
        ("收入", "注", "收入注"),
    ],
)
def test_a_raised_mark_behind_a_figure_is_no_digit_of_it(text: str, mark: str, read: str):
    (line,) = read_document(docx(_raised(text, mark)), "a.docx").blocks
    assert line.text == read

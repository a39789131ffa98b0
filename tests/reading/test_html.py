"""HTML pages: order, headings, tables, encodings, what is not content."""

import pytest

from shebao.reading.document import Grid, Image, Line, UnreadableFile
from shebao.reading.files import read_document


def _read(body, encoding="utf-8", head='<meta charset="utf-8">'):
    return read_document(
        f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(encoding), "页.html"
    )


def _rows(grid):
    return [[cell and cell.text for cell in row] for row in grid.rows]


def test_paragraphs_headings_and_breaks_in_order():
    document = _read(
        "<h2>收入<b>决算</b>表</h2><p>第一句，<span>第二</span>句。<br>第三句。</p>甲<div>乙<div>丙</div>丁</div>"
    )
    assert [(line.text, line.heading) for line in document.blocks] == [
        ("收入决算表", 2), ("第一句，第二句。", 0), ("第三句。", 0), ("甲", 0), ("乙", 0), ("丙", 0), ("丁", 0),
    ]  # fmt: skip


def test_tables_with_spans():
    document = _read(
        '<table><caption>公开01表</caption><tr><th rowspan="2">项目</th><th colspan="2">金额</th></tr>'
        "<tr><td>本年<td>上年<tr><td>甲<td><p>1</p><p>2</p></table>"
    )
    caption, grid = document.blocks
    assert caption.text == "公开01表"
    assert _rows(grid) == [["项目", "金额", None], [None, "本年", "上年"], ["甲", "1\n2", ""]]
    assert grid.rows[0][1].column_span == 2


def test_tables_used_for_layout_give_what_they_hold():
    inner = "<table><tr><td>项目<td>金额<tr><td>甲<td>1</table>"
    blocks = list(_read(f"<table><tr><td>菜单<td><p>正文</p>{inner}</table>").blocks)
    assert [type(block) for block in blocks] == [Line, Line, Grid]
    assert _rows(blocks[2]) == [["项目", "金额"], ["甲", "1"]]


def test_a_small_table_inside_a_cell_is_text_of_that_cell():
    grid = next(_read("<table><tr><td>甲<td>1<td>2<tr><td>乙<td><table><tr><td>丙</table><td>3</table>").blocks)
    assert _rows(grid) == [["甲", "1", "2"], ["乙", "丙", "3"]]


def test_scripts_styles_and_hidden_parts_are_not_read():
    body = "<script>var 甲</script><style>乙</style><p style='display:none'>丙</p><p hidden>丁</p><!-- 戊 --><p>己</p>"
    assert [line.text for line in _read(body).blocks] == ["己"]


@pytest.mark.parametrize("stated", ["gb2312", "GBK", "gb18030"])
def test_chinese_encodings_are_read_as_the_largest_of_them(stated):
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={stated}">'
    assert next(_read("<p>社会保险基金管理中心㐂</p>", "gb18030", head).blocks).text == "社会保险基金管理中心㐂"


def test_a_wrongly_stated_encoding_does_not_spoil_the_page():
    assert next(_read("<p>社会保险</p>", "gb18030", '<meta charset="utf-8">').blocks).text == "社会保险"


def test_large_pictures_are_reported():
    document = _read('<p>表</p><img src="a.png" width="600" height="400"><img src="b.png" width="16" height="16">')
    assert [type(block) for block in document.blocks] == [Line, Image]
    assert "1 张图片" in document.warnings[0]


@pytest.mark.parametrize("tag", ["div", "table", "span", "b"])
def test_deep_nesting_is_refused_at_once(tag):
    with pytest.raises(UnreadableFile, match="嵌套"):
        _read(f"<{tag}>" * 100_000 + "甲")


def test_a_page_without_text_is_refused():
    with pytest.raises(UnreadableFile, match="没有正文"):
        _read("<script>1</script>")


def test_a_web_archive_gives_its_page():
    archive = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n--B\nContent-Type: text/html; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\n<html><body><p>收入决算</p></body></html>\n--B--\n"
    )
    assert next(read_document(archive.encode(), "a.mht").blocks).text == "收入决算"


def test_a_raised_mark_behind_a_figure_is_no_digit_of_it():
    html = "<p>收入 2,020.06<sup>1</sup> 万元，占地 120 m<sup>2</sup></p><table><tr><td>甲</td><td>1.00<sup>(2)</sup></td></tr></table>"
    line, grid = read_document(html.encode(), "a.html").blocks
    assert line.text == "收入 2,020.06 万元，占地 120 m2"
    assert [cell.text for cell in grid.rows[0]] == ["甲", "1.00"]

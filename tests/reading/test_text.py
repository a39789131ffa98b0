"""Text and Markdown files: encodings, line numbers, tables."""

import pytest

from shebao.reading.document import Grid, UnreadableFile
from shebao.reading.files import read_document

_TEXT = "第一部分 概况\n\n收入总计2995.39万元，比上年增长1.87%。\r\n结束"


def _read(text, encoding="utf-8"):
    return read_document(text.encode(encoding), "报告.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_usual_encoding_is_read(encoding):
    document = _read(_TEXT, encoding)
    assert [line.text for line in document.blocks] == [
        "第一部分 概况",
        "收入总计2995.39万元，比上年增长1.87%。",
        "结束",
    ]
    assert (document.format, document.paged) == ("txt", False)


def test_a_report_in_big5_is_read_as_it_was_written():
    text = "第一部分 概況\n收入總計2995.39萬元，比上年增長1.87%，主要是財政撥款增加。"
    assert [line.text for line in _read(text, "big5").blocks] == text.split("\n")


def test_lines_keep_the_numbers_of_the_file():
    assert [line.place.line for line in _read(_TEXT).blocks] == [1, 3, 4]


def test_cells_of_tab_separated_tables_stay_apart_blank_ones_at_the_end_too():
    (line,) = _read("合计\t\t2,946.25\t6.20\t").blocks
    assert line.text == "合计\t\t2,946.25\t6.20\t"


def test_a_cut_multibyte_character_does_not_spoil_the_file():
    document = read_document(("收入" * 400).encode()[:-1], "x")
    assert next(document.blocks).text.startswith("收入收入")


def test_markdown_headings_and_pipe_tables():
    document = _read("# 决算表\n\n| 项目 | 金额 |\n|:--|--:|\n| 甲<br>乙 | **1.00** |\n| a\\|b | |\n\n完")
    heading, grid, last = document.blocks
    assert (heading.text, heading.heading) == ("决算表", 1)
    assert [[cell.text for cell in row] for row in grid.rows] == [["项目", "金额"], ["甲\n乙", "1.00"], ["a|b", ""]]
    assert [row[0].place.line for row in grid.rows] == [3, 5, 6]
    assert last.place.line == 8
    assert document.format == "md"


def test_html_tables_inside_text_become_grids_at_their_line():
    document = _read('前\n<table><tr><td rowspan="2">甲</td><td>1</td></tr>\n<tr><td>2</td></tr></table>\n后')
    before, grid, after = document.blocks
    assert isinstance(grid, Grid)
    assert [[cell and cell.text for cell in row] for row in grid.rows] == [["甲", "1"], [None, "2"]]
    assert grid.place.line == 2
    assert (before.place.line, after.place.line) == (1, 4)


def test_inline_tags_and_check_boxes_in_lines():
    (line,) = _read('备注：\t<p>得分&gt;60</p> <input checked="" type="checkbox"/>是 <input type="checkbox"/>否').blocks
    assert "得分>60" in line.text
    assert "☑是 □否" in line.text
    assert "<" not in line.text


def test_a_comparison_is_not_a_tag():
    assert next(_read("目标值为 X<p 且 y>3").blocks).text == "目标值为 X<p 且 y>3"


def test_binary_data_is_refused():
    with pytest.raises(UnreadableFile, match=r"乱码\.txt：不是能够识别的文件"):
        read_document(bytes(range(256)) * 50, "乱码.txt")


@pytest.mark.parametrize("mark", [";", "；", "^", "¦"])
def test_rows_between_separators_become_a_grid(mark):
    rows = [["项目", "预算数", "决算数"], ["基本支出", "1,200.00", "1,180.50"], ["项目支出", "", "30.00"]]
    before, grid, after = _read("收支表\n" + "\n".join(mark.join(row) for row in rows) + "\n合计如上。").blocks
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row] for row in grid.rows] == rows
    assert (before.text, grid.place.line, after.place.line) == ("收支表", 2, 5)


def test_running_text_with_semicolons_stays_lines():
    text = "\n".join(
        f"{n}是完成培训{n}场；二是走访企业{n}0户，服务职工{n}00人；三是办结案件{n}件，按期办结率达到{n}%；四是其他。"
        for n in range(1, 6)
    )
    assert len(list(_read(text).blocks)) == 5

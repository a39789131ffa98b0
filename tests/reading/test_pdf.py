"""PDF pages drawn for the test: lines by baseline, ruled grids, rotation, pictures, limits."""

import pytest

from reading.pdf_files import box, lattice, pdf, picture, rule, text
from shebao.reading import pdf as reader
from shebao.reading.document import Grid, Image, Line
from shebao.reading.files import read_document


def _page(content, **options):
    return read_document(pdf(content, **options), "报告.pdf").pages[0]


def _lines(page):
    return [line.text for line in page.lines]


def _grid(page):
    (grid,) = page.grids
    return [[None if cell is None else cell.text for cell in row] for row in grid.rows]


def test_digits_and_chinese_on_one_baseline_are_one_line():
    page = _page(text(72, 700, "收入总计", 12) + text(120, 700, "2995.39", 15) + text(172.5, 700, "万元。", 12))
    assert _lines(page) == ["收入总计2995.39万元。"]


def test_lines_read_from_top_to_bottom_whatever_the_order_of_the_content():
    page = _page(text(72, 600, "第二行") + text(72, 700, "第一行") + text(72, 500, "第三行"))
    assert _lines(page) == ["第一行", "第二行", "第三行"]


def test_line_place_is_the_box_of_its_text_from_the_top_left():
    (line,) = _page(text(72, 700, "收入")).lines
    assert line.place.page == 1
    assert line.place.line == 1
    assert line.place.box.x0 == pytest.approx(72, abs=0.5)
    assert line.place.box.x1 == pytest.approx(96, abs=0.5)
    assert line.place.box.top < 842 - 700 <= line.place.box.bottom
    assert (line.indent, line.size) == (pytest.approx(72, abs=0.5), pytest.approx(12))


def test_size_is_that_shown_where_the_matrix_scales_the_font():
    (line,) = _page(text(72, 700, "标题", 1, matrix="18 0 0 18")).lines
    assert line.size == pytest.approx(18)


@pytest.mark.parametrize(
    ("first", "second", "gap", "expected"),
    [
        ("收入", "总计", 2, "收入总计"),
        ("收入", "总计", 8, "收入 总计"),
        ("收入", "总计", 40, "收入\t总计"),
        ("共", "4", 4, "共4"),
        ("1,597.5", "1", 4, "1,597.5 1"),
        ("10.00", "20.00", 40, "10.00\t20.00"),
    ],
)
def test_gaps_become_nothing_a_space_or_a_tab(first, second, gap, expected):
    width = sum(12 if char > "⺀" else 6 for char in first)
    page = _page(text(72, 700, first) + text(72 + width + gap, 700, second))
    assert _lines(page) == [expected]


def test_letter_spaced_text_is_closed_up():
    assert _lines(_page(text(72, 700, "保障职教", spacing=14))) == ["保障职教"]


def test_radicals_and_compatibility_forms_become_ordinary_characters():
    assert _lines(_page(text(72, 700, "⻔⻋⼀豈"))) == ["门车一豈"]


def test_text_drawn_twice_for_weight_is_read_once():
    doubled = "".join(text(72 + 12 * i + d, 700, c) for i, c in enumerate("收入总计") for d in (0, 0.3))
    assert _lines(_page(doubled)) == ["收入总计"]


def test_text_off_the_page_is_not_read():
    assert _lines(_page(text(72, 700, "收入") + text(72, 2000, "隐藏") + text(900, 700, "隐藏"))) == ["收入"]


def test_ruled_cells_become_a_grid_and_text_around_it_stays_lines():
    page = _page(
        text(72, 600, "收入决算表")
        + lattice([72, 172, 272], [500, 530, 560])
        + text(80, 540, "项目")
        + text(200, 540, "决算数")
        + text(80, 510, "合计")
        + text(200, 510, "2,946.25")
        + text(72, 480, "注：略")
    )
    assert [type(block) for block in page.blocks] == [Line, Grid, Line]
    assert _grid(page) == [["项目", "决算数"], ["合计", "2,946.25"]]
    assert [block.place.line for block in page.blocks] == [1, 2, 4]


def test_cell_place_is_its_ruled_box():
    page = _page(lattice([72, 172, 272], [500, 530, 560]) + text(80, 540, "项目"))
    cell = next(page.grids).rows[0][1]
    assert cell.place.box == pytest.approx((172, 842 - 560, 272, 842 - 530), abs=1)


def test_merged_cells_span_rows_and_columns():
    rules = [
        rule(72, 560, 372, 560), rule(172, 530, 372, 530), rule(72, 500, 372, 500), rule(72, 470, 372, 470),
        rule(72, 470, 72, 560), rule(172, 470, 172, 560), rule(272, 470, 272, 530), rule(372, 470, 372, 560),
    ]  # fmt: skip
    page = _page("".join(rules) + text(80, 525, "项目") + text(250, 540, "金额") + text(200, 510, "小计"))
    assert _grid(page) == [["项目", "金额", None], [None, "小计", ""], ["", "", ""]]
    first, money = next(page.grids).rows[0][:2]
    assert (first.row_span, first.column_span) == (2, 1)
    assert (money.row_span, money.column_span) == (1, 2)


def test_a_table_drawn_as_stroked_rectangles_is_a_grid():
    cells = [box(72 + 100 * c, 500 + 30 * r, 100, 30) for c in range(2) for r in range(2)]
    page = _page("".join(cells) + text(80, 540, "甲") + text(180, 510, "1.00"))
    assert _grid(page) == [["甲", ""], ["", "1.00"]]


def test_a_table_drawn_as_thin_filled_rectangles_is_a_grid():
    edges = [box(72, y, 200, 0.5, "f") for y in (500, 530, 560)] + [box(x, 500, 0.5, 60, "f") for x in (72, 172, 272)]
    assert _grid(_page("".join(edges) + text(80, 540, "甲"))) == [["甲", ""], ["", ""]]


def test_a_table_drawn_as_one_path_is_a_grid():
    moves = [f"72 {y} m 272 {y} l" for y in (500, 530, 560)] + [f"{x} 500 m {x} 560 l" for x in (72, 172, 272)]
    assert _grid(_page(" ".join(moves) + " S\n" + text(80, 540, "甲"))) == [["甲", ""], ["", ""]]


def test_a_table_of_filled_rectangles_without_rules_is_a_grid():
    cells = [box(72 + 100 * c, 500 + 30 * r, 99, 29, "f") for c in range(2) for r in range(2)]
    assert _grid(_page("0.9 g\n" + "".join(cells) + "\n0 g\n" + text(80, 540, "甲"))) == [["甲", ""], ["", ""]]


def test_an_open_sided_table_keeps_its_outer_columns():
    rules = [rule(72, y, 372, y) for y in (500, 530, 560)] + [rule(x, 500, x, 560) for x in (172, 272)]
    page = _page("".join(rules) + text(80, 540, "甲") + text(180, 540, "乙") + text(280, 540, "丙"))
    assert _grid(page) == [["甲", "乙", "丙"], ["", "", ""]]


def test_underlines_and_frames_are_not_tables():
    page = _page(rule(72, 698, 200, 698) + box(60, 400, 400, 100) + text(72, 700, "单位") + text(72, 450, "框内"))
    assert [type(block) for block in page.blocks] == [Line, Line]


def test_an_underline_inside_a_cell_does_not_split_it():
    page = _page(lattice([72, 172, 272], [500, 530, 560]) + rule(85, 538, 120, 538) + text(85, 540, "项目"))
    assert _grid(page) == [["项目", ""], ["", ""]]


def test_an_empty_table_is_still_a_grid():
    assert _grid(_page(text(72, 700, "续表") + lattice([72, 172, 272], [500, 530, 560]))) == [["", ""], ["", ""]]


def test_a_word_that_overflows_its_cell_stays_in_it():
    page = _page(lattice([72, 112, 272], [500, 530]) + text(76, 510, "一般公共服务支出"))
    assert _grid(page) == [["一般公共服务支出", ""]]


def test_figures_of_neighbouring_cells_do_not_stick_together():
    page = _page(lattice([72, 112, 152], [500, 530]) + text(85, 510, "93.5") + text(112.3, 510, "100.0"))
    assert _grid(page) == [["93.5", "100.0"]]


@pytest.mark.parametrize(
    ("rotate", "matrix", "at"),
    [
        (90, "0 1 -1 0", lambda x, y: (y, x)),
        (180, "-1 0 0 -1", lambda x, y: (595 - x, y)),
        (270, "0 -1 1 0", lambda x, y: (595 - y, 842 - x)),
    ],
)
def test_turned_pages_read_as_they_show(rotate, matrix, at):
    def put(x, y, content):
        return text(*at(x, y), content, matrix=matrix)

    turned = pdf(put(72, 100, "收入总计2995.39万元") + put(72, 130, "第二行"), rotate=rotate)
    page = read_document(turned, "x").pages[0]
    assert _lines(page) == ["收入总计2995.39万元", "第二行"]
    assert next(page.lines).place.box.x0 == pytest.approx(72, abs=1)
    assert next(page.lines).place.box.bottom == pytest.approx(102, abs=2)
    assert page.rotation == rotate
    assert (page.width > page.height) == (rotate in {90, 270})


def test_a_landscape_table_drawn_sideways_on_a_portrait_page_is_read():
    xs, ys = [100, 130, 160], [100, 300, 500]
    page = _page(
        lattice(xs, ys)
        + text(120, 110, "本年收入合计", matrix="0 1 -1 0")
        + text(120, 310, "2,946.25", matrix="0 1 -1 0")
        + text(150, 110, "本年支出合计", matrix="0 1 -1 0")
    )
    assert _grid(page) == [["本年收入合计", "2,946.25"], ["本年支出合计", ""]]
    assert next(page.grids).place.box == pytest.approx((100, 842 - 500, 160, 842 - 100), abs=1)


def test_a_large_picture_is_reported_and_a_small_one_is_not():
    document = read_document(pdf(picture(72, 100, 300, 200) + picture(72, 700, 30, 30)), "x")
    assert [type(block) for block in document.pages[0].blocks] == [Image]
    assert any("第 1 页" in warning and "图片" in warning for warning in document.warnings)


def test_pages_beyond_the_limit_are_said_to_be_left_out(monkeypatch):
    monkeypatch.setattr(reader, "MAX_PAGES", 2)
    document = read_document(pdf(*[text(72, 700, "页")] * 3), "x")
    assert len(document.pages) == 2
    assert document.warnings == ("文件共 3 页，只读取前 2 页；请拆分文件后分别审核。",)


def test_running_titles_and_page_numbers_are_not_read():
    pages = [
        text(200, 800, "某单位2024年度决算") + text(72, 400, f"正文第{n}段") + text(280, 40, f"— {n} —")
        for n in range(1, 6)
    ]
    document = read_document(pdf(*pages), "x")
    assert [_lines(page) for page in document.pages] == [[f"正文第{n}段"] for n in range(1, 6)]


def test_what_stands_in_a_margin_once_is_read():
    pages = [text(72, 800, f"第{name}节") + text(72, 40, "尾") for name in "甲乙丙丁"]
    pages.append(text(72, 40, "2024"))
    document = read_document(pdf(*pages[:2], pages[4]), "x")
    assert [_lines(page) for page in document.pages] == [["第甲节", "尾"], ["第乙节", "尾"], ["2024"]]

"""Charts: every figure stands in them as printed, nothing overlaps, nothing runs."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from shebao.composing.charts import png, svg
from shebao.composing.charts.layout import drawn
from shebao.composing.charts.ring import gathered
from shebao.composing.charts.scene import Arc, Box, Words, width_of, wrapped
from shebao.composing.manuscript import Bar, ChartBlock, ChartKind, Series

_SVG = "{http://www.w3.org/2000/svg}"


def chart(kind: ChartKind, *series: tuple[str, dict[str, str]], unit: str = "万元") -> ChartBlock:
    made = tuple(
        Series(name, tuple(Bar(label, Decimal(value), f"{Decimal(value):,}") for label, value in bars.items()))
        for name, bars in series
    )
    return ChartBlock("chart-1", kind, "图1：收、支决算总计变动情况", unit, made, "收入总计比上年增加。")


TOTALS = chart(
    ChartKind.GROUPED,
    ("2023年度", {"收入总计": "3401.90", "支出总计": "3401.90"}),
    ("2022年度", {"收入总计": "3395.50", "支出总计": "3000.00"}),
)
SHARES = chart(ChartKind.SHARES, ("2023年度", {"财政拨款收入": "3001.90", "事业收入": "0.00", "其他收入": "300.00"}))


def texts(block: ChartBlock) -> list[str]:
    return ["".join(node.itertext()) for node in etree.fromstring(svg(block).encode()).iter(f"{_SVG}text")]


def test_figures_stand_as_printed() -> None:
    assert {"3,401.90", "3,395.50", "3,000.00", "收入总计", "2023年度", "2022年度", "单位：万元"} <= set(texts(TOTALS))
    assert {"3,001.90", "0.00", "300.00", "事业收入"} <= set(texts(SHARES))


def test_it_says_in_words_what_it_shows() -> None:
    root = etree.fromstring(svg(TOTALS).encode())
    named = {node.get("id"): node.text for node in root if node.get("id")}
    assert [named[key] for key in root.get("aria-labelledby", "").split()] == [TOTALS.caption, TOTALS.alternative]


def test_columns_are_as_high_as_their_values() -> None:
    heights = sorted(shape.height for shape in drawn(TOTALS).shapes if isinstance(shape, Box) and shape.height > 11)
    assert heights[0] / heights[-1] == pytest.approx(3000 / 3401.90)


def test_parts_of_a_ring_take_their_share() -> None:
    arcs = [shape for shape in drawn(SHARES).shapes if isinstance(shape, Arc)]
    assert [round(arc.end - arc.start, 4) for arc in arcs] == [0.9091, 0.0909]
    assert arcs[-1].end == 1.0


def test_below_zero_hangs_below_the_line() -> None:
    scene = drawn(chart(ChartKind.GROUPED, ("2023年度", {"结余": "-50"}), ("2022年度", {"结余": "50"})))
    low, high = (shape for shape in scene.shapes if isinstance(shape, Box) and shape.height > 11)
    assert low.y == pytest.approx(high.y + high.height)
    assert not [s for s in drawn(chart(ChartKind.SHARES, ("", {"甲": "-1", "乙": "5"}))).shapes if isinstance(s, Arc)]


def test_the_smallest_of_many_parts_become_one() -> None:
    parts = gathered(tuple(Bar(str(n), Decimal(n), str(n)) for n in range(30, 0, -1)))
    assert len(parts) == 12
    assert parts[-1] == Bar("其余19项", Decimal(190), "190")
    assert sum(part.value for part in parts) == sum(range(31))


def test_nothing_in_it_can_run_or_load() -> None:
    hostile = chart(ChartKind.SHARES, ("2023", {'<script>alert(1)</script>"&': "5", "乙": "3"}))
    root = etree.fromstring(svg(hostile).encode())
    assert {node.tag.removeprefix(_SVG) for node in root.iter()} <= {
        "svg",
        "title",
        "desc",
        "rect",
        "line",
        "path",
        "text",
    }
    attributes = {str(name) for node in root.iter() for name in node.attrib}
    assert not [name for name in attributes if name == "style" or name.startswith("on") or "href" in name]
    assert "url(" not in svg(hostile)


def test_the_picture_is_the_drawing_and_the_same_each_time() -> None:
    first = png(TOTALS, 144)
    picture = Image.open(io.BytesIO(first))
    assert picture.width == 1.5 * drawn(TOTALS).width
    assert first == png(TOTALS, 144)
    darkest = {picture.convert("L").getpixel((x, picture.height - 60)) for x in range(picture.width)}
    assert min(darkest) < 80


def test_long_labels_break_between_words_not_in_numbers() -> None:
    assert "".join(wrapped("2023年度一般公共预算财政拨款支出12345", 60)) == "2023年度一般公共预算财政拨款支出12345"
    assert all(not re.match(r"^\d{1,4}$", line) for line in wrapped("预算财政拨款12345", 110))


_LABELS = st.text("一般公共预算财政拨款收入支出项目abc12", min_size=1, max_size=24)
_VALUES = st.decimals(-(10**6), 10**9, places=2)
_SERIES = st.dictionaries(_LABELS, _VALUES, max_size=20)


@settings(max_examples=60, deadline=None)
@given(kind=st.sampled_from(ChartKind), series=st.lists(_SERIES, min_size=1, max_size=3))
def test_no_words_overlap_or_leave_the_drawing(kind: ChartKind, series: list[dict[str, Decimal]]) -> None:
    named = ((f"{2023 - at}年度", {k: str(v) for k, v in bars.items()}) for at, bars in enumerate(series))
    scene = drawn(chart(kind, *named))
    boxes = [_extent(shape) for shape in scene.shapes if isinstance(shape, Words)]
    for left, top, right, bottom in boxes:
        assert left >= -0.5
        assert top >= 0
        assert right <= scene.width + 0.5
        assert bottom <= scene.height
    for a, b in combinations(boxes, 2):
        assert a[2] <= b[0] + 0.5 or b[2] <= a[0] + 0.5 or a[3] <= b[1] + 0.5 or b[3] <= a[1] + 0.5


def _extent(words: Words) -> tuple[float, float, float, float]:
    width = width_of(words.text, words.size)
    left = words.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[words.anchor] * width
    return left, words.y - words.size * 0.85, left + width, words.y + words.size * 0.15

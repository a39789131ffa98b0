"""Text read without the spaces of justified lines is quoted with them."""

from hypothesis import given
from hypothesis import strategies as st

from shebao.auditing.tight import tight
from shebao.report.provenance import Passage, Place

PLACES = (Place(line=1), Place(line=2))


def test_what_is_found_is_quoted_as_printed_at_its_own_line() -> None:
    printed = Passage("项目全年预算 数为 368.73万元，执行 数为 328.73万元。", (0, 19), PLACES)
    read = tight(printed)
    assert read.text == "项目全年预算数为 368.73万元，执行数为 328.73万元。"
    at = read.text.index("执行数为")
    assert read.source(at, at + 4).quote == "执行 数为"
    assert read.source(at, at + 4).place.line == 2
    assert read.source(0, len(read.text)).quote == printed.text


def test_spaces_beside_figures_stay() -> None:
    printed = Passage("预算数 100 万元", (0,), PLACES[:1])
    assert tight(printed) is printed


@given(st.text(alphabet="预算数，1 .\u3000", max_size=30))
def test_every_piece_comes_from_its_own_place(text: str) -> None:
    printed = Passage(text, (0,), PLACES[:1])
    read = tight(printed)
    for start in range(len(read.text)):
        for stop in range(start + 1, len(read.text) + 1):
            quote = read.source(start, stop).quote
            assert "".join(quote.split()) == "".join(read.text[start:stop].split())
            assert quote in text

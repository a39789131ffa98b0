"""Papers for applicants: whatever stands on one is text, and the same paper gives the same bytes."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2 as pdfium
import pytest

from shebao.rendering.notices import Paper, notice_pdf

PAPER = Paper("补正通知", "示例市社会保险中心", "2026年11月30日", [("事项", "职工参保登记")], code="ABCD2345EFGH")


def text_of(paper: Paper) -> tuple[int, str]:
    with pdfium.PdfDocument(notice_pdf(paper)) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return len(pages), "".join("".join(pages).split())


@pytest.mark.parametrize("words", ["*粗* _斜_ #set page()", "$x^2$ @ref <label>", "]} #(1+1) \\ `code`", "𠮷·买买提"])
def test_words_are_never_markup(words: str) -> None:
    paper = replace(PAPER, rows=[("姓名", words)], sections=[(words, [words])], closing=[words])
    _pages, text = text_of(paper)
    assert text.count("".join(words.split())) == 4


def test_a_long_notice_goes_on_and_a_short_one_is_one_page() -> None:
    assert text_of(PAPER)[0] == 1
    pages, text = text_of(replace(PAPER, sections=[("内容", [f"第{number}项材料" for number in range(120)])]))
    assert pages > 1
    assert "第119项材料" in text


def test_the_same_paper_gives_the_same_bytes_and_the_address_stands_in_it() -> None:
    paper = replace(PAPER, address="https://example.org/receipts/ABCD2345EFGH/")
    assert notice_pdf(paper) == notice_pdf(paper)
    assert "example.org/receipts/ABCD2345EFGH" in text_of(paper)[1]
    assert "example.org" not in text_of(PAPER)[1]

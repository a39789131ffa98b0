"""Chinese search: bigrams, phrases, snippets; hostile queries stay data."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.server.accountability.publications.searching.bigrams import terms, tokens, tsquery, vector
from shebao.server.accountability.publications.searching.short_names import forms, without_questions
from shebao.server.accountability.publications.searching.snippets import snippet

LEXEME = r"'[^'\\]{1,60}'"


def test_pairs_of_neighbouring_characters() -> None:
    assert list(tokens("社会保险费")) == ["社会", "会保", "保险", "险费", "费"]


def test_numbers_and_words_stay_whole() -> None:
    assert list(tokens("支出1,797.63万元ＡＢＣ-2024")) == [
        "支出", "出", "1797.63", "万元", "元", "abc", "2024",
    ]  # fmt: skip


def test_a_query_is_phrases_that_must_all_occur() -> None:
    assert tsquery("基金收支 三公") == "((('基金' <-> '金收' <-> '收支'))) & ((('三公')))"
    assert tsquery("社") == "((('社':*)))"


def test_a_short_name_is_sought_by_what_it_is_short_for_too() -> None:
    assert forms("甲区人社局") == ("甲区人社局", "甲区人力资源和社会保障局", "甲区人力资源社会保障局")
    assert "('社会' <-> '会保' <-> '保险' <-> '险中' <-> '中心')" in tsquery("社保中心")
    assert forms("公务接待费") == ("公务接待费",)


@pytest.mark.parametrize("written", ["“三公”经费", "三公经费", "「三公」经费", "(三公)经费", '"三公"经费'])
def test_marks_inside_words_do_not_count(written: str) -> None:
    assert list(tokens(written)) == list(tokens("三公经费"))
    assert tsquery(written) == tsquery("三公经费")


def test_punctuation_separates_words_and_leaves_numbers_whole() -> None:
    assert terms("公务接待费，参保扩面。1,234.56、2023") == ("公务接待费", "参保扩面", "1,234.56", "2023")
    assert without_questions("社保中心去年花了多少钱接待").split() == ["社保中心", "接待"]


@pytest.mark.parametrize("query", ["", "   ", "。，！", "'", "%_\\", "<>&|!():*"])
def test_nothing_to_seek(query: str) -> None:
    assert tsquery(query) == ""


@given(st.text(max_size=300))
def test_a_query_holds_only_quoted_lexemes_and_operators(text: str) -> None:
    remainder = re.sub(LEXEME, "", tsquery(text))
    assert set(remainder) <= set(" &|()<->:*")


@given(st.text(max_size=300))
def test_a_vector_holds_only_quoted_lexemes_and_positions(text: str) -> None:
    assert re.fullmatch(rf"({LEXEME}:[\d,]+( |$))*", vector(text))


@given(st.text(alphabet="社会保险基金支出年度一二", min_size=2, max_size=30), st.data())
def test_every_part_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    sought = [text[i : i + 2] for i in range(start, end - 1)]
    stored = list(tokens(text))
    assert any(stored[i : i + len(sought)] == sought for i in range(len(stored)))


def test_terms_are_few_and_short() -> None:
    assert len(terms(" ".join(f"词{i}" for i in range(50)))) <= 8
    assert sum(map(len, terms("长" * 5000))) <= 100


def test_a_snippet_marks_the_found_words() -> None:
    parts = snippet("前文" * 100 + "机关运行经费支出184.65万元" + "后文" * 100, terms("运行经费"))
    assert [part.text for part in parts if part.hit] == ["运行经费"]
    assert parts[0].text == "…"
    assert parts[-1].text.endswith("…")
    assert "184.65" in "".join(part.text for part in parts)


def test_a_snippet_finds_full_width_text() -> None:
    rough = snippet("支出" + "其他" * 100 + "养老保险支出" + "其他" * 100, ("支出", "养老", "老保", "保险"))
    assert "".join(part.text for part in rough if part.hit) == "养老保险支出"
    assert [part.text for part in snippet("编号ＡＢ１２", terms("ab12")) if part.hit] == ["ＡＢ１２"]


@given(st.text(max_size=400), st.lists(st.text(max_size=5), max_size=4))
def test_a_snippet_is_a_stretch_of_the_text(text: str, sought: list[str]) -> None:
    shown = "".join(part.text for part in snippet(text, sought)).strip("…")
    assert shown in " ".join(text.split())

"""Whatever the text is, the grammar ends, keeps every figure once and quotes only what is there."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reading.statements.sentences import section, statements
from shebao.reading.statements import read_statements
from shebao.report.statements import Change, Completion, Fact, Share

PIECES = [
    *"，。；：、（）()%|",
    " ",
    "1.",
    "(2)",
    "其中",
    "其中：",
    "2023年度",
    "与2022年度相比",
    "较上年",
    "比年初预算",
    "同比",
    "收、支总计",
    "本年支出合计",
    "基本支出",
    "项目支出",
    "社会保障和就业支出（类）",
    "行政运行（项）",
    "“三公”经费",
    "公务接待费",
    "年初预算为",
    "支出决算为",
    "完成年初预算的",
    "占",
    "占本年支出的",
    "增加",
    "减少（增加）",
    "增长",
    "持平",
    "等于",
    "大于",
    "主要原因是",
    "主要用于",
    "主要包括：",
    "无",
    "分别",
    "约",
    "追加",
    "总计",
    "1,234.56万元",
    "0万元",
    "-5万元",
    "12.5%",
    "30个",
    "1 2",
    "99999999999999999999",
    "其他文字",
]
KINDS = [
    "narrative.totals",
    "narrative.general.items",
    "narrative.three_public",
    "narrative.performance",
    "narrative.assets",
    "",
]


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from(KINDS))
def test_any_mixture_of_words_is_read(text: str, kind: str) -> None:
    """No exception, each figure in at most one fact, every quote a piece of the text."""
    found = statements(kind, text)
    figures = [fact.figure for fact in found.facts]
    assert len(set(figures)) == len(figures)
    assert not set(figures) & set(found.unassigned)
    for said in (*found.facts, *found.claims):
        assert said.source.quote in text
    for claim in found.claims:
        if isinstance(claim, Share):
            assert claim.rate not in figures
        if isinstance(claim, Completion) and claim.actual.measure:
            assert isinstance(claim.actual, Fact)
        if isinstance(claim, Change):
            assert claim.difference not in figures


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    """Arbitrary characters."""
    statements("narrative.general", text)


def test_long_paragraphs_are_read() -> None:
    """Hostile paragraphs of 60,000 characters end, and every claim read from them is one that they print."""
    for piece in ("支出（", "社会保障和就业支出", "收支总计1万元，占", "(类)(款)", "1,", "其中：工资1万元、"):
        text = piece * (60_000 // len(piece))
        found = read_statements((section("narrative.general", text),), 2023)
        assert all(fact.source.quote in text for fact in found.facts)

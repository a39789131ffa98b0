"""Which figures a sentence relates to each other, whatever words it uses: written from templates and read back."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.statements.sentences import statements
from shebao.report.statements import (
    Aspect,
    Change,
    Completion,
    Direction,
    Parts,
    Reason,
    Share,
)

amounts = st.integers(1, 10**7).map(lambda cents: Decimal(cents) / 100)
rates = st.integers(0, 99_99).map(lambda hundredths: Decimal(hundredths) / 100)
separators = st.booleans()


def printed(value: Decimal, separate: bool) -> str:
    """A figure as reports print it, with or without thousands separators."""
    return f"{value:,}" if separate else f"{value}"


COMPARISONS = [
    "与2022年度相比，收、支总计各{up}{d}万元，{grow}{r}%",
    "比上年{up}{d}万元，{grow}{r}%",
    "较2022年度决算数{up} {d} 万元，{grow} {r} %",
    "较上年同期{up}了{d}万元，{grow}了{r}％",
    "比2022年{grow}{r}%，{up}{d}万元",
]


@settings(max_examples=60, deadline=None)
@given(
    amounts,
    amounts,
    rates,
    st.sampled_from(COMPARISONS),
    st.sampled_from([("增加", "增长"), ("增加", "上升"), ("减少", "下降"), ("减少", "降低")]),
    separators,
)
def test_changes(
    current: Decimal, difference: Decimal, rate: Decimal, template: str, words: tuple[str, str], separate: bool
) -> None:
    """Current value, difference, rate, both direction words and the base year."""
    comparison = template.format(up=words[0], grow=words[1], d=printed(difference, separate), r=rate)
    found = statements("narrative.totals", f"2023年度收、支总计{printed(current, separate)}万元。{comparison}。")
    (change,) = [claim for claim in found.claims if isinstance(claim, Change)]
    direction = Direction.UP if words[0] == "增加" else Direction.DOWN
    assert change.current is not None
    assert change.difference is not None
    assert change.rate is not None
    assert (change.current.figure.value, change.difference.value, change.rate.value) == (current, difference, rate)
    assert (change.direction, change.rate_direction) == (direction, direction)
    assert (change.base_aspect, change.base_year) == (Aspect.PRIOR, 2022)


COMPLETIONS = [
    ("年初预算为{b}万元，支出决算为{a}万元，完成年初预算的{r}%", Aspect.INITIAL_BUDGET, Aspect.INITIAL_BUDGET),
    ("年初预算数{b}万元，决算数{a}万元，完成预算的{r}%", Aspect.INITIAL_BUDGET, Aspect.BUDGET),
    ("全年预算为 {b} 万元，支出决算为 {a} 万元，完成全年预算的 {r}%", Aspect.ADJUSTED_BUDGET, Aspect.ADJUSTED_BUDGET),
    ("预算{b}万元，支出决算{a}万元，预算执行率{r}%", Aspect.BUDGET, Aspect.BUDGET),
    ("调整预算{b}万元，支出决算{a}万元，为调整预算的{r}%", Aspect.ADJUSTED_BUDGET, Aspect.ADJUSTED_BUDGET),
]
SUBJECTS = [
    ("narrative.general", "2023年度一般公共预算财政拨款支出", ()),
    (
        "narrative.general.items",
        "3.卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）。",
        ("卫生健康支出", "行政事业单位医疗", "行政单位医疗"),
    ),
    ("narrative.general.items", "2、住房保障支出（类）", ("住房保障支出",)),
    ("narrative.three_public", "公务接待费", ()),
]


@settings(max_examples=60, deadline=None)
@given(amounts, amounts, rates, st.sampled_from(COMPLETIONS), st.sampled_from(SUBJECTS), separators)
def test_completions(
    budget: Decimal,
    actual: Decimal,
    rate: Decimal,
    template: tuple[str, Aspect, Aspect],
    subject: tuple[str, str, tuple[str, ...]],
    separate: bool,
) -> None:
    """The actual, the budget the paragraph gives, the budget its words name and the rate."""
    sentence = template[0].format(b=printed(budget, separate), a=printed(actual, separate), r=rate)
    found = statements(subject[0], f"{subject[1]}{sentence}。")
    (claim,) = [claim for claim in found.claims if isinstance(claim, Completion)]
    assert claim.budget is not None
    assert (claim.budget.figure.value, claim.actual.figure.value, claim.rate.value) == (budget, actual, rate)
    assert (claim.budget.aspect, claim.named) == template[1:]
    assert claim.actual.item == subject[2]


@settings(max_examples=40, deadline=None)
@given(amounts, amounts, amounts, rates, st.sampled_from(["，占{r}%", "，占本年支出{r}%", "，占本年支出合计的{r}%"]))
def test_shares(whole: Decimal, first: Decimal, second: Decimal, rate: Decimal, share: str) -> None:
    """Each part with its share of the whole that the list began with."""
    tail = share.format(r=rate)
    found = statements(
        "narrative.expenditure",
        f"本年支出合计{whole}万元，其中：基本支出{first}万元{tail}；项目支出{second}万元{tail}。",
    )
    shares = [claim for claim in found.claims if isinstance(claim, Share)]
    assert [claim.part.figure.value for claim in shares] == [first, second]
    assert all(claim.whole and claim.whole.figure.value == whole and claim.rate.value == rate for claim in shares)


@settings(max_examples=40, deadline=None)
@given(amounts, st.lists(amounts, min_size=1, max_size=4), st.booleans())
def test_lists_of_classes(whole: Decimal, parts: list[Decimal], numbered: bool) -> None:
    """主要用于以下方面, in one sentence or in numbered paragraphs: the classes are parts of the whole."""
    names = ["教育支出", "社会保障和就业支出", "卫生健康支出", "住房保障支出"]
    clauses = [f"{name}（类）{part}万元，占5%" for name, part in zip(names, parts, strict=False)]
    begin = f"一般公共预算财政拨款支出{whole}万元，主要用于以下方面："
    if numbered:
        listed = [f"{number}.{clause}。主要是用于人员支出。" for number, clause in enumerate(clauses, 1)]
        found = statements("narrative.general.structure", begin, *listed)
    else:
        found = statements("narrative.general.structure", begin + "；".join(clauses) + "。")
    (claim,) = [claim for claim in found.claims if isinstance(claim, Parts)]
    assert claim.whole.figure.value == whole
    assert [part.figure.value for part in claim.parts] == parts
    assert claim.complete


@pytest.mark.parametrize(
    ("words", "actual"),
    [
        ("其中基本支出60万元，项目支出30万元，预算执行率为90%。", 90),
        ("其中基本支出60万元，执行率为95%；项目支出30万元，执行率为80%。", 60),
    ],
)
def test_what_an_execution_rate_is_of(words: str, actual: int) -> None:
    """A single rate after a list of parts is that of the whole; a rate for each part is the part's."""
    found = statements("narrative.performance.overall", f"单位整体支出全年预算数100万元，执行数90万元，{words}")
    claims = [claim for claim in found.claims if isinstance(claim, Completion)]
    assert claims[0].actual.figure.value == actual


def test_budget_after_additions() -> None:
    """年初预算 … 追加 … 总计 …: the total is the adjusted budget, and 完成年初预算 names the initial one."""
    found = statements(
        "narrative.general.items",
        "一般公共预算财政拨款支出年初预算为100万元，年度执行中追加财政拨款预算20万元，总计120万元，"
        "支出决算为110万元，完成年初预算的91.7%。",
    )
    (claim,) = [claim for claim in found.claims if isinstance(claim, Completion)]
    assert claim.budget is not None
    assert claim.budget.figure.value == 100
    assert [fact.figure.value for fact in claim.others] == [120]


def test_reasons_know_what_they_compare() -> None:
    """大于/小于 names its budget; 增加/减少 refers to the comparison before it, or else to the budget."""
    found = statements(
        "narrative.three_public",
        "2.公务接待费预算5万元，支出决算4万元。决算数小于预算数的主要原因是厉行节约。",
        "公务接待费支出决算比2022年度减少1万元，其中：国内公务接待支出减少1万元。公务接待费支出增加的主要原因是调研增多。",
    )
    first, second = [claim for claim in found.claims if isinstance(claim, Reason)]
    assert (first.direction, first.base_aspect) == (Direction.DOWN, Aspect.BUDGET)
    assert first.base is not None
    assert (second.direction, second.base_aspect) == (Direction.UP, Aspect.PRIOR)
    assert second.change is not None
    assert second.change.direction is Direction.DOWN


def test_the_quote_is_the_clause_and_knows_its_line() -> None:
    """A claim's source begins with what it is about and ends with its last figure, on the paragraph's own line."""
    found = statements(
        "narrative.totals",
        "说明如下：",
        "2023年度收、支总计 9 万元。与2022年度相比，收、支总计各减少 1 万元，下降 10%。",
    )
    (change,) = [claim for claim in found.claims if isinstance(claim, Change)]
    assert change.source.quote == "与2022年度相比，收、支总计各减少 1 万元，下降 10%"
    assert change.source.place.line == 2


def test_work_targets() -> None:
    """A result, its target and the rate form a completion in any section."""
    found = statements("key_work", "扩面净增37.43万人次，完成30万人次目标任务的124.8%，覆盖率达99%。")
    (claim,) = [claim for claim in found.claims if isinstance(claim, Completion)]
    assert claim.budget is not None
    assert (claim.actual.figure.value, claim.budget.figure.value) == (Decimal("37.43"), Decimal(30))


@pytest.mark.parametrize(
    ("words", "aspect", "direction", "difference"),
    [
        ("决算数大于预算数0.5万元", Aspect.BUDGET, Direction.UP, "0.5"),
        ("比年初预算数减少0.5万元", Aspect.INITIAL_BUDGET, Direction.DOWN, "0.5"),
        ("与2023年度预算相比，减少0.5万元", Aspect.BUDGET, Direction.DOWN, "0.5"),
        ("同比增加0.5万元", Aspect.PRIOR, Direction.UP, "0.5"),
    ],
)
def test_what_is_compared_with(words: str, aspect: Aspect, direction: Direction, difference: str) -> None:
    """The year before, or a budget of this year."""
    found = statements("narrative.three_public", f"公务接待费支出决算为2万元，{words}。")
    (change,) = [claim for claim in found.claims if isinstance(claim, Change)]
    assert change.difference is not None
    assert (change.base_aspect, change.direction, change.difference.text) == (aspect, direction, difference)


@pytest.mark.parametrize("words", ["比上年预算数减少0.5万元", "与2022年度预算相比，减少0.5万元", "与2022年预算持平"])
def test_other_years_budgets_are_no_claims(words: str) -> None:
    """The report says nothing about them."""
    assert not statements("narrative.three_public", f"公务接待费支出决算为2万元，{words}。").claims


@pytest.mark.parametrize(
    ("words", "direction"),
    [
        ("决算数等于预算数。", Direction.LEVEL),
        ("决算数小预算数的主要原因是节约。", Direction.DOWN),
        ("决算数大小于预算数的主要原因是节约。", None),
        ("决算数未超过预算数。", None),
    ],
)
def test_order_words(words: str, direction: Direction | None) -> None:
    """大于, 小于, 等于, the slip 小预算数; what is unchosen or denied claims nothing."""
    found = statements("narrative.three_public", f"公务接待费预算3万元，支出决算2万元。{words}")
    assert [claim.direction for claim in found.claims if isinstance(claim, Reason)] == (
        [direction] if direction else []
    )


def test_a_list_ends_where_something_else_begins() -> None:
    """What follows the parts of basic expenditure is not one of them."""
    found = statements(
        "narrative.general",
        "基本支出9万元，其中：工资5万元，水费4万元；项目支出6万元，其中：大厅改造6万元。",
    )
    lists = [claim for claim in found.claims if isinstance(claim, Parts)]
    assert [(claim.whole.measure, [part.figure.text for part in claim.parts]) for claim in lists] == [
        ("general.basic", ["5", "4"]),
        ("general.project", ["6"]),
    ]

"""The forms of the real reports are read with their indicators, weights and scores."""

from decimal import Decimal

import pytest

from shared_files import shared
from shebao.reading.forms import read_forms
from shebao.reading.text import read_text
from shebao.report.forms import Form, FormKind

OF_2021 = "reports/004_20908ded8e028716.txt"
OF_2022 = "reports/000_848cd77d40a2b2ee.txt"
OF_2023 = "reports/002_aecfc3e4a48985f9.txt"


def forms_of(relative: str) -> tuple[Form, ...]:
    path = shared(relative)
    return read_forms(tuple(read_text(path.read_bytes(), path.name).blocks))[0]


def test_flattened_forms_are_all_found_with_their_totals() -> None:
    forms = forms_of(OF_2021)
    assert [form.total.text if form.total else "" for form in forms] == [
        "98", "100", "100", "100", "94", "100", "100", "100", "92", "100", "83", "100", "85",
    ]  # fmt: skip
    assert [form.kind for form in forms] == [FormKind.OVERALL, *[FormKind.PROJECT] * 12]
    assert not any(form.truncated for form in forms)


@pytest.mark.parametrize("relative", [OF_2021, OF_2023])
def test_scores_read_add_up_to_the_printed_total(relative: str) -> None:
    for form in forms_of(relative):
        scores = [i.score.value for i in form.indicators if i.score] + [
            e.score.value for e in form.executions if e.score
        ]
        assert form.total is not None
        assert sum(scores, Decimal(0)) == form.total.value, form.title.quote


def test_every_row_of_the_flattened_forms_is_divided() -> None:
    assert all(i.target and i.actual and i.score for form in forms_of(OF_2021) for i in form.indicators)


def test_four_goals_keep_their_weights() -> None:
    overall = forms_of(OF_2021)[0]
    assert [weight.text if weight else "" for weight in overall.goal_weights] == ["20"] * 4
    assert {indicator.goal for indicator in overall.indicators} == {1, 2, 3, 4}


def test_swapped_headings_of_tabbed_lines_are_put_in_order() -> None:
    overall = forms_of(OF_2023)[0]
    first = overall.indicators[0]
    assert first.level_one
    assert first.level_one.name == "产出指标"
    assert first.level_two
    assert first.level_two.name == "数量指标"
    assert [i.weight.text if i.weight else "" for i in overall.indicators] == [
        "10", "2.5", "5", "2.5", "5", "5", "5", "5", "20", "10", "10",
    ]  # fmt: skip


def test_form_that_begins_in_the_middle_is_truncated_not_missing() -> None:
    (form,) = forms_of(OF_2022)
    assert form.truncated
    assert len(form.indicators) == 8
    assert form.total is not None
    assert form.total.text == "99.00"
    nested = form.indicators[-1]
    assert nested.level_one
    assert nested.level_one.name == "效益指标"
    assert nested.level_two
    assert nested.level_two.name == "满意度指标"

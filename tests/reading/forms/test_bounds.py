"""Hostile text is read to its end, and nothing is read from it that is not there; `python -m bench hostile` times it."""

import pytest

from reading.forms.made import lines
from shebao.reading.forms import head_runs, read_forms
from shebao.reading.forms.tokens import tokens_of
from shebao.reading.key_work import read_key_work_table
from shebao.reading.text import read_text

HEAD = "2022年度甲项目绩效自评表\n三级指标 年初目标值（A） 实际完成值（B） 得分\n"


@pytest.mark.parametrize(
    "text",
    [
        "总分 5\n" * 10_000,
        HEAD + "".join(f"指标{n} 100% 100% 1\n" for n in range(10_000)) + "总分 100\n",
        HEAD + "字 字\n" * 10_000 + "5\n6 7 8\n9 9 9\n总分 100\n",
        "项目名称\t甲\n一级指标\t二级指标\t三级指标\t目标值\t实际完成值\t得分\n" * 3_000,
        "甲项目绩效自评表\n" * 10_000 + "总分 1\n",
        HEAD + "9" * 100_000 + "\n总分 100\n",
        "序号 重要事项 工作内容及目标 完成情况\n" + "".join(f"{n}\n字\n" for n in range(1, 5_000)),
    ],
    ids=["totals", "rows", "one row", "tabs", "titles", "digits", "key work"],
)
def test_hostile_text_is_read(text: str) -> None:
    blocks = lines(text)
    forms, in_forms = read_forms(blocks)
    _, in_key_work = read_key_work_table(blocks)
    assert in_forms | in_key_work <= set(range(len(blocks)))
    assert all(item.source.quote for form in forms for item in form.indicators)


def test_runs_of_possible_heads_are_looked_at_a_bounded_number_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hostile text may hold any number of them."""
    looked: list[int] = []
    original = head_runs.heads_in
    monkeypatch.setattr(head_runs, "heads_in", lambda *given: (looked.append(1), original(*given))[1])
    text = "一级 甲类 指标 目标 得分 产出指标\n" * 500
    head_runs.inferred_runs(tokens_of(tuple(read_text(text.encode(), "form.txt").blocks)), True)
    assert 0 < len(looked) <= 24

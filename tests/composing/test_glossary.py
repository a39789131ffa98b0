"""The glossary explains the terms that apply and exactly the subjects that the report uses."""

from __future__ import annotations

import pytest

from composing.manuscripts import manuscript
from shebao.composing.glossary import explanation, explanations, parse_explanations, parse_terms, terms
from shebao.composing.narrative.lookup import Subject


def entries(name):
    return manuscript(name).report.glossary


@pytest.mark.parametrize("name", ["city-centre-2023", "district-bureau-2021"])
def test_the_subjects_are_those_with_amounts(name):
    report = manuscript(name).report
    used = {row.code for row in report.table("expenditure").rows if len(row.code) == 7}
    explained = [entry.path for entry in entries(name) if entry.path]
    assert len(explained) == len(set(explained)) == len(used)
    named = {row.name for row in report.table("expenditure").rows if len(row.code) == 7}
    assert {path[-1] for path in explained} == named


def test_terms_stand_only_where_they_apply():
    told = {entry.term.quote for entry in entries("city-centre-2023")}
    assert {"基本支出", "项目支出", "“三公”经费", "机关运行经费"} <= told
    assert not told & {"年初结转和结余", "经营支出", "上级补助收入", "使用非财政拨款结余"}
    assert "年初结转和结余" in {entry.term.quote for entry in entries("district-bureau-2021")}


@pytest.mark.parametrize(
    ("code", "path", "expected"),
    [
        ("2080109", ("社会保障和就业支出", "人力资源和社会保障管理事务", "社会保险经办机构"), "反映社会保险经办机构开展业务工作的支出"),
        ("2130101", ("农林水支出", "农业农村", "行政运行"), "反映行政单位（含实行公务员管理的事业单位）的基本支出"),
        ("2130199", ("农林水支出", "农业农村", "其他农业农村支出"), "反映除上述项目以外用于农业农村方面的支出"),
        ("2130110", ("农林水支出", "农业农村", "执法监管"), "反映用于执法监管方面的支出"),
        ("2050205", ("教育支出", "普通教育", "高等教育"), "反映用于高等教育方面的支出"),
    ],
)  # fmt: skip
def test_a_subject_is_explained_by_code_name_or_words(code, path, expected):
    assert explanation(Subject(code, path)) == expected


def test_the_data_files_are_sound():
    assert set(terms()) == {"wuhan", "shanghai"}
    assert len(explanations()) > 30


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("code\n", "第 1 行：表头"),
        ("code,text\n2080109\n", "第 2 行：应有"),
        ("code,text\n2080109,\n", "第 2 行：应有"),
        ("code,text\n20801,反映业务支出\n", "不是 7 位"),
        ("code,text\n2080109,反映一\n2080109,反映二\n", "第 3 行：2080109 重复"),
        ("code,text\n2080109,用于业务\n", "以“反映”开头"),
        ("code,text\n2080109,反映业务。\n", "不写句号"),
    ],
)
def test_a_mistake_in_the_explanations_is_told(text, reason):
    with pytest.raises(ValueError, match=r"bad\.csv") as problem:
        parse_explanations("bad.csv", text)
    assert reason in str(problem.value)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (["一"], "映射"),
        ({"wuhan": [{"term": "一", "when": "always"}]}, "应有 term、when、text"),
        ({"wuhan": [{"term": "一", "when": "sometimes", "text": "二"}]}, "sometimes"),
        ({"wuhan": [{"term": "一", "when": "amount:总收益", "text": "二"}]}, "总收益"),
    ],
)
def test_a_mistake_in_the_terms_is_told(data, reason):
    with pytest.raises(ValueError, match=r"bad\.yaml") as problem:
        parse_terms("bad.yaml", data)
    assert reason in str(problem.value)

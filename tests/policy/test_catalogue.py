"""The generated catalogue of parameters."""

from pathlib import Path

from shebao.policy.adjustments.notices import notices_of
from shebao.policy.parameters import areas, parameters_of
from shebao.policy.parameters.catalogue import catalogue

FILE = Path(__file__).parents[2] / "docs" / "policy-parameters.zh.md"


def test_the_catalogue_in_docs_is_current():
    assert FILE.read_text(encoding="utf-8") == catalogue(), "运行 make docs 更新 docs/policy-parameters.zh.md"


def test_every_value_is_listed_with_basis_and_confidence():
    text = catalogue()
    values = [value for code in areas() for parameter in parameters_of(code).values() for value in parameter.values]
    notices = [notice for code in areas() for notice in notices_of(code).values()]
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith(("| 自", "| 年"))]
    assert len(rows) == len(values) + len(notices)
    assert all(found.basis in text for found in (*values, *notices))
    unsure = sum(found.confidence == "known" for found in (*values, *notices))
    assert sum("| 未经核对 |" in row for row in rows) == unsure


def test_a_reader_finds_the_words_that_people_use():
    text = catalogue()
    for word in ("女", "灵活就业", "配偶", "大型企业", "一级", "上浮一档"):
        assert word in text
    for word in ("female_worker", "down_two", "spouse "):
        assert word not in text

"""The generated catalogue of parameters."""

from pathlib import Path

from shebao.policy.parameters import areas, parameters_of
from shebao.policy.parameters.catalogue import catalogue

FILE = Path(__file__).parents[2] / "docs" / "policy-parameters.md"


def test_the_catalogue_in_docs_is_current():
    assert FILE.read_text(encoding="utf-8") == catalogue(), "运行 make docs 更新 docs/policy-parameters.md"


def test_every_value_is_listed_with_basis_and_confidence():
    text = catalogue()
    values = [value for code in areas() for parameter in parameters_of(code).values() for value in parameter.values]
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| 自")]
    assert len(rows) == len(values)
    assert all(value.basis in text for value in values)
    assert sum("| 未经核对 |" in row for row in rows) == sum(value.confidence == "known" for value in values)

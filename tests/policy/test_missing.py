"""The page of values that were not found: complete, current, and what it offers to state can be stated."""

from datetime import date
from pathlib import Path

import pytest

from shebao.policy.guide import COMMANDS, PENSIONS
from shebao.policy.missing import STATED_BY, ended, lacking, missing
from shebao.policy.parameters import areas, law, parameters_of

FILE = Path(__file__).parents[2] / "docs" / "policy-missing.zh.md"
LATER = date(2026, 6, 1)


def test_the_page_in_docs_is_current():
    assert FILE.read_text(encoding="utf-8") == missing(), "运行 make docs 更新 docs/policy-missing.zh.md"


def test_every_parameter_without_a_value_today_is_on_the_page():
    text = missing()
    every = [parameter for code in areas() for parameter in parameters_of(code).values()]
    gone = [each.name for each in every if not each.expired and law(each.area).find(each.name, LATER) is None]
    assert len(gone) > 10
    assert [name for name in gone if f"`{name}`" not in text] == []


def test_a_parameter_that_goes_on_has_not_ended():
    assert ended(parameters_of("national")["retirement.original_age"]) is None
    assert ended(parameters_of("wuhan")["contribution.base_floor"]).end == date(2025, 12, 31)


def test_hubei_lacks_what_guangdong_has():
    names = {parameter.name for parameter in lacking(areas()["hubei"])}
    assert "injury.medical_subsidy_months" in names
    assert "injury.medical_subsidy_months" not in {found.name for found in lacking(areas()["guangdong"])}


@pytest.mark.parametrize("name", STATED_BY)
def test_what_the_page_offers_to_state_is_a_field(name):
    labels = {command: {field.label for kind in kinds for field in kind.fields} for command, kinds in COMMANDS}
    labels["pension"] = {field.label for _, fields in PENSIONS for field in fields}
    for command, label in STATED_BY[name]:
        assert label in labels[command], (name, command, label)

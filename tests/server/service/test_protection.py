"""The comparison with 等级保护 is what the data says, leaves no item of level 2 out, and every test that it names is there."""

from __future__ import annotations

import ast
import csv
from pathlib import Path

import pytest

from shared_files import shared
from shebao.server.service.protection import STATUSES, ProtectionError, measures, written

_TESTS = Path(__file__).parents[1]
_DOCUMENT = Path(__file__).parents[3] / "docs" / "protection.zh.md"


def test_the_document_is_what_the_data_says() -> None:
    assert _DOCUMENT.read_text(encoding="utf-8") == written(measures()), "run `make docs`"


def test_no_item_of_level_two_is_left_out_and_none_is_invented() -> None:
    with shared("reference/mlps_checklist.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    named = {item for measure in measures() for item in measure.items}
    assert {row["id"] for row in rows if row["level"] == "L2"} == {item for item in named if item.startswith("7.")}
    assert {row["id"]: row["control_point"] for row in rows if row["id"] in named} == {
        item: measure.point for measure in measures() for item in measure.items
    }


def test_all_of_level_two_is_there_in_number() -> None:
    assert sum(item.startswith("7.") for measure in measures() for item in measure.items) == 135


def test_every_test_that_is_named_exists() -> None:
    named = {test for measure in measures() for test in measure.tests}
    functions = {
        f"{path}::{node.name}"
        for path in {test.partition("::")[0] for test in named}
        for node in ast.walk(ast.parse((_TESTS / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert named <= functions, named - functions


def test_what_the_platform_does_is_shown_by_a_test_or_is_a_document() -> None:
    unproved = [measure.items for measure in measures() if measure.does and not measure.tests]
    assert unproved == [("7.1.9.5-a", "7.1.9.5-b")]  # the sources themselves
    assert {measure.status for measure in measures()} == set(STATUSES)


@pytest.mark.parametrize(
    "text",
    [
        "- {chapter: a, point: b, items: 7.1}",
        "- {chapter: a, point: b, items: 7.1, operator: x, more: y}",
        "- {chapter: a, point: b, items: 7.1 7.1, operator: x}",
    ],
)
def test_wrong_data_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ProtectionError):
        measures(tmp_path / "x.yaml")

"""A user's sheet is read in a process of its own: the same lines and the same problems, whatever the file does to its reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from hostile_workbooks import far_cell, far_cell_in_each_row, one_string_everywhere
from shebao import bounded
from shebao.accounts.importing.apart import KINDS, Question, _found, read_apart
from shebao.accounts.importing.entries import Rules, read_ledger
from shebao.accounts.importing.rejects import ImportRejected
from shebao.accounts.importing.schema import ENTRY_COLUMNS
from shebao.accounts.importing.sheet_file import SheetFile
from shebao.accounts.output.template import sheet_template
from shebao.classification import department_economic, functional

_RULES = Rules(2023, functional(), department_economic(), frozenset({"001"}))
_HEADERS = [column.label for column in ENTRY_COLUMNS]


def _question(folder: Path, name: str, data: bytes) -> Question:
    path = folder / "stored"
    path.write_bytes(data)
    return Question(str(path), name, "entries", _RULES)


@pytest.mark.parametrize(
    "data",
    [far_cell(_HEADERS), far_cell_in_each_row(14_998, _HEADERS), one_string_everywhere(3_000, 200, 30_000)],
    ids=["far cell", "far cell in each row", "one string everywhere"],
)
def test_a_workbook_that_unfolds_is_one_problem_with_advice(tmp_path: Path, data: bytes) -> None:
    found = read_apart(_question(tmp_path, "分录.xlsx", data))
    with pytest.raises(ImportRejected) as problem:
        found.lines()
    assert problem.value.problems[0].code == "too_large"
    assert "分录.xlsx" in str(problem.value.problems[0])


def test_a_reader_that_dies_is_a_problem_of_the_file(tmp_path: Path) -> None:
    question = _question(tmp_path, "分录.csv", (",".join(_HEADERS) + "\n").encode() + b"x" * 20_000_000)
    with pytest.raises(ImportRejected, match="不能导入"):
        read_apart(question, bounded.Limits(20, 100 << 20)).lines()


@pytest.mark.parametrize("name", ["entries", "budget", "opening", "plan"])
def test_the_template_is_read_as_it_is_read_here(tmp_path: Path, name: str) -> None:
    data = sheet_template(name, 2023)
    question = _question(tmp_path, f"{name}.xlsx", data)
    found = read_apart(Question(question.path, question.name, name, _RULES))
    with pytest.raises(ImportRejected) as here:  # the template has no lines yet
        read_ledger(KINDS[name], SheetFile(question.name, data), _RULES)
    assert found.rejected is not None
    assert found.rejected.problems == here.value.problems
    assert found.rejected.total == here.value.total


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"amount": b"1234567", "row": b""},
        {"amount": b"\0" * 8, "row": b"\0" * 8},
        {"amount": b"\0" * 8, "row": b"\0" * 4, "values:unit": b"[]", "codes:unit": b"\0" * 4},
        {"amount": b"\0" * 8, "row": b"\0" * 4, "values:kind": b'[{"word": ["system", "x"]}]', "codes:kind": b"\0" * 4},
        {"rejects": b'{"rejects": [{"evil": 1}], "total": 1, "rows": 0}'},
    ],
)
def test_an_answer_that_contradicts_itself_is_not_believed(said: dict[str, bytes]) -> None:
    with pytest.raises((ValueError, KeyError, IndexError, TypeError)):
        _found(said)

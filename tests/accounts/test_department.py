"""The generated department: the same every time, closes without findings, units add up to the whole."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from shebao.accounts.closing.amounts import Address
from shebao.accounts.closing.closing import closing_of
from shebao.accounts.importing.folder import read_folder

SCRIPT = Path(__file__).resolve().parents[2] / "examples" / "accounts" / "department.py"


def generator() -> Any:
    spec = importlib.util.spec_from_file_location("department", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_generated_department_closes(tmp_path: Path) -> None:
    for name in "ab":
        generator().write(tmp_path / name, 5, 3000, 2023, 1)
    assert (tmp_path / "a" / "entries.csv").read_bytes() == (tmp_path / "b" / "entries.csv").read_bytes()
    folder = read_folder(tmp_path / "a")
    closing = closing_of(folder)
    assert closing.findings == ()
    assert len(closing.units) == 5
    total = Address("expenditure", "total", "total")
    paid = folder.entries.where(
        folder.entries.columns["transfer"].where(bool) & (folder.entries.columns["spending"].where(bool))
    )
    assert len(paid) == 4
    assert sum(unit.amounts[total] for unit in closing.units) == closing.amounts[total] + int(paid.amount.sum())

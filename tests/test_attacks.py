"""The list of attacks names tests that are there, and no finding without one."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "attacks.zh.md").read_text("utf-8").splitlines()
    if re.match(r"\| [A-E]\d", line)
]


def test_every_attack_has_tests_that_are_there() -> None:
    assert [row[0] for row in ROWS][:20] == [
        *(f"A{number}" for number in range(1, 4)),
        *(f"B{number}" for number in range(1, 10)),
        *(f"C{number}" for number in range(1, 9)),
    ]
    missing = []
    for number, _attack, named, _open in ROWS:
        tests = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", named)
        assert tests, number
        for path, function in tests:
            file = ROOT / path
            if not file.is_file() or (function and f"def {function}(" not in file.read_text("utf-8")):
                missing.append(f"{number}: {path}::{function}")
    assert not missing

"""Rules are where their modules say they are."""

from __future__ import annotations

import importlib
import re
from collections import defaultdict

import pytest

from shebao.auditing.registry import all_rules

_MODULES: dict[str, set[str]] = defaultdict(set)
for _rule in all_rules():
    _MODULES[_rule.check.__module__].add(_rule.code)


def _named(docstring: str) -> set[str]:
    """The codes that a docstring begins with: `T01, T03–T05: …`."""
    found: set[str] = set()
    for first, last in re.findall(r"([A-Z]\d\d)(?:–([A-Z]\d\d))?", docstring.partition(":")[0]):
        found |= {f"{first[0]}{number:02d}" for number in range(int(first[1:]), int((last or first)[1:]) + 1)}
    return found


@pytest.mark.parametrize("module", sorted(_MODULES))
def test_the_docstring_of_a_module_names_its_rules(module: str) -> None:
    assert _named(importlib.import_module(module).__doc__ or "") == _MODULES[module]

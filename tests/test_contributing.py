"""The rule that CONTRIBUTING.md prints runs as it stands there."""

import re
from pathlib import Path

import pytest

from shebao.auditing import registry

GUIDE = Path(__file__).parents[1] / "CONTRIBUTING.md"


def test_the_printed_rule_is_a_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    registry.all_rules()
    declared = dict(registry._RULES)
    monkeypatch.setattr(registry, "_RULES", declared)
    before = set(declared)
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    exec(compile(code, str(GUIDE), "exec"), {"__name__": "printed"})
    (added,) = set(declared) - before
    assert declared[added].proves
    assert callable(declared[added].check)

"""The rule catalogue in docs/rules.zh.md is the one that the declarations give."""

from pathlib import Path

from shebao.auditing.registry import all_rules
from shebao.rendering.catalogue import catalogue
from shebao.rendering.words import FAMILY_NAMES

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_catalogue_is_current() -> None:
    assert (DOCS / "rules.zh.md").read_text("utf-8") == catalogue(), "docs/rules.zh.md 过期：运行 make docs"


def test_every_rule_is_listed_with_a_family_that_has_a_name() -> None:
    text = catalogue()
    for rule in all_rules():
        assert rule.family in FAMILY_NAMES
        assert f"| {rule.code} |" in text
        assert rule.title
        assert rule.proves.endswith("。")
        assert rule.basis

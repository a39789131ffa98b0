"""docs/checks.zh.md is what the shipped checks say."""

from pathlib import Path

from shebao.operations.governance.catalogue import catalogue


def test_the_page_is_current():
    page = Path(__file__).parents[3] / "docs" / "checks.zh.md"
    assert page.read_text("utf-8") == catalogue(), "docs/checks.zh.md 过期：运行 make docs"

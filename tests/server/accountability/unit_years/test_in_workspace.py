"""No page speaks of the files and keys of the command line."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import shebao.accounts
from shebao.server.accountability.unit_years import wording
from shebao.server.accountability.unit_years.in_workspace import in_workspace

SOURCES = sorted(Path(shebao.accounts.__file__).parent.glob("*ing/*.py"))
NAMED = re.compile(r"\b[a-z_]+\.(?:yaml|csv|xlsx)\b|extra_subjects|shebao ")


def said() -> list[str]:
    """The Chinese texts of the library's importing and closing that name a file or a key."""
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
                if NAMED.search(text) and re.search("请|须|没有", text) and "\n" not in text:
                    found.append(text)
    return found


def test_there_is_something_to_put_in_other_words() -> None:
    assert len(said()) >= 4


@pytest.mark.parametrize("text", said())
def test_messages_name_pages_and_fields(text: str) -> None:
    assert not NAMED.search(in_workspace(text)), in_workspace(text)


def test_a_key_is_the_field_of_a_page() -> None:
    assert in_workspace("单位编码须在 accounts.yaml 的 units 中登记") == "单位编码须在“账套设置”的“所属单位”中登记"
    assert in_workspace("金额应是数字") == "金额应是数字"


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("reasons.totals", "原因说明：收支总计增减"),
        ("key_work[2].title", "重点工作 2 任务"),
        ("duties", "主要职能"),
        ("remarks", "补充说明"),
        ("unknown", "文字"),
    ],
)
def test_fields_of_the_words_have_names(key: str, name: str) -> None:
    assert wording.name_of(key) == name

"""The generated guide to case files."""

from pathlib import Path

import pytest

from shebao.fields.field import normalise
from shebao.policy.casework import HEAD
from shebao.policy.guide import COMMANDS, LISTS, PENSIONS, guide

FILE = Path(__file__).parents[2] / "docs" / "policy-cases.zh.md"


def test_the_guide_in_docs_is_current():
    assert FILE.read_text(encoding="utf-8") == guide(), "运行 make docs 更新 docs/policy-cases.zh.md"


@pytest.mark.parametrize(("command", "kind"), [(command, kind) for command, kinds in COMMANDS for kind in kinds])
def test_no_spelling_of_a_kind_means_two_fields(command, kind):
    owners: dict[str, str] = {}
    for field in (*HEAD, *kind.fields):
        for name in {normalise(name) for name in (field.key, field.label, *field.spellings)}:
            assert owners.setdefault(name, field.key) == field.key, (command, kind.name, name)


@pytest.mark.parametrize(("name", "fields"), [*LISTS, *PENSIONS])
def test_no_spelling_of_a_list_means_two_fields(name, fields):
    names = [normalise(word) for field in fields for word in {field.key, field.label, *field.spellings}]
    assert len(names) == len(set(names)), name


@pytest.mark.parametrize(("command", "kinds"), COMMANDS)
def test_no_word_means_two_kinds(command, kinds):
    words = [word for kind in kinds for word in {kind.name, *kind.spellings}]
    assert len(words) == len(set(words))

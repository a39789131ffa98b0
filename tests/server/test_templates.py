"""The templates as text: lines that a reader can follow, files that end as text files do."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template import engines
from django.template.utils import get_app_template_dirs

from shebao import server

LONGEST_LINE = 200
OWN = Path(server.__file__).parent
TEMPLATES = sorted(
    path
    for directory in get_app_template_dirs("templates")
    if OWN in Path(directory).parents
    for path in Path(directory).rglob("*.html")
)


def name(path: Path) -> str:
    return path.as_posix().rpartition("/templates/")[2]


def test_there_are_templates() -> None:
    assert "base.html" in {name(path) for path in TEMPLATES}


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_lines_are_short_and_the_last_one_ends(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    long = [number for number, line in enumerate(text.splitlines(), start=1) if len(line) > LONGEST_LINE]
    assert long == []
    assert text.endswith("\n")


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_tags_of_django_stand_on_one_line_and_the_template_compiles(path: Path) -> None:
    """Django reads a tag that a line break splits as plain text, and shows it to the reader."""
    text = path.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.count("{%") != line.count("%}")] == []
    assert [line for line in text.splitlines() if line.count("{{") != line.count("}}")] == []
    engines["django"].from_string(text)

"""Every command in every guide: it can be parsed by the command it names, and those of the first steps run."""

import re
import shlex
from pathlib import Path

import click
import pytest
from typer.main import get_command
from typer.testing import CliRunner

from shebao.cli import app

ROOT = Path(__file__).parents[2]
GUIDES = [ROOT / "README.md", ROOT / "README.zh.md", *sorted((ROOT / "docs").glob("*.md"))]
_FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", re.M | re.S)
_INLINE = re.compile(r"`(shebao [a-z]+[^`\n]*)`")
_SYNOPSIS = re.compile(r"[\[\]…|<>]|\.\.\.|\bNAME\b")


def commands(guide):
    """The command lines of a guide that are meant to be typed, without comments; a synopsis with alternatives is none."""
    text = guide.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.strip() for block in _FENCE.findall(text) for line in block.splitlines()]
    for line in lines:
        line = re.sub(r" < \S+", "", line.removeprefix("$ "))
        if line.startswith("shebao ") and not _SYNOPSIS.search(line.split("#")[0]):
            yield shlex.split(line, comments=True)[1:]


LINES = [(guide.name, words) for guide in GUIDES for words in commands(guide)]


@pytest.mark.parametrize(("guide", "words"), LINES, ids=[f"{guide}: {' '.join(words)}"[:90] for guide, words in LINES])
def test_a_command_of_a_guide_can_be_typed(guide, words, monkeypatch):
    monkeypatch.setattr(click.Path, "convert", lambda self, value, param, ctx: value)
    command, name = get_command(app), "shebao"
    while isinstance(command, click.Group):
        context = command.make_context(name, list(words), resilient_parsing=True)
        name, *words = [*context.protected_args, *context.args] if hasattr(context, "protected_args") else context.args
        command = command.commands[name]
    command.make_context(name, list(words))


def test_inline_commands_name_commands_that_exist():
    known = set(get_command(app).commands)
    named = {found.split()[1] for guide in GUIDES for found in _INLINE.findall(guide.read_text(encoding="utf-8"))}
    assert len(named) > 10
    assert named <= known


FIRST = [(guide, words) for guide, words in LINES if words[:2] in (["accounts", "template"], ["compose", "init"])]


@pytest.mark.parametrize(("guide", "words"), FIRST, ids=[f"{guide}: {' '.join(words)}" for guide, words in FIRST])
def test_what_a_guide_begins_with_runs(guide, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = CliRunner().invoke(app, words)
    assert found.exit_code == 0, found.output
    assert (tmp_path / words[2] / "accounts.yaml").exists()


@pytest.mark.parametrize("command", ["pension", "contribution", "retirement"])
def test_the_policy_commands_of_the_readme_run(command, monkeypatch):
    monkeypatch.chdir(ROOT)
    mine = [words for guide, words in LINES if guide == "README.md" and words[0] == command and "-o" not in words]
    assert mine
    for words in (words for words in mine if "--chart" not in words):
        found = CliRunner().invoke(app, words)
        assert found.exit_code == 0, found.output

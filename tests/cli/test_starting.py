"""What lets a command start sooner changes nothing about what it does."""

import subprocess
import sys

import pytest
import typer
from typer.main import get_command

from shebao.cli import app
from shebao.cli.starting import called, take_texts

PROGRAM = "import sys; import shebao.cli as cli; cli.leave = lambda status: print(*sorted(sys.modules)); sys.argv = {!r}; cli.main()"


def names(program: typer.Typer) -> set[str]:
    return set(get_command(program).commands)


def test_only_the_command_that_is_called_is_built() -> None:
    assert names(called(app, ["audit", "x.pdf"])) == {"audit"}
    assert names(called(app, ["accounts", "close"])) == {"accounts"}
    for arguments in ([], ["--help"], ["--version"], ["no-such-command"]):
        assert names(called(app, arguments)) == names(app)


@pytest.mark.parametrize("name", sorted(names(app)))
def test_every_command_can_be_called_alone(name: str) -> None:
    assert names(called(app, [name])) == {name}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["a", "b"], (["a", "b"], "d", None, 3)),
        (["--text", "", "--path", "x/y", "--number", "7"], ([], "", "x/y", 7)),
    ],
)
def test_values_are_taken_as_the_parser_would(arguments: list[str], expected: tuple[object, ...]) -> None:
    from pathlib import Path
    from typing import Annotated

    program, got = typer.Typer(), []

    @program.command()
    def one(
        files: Annotated[list[str] | None, typer.Argument()] = None,
        text: str = "d",
        path: Path | None = None,
        number: Annotated[int, typer.Option(min=0)] = 3,
    ) -> None:
        got.append((list(files or []), text, str(path) if path else None, number))

    for command in (get_command(program), get_command(program)):
        if got:
            take_texts(command)
        command.main(args=arguments, standalone_mode=False)
    assert got == [expected, expected]


def test_an_audit_starts_without_the_validating_library() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(["shebao", "audit", "/no/such/file"])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "找不到" in done.stderr
    assert not {"pydantic", "django", "duckdb", "jinja2"} & set(done.stdout.split())

"""Commands bound themselves in memory and processor time, say so in Chinese, and take nothing from what runs after them."""

from __future__ import annotations

import resource

import psutil
import pytest
import typer
from typer.testing import CliRunner

from shebao.cli import accounts, check, compose, performance
from shebao.cli import app as cli
from shebao.cli.bounds import within

LIMITS = (resource.RLIMIT_AS, resource.RLIMIT_CPU)


def run(command: object, *, seconds: int, memory: int) -> tuple[int, str]:
    app = typer.Typer()
    app.command()(within(seconds, memory)(command))  # type: ignore[arg-type]
    result = CliRunner().invoke(app, [])
    return result.exit_code, result.output


def test_memory_is_bounded_and_given_back() -> None:
    before = [resource.getrlimit(limit) for limit in LIMITS]

    def greedy() -> None:
        bytearray(2 << 30)

    status, said = run(greedy, seconds=60, memory=1 << 30)
    assert status == 2
    assert "内存超过 1 GB" in said
    assert [resource.getrlimit(limit) for limit in LIMITS] == before


def test_processor_time_is_bounded_even_where_every_error_is_caught() -> None:
    def endless() -> None:
        while True:
            try:
                sum(range(100_000))
            except Exception:
                continue

    status, said = run(endless, seconds=0, memory=1 << 30)
    assert status == 2
    assert "已停止" in said


@pytest.mark.parametrize("group", [compose.commands, accounts.commands, performance.app])
def test_every_command_that_reads_files_is_bounded(group: typer.Typer) -> None:
    commands = [each.callback for each in group.registered_commands]
    assert commands
    assert all(hasattr(command, "__wrapped__") for command in commands)


def test_a_check_is_bounded_as_a_whole_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    before, seen = resource.getrlimit(resource.RLIMIT_AS), []
    mapped = psutil.Process().memory_info().vms

    def greedy(*arguments: object) -> None:
        seen.append(resource.getrlimit(resource.RLIMIT_AS)[0])
        bytearray(64 << 30)

    monkeypatch.setattr(check, "_check", greedy)
    said = CliRunner().invoke(cli, ["check", "anything", "--memory", "256", "--threads", "2"])
    assert said.exit_code == 2
    assert "内存超过限度" in said.output
    assert seen[0] - mapped < 8 << 30
    assert resource.getrlimit(resource.RLIMIT_AS) == before

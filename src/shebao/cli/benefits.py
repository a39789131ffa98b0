"""`shebao contribution`, `injury`, `unemployment`, `survivor` and `transfer`: files of cases, explained."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from shebao.cli.explained import Outcome
    from shebao.policy.casefile import RawCase

from shebao.cli.formats import Format
from shebao.cli.policy import CASES, FORMAT, ONLY, OUTPUT

_COMMANDS = {
    "contribution": (
        "核定社会保险缴费：基数、费率、单位与个人分担、滞纳金、补差、退费。",
        "shebao.policy.contributions.kinds:CONTRIBUTION_KINDS",
    ),
    "injury": ("核定工伤待遇：一至十级伤残、工亡、下落不明。", "shebao.policy.injury.kinds:INJURY_KINDS"),
    "unemployment": (
        "核定失业保险待遇：失业保险金、补贴、失业补助金、稳岗返还。",
        "shebao.policy.unemployment.kinds:UNEMPLOYMENT_KINDS",
    ),
    "survivor": ("核定遗属待遇：丧葬补助金、抚恤金。", "shebao.policy.survivors.kinds:SURVIVOR_KINDS"),
    "transfer": ("核定关系转移资金、待遇领取地、待遇暂停与恢复。", "shebao.policy.transfers.kinds:TRANSFER_KINDS"),
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for name, (words, kinds) in _COMMANDS.items():
        app.command(name, help=words)(_command(kinds))


def _command(kinds: str) -> Callable[..., None]:
    def command(
        cases: list[Path] = CASES, form: Format = FORMAT, output: Path | None = OUTPUT, only: str | None = ONLY
    ) -> None:
        from shebao.cli.explained import emit, run_cases

        emit(run_cases(cases, only, _computer(kinds)), form, output)

    return command


def _computer(kinds: str) -> Callable[[RawCase], Outcome]:
    from shebao.cli.explained import Outcome
    from shebao.policy.casework import compute

    module, name = kinds.split(":")
    found = getattr(import_module(module), name)

    def outcome(raw: RawCase) -> Outcome:
        computed = compute(raw, found)
        return Outcome(computed.identifier, computed.row, computed.explanation)

    return outcome

"""What `shebao accounts explain` prints: entries behind a cell, cells that a voucher reaches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import typer

from shebao.accounts.account_set import AccountSet
from shebao.accounts.closing.closing import Closing, closing_of
from shebao.accounts.importing.rejects import ImportRejected
from shebao.accounts.trace import Behind, UnknownCell, behind, parse_address, reached
from shebao.money import yuan_text

_MOST_LINES = 1000


def explain_cell(folder: AccountSet, cell: str, as_json: bool) -> str | None:
    """The entries behind a cell as text or JSON; None, with a message on stderr, where there is no such cell."""
    try:
        closing = closing_of(folder)
        address = parse_address(cell, closing.layout, {table.id: table for table in closing.tables})
    except UnknownCell as problem:
        typer.echo(f"{problem}。", err=True)
        return None
    except ImportRejected as problem:
        typer.echo("\n".join(str(reject) for reject in problem.problems), err=True)
        return None
    found = behind(folder, address)
    if as_json:
        return json.dumps(_data(closing, found), ensure_ascii=False, indent=1) + "\n"
    return "\n".join(_text(closing, found)) + "\n"


def _data(closing: Closing, found: Behind) -> dict[str, Any]:
    return {
        "cell": ":".join(found.address),
        "fen": found.total,
        "shown": str(closing.figures.get(found.address, "")),
        "units": dict(_units(found)),
        "lines": [
            {**_plain(found.lines.line(row)), "sign": int(found.signs[row])}
            for row in range(min(len(found.lines), _MOST_LINES))
        ],
        "line_count": len(found.lines),
    }


def _plain(line: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in line.items()}


def _units(found: Behind) -> Iterator[tuple[str, int]]:
    sums: dict[str, int] = {}
    for code, amount, sign in zip(
        found.lines.columns["unit"].codes.tolist(), found.lines.amount.tolist(), found.signs.tolist(), strict=True
    ):
        unit = found.lines.columns["unit"].values[code]
        sums[unit] = sums.get(unit, 0) + amount * sign
    yield from sorted(sums.items())


def _text(closing: Closing, found: Behind) -> Iterator[str]:
    address = found.address
    table = closing.layout.table(address.table)
    row = next(table for table in closing.tables if table.id == address.table).row(address.row)
    shown = closing.figures.get(address)
    name = row.name if row and row.name else address.row
    figure = "空" if shown is None else f"{shown} {closing.money_unit}"
    kind = "预算" if found.budget else "分录"
    yield f"{table.spec.title}　{name}　{address.column}：{figure}，即 {yuan_text(found.total)} 元，来自 {len(found.lines)} 笔{kind}"
    units = list(_units(found))
    if closing.units:
        yield from (f"  单位 {code}：{yuan_text(amount)} 元" for code, amount in units)
    for index in range(min(len(found.lines), _MOST_LINES)):
        yield _line(found.lines.line(index), int(found.signs[index]))
    if len(found.lines) > _MOST_LINES:
        yield f"…只列出前 {_MOST_LINES} 笔，--json 中有总笔数。"


def _line(line: dict[str, Any], sign: int) -> str:
    day = line["day"].isoformat() if line["day"] else "年初"
    voucher = f"{line.get('voucher', '')}#{line.get('line', '')}".strip("#")
    subject = "/".join(part for part in (line["functional"], line["economic"]) if part)
    what = " ".join(part for part in (line["project"], line.get("note", ""), line.get("reason", "")) if part)
    place = f"{line['file']} 第 {line['row']} 行"
    return (
        f"  {day} {voucher} {line['funding'].label} {subject} {yuan_text(sign * line['amount'])} 元 {what}（{place}）"
    )


def explain_voucher(folder: AccountSet, voucher: str, as_json: bool) -> str | None:
    """The cells that each line of a voucher reaches; `记-0012#3` is its line 3. None where there is no such voucher."""
    number, _, line = voucher.partition("#")
    lines = list(reached(folder, number, line))
    if not lines:
        typer.echo(f"没有凭证号“{voucher}”的分录。", err=True)
        return None
    if as_json:
        data = [
            {**_plain(entry), "cells": [{"cell": ":".join(a), "sign": sign} for a, sign in cells]}
            for entry, cells in lines
        ]
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    shown = []
    for entry, cells in lines:
        shown.append(_line(entry, 1))
        shown.extend(f"      {'+' if sign > 0 else '−'} {':'.join(address)}" for address, sign in cells)
    return "\n".join(shown) + "\n"

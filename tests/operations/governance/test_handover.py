"""A handover holds what a run found, masked; a file that was cut, forged or made up is told with the line."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from operations.governance.made import SETTINGS, SMALL, faulty, write
from shebao.operations.governance import make_plan, read_sets
from shebao.operations.governance.handover import HandoverError, read_handover
from shebao.operations.governance.output import handover_lines
from shebao.operations.governance.service import run
from shebao.operations.governance.suspicions import identity


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    folder = tmp_path_factory.mktemp("handover")
    plan = make_plan(read_sets([str(SMALL)]), str(write(folder / "data", faulty())), folder / "out", replace(SETTINGS))
    return list(handover_lines(plan, run(plan)))


def test_every_finding_is_handed_over_with_the_identity_of_its_suspicion(lines) -> None:
    handed, found = read_handover(lines)
    findings = list(found)
    assert len(findings) == handed.findings > 0
    plain = [each for each in findings if each.subject.isdigit()]
    assert all(each.identity == identity(each.check, each.subject) for each in plain)
    assert any(check.money for check in handed.checks.values())


def test_no_identity_number_of_the_data_is_in_it(lines) -> None:
    text = "\n".join(lines)
    assert not [row["number"] for row in faulty()["persons"] if row["number"] and row["number"] in text]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda rows: rows[:-1], "截断"),
        (lambda rows: [*rows, rows[-1]], "重复"),
        (lambda rows: [], "空的"),
        (lambda rows: [rows[0][:-5], *rows[1:]], "第 1 行不是 JSON"),
        (lambda rows: [rows[0].replace('"handover": 1', '"handover": 9'), *rows[1:]], "handover: 1"),
        (lambda rows: [rows[0], "[]", *rows[2:]], "第 2 行应为 JSON 对象"),
        (lambda rows: [rows[0], "[" * 30_000, *rows[2:]], "第 2 行"),
        (lambda rows: [rows[0], _with(rows[1], id="abc"), *rows[2:]], "20 位十六进制"),
        (lambda rows: [rows[0], _with(rows[1], check="NO"), *rows[2:]], "不在首行"),
        (lambda rows: [rows[0], _with(rows[1], rows=True), *rows[2:]], "正整数"),
        (lambda rows: [rows[0], _with(rows[1], evidence={"a": "\x00"}), *rows[2:]], "evidence"),
        (lambda rows: [_with(rows[0], made="2025-12-01T00:00:00"), *rows[1:]], "时区"),
        (lambda rows: [_with(rows[0], as_of="2025-13"), *rows[1:]], "as_of"),
        (lambda rows: [_with(rows[0], findings=-1), *rows[1:]], "findings"),
    ],
)
def test_what_is_no_handover_is_told(lines, change, why) -> None:
    with pytest.raises(HandoverError, match=why):
        _read(change(lines))


def _read(rows):
    _handed, found = read_handover(rows)
    list(found)


def _with(line, **changes):
    return json.dumps({**json.loads(line), **changes}, ensure_ascii=False)

"""The measure counts what a command finds, misses and says falsely, whoever the command is."""

import sys
from pathlib import Path

import pytest
import yaml

from heldout.compose import compose
from heldout.judge import found
from heldout.measure import Tally, audited

FAKE = """
import json, pathlib, sys, yaml
files = [a for a in sys.argv[2:] if not a.startswith("-") and a != "jsonl"]
folder = pathlib.Path(files[0]).parent
known = {c["file"]: c for c in yaml.safe_load((folder / "cases.yaml").read_text("utf-8"))}
for file in files:
    case, findings = known[pathlib.Path(file).name], []
    for wanted in case.get("find", []):
        findings.append({"rule": "X", "severity": "error", "message": wanted["stated"], "quote": wanted["quote"][0]})
    if "clean" in case and MODE == "noisy":
        findings.append({"rule": "X", "severity": "warning", "message": "?", "quote": ""})
    if MODE == "silent":
        findings = []
    rows = [dict(r, score="0" if n else r["score"]) for n, r in enumerate(case["indicators"])]
    print(json.dumps({"file": file, "findings": findings, "coverage": {"figures": 7, "decided": 3}, "forms": [{"rows": rows}]}))
"""


def measured(folder: Path, mode: str) -> Tally:
    script = folder / f"{mode}.py"
    script.write_text(f"MODE = {mode!r}\n" + FAKE, "utf-8")
    tally = Tally()
    for own, answer in audited(
        folder, f"{sys.executable} {script}", yaml.safe_load((folder / "cases.yaml").read_text("utf-8")), 20
    ):
        tally.add(own, answer)
    return tally


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("held")
    compose(out, range(30, 32), "form", 3, ["tabs"])
    return out


def test_an_auditor_that_knows_everything_misses_nothing(folder: Path) -> None:
    counts = measured(folder, "perfect").counts["all"]
    assert counts["found"] == 6
    assert counts["clean"] == 2
    assert not counts["missed"] + counts["false"] + counts["not audited"]


def test_a_silent_auditor_misses_all_and_says_nothing_false(folder: Path) -> None:
    counts = measured(folder, "silent").counts["all"]
    assert counts["missed"] == 6
    assert not counts["found"] + counts["false"]


def test_a_noisy_auditor_is_told_what_is_false_and_rows_are_compared(folder: Path) -> None:
    tally = measured(folder, "noisy")
    assert tally.counts["all"]["false"] == len(tally.false) == 2
    assert tally.rows["read"] == tally.rows["rows"] > tally.rows["exact"] > 0
    assert tally.figures == 7 * 8


def test_a_command_that_fails_is_counted_as_such(folder: Path) -> None:
    tally = Tally()
    for own, answer in audited(folder, "false", yaml.safe_load((folder / "cases.yaml").read_text("utf-8")), 20):
        tally.add(own, answer)
    assert tally.counts["all"]["not audited"] == len(tally.errors) == 8


def test_a_finding_counts_only_at_the_place_and_with_the_figure() -> None:
    wanted = {"quote": ["支出合计12万元"], "stated": "12", "severity": "warning"}
    right = {"severity": "error", "quote": "支出合计12万元", "message": "12≠13"}
    assert found(wanted, [right])
    assert not found(wanted, [right | {"quote": "收入合计", "message": "12≠13"}])
    assert not found(wanted, [right | {"quote": "支出合计", "message": "112≠13"}])
    assert not found(wanted, [right | {"severity": "info"}])

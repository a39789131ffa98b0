"""A run: finds what is there, nothing else; counts once whatever is interrupted, reused or divided; tells what it could not."""

import errno
import os
import signal
import subprocess
import sys
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from operations.governance.made import EXPECTED, SETTINGS, SMALL, faulty, sound, write
from shebao.operations.governance import GovernanceError, check_data, make_plan, read_sets
from shebao.operations.governance.running.results import Store


def run(data, output, **changes):
    return check_data(str(data), [str(SMALL)], output, replace(SETTINGS, **changes))


def found(output):
    rows = pq.read_table(output / "findings.parquet").to_pylist()
    subjects = {}
    for row in rows:
        subjects.setdefault(row["check"], set()).add(row["subject"])
    return subjects


def counts(outcome):
    return {each.check.id: each.broken for each in outcome.judgements}


@pytest.mark.parametrize("parts", [1, 3])
def test_every_fault_is_found_and_nothing_else(tmp_path, parts):
    outcome = run(write(tmp_path / "data", faulty(), parts), tmp_path / "out")
    assert found(tmp_path / "out") == EXPECTED
    assert outcome.status == 1


def test_sound_data_has_no_finding(tmp_path):
    outcome = run(write(tmp_path / "data", sound(), 2), tmp_path / "out")
    assert found(tmp_path / "out") == {}
    assert outcome.status == 0
    assert not outcome.problems


def test_findings_do_not_depend_on_how_the_data_is_divided(tmp_path):
    files = []
    for parts in (1, 4):
        run(write(tmp_path / f"data{parts}", faulty(), parts), tmp_path / f"out{parts}")
        files.append(pq.read_table(tmp_path / f"out{parts}" / "findings.parquet"))
    assert files[0].equals(files[1])


def test_a_second_run_reads_nothing_and_is_not_counted(tmp_path):
    data = write(tmp_path / "data", faulty(), 3)
    first = run(data, tmp_path / "out")
    second = run(data, tmp_path / "out")
    assert (second.computed, second.run) == (0, first.run)
    assert counts(first) == counts(second)


def test_only_changed_partitions_are_read_again(tmp_path):
    tables = faulty()
    data = write(tmp_path / "data", tables, 3)
    first = run(data, tmp_path / "out")
    path = data / "persons" / "0.parquet"
    pq.write_table(pq.read_table(path).slice(1), path)
    second = run(data, tmp_path / "out")
    assert 0 < second.computed < first.computed
    assert second.run == first.run + 1
    assert second.rows["persons"] == first.rows["persons"] - 1


def test_a_changed_check_alone_is_run_again(tmp_path):
    data = write(tmp_path / "data", faulty())
    run(data, tmp_path / "out")
    text = SMALL.read_text(encoding="utf-8").replace("high: 1000000", "high: 100000")
    (tmp_path / "set.yaml").write_text(text, encoding="utf-8")
    declared = read_sets([str(tmp_path / "set.yaml")])
    plan = make_plan(declared, str(data), tmp_path / "out", SETTINGS)
    assert [check.id for unit in plan.pending for check in unit.checks if check.id != "M7"] == ["M1"]


KILLED = """
import os, signal, sys
from pathlib import Path
from shebao.operations.governance import check_data
from operations.governance.made import SETTINGS, SMALL
seen = []
def told(done, total, words):
    seen.append(words)
    if len(seen) == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
check_data(sys.argv[1], [str(SMALL)], Path(sys.argv[2]), SETTINGS, told)
"""


@pytest.mark.parametrize("after", [2, 9])
def test_a_killed_run_goes_on_where_it_was(tmp_path, after):
    data = write(tmp_path / "data", faulty(), 3)
    whole = run(data, tmp_path / "whole")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(data), str(tmp_path / "out"), str(after)], env=environment, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    resumed = run(data, tmp_path / "out")
    assert resumed.reused == after - 1
    assert counts(resumed) == counts(whole)
    assert resumed.run == 1
    assert found(tmp_path / "out") == EXPECTED


def test_a_broken_partition_is_named_and_the_others_are_checked(tmp_path):
    data = write(tmp_path / "data", faulty(), 3)
    (data / "persons" / "1.parquet").write_bytes(b"PAR1 not a table PAR1")
    outcome = run(data, tmp_path / "out")
    assert outcome.status == 2
    assert any("persons/1.parquet" in problem for problem in outcome.problems)
    assert found(tmp_path / "out")["M2"] == EXPECTED["M2"]
    assert found(tmp_path / "out")["P1"] == EXPECTED["P1"]


def test_pages_that_cannot_be_read_are_named_with_their_column(tmp_path):
    data = write(tmp_path / "data", faulty(), 2)
    path = data / "payments" / "0.parquet"
    column = pq.ParquetFile(path).metadata.row_group(0).column(3)
    content = bytearray(path.read_bytes())
    start = column.dictionary_page_offset or column.data_page_offset
    content[start : start + 40] = b"\xff" * 40
    path.write_bytes(content)
    outcome = run(data, tmp_path / "out")
    assert outcome.status == 2
    assert any("payments/0.parquet" in problem and "paid" in problem for problem in outcome.problems)
    assert found(tmp_path / "out")["P1"] == EXPECTED["P1"]


def test_a_column_of_another_type_is_named(tmp_path):
    data = write(tmp_path / "data", faulty(), 2)
    path = data / "payments" / "1.parquet"
    table = pq.read_table(path)
    position = table.schema.get_field_index("paid")
    pq.write_table(table.set_column(position, "paid", table.column("paid").cast("float64")), path)
    outcome = run(data, tmp_path / "out")
    assert outcome.status == 2
    assert any("payments/1.parquet：paid" in problem and "double" in problem for problem in outcome.problems)
    states = {each.check.id: each.state for each in outcome.judgements}
    assert (states["M1"], states["M2"]) == ("incomplete", "done")
    assert found(tmp_path / "out")["M1"] == EXPECTED["M1"]


def test_a_check_with_a_mistake_is_named_and_the_others_run(tmp_path):
    text = SMALL.read_text(encoding="utf-8")
    text = text.replace("high: 1000000", "high: {law: contribution.nobody, by: month}").replace("kind: age", "kind: ag")
    (tmp_path / "set.yaml").write_text(text, encoding="utf-8")
    data = write(tmp_path / "data", faulty())
    outcome = check_data(str(data), [str(tmp_path / "set.yaml")], tmp_path / "out", SETTINGS)
    assert outcome.status == 2
    assert any("set.yaml：M6.kind" in problem for problem in outcome.problems)
    assert any("set.yaml：M1" in problem and "contribution.nobody" in problem for problem in outcome.problems)
    assert found(tmp_path / "out")["M7"] == EXPECTED["M7"]


def test_a_check_that_fails_while_computing_is_named_and_the_others_run(tmp_path):
    text = SMALL.read_text(encoding="utf-8")
    text += "- {id: Z1, title: 溢出, severity: error, basis: 无, owner: 科, table: persons, kind: expression, must: 'id * 9000000000000000000 * 9000000 > 0'}\n"
    (tmp_path / "set.yaml").write_text(text, encoding="utf-8")
    data = write(tmp_path / "data", faulty())
    outcome = check_data(str(data), [str(tmp_path / "set.yaml")], tmp_path / "out", SETTINGS)
    assert any("set.yaml：Z1" in problem for problem in outcome.problems)
    assert found(tmp_path / "out") == EXPECTED


def test_a_full_disk_stops_the_run_and_loses_nothing(tmp_path, monkeypatch):
    data = write(tmp_path / "data", faulty(), 3)
    put, done = Store.put, []

    def full(self, *arguments):
        if len(done) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        done.append(put(self, *arguments))
        return done[-1]

    monkeypatch.setattr(Store, "put", full)
    with pytest.raises(GovernanceError, match="磁盘"):
        run(data, tmp_path / "out")
    monkeypatch.undo()
    resumed = run(data, tmp_path / "out")
    assert resumed.reused == 3
    assert found(tmp_path / "out") == EXPECTED


def test_checks_without_their_table_are_told_and_do_not_fail(tmp_path):
    tables = faulty()
    del tables["deaths"]
    outcome = run(write(tmp_path / "data", tables), tmp_path / "out")
    assert outcome.absent == ("deaths",)
    assert {each.check.id for each in outcome.judgements if each.state == "skipped"} == {"M4"}
    assert outcome.status == 1


def test_counts_are_whole_where_findings_are_cut(tmp_path):
    tables = sound()
    for row in tables["persons"]:
        row["sex"] = "9"
    data = write(tmp_path / "data", tables, 4)
    outcome = run(data, tmp_path / "out", keep=10)
    judged = next(each for each in outcome.judgements if each.check.id == "P1")
    assert (judged.broken, judged.suspicions, judged.capped) == (60, 10, True)
    assert found(tmp_path / "out")["P1"] == set(sorted(str(n) for n in range(1, 61))[:10])


def test_a_second_run_at_the_same_time_is_refused(tmp_path):
    from shebao.operations.governance.running.run import alone

    with alone(tmp_path / "out"), pytest.raises(GovernanceError, match="正在运行"):
        run(write(tmp_path / "data", sound()), tmp_path / "out")


def test_trend_and_suspicions_follow_from_run_to_run(tmp_path):
    tables = faulty()
    run(write(tmp_path / "data", tables), tmp_path / "out")
    tables["persons"][4]["sex"] = "1"
    tables["persons"][10]["sex"] = "7"
    second = run(write(tmp_path / "data", tables), tmp_path / "out")
    judged = next(each for each in second.judgements if each.check.id == "P1")
    assert (judged.before, judged.broken) == ((1,), 1)
    assert (second.courses["new"], second.courses["gone"]) == (1, 1)
    tables["persons"][4]["sex"] = "3"
    third = run(write(tmp_path / "data", tables), tmp_path / "out")
    assert third.courses["returned"] == 1

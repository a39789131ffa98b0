"""What a run promises: the same bytes whatever order and threads, frozen inputs, going on after a kill."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from batch_rosters import LAW, MONTH, contents, pensioner, write
from shebao.batch import BatchError, run_batch
from shebao.batch.tasks.payroll import payroll
from shebao.fields.dates import Month

TASK = payroll(LAW, MONTH)
ROWS = [pensioner(number * 7, account=number * 1001, district=f"4201{2 + number % 5:02}") for number in range(1, 401)]
ROWS[17] |= {"base": -1}
ROWS[33] |= {"person": ROWS[34]["person"]}


@pytest.fixture
def source(tmp_path):
    return write(tmp_path / "in", TASK, pensioners=ROWS)


def events(folder, kind):
    lines = (folder / "run.jsonl").read_text(encoding="utf-8").splitlines()
    return [event for event in map(json.loads, lines) if event["event"] == kind]


def test_order_of_rows_and_number_of_threads_do_not_matter(tmp_path, source):
    run_batch(TASK, str(source), tmp_path / "a", threads=1, part_rows=64)
    shuffled = list(ROWS)
    random.Random(5).shuffle(shuffled)
    other = write(tmp_path / "in2", TASK, pensioners=shuffled)
    run_batch(TASK, str(other), tmp_path / "b", threads=4, part_rows=64)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert len(contents(tmp_path / "a")) == 2 + 7


def test_types_and_layout_of_the_input_do_not_matter(tmp_path, source):
    run_batch(TASK, str(source), tmp_path / "a", part_rows=64)
    table = pq.read_table(source / "pensioners.parquet")
    for name in ("index", "months", "retired"):
        table = table.set_column(table.schema.get_field_index(name), name, table.column(name).cast("int32"))
    table = table.set_column(3, "district", table.column("district").dictionary_encode())
    folder = tmp_path / "in2"
    folder.mkdir()
    pq.write_table(table.slice(0, 150), folder / "pensioners-1.parquet")
    pq.write_table(table.slice(150), folder / "pensioners-2.parquet")
    run_batch(TASK, str(folder), tmp_path / "b", part_rows=64)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_the_manifest_names_inputs_parameters_and_outputs(tmp_path, source):
    run_batch(TASK, str(source), tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["options"] == {"month": "2025-12", "area": "wuhan"}
    assert manifest["inputs"][0]["rows"] == 400
    assert len(manifest["inputs"][0]["sha256"]) == 64
    assert manifest["parameters"].count("+") == 1
    assert manifest["outputs"][0]["rows"] == 397


RUN = """
import sys
from pathlib import Path
from batch_rosters import LAW, MONTH
from shebao.batch import run_batch
from shebao.batch.tasks.payroll import payroll
run_batch(payroll(LAW, MONTH), sys.argv[1], Path(sys.argv[2]), threads=1, part_rows=8)
"""


def test_a_killed_run_goes_on_without_computing_twice(tmp_path, source):
    run_batch(TASK, str(source), tmp_path / "whole", part_rows=8)
    out = tmp_path / "killed"
    process = subprocess.Popen([sys.executable, "-c", RUN, str(source), str(out)], env=_environment())
    deadline = time.monotonic() + 60
    while not (out / "work" / "part-00005.json").exists() and time.monotonic() < deadline:
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (out / "manifest.json").exists()
    (source / "pensioners.parquet").unlink()
    finished = {path.stem for path in (out / "work").glob("part-*.json")}
    times = {path.name: path.stat().st_mtime_ns for path in (out / "results").iterdir() if path.stem in finished}
    outcome = run_batch(TASK, str(source), out, part_rows=8)
    assert outcome.resumed == len(finished) >= 6
    assert outcome.computed == 50 - outcome.resumed
    assert all((out / "results" / name).stat().st_mtime_ns == stamp for name, stamp in times.items())
    assert contents(out) == contents(tmp_path / "whole")
    assert len(events(out, "started")) == 2


def _environment():
    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}


def test_a_damaged_result_is_computed_again(tmp_path, source):
    run_batch(TASK, str(source), tmp_path / "out", part_rows=100)
    before = contents(tmp_path / "out")
    (tmp_path / "out" / "results" / "part-00001.parquet").write_bytes(b"nonsense")
    outcome = run_batch(TASK, str(source), tmp_path / "out", part_rows=100)
    assert (outcome.computed, outcome.resumed) == (1, 3)
    assert contents(tmp_path / "out") == before


def test_a_lost_result_and_a_torn_record_are_computed_again(tmp_path, source):
    run_batch(TASK, str(source), tmp_path / "out", part_rows=100)
    before = contents(tmp_path / "out")
    (tmp_path / "out" / "results" / "part-00000.parquet").unlink()
    (tmp_path / "out" / "work" / "part-00002.json").write_text('{"number":', encoding="utf-8")
    outcome = run_batch(TASK, str(source), tmp_path / "out", part_rows=100)
    assert (outcome.computed, outcome.resumed) == (2, 2)
    assert contents(tmp_path / "out") == before


def test_a_changed_input_does_not_change_a_run_that_has_begun(tmp_path, source):
    run_batch(TASK, str(source), tmp_path / "out", part_rows=100)
    before = contents(tmp_path / "out")
    write(source, TASK, pensioners=[pensioner(1)])
    (tmp_path / "out" / "work" / "part-00000.json").unlink()
    run_batch(TASK, str(source), tmp_path / "out", part_rows=100)
    assert contents(tmp_path / "out") == before


def test_a_folder_holds_one_run(tmp_path, source):
    run_batch(TASK, str(source), tmp_path / "out")
    with pytest.raises(BatchError, match="另一次批处理"):
        run_batch(payroll(LAW, Month(2025, 11)), str(source), tmp_path / "out")


def test_a_result_follows_an_empty_roster(tmp_path):
    source = write(tmp_path / "in", TASK, pensioners=[])
    assert run_batch(TASK, str(source), tmp_path / "out").totals.overall["count"] == 0


def _replace(source, name, values):
    table = pq.read_table(source / "pensioners.parquet")
    pq.write_table(table.set_column(table.schema.get_field_index(name), name, values), source / "pensioners.parquet")


def test_amounts_in_floating_point_are_refused(tmp_path, source):
    _replace(source, "base", pa.array([1.5] * len(ROWS)))
    with pytest.raises(BatchError, match="列 base 应为 整数（金额以分为单位），实为 double"):
        run_batch(TASK, str(source), tmp_path / "out")


def test_a_missing_column_is_named(tmp_path, source):
    table = pq.read_table(source / "pensioners.parquet").drop_columns(["account"])
    pq.write_table(table, source / "pensioners.parquet")
    with pytest.raises(BatchError, match="缺少列 account"):
        run_batch(TASK, str(source), tmp_path / "out")


def test_what_is_no_input_is_said(tmp_path):
    with pytest.raises(BatchError, match="找不到输入“pensioners”"):
        run_batch(TASK, str(tmp_path / "nowhere"), tmp_path / "out")
    (tmp_path / "text.parquet").write_text("hello")
    with pytest.raises(BatchError, match="不是可读的 Parquet"):
        run_batch(TASK, str(tmp_path / "text.parquet"), tmp_path / "out2")


def test_a_damaged_input_is_said(tmp_path, source):
    path = source / "pensioners.parquet"
    content = bytearray(path.read_bytes())
    content[4:400] = bytes(396)
    path.write_bytes(content)
    with pytest.raises(BatchError, match="无法读完"):
        run_batch(TASK, str(source), tmp_path / "out")
    assert not (tmp_path / "out" / "plan.json").exists()


def test_a_frozen_input_that_was_touched_is_refused(tmp_path, source):
    run_batch(TASK, str(source), tmp_path / "out")
    write(tmp_path / "out" / "input", TASK, pensioners=[pensioner(1)])
    with pytest.raises(BatchError, match="已被改动或删除"):
        run_batch(TASK, str(source), tmp_path / "out")


def test_a_plan_that_is_no_plan_is_said(tmp_path, source):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "plan.json").write_text("{", encoding="utf-8")
    with pytest.raises(BatchError, match="不是批处理的计划"):
        run_batch(TASK, str(source), tmp_path / "out")


def test_an_unknown_engine_is_named(tmp_path, source):
    with pytest.raises(BatchError, match="duckdb、spark"):
        run_batch(TASK, str(source), tmp_path / "out", engine="pandas")

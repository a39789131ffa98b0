"""Closing a department's year: time, memory and growth with the entries; the ratio to only reading the same file.

`python -m bench accounts --growth 10000000` lets the entries grow to ten million.
"""

from __future__ import annotations

import argparse
import importlib.util
from functools import partial
from pathlib import Path
from typing import Any

from bench.measure import Measurement, measure

UNITS = 200
ENTRIES = 1_000_000
SMALLEST = 10_000
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "accounts" / "department.py"


def main(arguments: list[str]) -> None:
    """Runs the suite and prints its tables."""
    parser = argparse.ArgumentParser(prog="python -m bench accounts")
    parser.add_argument("--data", type=Path, default=Path("build/bench"), help="where departments and results are kept")
    parser.add_argument("--entries", type=int, default=ENTRIES, help="entries of the main measurement")
    parser.add_argument("--growth", type=int, default=ENTRIES, help="the most entries of the growth table")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each measurement, of which the best counts")
    options = parser.parse_args(arguments)
    folder = department(options.data, options.entries)
    whole = measure(partial(_closing, folder, options.data / "closed"), options.repeat)
    reading = measure(partial(_reading, folder), options.repeat)
    print(f"{options.entries} entries of {UNITS} units: close, consolidate, write everything")
    _row("close", options.entries, whole)
    _row("only read (pyarrow)", options.entries, reading)
    print(
        f"ratio to only reading: {whole.wall / reading.wall:.1f} (wall), {whole.processor / reading.processor:.1f} (processor)"
    )
    print("growth")
    entries = SMALLEST
    while entries <= options.growth:
        made = department(options.data, entries)
        _row("close", entries, measure(partial(_closing, made, options.data / "closed"), options.repeat))
        entries *= 10


def department(data: Path, entries: int) -> Path:
    """A folder with the generated department, made when it is not there yet."""
    folder = data / f"department-{entries}"
    if not (folder / "budget.csv").exists():
        spec = importlib.util.spec_from_file_location("department", EXAMPLE)
        assert spec is not None
        assert spec.loader is not None
        module: Any = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.write(folder, UNITS, entries, 2023, 1)
    return folder


def _closing(folder: Path, output: Path) -> Any:
    from shebao.accounts.closing.closing import closing_of
    from shebao.accounts.importing.folder import read_folder
    from shebao.accounts.output.folder import write_closing

    return lambda: len(write_closing(closing_of(read_folder(folder)), output))


def _reading(folder: Path) -> Any:
    import pyarrow.csv

    return lambda: pyarrow.csv.read_csv(folder / "entries.csv").num_rows


def _row(name: str, entries: int, measured: Measurement) -> None:
    rate = entries / measured.wall
    print(
        f"  {name:<22}{entries:>12,} entries {measured.wall:8.2f} s {measured.processor:8.2f} s cpu"
        f" {measured.megabytes:6} MB {rate:12,.0f} entries/s",
        flush=True,
    )

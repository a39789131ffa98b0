"""Auditing reports: against bare text extraction of the same pages in the same run, whole commands, and over many files.

`python -m bench audit [--repeat N] [--reports N] [--jobs N]`
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pypdfium2

from bench.made_report import made_report
from shebao import audit

_SHARED = Path(__file__).resolve().parents[2] / "shared" / "reports"
_COMMAND = [sys.executable, "-m", "shebao"]


def main(argv: list[str]) -> None:
    """Print pages a second, the ratio to bare extraction, whole commands, and growth with the number of files."""
    parser = argparse.ArgumentParser(prog="python -m bench audit", description=__doc__)
    parser.add_argument("--repeat", type=int, default=7, help="runs of each measurement; the fastest counts")
    parser.add_argument(
        "--reports", type=int, default=1000, help="the largest number of reports audited in one command"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        reports = _reports(Path(folder))
        _single(reports, options.repeat)
        _commands(reports, options.repeat)
        _many(reports, Path(folder), options.reports, options.jobs)


def _reports(folder: Path) -> list[Path]:
    """The real reports beside the project, where there are any, and two made-up ones."""
    found = sorted(_SHARED.glob("*.pdf"))
    for seed in (1, 2):
        path = folder / f"made-{seed}.pdf"
        path.write_bytes(made_report(seed))
        found.append(path)
    return found


def _single(reports: list[Path], repeat: int) -> None:
    print(f"{'report':32} {'pages':>5} {'bare ms':>8} {'audit ms':>9} {'ratio':>6} {'pages/s':>8}")
    bare_total = audit_total = 0.0
    for path in reports:
        pages, bare, whole = 0, float("inf"), float("inf")
        for _ in range(repeat):
            seconds, pages = _timed(lambda path=path: _bare(path))  # type: ignore[misc]
            bare = min(bare, seconds)
            whole = min(whole, _timed(lambda path=path: audit(path))[0])  # type: ignore[misc]
        bare_total, audit_total = bare_total + bare, audit_total + whole
        print(f"{path.name:32} {pages:5} {bare * 1e3:8.1f} {whole * 1e3:9.1f} {whole / bare:6.2f} {pages / whole:8.0f}")
    print(f"all together: ratio {audit_total / bare_total:.2f}; peak memory {_peak_of_this_process():.0f} MB")


def _timed(action: Callable[[], int]) -> tuple[float, int]:
    started = time.perf_counter()
    result = action()
    return time.perf_counter() - started, result


def _bare(path: Path) -> int:
    """What reading costs at the least: the text of all pages by pypdfium2; returns the number of pages."""
    document = pypdfium2.PdfDocument(path)
    for page in document:
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    count = len(document)
    document.close()
    return count


def _peak_of_this_process() -> float:
    memory = psutil.Process().memory_info()
    return float(getattr(memory, "peak_wset", memory.rss)) / 1e6


def _many(reports: list[Path], folder: Path, most: int, jobs: int) -> None:
    """One command over growing numbers of files: time, and the largest memory of any of its processes."""
    print(
        f"\n{'reports':>8} {'seconds':>8} {'reports/s':>10} {'largest process MB':>19} {'all processes MB':>17}  (--jobs {jobs})"
    )
    count = 1
    while count <= most:
        inputs = folder / f"{count}"
        inputs.mkdir()
        for k in range(count):
            shutil.copyfile(reports[k % len(reports)], inputs / f"{k:05}.pdf")
        seconds, largest, together = _watched(
            [*_COMMAND, "audit", str(inputs), "--format", "jsonl", "--jobs", str(jobs)]
        )
        print(f"{count:8} {seconds:8.2f} {count / seconds:10.1f} {largest:19.0f} {together:17.0f}")
        shutil.rmtree(inputs)
        count *= 10


def _watched(command: list[str]) -> tuple[float, float, float]:
    """Seconds, the largest resident memory of one process and of all processes together, in MB."""
    started = time.perf_counter()
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    largest = together = 0.0
    while process.poll() is None:
        sizes = []
        try:
            for each in (process, *process.children(recursive=True)):
                sizes.append(each.memory_info().rss / 1e6)
        except psutil.Error:
            continue
        largest, together = max(largest, *sizes), max(together, sum(sizes))
        time.sleep(0.05)
    if process.returncode not in {0, 1, 3}:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return time.perf_counter() - started, largest, together


def _commands(reports: list[Path], repeat: int) -> None:
    """Whole commands as a user starts them: help, one PDF, all of them with one job; and what of it the first document
    costs that later ones do not (imports, data, patterns)."""
    print(f"\n{'command':44} {'seconds':>8} {'processor':>10} {'pages/s':>8}")
    pages = {path: _bare(path) for path in reports}
    one = max(reports, key=pages.__getitem__)
    runs: list[tuple[str, list[str], int]] = [
        ("shebao --help", ["--help"], 0),
        (f"shebao audit {one.name}", ["audit", str(one)], pages[one]),
        (
            f"shebao audit, {len(reports)} PDFs, one job",
            ["audit", "--jobs", "1", *map(str, reports)],
            sum(pages.values()),
        ),
    ]
    for words, arguments, count in runs:
        seconds, processor = min(_command([*_COMMAND, *arguments]) for _ in range(repeat))
        rate = f"{count / seconds:8.0f}" if count else f"{'':8}"
        print(f"{words:44} {seconds:8.2f} {processor:10.2f} {rate}")
    first = min(_first_and_later(one) for _ in range(repeat))
    print(f"first document of a process {first[0] * 1e3:.0f} ms, the same again {first[1] * 1e3:.0f} ms")


def _command(command: list[str]) -> tuple[float, float]:
    """Seconds from start to end, and processor seconds of the command and its children."""
    before, started = os.times(), time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    seconds, after = time.perf_counter() - started, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, used


def _first_and_later(path: Path) -> tuple[float, float]:
    """Seconds of the first and the second audit of a file in a process of its own."""
    told = subprocess.run(
        [sys.executable, "-c", _TWICE, str(path)], stdout=subprocess.PIPE, check=True, text=True
    ).stdout.split()
    return float(told[0]), float(told[1])


_TWICE = """
import sys, time
for _ in range(2):
    started = time.perf_counter()
    from shebao import audit
    audit(sys.argv[1])
    print(time.perf_counter() - started)
"""

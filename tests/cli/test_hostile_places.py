"""Names, streams and outputs that are not ordinary files: one clear line, nothing harmed, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from synthetic.composer import compose
from synthetic.layouts.plaintext import tabbed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes and devices are those of POSIX systems")
COMMAND = [sys.executable, "-m", "shebao", "audit"]


@pytest.fixture(scope="module")
def report() -> bytes:
    return tabbed(compose(5, "wuhan", 2023))


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """A shell line in which "$@" is the command."""
    return subprocess.run(["/bin/sh", "-c", line, "sh", *COMMAND], cwd=folder, capture_output=True, check=False)


def test_a_pipe_a_device_and_a_circle_of_links_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "a.txt").symlink_to("b.txt")
    (tmp_path / "b.txt").symlink_to("a.txt")
    done = shell('"$@" pipe.txt /dev/zero a.txt ""', tmp_path)
    said = done.stderr.decode()
    assert done.returncode == 2
    assert said.count("这不是普通文件") == 3
    assert "空的文件名" in said


def test_a_folder_with_pipes_and_circles_is_walked_once(tmp_path: Path, report: bytes) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "report.txt").write_bytes(report)
    os.mkfifo(tmp_path / "in" / "pipe.txt")
    (tmp_path / "in" / "self").symlink_to(".")
    done = shell('"$@" in --format jsonl', tmp_path)
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == ["in/report.txt"]


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ('"$@" - <&-', 2, "文件是空的"),
        ('"$@" missing.txt 2>&-', 2, ""),
        ('"$@" report.txt >&-', 0, ""),
        ('"$@" report.txt >/dev/full', 2, "磁盘已满"),
    ],
)
def test_streams_that_are_closed_full_or_devices(
    tmp_path: Path, report: bytes, line: str, status: int, said: str
) -> None:
    (tmp_path / "report.txt").write_bytes(report)
    done = shell(line, tmp_path)
    assert done.returncode == status
    assert "Traceback" not in done.stderr.decode()
    assert said in done.stderr.decode()
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


def test_an_output_that_is_a_pipe_is_written_to_and_not_replaced(tmp_path: Path, report: bytes) -> None:
    (tmp_path / "report.txt").write_bytes(report)
    os.mkfifo(tmp_path / "pipe")
    done = shell('cat pipe & "$@" report.txt --format json --output pipe; wait', tmp_path)
    assert json.loads(done.stdout)["file"] == "report.txt"
    assert (tmp_path / "pipe").is_fifo()


def test_file_names_that_are_no_text_or_talk_to_the_terminal(tmp_path: Path, report: bytes) -> None:
    name = os.fsdecode(b"bad\xff\x1b[31m.txt")
    (tmp_path / name).write_bytes(report)
    (tmp_path / os.fsdecode(b"bad\x1b]0;x\x07.pdf")).write_bytes(b"")
    told = shell('"$@" bad*', tmp_path)
    data = shell('"$@" bad* --format jsonl', tmp_path)
    assert b"\x1b" not in told.stdout + told.stderr
    assert len([json.loads(line) for line in data.stdout.splitlines()]) == 2


def test_long_names_alike_get_files_of_their_own(tmp_path: Path, report: bytes) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{'长' * 80}.txt").write_bytes(report)
    done = shell('"$@" a b --format html --output out', tmp_path)
    assert done.returncode == 0
    assert len(list((tmp_path / "out").glob("*.audit.html"))) == 2


def test_a_missing_prior_leaves_one_object(tmp_path: Path, report: bytes) -> None:
    (tmp_path / "report.txt").write_bytes(report)
    done = shell('"$@" report.txt --prior missing.txt --format json', tmp_path)
    assert done.returncode == 2
    assert json.loads(done.stdout)["file"] == "report.txt"
    assert "missing.txt：找不到这个文件" in done.stderr.decode()


def test_help_and_the_audit_of_a_text_load_nothing_they_do_not_use(tmp_path: Path, report: bytes) -> None:
    (tmp_path / "report.txt").write_bytes(report)
    heavy = {
        "pypdfium2",
        "lxml",
        "matplotlib",
        "ibis",
        "pyarrow",
        "duckdb",
        "numpy",
        "pandas",
        "typst",
        "rich",
        "jinja2",
    }
    code = "import sys; from shebao.cli import app; app({arguments!r}, standalone_mode=False); print(*sys.modules)"
    for arguments in (["--help"], ["audit", "--help"], ["audit", "report.txt"]):
        done = subprocess.run(
            [sys.executable, "-c", code.format(arguments=arguments)], cwd=tmp_path, capture_output=True, check=True
        )
        loaded = set(done.stdout.decode().splitlines()[-1].split())
        assert not heavy & {module.partition(".")[0] for module in loaded}, arguments


def test_a_killed_command_leaves_no_processes_and_only_whole_files(tmp_path: Path, report: bytes) -> None:
    for number in range(300):
        (tmp_path / f"{number}.txt").write_bytes(report)
    process = subprocess.Popen(
        [*COMMAND, ".", "--format", "html", "--output", "out", "--jobs", "2"], cwd=tmp_path, stderr=subprocess.DEVNULL
    )
    for _ in range(600):
        if (tmp_path / "out").exists() or process.poll() is not None:
            break
        time.sleep(0.05)
    workers = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait()
    assert workers
    assert not psutil.wait_procs(workers, timeout=30)[1]
    written = list((tmp_path / "out").glob("*.html"))
    assert all(path.read_bytes().rstrip().endswith(b"</html>") for path in written if not path.name.startswith("."))

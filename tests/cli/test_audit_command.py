"""`shebao audit` as people and programs use it: output, exit status, files, bad input."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shebao.cli import app
from synthetic.composer import compose, consecutive
from synthetic.layouts.plaintext import tabbed
from synthetic.pieces import Composed, Mark, marks, with_piece

PYTHON = [sys.executable, "-m", "shebao"]


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: bytes
    stderr: bytes


def run(*arguments: str, cwd: Path, stdin: bytes = b"") -> Done:
    """The command in this process."""
    with contextlib.chdir(cwd):
        result = CliRunner().invoke(app, list(arguments), input=stdin, prog_name="shebao")
    return Done(result.exit_code, result.stdout_bytes, result.stderr_bytes)


def run_alone(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    known = {k: v for k, v in os.environ.items() if k not in {"COLUMNS", "NO_COLOR"}}
    return subprocess.run([*PYTHON, *arguments], cwd=cwd, capture_output=True, env=known | environment, check=False)


@pytest.fixture(scope="module")
def sound() -> Composed:
    return compose(5, "wuhan", 2023)


@pytest.fixture(scope="module")
def broken(sound: Composed) -> Composed:
    """The same report with another amount in 本年支出合计."""
    address = next(a for a, m in marks(sound) if m.kind == "amount" and len(a) == 4 and a[1] > 20 and len(m.text) > 5)
    return with_piece(sound, address, Mark("7654.32", "amount"))


@pytest.fixture
def folder(tmp_path: Path, sound: Composed, broken: Composed) -> Path:
    (tmp_path / "sound.txt").write_bytes(tabbed(sound))
    below = tmp_path / "below"
    below.mkdir()
    (below / "broken.txt").write_bytes(tabbed(broken))
    (below / "empty.txt").write_bytes(b"")
    (below / ".hidden.txt").write_bytes(tabbed(broken))
    (below / "~$lock.docx").write_bytes(b"x")
    return tmp_path


def test_a_sound_report_exits_0_and_says_who_it_is_about(folder: Path) -> None:
    done = run("audit", "sound.txt", cwd=folder)
    text = done.stdout.decode()
    assert done.returncode == 0, text
    assert "2023 年度单位决算" in text.splitlines()[0]
    assert "没有发现问题" in text
    assert "\x1b" not in text


def test_findings_exit_1_and_are_grouped_by_severity(folder: Path) -> None:
    done = run("audit", "below/broken.txt", cwd=folder)
    text = done.stdout.decode()
    assert done.returncode == 1
    assert "错误（" in text
    assert "7654.32" in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_several_files_and_folders_are_audited_in_order_and_an_unreadable_one_exits_2(folder: Path) -> None:
    done = run("audit", "sound.txt", "below", "missing.pdf", "--format", "jsonl", "--jobs", "2", cwd=folder)
    objects = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert done.returncode == 2
    assert [o["file"] for o in objects] == ["sound.txt", "below/broken.txt", "below/empty.txt", "missing.pdf"]
    assert [bool(o.get("error")) for o in objects] == [False, False, True, True]
    stderr = done.stderr.decode()
    assert len(stderr.splitlines()) == 2
    assert stderr.count("below/empty.txt") == 1
    assert "Traceback" not in stderr


def test_several_files_are_summed_up_for_people_and_not_for_programs(folder: Path) -> None:
    done = run("audit", "sound.txt", "below", cwd=folder)
    assert done.stderr.decode().splitlines()[-1] == "共审核 2 份报告，1 份有错误；1 个文件不能读取。"
    assert "共审核" not in run("audit", "sound.txt", cwd=folder).stderr.decode()
    assert not run("audit", "sound.txt", "below/broken.txt", "--format", "json", cwd=folder).stderr


def test_json_of_one_file_is_an_object_and_of_several_a_list(folder: Path) -> None:
    one = json.loads(run("audit", "sound.txt", "--format", "json", cwd=folder).stdout)
    many = json.loads(run("audit", "sound.txt", "below/broken.txt", "--format", "json", cwd=folder).stdout)
    assert one["schema"] == "shebao.audit/1"
    assert [o["file"] for o in many] == ["sound.txt", "below/broken.txt"]


def test_standard_input_is_audited(folder: Path) -> None:
    done = run("audit", "-", "--format", "json", cwd=folder, stdin=(folder / "sound.txt").read_bytes())
    assert json.loads(done.stdout)["file"] == "标准输入"
    assert done.returncode == 0


def test_rules_and_severity_choose_what_is_reported(folder: Path) -> None:
    only = json.loads(run("audit", "below/broken.txt", "--rules", "S,L", "--format", "json", cwd=folder).stdout)
    without = json.loads(run("audit", "below/broken.txt", "--rules=-T", "--format", "json", cwd=folder).stdout)
    assert not [f for f in only["findings"] if f["rule"][0] not in "SL"]
    assert not [f for f in without["findings"] if f["rule"].startswith("T")]
    assert not [v for v in without["verified"] if v["rule"].startswith("T")]
    severe = json.loads(run("audit", "below/broken.txt", "--severity", "error", "--format", "json", cwd=folder).stdout)
    assert {f["severity"] for f in severe["findings"]} == {"error"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["audit"], "没有指定"),
        (["audit", "sound.txt", "--format", "doc"], "不支持的输出格式"),
        (["audit", "sound.txt", "--severity", "fatal"], "不认识的级别"),
        (["audit", "sound.txt", "--rules", "Z9"], "没有规则 Z9"),
        (["audit", "sound.txt", "--format", "xlsx"], "--output"),
        (["audit", "sound.txt", "below", "--format", "html"], "文件夹"),
        (["audit", "sound.txt", "--output", "sound.txt"], "相同"),
        (["audit", "sound.txt", "--output", "nowhere/out.txt"], "不存在"),
        (["audit", "--explain", "Z9"], "没有规则"),
    ],
)
def test_mistakes_on_the_command_line_get_one_chinese_line(folder: Path, arguments: list[str], words: str) -> None:
    before = sorted(folder.rglob("*"))
    done = run(*arguments, cwd=folder)
    stderr = done.stderr.decode()
    assert done.returncode == 2
    assert words in stderr
    assert len(stderr.splitlines()) == 1
    assert sorted(folder.rglob("*")) == before


def test_explain_says_what_a_rule_proves_and_on_what_basis(folder: Path) -> None:
    done = run("audit", "--explain", "t01", cwd=folder)
    assert done.returncode == 0
    assert {"核对", "依据"} <= {line.split()[0] for line in done.stdout.decode().splitlines()}


def test_output_into_a_folder_writes_a_file_for_each_report_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("audit", "sound.txt", "below", "--format", "html", "--output", "out/", cwd=folder)
    assert done.returncode == 2
    assert sorted(str(path.relative_to(out)) for path in out.rglob("*")) == ["broken.audit.html", "sound.audit.html"]
    alone = run("audit", "sound.txt", "--format", "html", "--output", "alone/", cwd=folder)
    assert alone.returncode == 0
    assert [path.name for path in (folder / "alone").iterdir()] == ["sound.audit.html"], (
        "one report in a folder as many"
    )
    run("audit", "sound.txt", "--format", "html", "--output", "alone.html", cwd=folder)
    assert (folder / "alone.html").is_file()
    again = run("audit", ".", "--format", "jsonl", cwd=folder)
    assert not any("audit.html" in line for line in again.stdout.decode().splitlines())


def test_output_into_a_file_replaces_it_at_once(folder: Path) -> None:
    (folder / "result.json").write_text("old")
    done = run("audit", "sound.txt", "--format", "json", "--output", "result.json", cwd=folder)
    assert done.stdout == b""
    assert json.loads((folder / "result.json").read_text("utf-8"))["file"] == "sound.txt"
    assert not list(folder.glob(".result*"))


def test_the_year_before_in_the_same_folder_and_by_option_is_used(tmp_path: Path) -> None:
    unit = consecutive(11, "wuhan", (2022, 2023))
    for year, report in zip((2022, 2023), unit, strict=True):
        (tmp_path / f"{year}.txt").write_bytes(tabbed(report))
    done = run("audit", "2023.txt", "--prior", "2023.txt", "--format", "json", cwd=tmp_path)
    assert "没有用上" in done.stderr.decode()
    used = run("audit", "2023.txt", "--prior", "2022.txt", "--format", "json", cwd=tmp_path)
    assert used.stderr == b""
    missing = run("audit", "2023.txt", "--prior", "none.txt", cwd=tmp_path)
    assert missing.returncode == 2


def test_no_colour_reaches_a_pipe_and_columns_are_respected(folder: Path) -> None:
    done = run_alone("audit", "below/broken.txt", cwd=folder, COLUMNS="60", TERM="xterm-256color")
    assert b"\x1b" not in done.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a terminal")
def test_a_terminal_gets_colour_unless_no_color_is_set(folder: Path) -> None:
    import pty

    def on_terminal(**environment: str) -> bytes:
        main, other = pty.openpty()
        process = subprocess.Popen(
            [*PYTHON, "audit", "below/broken.txt"],
            cwd=folder,
            stdout=other,
            stderr=subprocess.DEVNULL,
            env=os.environ | environment,
        )
        os.close(other)
        found = b""
        try:
            while chunk := os.read(main, 65536):
                found += chunk
        except OSError:
            pass
        process.wait()
        os.close(main)
        return found

    assert b"\x1b[1;31m" in on_terminal(TERM="xterm")
    assert b"\x1b[1;31m" not in on_terminal(TERM="xterm", NO_COLOR="1")


def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    process = subprocess.Popen(
        [*PYTHON, "audit", "below/broken.txt", "sound.txt", "--format", "jsonl"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    stderr = process.stderr.read()
    process.stderr.close()
    process.wait()
    assert b"Traceback" not in stderr


def test_help_is_in_chinese(folder: Path) -> None:
    done = run_alone("audit", "--help", cwd=folder)
    assert "审核" in done.stdout.decode()


NO_REPORTS = {
    "weather": "今天天气很好。\n" * 50,
    "notice": "关于做好居民医保参保缴费工作的通知\n各乡镇：缴费标准为每人380元，请于12月底前完成，完成率不低于95%。\n",
}


@pytest.mark.parametrize("name", NO_REPORTS)
def test_a_file_that_is_no_disclosure_report_is_refused_with_what_could_be_audited(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.txt").write_text(NO_REPORTS[name], "utf-8")
    done = run("audit", f"{name}.txt", "--format", "json", cwd=tmp_path)
    refused = json.loads(done.stdout)
    assert done.returncode == 3
    assert refused["checked"] == 0
    assert all(kind in refused["error"] for kind in ("决算公开", "预算公开", "绩效自评表", "“三公”经费", "一节"))
    assert len(done.stderr.decode().splitlines()) == 1


@pytest.mark.parametrize("output", ["text", "json", "jsonl", "html", "sarif"])
def test_a_section_of_which_nothing_can_be_checked_is_not_free_of_faults(tmp_path: Path, output: str) -> None:
    (tmp_path / "part.txt").write_text("二、收入决算情况说明\n2023年度收入合计540.00万元。\n", "utf-8")
    done = run("audit", "part.txt", "--format", output, *(["-o", "out.html"] if output == "html" else []), cwd=tmp_path)
    assert done.returncode == 3
    written = (tmp_path / "out.html").read_text("utf-8") if output == "html" else done.stdout.decode()
    assert "没有发现问题" not in written
    if output in {"text", "html"}:
        assert "没有审核" in written
    if output == "json":
        assert json.loads(written)["checked"] == 0


def test_errors_and_unreadable_files_outweigh_what_could_not_be_checked(folder: Path) -> None:
    (folder / "part.txt").write_text("二、收入决算情况说明\n2023年度收入合计540.00万元。\n", "utf-8")
    assert run("audit", "sound.txt", "part.txt", cwd=folder).returncode == 3
    assert run("audit", "below/broken.txt", "part.txt", cwd=folder).returncode == 1
    assert run("audit", "part.txt", "below", cwd=folder).returncode == 2


ALONE = {
    "three_public": "2023年度“三公”经费支出决算情况说明\n“三公”经费财政拨款支出预算为12.00万元，支出决算为9.50万元，完成预算的{}%。\n",
    "excerpt": "二、收入决算情况说明\n2023年度收入合计500.00万元，其中：财政拨款收入475.00万元，占{}%；其他收入25.00万元，占5.0%。\n",
    "budget": "2024年度部门预算公开\n第三部分 2024年部门预算情况说明\n一、收入预算安排情况说明\n"
    "2024年收入预算500.00万元，其中：财政拨款收入475.00万元，占{}%；其他收入25.00万元，占5.0%。\n",
}
RIGHT = {"three_public": "79.2", "excerpt": "95.0", "budget": "95.0"}


@pytest.mark.parametrize("kind", ALONE)
def test_a_part_of_a_report_is_recognised_and_audited_for_what_it_is(tmp_path: Path, kind: str) -> None:
    for rate, status in ((RIGHT[kind], 0), ("77.7", 1)):
        (tmp_path / "part.txt").write_text(ALONE[kind].format(rate), "utf-8")
        done = run("audit", "part.txt", "--format", "json", cwd=tmp_path)
        audited = json.loads(done.stdout)
        assert audited["report"]["document"] == kind
        assert done.returncode == status, audited["findings"]
        assert not [f for f in audited["findings"] if f["rule"] in {"S01", "S02", "S03"}]


OUR_OWN_MISTAKE = """
from shebao import file_audit

real = file_audit.audit_report

def fails_on_broken(*arguments, **options):
    if "broken" in str(options["file"]):
        raise KeyError("oops")
    return real(*arguments, **options)

file_audit.audit_report = fails_on_broken
"""


def test_a_mistake_of_our_own_costs_one_file_and_no_traceback(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "customized").mkdir()
    (tmp_path / "customized/sitecustomize.py").write_text(OUR_OWN_MISTAKE)  # every process of the command loads it
    done = run_alone(
        "audit", "below/broken.txt", "sound.txt", "--format", "jsonl", "--jobs", "1",
        cwd=folder, PYTHONPATH=str(tmp_path / "customized"),
    )  # fmt: skip
    objects = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert done.returncode == 2
    assert "自身出错" in objects[0]["error"]
    assert "findings" in objects[1]
    assert "Traceback" not in done.stderr.decode()


def test_an_interrupt_ends_the_run_and_leaves_nothing(tmp_path: Path, sound: Composed) -> None:
    content = tabbed(sound)
    for number in range(200):
        (tmp_path / f"{number}.txt").write_bytes(content)
    process = subprocess.Popen(
        [*PYTHON, "audit", ".", "--format", "jsonl", "--jobs", "2", "--output", "out.jsonl"],
        cwd=tmp_path, stderr=subprocess.PIPE, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    started = time.monotonic()
    while not list(tmp_path.glob(".out*")) and time.monotonic() < started + 30:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert stderr.decode().strip() == "已中止。"
    assert not list(tmp_path.glob("*.jsonl"))
    assert not list(tmp_path.glob(".out*"))

"""Usage, help and mistakes of the command line in Chinese; the exit status stays what the command says."""

import re

import pytest
from typer.main import get_command

from shebao.cli import app, chinese


def said(capsys, *arguments):
    with pytest.raises(SystemExit) as caught:
        chinese.run(app, arguments)
    out = capsys.readouterr()
    return caught.value.code, out.out, out.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pension"], "错误：缺少参数 cases。"),
        (["audit", "--frmat", "x"], "错误：没有选项 --frmat，是否指 --format。"),
        (["pensoin"], "错误：没有命令 pensoin"),
        (["pension", "a.yaml", "--format", "doc"], "--format 的值“doc”不对"),
        (["accounts", "progress", "x", "--month", "13"], "--month 的值不在允许的范围之内"),
        (["accounts", "progress", "x", "--month", "ten"], "--month 的值不是数"),
        (["pension", "a.yaml", "--id"], "选项 --id 后面要写值"),
        (["version", "x"], "没有命令 version"),
        (["log", "verify", "a", "b"], "多出的参数"),
    ],
)
def test_a_mistake_is_told_in_chinese(capsys, arguments, words):
    status, _, told = said(capsys, *arguments)
    assert status == 2
    assert words in told
    assert not re.search(r"Usage|Error|Try |Missing|Invalid", told)


def every(command, path=()):
    yield path
    for name, below in getattr(command, "commands", {}).items():
        yield from every(below, (*path, name))


@pytest.mark.parametrize("path", every(get_command(app)), ids=" ".join)
def test_the_help_of_every_command_is_chinese(capsys, path):
    status, shown, _ = said(capsys, *path, "--help")
    assert status == 0
    assert shown.startswith("用法：")
    assert not re.search(r"\b(Usage|Options|Commands|Arguments|required|default|Show this)\b", shown)


def test_what_a_command_says_of_itself_stays(capsys, tmp_path):
    status, _, told = said(capsys, "pension", str(tmp_path / "没有.yaml"))
    assert (status, "没有这个文件" in told) == (2, True)
    assert said(capsys, "--version")[0] == 0
    assert said(capsys, "retirement", "--sex", "男", "--birth", "1967-05-12")[0] == 0

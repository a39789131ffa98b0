"""Usage, help and mistakes of the command line in Chinese: the library that parses it speaks English only."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command

from shebao.cli.starting import called, take_texts

_USAGE_ERROR = 2
_HELP = (
    (r"^Usage: ", "用法："),
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 [参数]…"),
    (r"^Arguments:$", "参数："),
    (r"^Options:$", "选项："),
    (r"^Commands:$", "命令："),
    (r"(\[|; )required\]", r"\1必填]"),
    (r"\[default: \(dynamic\)\]", "[默认：随情况]"),
    (r"\[default: ([^\]]*)\]", r"[默认：\1]"),
    (r"\[env var: ([^\]]*)\]", r"[环境变量：\1]"),
    (r"Show this message and exit\.", "显示这段帮助。"),
    (r"<list\[Path\]> ( *)", r"<各路径>    \1"),
    (r"<list\[str\]> ( *)", r"<各项>     \1"),
    (r"<path>", "<路径>"),
    (r"<str> ( *)", r"<文字>\1"),
    (r"<int range>", "<整数>     "),
    (r"<int> ( *)", r"<整数>\1"),
)
_MISTAKES = (
    (r"Missing argument '(.+?)'\.(?s:.*)", r"缺少参数 \1"),
    (r"Missing option '(.+?)'\.(?s:.*)", r"缺少选项 \1"),
    (r"Missing command\.", "缺少命令"),
    (r"No such option: (\S+) \(Possible options: (.+)\)", r"没有选项 \1，是否指 \2"),
    (r"No such option: (\S+)", r"没有选项 \1"),
    (r"No such command '(.+)'\.(?: Did you mean (.+)\?)?", r"没有命令 \1"),
    (r"Got unexpected extra argument(?:\(s\)|s)? \((.+)\)", r"多出的参数：\1"),
    (r"Option '(.+?)' requires (?:an argument|\d+ arguments?)\.", r"选项 \1 后面要写值"),
    (r"Option '(.+?)' does not take a value\.", r"选项 \1 后面不写值"),
    (
        r"Invalid value for '?(.+?)'?: (?:Value error, )?'?(.+?)'? is not one of (.+)\.",
        r"\1 的值“\2”不对，应为 \3 之一",
    ),
    (
        r"Invalid value for '?(.+?)'?: Input should be (?:less|greater) than or equal to \S+",
        r"\1 的值不在允许的范围之内",
    ),
    (r"Invalid value for '?(.+?)'?: Input should be a valid (?:integer|number).*", r"\1 的值不是数"),
    (r"Invalid value for '?(.+?)'?: (?:Value error, )?(.+)", r"\1 的值不对：\2"),
    (r"Invalid value: (.+)", r"值不对：\1"),
)


def run(app: typer.Typer, arguments: Sequence[str] | None = None) -> None:
    """Runs the command line and leaves with its status; what the parser says is said in Chinese."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = get_command(called(app, given))
    take_texts(command)
    _speak(command)
    try:
        status = command.main(args=given, prog_name="shebao", standalone_mode=False)
    except BrokenPipeError:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
        raise SystemExit(1) from None
    except Exception as error:
        if not hasattr(error, "format_message"):
            if type(error).__name__ == "Abort":
                typer.echo("已中止。", err=True)
                raise SystemExit(1) from None
            raise
        raise SystemExit(_told(error)) from None
    raise SystemExit(status if isinstance(status, int) else 0)


def help_text(text: str) -> str:
    """The help of a command in Chinese; its own words are Chinese already."""
    for pattern, chinese in _HELP:
        text = re.sub(pattern, chinese, text, flags=re.M)
    return text


def mistake(text: str) -> str:
    """What the parser says is wrong, in Chinese; as it was where the words are not known."""
    for pattern, chinese in _MISTAKES:
        if found := re.fullmatch(pattern, text.strip()):
            return found.expand(chinese)
    return text


def _speak(command: Any) -> None:
    """Makes a command and those below it give their help and usage in Chinese."""
    for name in ("get_help", "get_usage"):
        setattr(command, name, partial(_translated, getattr(command, name)))
    for below in getattr(command, "commands", {}).values():
        _speak(below)


def _translated(original: Callable[[Any], str], context: Any) -> str:
    return help_text(original(context))


def _told(error: Any) -> int:
    """Says what is wrong and how to get help; the exit status."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(error.format_message(), err=True)
        return _USAGE_ERROR
    if context is not None:
        typer.echo(f"{context.get_usage()}\n用“{context.command_path} --help”看说明。\n", err=True)
    typer.echo(f"错误：{mistake(error.format_message())}。", err=True)
    return int(getattr(error, "exit_code", _USAGE_ERROR))

"""Sentence files: Chinese statements over sandboxed templates, figures as marked slots, paragraphs by blank lines.

{% 如果 变.持平 %}…{% 否则 %}…{% 结束如果 %}      {% 循环 科目 取自 科目表 %}…{% 结束循环 %}
{{ 金额("本年收入") }}                              ## a line of comment
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from shebao.composing.manuscript import Paragraph, Run
from shebao.composing.narrative.lookup import SentenceError

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_STATEMENTS = MappingProxyType(
    {
        "否则如果": "elif",
        "结束如果": "endif",
        "结束循环": "endfor",
        "结束宏": "endmacro",
        "如果": "if",
        "否则": "else",
        "循环": "for",
        "取自": "in",
        "设": "set",
        "宏": "macro",
        "并且": "and",
        "或者": "or",
        "没有": "not",
        "是": "==",
    }
)
_TAG = re.compile(r"\{%(?:(?!\{%|%\}).)*+%\}|\{\{(?:(?!\{\{|\}\}).)*+\}\}", re.DOTALL)
_QUOTED = re.compile(r"(\"[^\"]*\"|'[^']*')")
_WORD = re.compile(rf"(?<![\w.])({'|'.join(_STATEMENTS)})(?!\w)")
_SLOT = re.compile("\ue000(\\d+)\ue001")
_SPACE = re.compile(r"(?<![ \t])[ \t]*+\n[ \t]*")
_BLANK_LINE = re.compile(r"(?m)^[ \t]*$")
_PARAGRAPH = "\ue002"


def marker(index: int) -> str:
    """What stands in rendered text for the run of that number."""
    return f"\ue000{index}\ue001"


def translated(source: str) -> str:
    """A sentence file with its Chinese statements as the template engine knows them; lines stay lines."""
    return _TAG.sub(lambda tag: _statement(tag[0]), _BLANK_LINE.sub(_PARAGRAPH, source))


def _statement(tag: str) -> str:
    parts = _QUOTED.split(tag)
    parts[::2] = [_WORD.sub(lambda word: _STATEMENTS[word[1]], part) for part in parts[::2]]
    return "".join(parts)


def environment() -> Environment:
    """A sandboxed environment in which a name that nobody knows is an error."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        line_comment_prefix="##",
        optimized=False,
    )


class Sentences:
    """The sentence files of some folders: the first folder that has a file counts; the phrases of all are known."""

    def __init__(self, folders: Sequence[str], sources: Mapping[str, str] | None = None) -> None:
        self._folders = tuple(folders)
        self._environment = environment()
        self._sources = sources
        self._templates: dict[str, Template] = {}
        self._phrases = [
            template
            for folder in reversed(self._folders)
            if (template := self._compiled(f"{folder}/phrases")) is not None
        ]

    def _source(self, name: str) -> str | None:
        if self._sources is not None:
            return self._sources.get(name)
        path = files(__package__) / "sentences" / f"{name}.txt"
        return path.read_text("utf-8") if path.is_file() else None

    def _compiled(self, name: str) -> Template | None:
        from jinja2 import TemplateSyntaxError

        source = self._source(name)
        if source is None:
            return None
        try:
            code = self._environment.compile(translated(source), name, f"{name}.txt")
        except TemplateSyntaxError as problem:
            raise SentenceError(f"{name}.txt 第 {problem.lineno} 行：句式写法有误（{problem.message}）") from None
        return self._environment.template_class.from_code(self._environment, code, self._environment.make_globals(None))

    def _find(self, name: str) -> Template:
        if name not in self._templates:
            found = next((t for folder in self._folders if (t := self._compiled(f"{folder}/{name}")) is not None), None)
            if found is None:
                raise SentenceError(f"没有句式文件 {name}.txt（文件夹：{'、'.join(self._folders)}）")
            self._templates[name] = found
        return self._templates[name]

    def render(self, name: str, vocabulary: Mapping[str, Any]) -> str:
        """The text of a sentence file. Raises SentenceError with file, line and reason."""
        from jinja2 import TemplateError

        known = dict(vocabulary)
        template = self._find(name)
        try:
            for phrases in self._phrases:
                module = phrases.make_module(known)
                known |= {key: value for key, value in vars(module).items() if not key.startswith("_")}
            return template.render(known)
        except (TemplateError, SentenceError, TypeError, KeyError, ValueError) as problem:
            raise SentenceError(f"{_place(problem)}：{_reason(problem)}") from problem


@cache
def sentences_of(folders: tuple[str, ...]) -> Sentences:
    """The sentences of some folders, compiled once."""
    return Sentences(folders)


def _place(problem: BaseException) -> str:
    """The innermost place in a sentence file."""
    frames = [f for f in traceback.extract_tb(problem.__traceback__) if f.filename.endswith(".txt")]
    return f"{frames[-1].filename} 第 {frames[-1].lineno} 行" if frames else "句式文件"


def _reason(problem: BaseException) -> str:
    name = re.search(r"'([^']+)' is undefined|has no attribute '([^']+)'", str(problem))
    return f"没有“{name[1] or name[2]}”这个词" if name else str(problem)


def paragraphs(text: str, runs: Sequence[Run]) -> list[Paragraph]:
    """Rendered text as paragraphs: a blank line ends one, a line break is nothing."""
    found = []
    for block in text.split(_PARAGRAPH):
        line = _SPACE.sub("", block).strip()
        if line:
            found.append(Paragraph(tuple(_runs(line, runs))))
    return found


def _runs(line: str, runs: Sequence[Run]) -> list[Run]:
    parts = _SLOT.split(line)
    return [
        runs[int(part)] if index % 2 and int(part) < len(runs) else Run(part)
        for index, part in enumerate(parts)
        if part or index % 2
    ]

"""Sentences beside a form that say what others print in its rows: budget execution above the table, the total below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shebao.reading.forms.builder import FormBuilder
from shebao.reading.forms.figures import figure
from shebao.reading.forms.joined import Joined
from shebao.reading.forms.tokens import Token
from shebao.report.forms import Execution
from shebao.report.provenance import Figure

_NUMBER = r"(\d[\d,]{0,20}(?:\.\d{1,6})?)"
_SAID = r"(?:数|金额|总额)?(?:为|是)?"
_ROLES = {
    "budget": re.compile(rf"预算{_SAID}{_NUMBER}(万元|元)"),
    "actual": re.compile(rf"(?:执行|支出){_SAID}{_NUMBER}(万元|元)"),
    "rate": re.compile(rf"执行率(?:为|是)?{_NUMBER}(%)"),
    "weight": re.compile(rf"(?:分值|满分|权重)(?:为|是)?{_NUMBER}(分)"),
    "score": re.compile(rf"得分?(?:为|是)?{_NUMBER}(分)"),
}
TOTAL_SENTENCE = re.compile(r"[^。]{0,20}?(?:自评|评价)?总(?:得)?分(?:为|是)(\d{1,3}(?:\.\d{1,4})?)分[。.]?$")


def read_execution_sentence(tokens: Sequence[Token], builder: FormBuilder) -> None:
    """The line of budget execution in one sentence that names budget, actual and rate or score, each with its unit."""
    words = Joined(tokens)
    position = 0
    for sentence in words.text.split("。"):
        found: dict[str, Figure] = {}
        for role, pattern in _ROLES.items():
            match = pattern.search(sentence)
            start, stop = (position + match.start(1), position + match.end(1)) if match else (0, 0)
            number = figure(match[1], words.source(start, stop), match[2]) if match else None
            if number is not None:
                found[role] = number
        if {"budget", "actual"} <= found.keys() and found.keys() & {"rate", "score"}:
            source = words.source(position, position + len(sentence))
            line = Execution(
                "", found["budget"], found["actual"], found.get("rate"), found.get("score"), found.get("weight"), source
            )
            builder.executions.append(line)
            return
        position += len(sentence) + 1

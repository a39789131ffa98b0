"""A run as one HTML page: nothing is fetched, no script, everything escaped."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import jinja2

from shebao.operations.governance.outcome import Judgement, Outcome
from shebao.operations.governance.suspicions import Course

_WIDTH, _HEIGHT = 90, 22


@cache
def _template() -> jinja2.Template:
    text = files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    return jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)


def page(outcome: Outcome) -> str:
    """The page."""
    order = ("error", "warning", "notice")
    found = [each for each in outcome.judgements if each.broken]
    clean = [each for each in outcome.judgements if not each.broken]
    return _template().render(
        outcome=outcome,
        found=sorted(found, key=lambda each: (order.index(each.check.severity.value), -each.broken)),
        clean=clean,
        done=sum(each.state != "skipped" for each in outcome.judgements),
        courses=[(each.title, outcome.courses[each.value]) for each in Course],
        points=points,
        states={"done": "通过", "incomplete": "未查全", "skipped": "未执行"},
    )


def points(each: Judgement) -> str:
    """The counts of earlier runs and this one as the points of a line, empty where there is only one."""
    values = [*each.before[-11:], each.broken]
    if len(values) < 2:
        return ""
    top = max(*values, 1)
    step = _WIDTH // (len(values) - 1)
    return " ".join(
        f"{number * step},{_HEIGHT - 2 - (_HEIGHT - 4) * value // top}" for number, value in enumerate(values)
    )

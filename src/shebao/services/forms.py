"""What somebody wrote into a service's form, as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shebao.fields.problem import NOWHERE, Place, Problem
from shebao.services.model import Service


def read_form(
    service: Service, texts: Mapping[str, str], place: Place = NOWHERE
) -> tuple[dict[str, Any], list[Problem]]:
    """The values of the fields (absent where blank) and every problem; a field that the form does not have is one."""
    values: dict[str, Any] = {}
    problems = [
        Problem(
            "unknown_field", f"“{service.name}”的表单没有这一项", f"可填的有 {'、'.join(service.form)}", place, name
        )
        for name in texts
        if name not in service.form
    ]
    for name, declared in service.form.items():
        text = str(texts.get(name, "")).strip()
        if text in declared.field.choices.values():  # a form on a page gives the meaning, people write the words
            values[name] = text
            continue
        value, problem = declared.field.judge(text, place)
        if problem is not None:
            problems.append(problem)
        elif value is not None:
            values[name] = value
    return values, problems

"""Pairs as one HTML page: nothing is fetched, marks stay in the page until the person saves them as a file."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files

import jinja2

from shebao.operations.linking.marks import FORM, Mark
from shebao.operations.linking.pairs import PERSON, Pair

Pieces = list[tuple[str, bool]]
"""A value in pieces, each with whether it differs from the other person's."""

_SEXES = {"1": "男", "2": "女", "9": "未说明"}


def review_page(pairs: Sequence[Pair], code: str, total: int) -> str:
    """The page for the first of `total` pairs."""
    script = _file("page.js")
    mark = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return _template().render(
        pairs=pairs,
        code=code,
        total=total,
        form=FORM,
        marks=list(Mark),
        classes=list(dict.fromkeys(each.class_title for each in pairs)),
        rows=rows,
        script=script,
        script_hash=f"sha256-{mark}",
    )


def rows(pair: Pair) -> Iterator[tuple[str, Pieces, Pieces, str]]:
    """Each property of both people, what differs told apart, with the reason of its comparison."""
    for name, title in PERSON.items():
        one, other = (_shown(name, person[name]) for person in (pair.one, pair.other))
        if one or other:
            left, right = _apart(one, other) if name != "number" else ([(one, False)], [(other, False)])
            yield title, left, right, pair.reasons.get(title, "")


def _shown(name: str, value: str) -> str:
    return _SEXES.get(value, value) if name == "sex" else value


def _apart(one: str, other: str) -> tuple[Pieces, Pieces]:
    left: Pieces = []
    right: Pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        differs = kind != "equal"
        if a < b:
            left.append((one[a:b], differs))
        if c < d:
            right.append((other[c:d], differs))
    return left, right


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_file("page.html"))

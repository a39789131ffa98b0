"""Codes for names whose code column was extracted apart: names, order and parents together tell which is whose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shebao.classification import functional
from shebao.classification.names import normalise
from shebao.classification.subjects import ancestors, parent

_OTHER_CODE, _UNPRINTED, _OUT_OF_ORDER, _WRONG_PARENT, _NO_CODE = 3, 1, 3, 5, 6
_MOST_PATHS = 40
_GENERIC = {"行政运行": "01", "一般行政管理事务": "02", "机关服务": "03", "事业运行": "50"}


class _Path(NamedTuple):
    cost: int
    codes: tuple[str, ...]
    last: str = ""


def assign_codes(names: Sequence[str], printed: Sequence[str], pool: Sequence[str], year: int | None) -> list[str]:
    """A code for each name in reading order, '' where none fits.

    `printed` are codes printed beside the names ('' where none), `pool` those extracted apart, in any order. A table
    lists subjects in the order of their codes, each below its parent; a name known under one code there keeps it.
    """
    available = set(pool) | {above for code in pool for above in ancestors(code)}
    paths = {"": _Path(0, ())}
    for name, code in zip(names, printed, strict=True):
        step: dict[str, _Path] = {}
        for candidate, cost in [(code, 0)] if code else _candidates(name, available, set(pool), year):
            for path in paths.values():
                total = path.cost + cost + _transition(path.last, candidate)
                last = candidate or path.last
                if last not in step or total < step[last].cost:
                    step[last] = _Path(total, (*path.codes, candidate), last)
        likeliest = sorted(step, key=lambda code: step[code].cost)[:_MOST_PATHS]
        paths = {code: step[code] for code in likeliest}
    return list(min(paths.values(), key=lambda path: path.cost).codes)


def _candidates(name: str, available: set[str], pool: set[str], year: int | None) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for subject in functional().named(name, year):
        found.setdefault(subject.code, (0 if subject.code in pool or not pool else _UNPRINTED))
    known = bool(found)
    suffix = _GENERIC.get(normalise(name)) or ("99" if name.startswith("其他") else None)
    for code in available:
        unknown_code = code not in functional()
        if unknown_code and suffix and len(code) > 3 and code.endswith(suffix):
            found.setdefault(code, 0 if code in pool else _UNPRINTED)
        elif unknown_code and not known:
            found.setdefault(code, 1)
        elif not known:
            found.setdefault(code, _OTHER_CODE)
    found[""] = _NO_CODE
    return list(found.items())


def _transition(previous: str, code: str) -> int:
    if not code:
        return 0
    above = parent(code)
    cost = 0 if above is None or previous.startswith(above) else _WRONG_PARENT
    return cost + (0 if code > previous else _OUT_OF_ORDER)

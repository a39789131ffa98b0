"""The rows of a list as forms of its service: every problem of the file in one pass, with row, column, value, what was expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shebao.fields.field import normalise
from shebao.fields.problem import Place, Problem, ProblemsFound
from shebao.operations.handling.lists.sheets import Sheet, read_sheet
from shebao.services.forms import read_form
from shebao.services.model import Service

MOST_ROWS = 20_000
MOST_PROBLEMS = 1_000
_HEAD_WITHIN = 20
_PERSON = "identity_number"


@dataclass(frozen=True, slots=True)
class Row:
    """One form: the row as a person counts it, and what was written into which field."""

    number: int
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows of a list, and the columns that it has beside those of the service."""

    rows: tuple[Row, ...]
    unused: tuple[str, ...] = ()


def read_list(service: Service, data: bytes, name: str) -> Listed:
    """The rows of a file for a service. Raises ProblemsFound with every problem (the first thousand and how many in all)."""
    sheet = read_sheet(data, name)
    head, columns, unused = _columns(service, sheet, name)
    body = [(number, cells) for number, cells in sheet.rows if number > head]
    if not body:
        raise ProblemsFound([Problem("empty", "只有表头，没有人员", "请填写后再上传", Place(name, sheet.name))])
    if len(body) > MOST_ROWS:
        told = f"有 {len(body):,} 行，一次最多 {MOST_ROWS:,} 行"
        raise ProblemsFound([Problem("too_many_rows", told, "请分几次上传", Place(name, sheet.name))])
    rows = [Row(number, _texts(columns, cells)) for number, cells in body]
    problems: list[Problem] = []
    total = 0
    for problem in _problems(service, sheet, columns, rows, name):
        total += 1
        if len(problems) < MOST_PROBLEMS:
            problems.append(problem)
    if total:
        raise ProblemsFound(problems, total)
    return Listed(tuple(rows), unused)


def _columns(service: Service, sheet: Sheet, name: str) -> tuple[int, dict[str, int], tuple[str, ...]]:
    """The head's row, the place of each field, and the heads that nothing uses. Raises ProblemsFound."""
    spellings = {each: field for field, declared in service.form.items() for each in declared.field.names}
    best: tuple[int, dict[str, int], tuple[str, ...]] = (0, {}, ())
    for number, cells in sheet.rows[:_HEAD_WITHIN]:
        found: dict[str, int] = {}
        for place, text in enumerate(cells):
            field = spellings.get(normalise(text))
            if field is not None:
                found.setdefault(field, place)
        if len(found) > len(best[1]):
            best = number, found, tuple(t for t in cells if t and normalise(t) not in spellings)
    missing = [d.field.label for f, d in service.form.items() if d.field.required and f not in best[1]]
    if missing:
        where = Place(name, sheet.name, best[0])
        labels = "、".join(declared.field.label for declared in service.form.values())
        told = f"没有这些列：{'、'.join(missing)}"
        raise ProblemsFound([Problem("missing_columns", told, f"表头应有：{labels}；可下载模板", where)])
    return best


def _texts(columns: dict[str, int], cells: Sequence[str]) -> dict[str, str]:
    return {field: cells[place] for field, place in columns.items() if place < len(cells) and cells[place]}


def _problems(
    service: Service, sheet: Sheet, columns: dict[str, int], rows: Sequence[Row], name: str
) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for row in rows:
        place = Place(name, sheet.name, row.number)
        lost = [field for field, at in columns.items() if (row.number, at) in sheet.inexact]
        for field in lost:
            label = service.form[field].field.label
            yield Problem(
                "digits_lost",
                "以数字存放，末几位已经丢失",
                "请把这一列设为文本格式后重填",
                place,
                label,
                row.texts[field],
            )
        values, problems = read_form(service, row.texts, place)
        yield from (problem for problem in problems if not lost or problem.code != "not_an_identity_number")
        person = values.get(_PERSON)
        if person is None:
            continue
        key = str(getattr(person, "text", person))
        if key in seen:
            label = service.form[_PERSON].field.label
            yield Problem("repeated", f"与第 {seen[key]} 行是同一个人", "一份名册里一人只写一行", place, label, key)
        seen.setdefault(key, row.number)

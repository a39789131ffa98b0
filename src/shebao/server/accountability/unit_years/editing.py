"""One line of a sheet changed by hand: judged like a file, guarded by the version of the row it was made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max

from shebao.server.accountability.unit_years.changes import Conflict, changing
from shebao.server.accountability.unit_years.judging import judge
from shebao.server.accountability.unit_years.models import Line, UnitYear
from shebao.server.accountability.unit_years.sheets import Sheet, texts

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

_TWICE = "这个凭证号和行号已经有了；请改行号，或修改原来的那一行。"


class Refused(Exception):
    """What was typed is wrong and was not stored: `errors` by column id, '' for the whole line."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("；".join(errors.values()))
        self.errors = errors


@transaction.atomic
def add(unit_year: UnitYear, person: User, sheet: Sheet, typed: Mapping[str, str]) -> Line:
    """A new line at the end of the sheet. Raises NotEditable, Refused."""
    current = changing(unit_year.pk, person)
    last = sheet.model.objects.filter(unit_year=current).aggregate(last=Max("position"))["last"] or 0
    return _stored(current, sheet, sheet.model(unit_year=current, position=last + 1, version=0), typed)


@transaction.atomic
def change(
    unit_year: UnitYear, person: User, sheet: Sheet, line_id: int, version: int, typed: Mapping[str, str]
) -> Line:
    """A changed line. Raises NotEditable, DoesNotExist where it was deleted, Conflict where another version is stored, Refused."""
    current = changing(unit_year.pk, person)
    return _stored(current, sheet, _unchanged(current, sheet, line_id, version), typed)


class RefusedLines(Exception):
    """What was typed into some lines is wrong, and nothing was stored: (line, column, message), column '' for the whole line."""

    def __init__(self, problems: Sequence[tuple[int, str, str]]) -> None:
        super().__init__("；".join(message for _line, _column, message in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class CellsOfLine:
    """New texts of some columns of a line, made from its `version`."""

    line: int
    version: int
    texts: Mapping[str, str]


@transaction.atomic
def change_cells(unit_year: UnitYear, person: User, sheet: Sheet, changes: Sequence[CellsOfLine]) -> list[Line]:
    """The changed lines: all of them or none. Raises NotEditable, DoesNotExist, Conflict, RefusedLines."""
    current = changing(unit_year.pk, person)
    known = sheet.model.objects.filter(unit_year=current).in_bulk([each.line for each in changes])
    changed: list[Line] = []
    problems: list[tuple[int, str, str]] = []
    for each in changes:
        if each.line not in known:
            raise sheet.model.DoesNotExist
        line = _of_version(known[each.line], each.version)
        try:
            changed.append(_stored(current, sheet, line, {**texts(sheet, line), **each.texts}))
        except Refused as refused:
            problems += [(each.line, column, message) for column, message in refused.errors.items()]
    if problems:
        raise RefusedLines(problems)
    return changed


@transaction.atomic
def remove(unit_year: UnitYear, person: User, sheet: Sheet, line_id: int, version: int) -> None:
    """Deletes a line. Raises NotEditable, DoesNotExist, Conflict."""
    current = changing(unit_year.pk, person)
    _unchanged(current, sheet, line_id, version).delete()


def _unchanged(unit_year: UnitYear, sheet: Sheet, line_id: int, version: int) -> Line:
    return _of_version(sheet.model.objects.get(unit_year=unit_year, pk=line_id), version)


def _of_version(line: Line, version: int) -> Line:
    if line.version != version:
        raise Conflict(line)
    return line


def _stored(unit_year: UnitYear, sheet: Sheet, line: Line, typed: Mapping[str, str]) -> Line:
    judged = judge(unit_year, sheet, typed)
    if judged.values is None:
        raise Refused(judged.errors)
    for name, value in judged.values.items():
        setattr(line, name, value)
    line.version += 1
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError:
        raise Refused({"voucher": _TWICE}) from None
    return line

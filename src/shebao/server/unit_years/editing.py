"""One line of a sheet changed by hand: judged like a file, guarded by the version of the row it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max

from shebao.server.unit_years.changes import Conflict, changing
from shebao.server.unit_years.judging import judge
from shebao.server.unit_years.models import Line, UnitYear
from shebao.server.unit_years.sheets import Sheet

if TYPE_CHECKING:
    from shebao.server.people.models import User

_TWICE = "这个凭证号和行号已经有了；请改行号，或修改原来的那一行。"


@dataclass(frozen=True, slots=True)
class Saved:
    """The line that was stored, or what is wrong by column id."""

    line: Line | None
    errors: Mapping[str, str]


def add(unit_year: UnitYear, person: User, sheet: Sheet, typed: Mapping[str, str]) -> Saved:
    """A new line at the end of the sheet. Raises NotEditable."""
    current = changing(unit_year.pk, person)
    judged = judge(current, sheet, typed)
    if judged.values is None:
        return Saved(None, judged.errors)
    last = sheet.model.objects.filter(unit_year=current).aggregate(last=Max("position"))["last"] or 0
    line = sheet.model(unit_year=current, position=last + 1, **judged.values)
    return _stored(line)


def change(
    unit_year: UnitYear, person: User, sheet: Sheet, line_id: int, version: int, typed: Mapping[str, str]
) -> Saved:
    """A changed line. Raises NotEditable, DoesNotExist where it was deleted, Conflict where another version is stored."""
    current = changing(unit_year.pk, person)
    line = sheet.model.objects.get(unit_year=current, pk=line_id)
    if line.version != version:
        raise Conflict(line)
    judged = judge(current, sheet, typed)
    if judged.values is None:
        return Saved(None, judged.errors)
    for name, value in judged.values.items():
        setattr(line, name, value)
    line.version += 1
    return _stored(line)


def remove(unit_year: UnitYear, person: User, sheet: Sheet, line_id: int, version: int) -> None:
    """Deletes a line. Raises NotEditable, DoesNotExist, Conflict."""
    current = changing(unit_year.pk, person)
    line = sheet.model.objects.get(unit_year=current, pk=line_id)
    if line.version != version:
        raise Conflict(line)
    line.delete()


def _stored(line: Line) -> Saved:
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError:
        return Saved(None, {"voucher": _TWICE})
    return Saved(line, {})

"""What pages of contributions share: the subject of an address, the month that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from django.http import Http404, HttpRequest

from shebao.fields.dates import Month, parse_month
from shebao.operations.record.rows import SubjectKind
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.cases.models import Person
from shebao.server.operations.records.models import Subject
from shebao.server.platform.access.doing import WITHHELD, looker, masked

_GREATEST = 2**62
_Row = TypeVar("_Row")


def of_kind(number: int, kind: SubjectKind) -> None:
    """Raises Http404 where there is no such person or employer."""
    if number >= _GREATEST or not Subject.objects.filter(pk=number, kind=kind).exists():
        raise Http404("没有这个编号")


def named(
    request: HttpRequest, rows: Iterable[_Row], person: Callable[[_Row], int], names: Mapping[int, str]
) -> tuple[list[tuple[_Row, str]], int]:
    """Rows with the name of the person each is about, which is a look at them; those of who is restricted for the reader are
    left out, and how many these were."""
    found = list(rows)
    people = [
        Person(id=person(row), name=names.get(person(row), ""), identity_number="", telephone="") for row in found
    ]
    shown = masked(looker(request, VIEW_RECORDS, request.user.organisation), people)
    kept = [(row, seen["name"]) for row, seen in zip(found, shown, strict=True) if seen["name"] != WITHHELD]
    return kept, len(found) - len(kept)


def month_asked(request: HttpRequest) -> Month | None:
    """The month of the address; None where none is asked for or it is no month."""
    return month_in(request.GET.get("month", ""))


def month_in(text: str) -> Month | None:
    """The month that a text says; None where it says none."""
    try:
        return parse_month(text)
    except ValueError:
        return None

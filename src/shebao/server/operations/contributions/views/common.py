"""What pages of contributions share: the subject of an address, the month that is asked for."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from shebao.fields.dates import Month, parse_month
from shebao.operations.record.rows import SubjectKind
from shebao.server.operations.records.models import Subject

_GREATEST = 2**62


def of_kind(number: int, kind: SubjectKind) -> None:
    """Raises Http404 where there is no such person or employer."""
    if number >= _GREATEST or not Subject.objects.filter(pk=number, kind=kind).exists():
        raise Http404("没有这个编号")


def month_asked(request: HttpRequest) -> Month | None:
    """The month of the address; None where none is asked for or it is no month."""
    return month_in(request.GET.get("month", ""))


def month_in(text: str) -> Month | None:
    """The month that a text says; None where it says none."""
    try:
        return parse_month(text)
    except ValueError:
        return None

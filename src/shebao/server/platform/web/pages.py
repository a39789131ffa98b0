"""Long lists in pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest


@dataclass(frozen=True)
class PageOfItems:
    """One page of a list and the addresses of the others (filters kept); shown by parts/pagination.html."""

    items: list[Any]
    number: int
    last: int
    count: int
    first_item: int
    links: list[tuple[str, str | None, bool]]


def paginate(
    request: HttpRequest, items: Any, per_page: int = 50, parameter: str = "page", count: int | None = None
) -> PageOfItems:
    """The page that the address asks for (?page=3); a number that is none or too large gives the nearest page. `count` is
    how many items there are where that is known already."""
    paginator = Paginator(items, per_page)
    if count is not None:
        paginator.__dict__["count"] = count
    page = paginator.get_page(request.GET.get(parameter))
    last = page.paginator.num_pages
    links: list[tuple[str, str | None, bool]] = [
        ("…", None, False)
        if number is None
        else (str(number), _address(request, parameter, number), number == page.number)
        for number in _numbers(page.number, last)
    ]
    return PageOfItems(list(page), page.number, last, page.paginator.count, page.start_index(), links)


def _numbers(current: int, last: int) -> list[int | None]:
    """First, last and those around the current one; None where some are left out."""
    shown = sorted({1, last, *range(max(1, current - 2), min(last, current + 2) + 1)})
    numbers: list[int | None] = []
    for number in shown:
        if numbers and number - (numbers[-1] or 0) > 1:
            numbers.append(None)
        numbers.append(number)
    return numbers


def _address(request: HttpRequest, parameter: str, number: int) -> str:
    query = [(key, value) for key, values in request.GET.lists() for value in values if key != parameter]
    return "?" + urlencode([*query, (parameter, number)])

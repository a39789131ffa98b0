"""What other apps read of a unit-year: its content as it was submitted, and what differs between two such contents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shebao.server.accountability.unit_years import wording
from shebao.server.accountability.unit_years.form_differences import form_differences
from shebao.server.accountability.unit_years.models import Closing, UnitYear


def content_now(unit_year: UnitYear) -> dict[str, Any]:
    """The closed tables as printed, the main figures in fen, words and forms, as plain data."""
    closing = Closing.objects.filter(unit_year=unit_year).only("unit_year", "document").first()
    document = closing.document if closing else {}
    current: UnitYear = UnitYear.objects.only("words").get(pk=unit_year.pk)
    return {
        "tables": {
            table: {row: {column: cell["text"] for column, cell in cells.items()} for row, cells in rows.items()}
            for table, rows in document.get("tables", {}).items()
        },
        "figures": dict(unit_year.figures.order_by("pk").values_list("measure", "amount_fen")),
        "words": current.words,
        "forms": [[form.name or form.get_kind_display(), form.data] for form in unit_year.performance_forms.all()],
    }


def comparison(unit_year: UnitYear) -> list[dict[str, Any]]:
    """The main figures against the prior year: name, current_fen, prior_fen, rate in percent as text or None. Without a
    prior year `prior_fen` is None."""
    closing = Closing.objects.filter(unit_year=unit_year).only("unit_year", "document").first()
    known = list(closing.document.get("comparison", [])) if closing else []
    return known or [
        {"name": name, "current_fen": amount, "prior_fen": None, "rate": None}
        for name, amount in unit_year.figures.order_by("pk").values_list("measure", "amount_fen")
    ]


def changed_words(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The words that differ: what it is called, as it was, as it is."""
    old, new = dict(wording.texts(before)), dict(wording.texts(now))
    for label in dict.fromkeys((*new, *old)):
        if old.get(label, "") != new.get(label, ""):
            yield label, old.get(label, ""), new.get(label, "")


def changed_forms(before: list[list[Any]], now: list[list[Any]]) -> Iterator[tuple[str, str, str, str]]:
    """The fields of forms that differ: the form, the place in it, as it was, as it is."""
    old, new = dict(map(tuple, before)), dict(map(tuple, now))
    for name in dict.fromkeys((*new, *old)):
        for place, is_now, was in form_differences(new.get(name, {}), old.get(name, {})):
            yield name, place, was, is_now

"""Where figures outside the tables come from: formulas of the text, lines of the budget, forms, changes against last year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from shebao.accounts.closing.amounts import Atom
from shebao.accounts.vocabulary import APPROPRIATIONS
from shebao.classification import functional
from shebao.evidence import Part
from shebao.money import format_amount, wan
from shebao.report.forms import FormKind
from shebao.server.accountability.portal.caching import last_modified, public_page
from shebao.server.accountability.portal.derivations import grouped_entries
from shebao.server.accountability.portal.form_figures import figure_of
from shebao.server.accountability.portal.links import address_of, linked_operands
from shebao.server.accountability.portal.series import MEASURES, rate, title
from shebao.server.accountability.portal.views.common import Shown, page, shown
from shebao.server.accountability.publications.content.derivation import lines_of_form, planned_lines
from shebao.server.accountability.publications.models import PublishedFigure

_PLANNED = {"initial": "年初预算", "adjusted": "全年预算（含调整）"}


@public_page
def evidence(request: HttpRequest, organisation: int, year: int, key: str, number: int | None = None) -> HttpResponse:
    """A figure of the text: its formula with the figures it is made of."""
    found = shown(organisation, year, number)
    entry = found.document.get("evidence", {}).get(key)
    if entry is None:
        raise Http404("没有这个数字")
    return _answer(
        request,
        found,
        text=entry["text"] or entry["formula"].rpartition("＝")[2],
        name=entry["where"],
        formula=entry["formula"],
        operands=tuple(linked_operands(entry["operands"], organisation, found.base)),
    )


@public_page
def planned(
    request: HttpRequest, organisation: int, year: int, kind: str, funding: str, code: str, number: int | None = None
) -> HttpResponse:
    """The lines of the budget behind a figure of it."""
    found = shown(organisation, year, number)
    sources = {str(each): each.label for each in APPROPRIATIONS}
    subject = None if code == "total" else functional().get(code, year)
    if kind not in _PLANNED or funding not in sources or (code != "total" and subject is None):
        raise Http404("没有这个数字")
    parts = planned_lines(found.publication.derivation, kind, funding, "" if code == "total" else code)
    named = f"{code} {subject.name}" if subject else "支出合计"
    told = f"{_PLANNED[kind]}·{sources[funding]}·{named}"
    return _answer(request, found, text=_sum(parts), unit="万元", name=told, parts=parts, lines="预算")


@public_page
def form_figure(
    request: HttpRequest, organisation: int, year: int, form: int, field: str, number: int | None = None
) -> HttpResponse:
    """A figure of a self-evaluation form."""
    found = shown(organisation, year, number)
    forms = found.document["forms"]
    figure = figure_of(forms[form - 1], field) if 0 < form <= len(forms) else None
    if figure is None:
        raise Http404("没有这个数字")
    shown_form = forms[form - 1]
    operands = [
        (f"{words}＝{text}", address_of(f"form/{form}/{where}", found.base) if where else "", "")
        for words, text, where in figure.operands
    ]
    whole = shown_form["kind"] == FormKind.OVERALL.value
    parts = (
        lines_of_form(found.publication.derivation, "" if whole else shown_form["name"], figure.side)
        if figure.side
        else ()
    )
    name = f"《{shown_form['title'] or shown_form['name']}》{figure.name}"
    formula = "" if parts else figure.formula
    lines = "预算" if figure.side == "budget" else "账目"
    return _answer(
        request, found, text=figure.text, name=name, formula=formula, operands=operands, parts=parts, lines=lines
    )


@public_page
def change(request: HttpRequest, organisation: int, year: int, measure: str, number: int | None = None) -> HttpResponse:
    """By how much a measure changed against the year before: both amounts, each with where it comes from."""
    if measure not in MEASURES:
        raise Http404("没有这项指标")
    found = shown(organisation, year, number)
    rows = PublishedFigure.objects.filter(
        organisation=organisation, measure=measure, aspect="actual", item="", publication__catalogue__isnull=False
    ).filter(fiscal_year__in=(year - 1, year))
    amounts = dict(rows.values_list("fiscal_year", "amount_fen"))
    changed = rate(amounts.get(year), amounts.get(year - 1))
    if changed is None:
        raise Http404("没有可以比较的上年数")
    now, then = (format_amount(wan(amounts[each])) for each in (year, year - 1))
    base = then if amounts[year - 1] > 0 else f"|{then}|"
    return _answer(
        request,
        found,
        text=f"{changed:+}%",
        name=f"{title(measure)}比上年",
        formula=f"（{now}－{then}）÷{base}×100%＝{changed}%",
        operands=[
            (f"{each} 年度{title(measure)}＝{text}万元", address_of(f"figures/{measure}", _base(found, each)), "")
            for each, text in ((year, now), (year - 1, then))
        ],
    )


def _base(found: Shown, year: int) -> str:
    own = found.report
    return found.base if year == own.fiscal_year else reverse("portal:report", args=(own.organisation_id, year))


def _sum(parts: Sequence[Part[Atom]]) -> str:
    return format_amount(wan(sum(part.fen for part in parts)))


def _answer(
    request: HttpRequest,
    found: Shown,
    *,
    text: str,
    name: str,
    unit: str = "",
    formula: str = "",
    operands: Sequence[tuple[str, str, str]] = (),
    parts: Sequence[Part[Atom]] = (),
    lines: str = "账目",
) -> HttpResponse:
    is_part = request.headers.get("HX-Request") == "true"
    context: dict[str, Any] = {
        "shown": found,
        "text": text,
        "unit": unit,
        "name": name,
        "formula": formula,
        "operands": operands,
        "entries": grouped_entries(parts, found.report.fiscal_year),
        "lines": lines,
        "is_part": is_part,
    }
    response = page(request, "portal/parts/evidence.html" if is_part else "portal/evidence.html", context)
    if is_part:
        response["HX-Push-Url"] = "false"
    return last_modified(response, found.publication)

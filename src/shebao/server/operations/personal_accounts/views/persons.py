"""A person's account with its chart, and the yearly statement (权益记录单) as PDF. Each is a look at the person."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shebao.money import wan, yuan_text
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import SubjectKind
from shebao.policy.arithmetic import INDEX_SCALE, RATE_SCALE
from shebao.rendering.notices import Paper
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.counter.reading import holder, names_of
from shebao.server.operations.owing.reading import places
from shebao.server.operations.papers.answering import pdf_answer
from shebao.server.operations.personal_accounts import models
from shebao.server.operations.personal_accounts.reading import lines_of, open_year, paid_months, years_of
from shebao.server.operations.records.models import Subject
from shebao.server.operations.records.reading import present, whole_record
from shebao.server.platform.access.doing import WITHHELD, looker, masked
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.charts import Series, bar_chart
from shebao.server.platform.web.templatetags.web import chinese_date

_NATION = "000000"
_FIRST, _LAST = 1990, 2150


@requires(VIEW_RECORDS)
@require_safe
def account(request: HttpRequest, number: int) -> HttpResponse:
    """The account in each line, year by year, and this year so far."""
    shown = _shown(request, number)
    if shown["name"] == WITHHELD:
        return render(request, "counter/withheld.html", {"number": number})
    today = timezone.localdate()
    place = next(iter(places()), _NATION)
    parts = []
    for line in lines_of(number):
        years = years_of(number, line)
        now = None if years and years[-1].year >= today.year else open_year(number, line, place, today.year)
        chart = _chart(insurance_lines()[line].short, years) if years else ""
        parts.append(
            {
                "label": insurance_lines()[line].label,
                "years": [_row(each) for each in years],
                "now": now,
                "chart": chart,
            }
        )
    return render(request, "personal_accounts/account.html", {"number": number, "shown": shown, "parts": parts})


@requires(VIEW_RECORDS)
@require_safe
def statement(request: HttpRequest, number: int, year: int) -> HttpResponse:
    """The statement of a year: the accounts as closed, and each month that was paid."""
    shown = _shown(request, number)
    if shown["name"] == WITHHELD or not _FIRST <= year <= _LAST:
        raise Http404("没有这份权益记录单")
    closed = {line: row for line in lines_of(number) for row in years_of(number, line) if row.year == year}
    if not closed:
        raise Http404("这一年的个人账户还没有记账")
    paper = Paper(
        title=f"{year} 年度个人权益记录单",
        issuer=str(request.user.organisation or ""),
        day=chinese_date(timezone.localdate()),
        number=f"编号 {number}-{year}",
        rows=[("姓名", shown["name"]), ("个人编号", str(number)), ("年度", str(year))],
        tables=[_account_table(closed), *(_months_table(number, line, year) for line in closed)],
        closing=[
            "对记录有异议的，请到经办机构申请核查。",
            "缴费没有足额到账的月份不在其中；到账以后补记，并重新计息。",
        ],
    )
    return pdf_answer(paper, f"{number}-{year}")


def _shown(request: HttpRequest, number: int) -> dict[str, str]:
    if number >= 1 << 62 or not Subject.objects.filter(pk=number, kind=SubjectKind.PERSON).exists():
        raise Http404("没有这个编号")
    record = whole_record(number)
    assert record is not None
    return masked(looker(request, VIEW_RECORDS, request.user.organisation), [holder(record, present())])[0]


def _chart(title: str, years: list[models.AccountYear]) -> str:
    series = [
        Series("储存额", [wan(each.closing) for each in years]),
        Series("其中当年利息", [wan(each.interest) for each in years]),
    ]
    return bar_chart(f"{title}：年末储存额和当年利息", [str(each.year) for each in years], series, "万元")


def _row(each: models.AccountYear) -> dict[str, object]:
    return {
        "year": each,
        "rate": _percent(each.rate),
        "moved": each.transfer_in - each.transfer_out - each.paid_out + each.adjusted,
        "index": _index(each.index),
    }


def _percent(rate: int | None) -> str:
    return "未公布" if rate is None else f"{rate * 100 / RATE_SCALE:.2f}%"


def _index(index: int | None) -> str:
    return "—" if index is None else f"{index // INDEX_SCALE}.{index % INDEX_SCALE:04d}"


def _account_table(closed: dict[str, models.AccountYear]) -> tuple[str, list[str], list[list[str]]]:
    heads = [
        "险种",
        "年初储存额",
        "当年记账",
        "记账利率",
        "当年利息",
        "转入转出等",
        "年末储存额",
        "缴费月数",
        "缴费指数",
    ]
    rows = [
        [
            insurance_lines()[line].short, yuan_text(row.opening), yuan_text(row.credited), _percent(row.rate),
            yuan_text(row.interest), yuan_text(row.transfer_in - row.transfer_out - row.paid_out + row.adjusted),
            yuan_text(row.closing), str(row.months), _index(row.index),
        ]
        for line, row in closed.items()
    ]  # fmt: skip
    return "个人账户（元）", heads, rows


def _months_table(number: int, line: str, year: int) -> tuple[str, list[str], list[list[str]]]:
    found = paid_months(number, line, year)
    names = names_of([employer for _month, employer in found])
    rows = [
        [
            month.month.iso, yuan_text(month.base), yuan_text(month.unit), yuan_text(month.person),
            names.get(employer, str(employer)) if employer else "个人缴费",
        ]
        for month, employer in found
    ]  # fmt: skip
    return (
        f"{insurance_lines()[line].short}各月缴费（元）",
        ["月份", "缴费基数", "单位缴费", "个人缴费", "单位名称"],
        rows,
    )

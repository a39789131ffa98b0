"""The law that the results rest on: parameters by place and day with their source, and the values that are not held."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse

from shebao.fields.dates import parse_day
from shebao.policy.missing import Lack, adjustments, sections
from shebao.policy.parameters import areas
from shebao.policy.parameters.search import search
from shebao.server.calculator.views.common import open_page, page
from shebao.server.platform.web.pages import paginate

LONGEST_QUERY, PER_PAGE = 100, 50
_COMMANDS = {
    "pension": "养老金",
    "contribution": "缴费",
    "injury": "工伤",
    "unemployment": "失业",
    "survivor": "遗属",
    "transfer": "转移",
}


@open_page("GET", "HEAD")
def parameters(request: HttpRequest) -> HttpResponse:
    """The values that a place, a day and words narrow down."""
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY]
    area = request.GET.get("area", "")
    written = request.GET.get("on", "").strip()[:LONGEST_QUERY]
    on, wrong = _day(written)
    found = search(words, area if area in areas() else "", on)
    context = {
        "words": words,
        "area": area,
        "on": written,
        "wrong": wrong,
        "areas": [("", "全部"), *((each.code, each.name) for each in areas().values())],
        "page": paginate(request, found, PER_PAGE),
    }
    return page(request, "calculator/parameters.html", context)


@open_page("GET", "HEAD")
def missing(request: HttpRequest) -> HttpResponse:
    """What is not held, and what somebody may state instead."""
    shown = [(each, [(lack, _stated(lack)) for lack in each.lacks]) for each in sections()]
    return page(request, "calculator/missing.html", {"sections": shown, "adjustments": adjustments()})


def _stated(lack: Lack) -> str:
    return "；".join(f"{_COMMANDS[command]}：{label}" for command, label in lack.stated) or "不能写明"


def _day(written: str) -> tuple[date | None, str]:
    if not written:
        return None, ""
    try:
        return parse_day(written), ""
    except ValueError as error:
        return None, f"日期：{error}"

"""What all pages share: headers, errors, lists in pages, limits, optimistic locking, charts, amounts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils.translation import override
from lxml import etree, html
from pytest_django.fixtures import Settings

from shebao.server.platform.web.charts import Series, bar_chart, line_chart
from shebao.server.platform.web.client import client_address
from shebao.server.platform.web.errors import bad_request, server_error
from shebao.server.platform.web.limits import limited
from shebao.server.platform.web.pages import paginate
from shebao.server.platform.web.templatetags.web import wan, yuan


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/no-such-page/", "/jobs/"])
def test_every_answer_has_the_security_headers(client: Client, address: str) -> None:
    headers = client.get(address).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_pages_have_no_inline_script_or_style(client: Client) -> None:
    page = html.fromstring(client.get("/").content)
    assert not [each for each in page.iter("script") if each.text]
    assert not list(page.iter("style"))
    assert not page.xpath("//@style")
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert not page.xpath("//@href[starts-with(., 'http')] | //@src[starts-with(., 'http')]")


@pytest.mark.django_db
def test_a_missing_page_says_so_in_chinese(client: Client) -> None:
    response = client.get("/没有/")
    assert response.status_code == 404
    assert "找不到这一页" in response.content.decode()


def _request(path: str = "/", **headers: str) -> object:
    request = RequestFactory().get(path, headers=headers)
    request.user = AnonymousUser()
    return request


@pytest.mark.django_db
def test_the_other_error_pages() -> None:
    assert bad_request(_request(), RequestDataTooBig()).status_code == 413
    assert bad_request(_request()).status_code == 400
    assert "服务器出错了" in server_error(_request()).content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_with_advice() -> None:
    response = Client(enforce_csrf_checks=True).post("/signin/", {"username": "a"})
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("length", [str(10**12), "-5", "12x"])
def test_a_body_that_nobody_sends_is_refused_unread(client: Client, length: str) -> None:
    response = client.generic("POST", "/signin/", b"x", CONTENT_LENGTH=length)
    assert response.status_code == 413
    assert "内容太大" in response.content.decode()


@pytest.mark.parametrize(("asked", "number"), [("1", 1), ("3", 3), ("99", 3), ("x", 1), ("-1", 3)])
def test_pages_of_a_list(asked: str, number: int) -> None:
    page = paginate(_request(f"/?page={asked}&q=a b"), list(range(25)), per_page=10)
    assert page.number == number
    assert page.last == 3
    assert page.links[0] == ("1", "?q=a+b&page=1", number == 1)


@pytest.mark.django_db
def test_too_many_calls_get_429() -> None:
    view = limited("tests", 2, 3600, methods=("GET",))(lambda request: HttpResponse("ok"))
    statuses = [view(_request()).status_code for _ in range(4)]
    assert statuses == [200, 200, 429, 429]
    assert int(view(_request())["Retry-After"]) > 0


def test_only_trusted_proxies_are_believed(settings: Settings) -> None:
    forged = _request(**{"X-Forwarded-For": "9.9.9.9, 10.0.0.7"})
    assert client_address(forged) == "127.0.0.1"  # type: ignore[arg-type]
    settings.TRUSTED_PROXIES = ("127.0.0.1", "10.0.0.0/8")
    assert client_address(forged) == "9.9.9.9"  # type: ignore[arg-type]
    settings.TRUSTED_PROXIES = ("127.0.0.1",)
    assert client_address(forged) == "10.0.0.7"  # type: ignore[arg-type]


def test_charts_are_well_formed_and_say_their_figures() -> None:
    series = [Series("预算<数>", [Decimal("12.5"), None, Decimal("-3")]), Series("决算数", [10, 20, 30])]
    for chart in (bar_chart, line_chart):
        drawn = chart("三公经费 & 比较", ["2022", "2023", "2024"], series, "万元")
        etree.fromstring(f"<div>{drawn}</div>")
        assert "预算&lt;数&gt;" in drawn
        assert "12.5" in drawn
        assert "style=" not in drawn
    assert "没有数据" in bar_chart("空", [], [])


def test_a_line_breaks_where_a_year_is_missing_and_a_single_year_is_bars() -> None:
    drawn = line_chart(
        "图", ["2020", "2021", "2022", "2023"], [Series("甲", [1, None, 3, 4]), Series("乙", [1, 2, 3, None])]
    )
    lines = [line.get("points").split() for line in etree.fromstring(f"<div>{drawn}</div>").iter("polyline")]
    assert [len(points) for points in lines] == [1, 2, 3]
    first = line_chart("图", ["2022", "2023"], [Series("甲", [None, 3]), Series("乙", [None, 5])])
    assert "polyline" not in first
    assert first.count("<rect") == 2


@pytest.mark.parametrize("values", [[0], [0, 0], [1], [-5, -1], [10**14, 1], [Decimal("0.01"), Decimal("0.02")]])
def test_a_chart_of_any_size_stays_inside_its_frame(values: list[int]) -> None:
    drawn = etree.fromstring(
        f"<div>{bar_chart('图', [str(n) for n in range(len(values))], [Series('甲', values)])}</div>"
    )
    for bar in drawn.iter("rect"):
        assert 0 <= Decimal(bar.get("y")) <= 280
        assert 0 <= Decimal(bar.get("y")) + Decimal(bar.get("height")) <= 280


def test_amounts_are_shown_as_printed_tables_show_them() -> None:
    assert wan(123_456_789) == "123.46"
    assert yuan(123_456_789) == "1,234,567.89"
    assert wan(None) == ""
    assert Template("{{ amount|wan }} {% state_badge 'unit_year' 'returned' %}").render(Context({"amount": 50})) == (
        '0.00 <span class="badge badge-attention">已退回</span>'
    )


def test_translated_literals_follow_the_language_and_stay_as_they_are_written() -> None:
    written = Template(
        '{% translate "100% <b>" %}|{% translate "Yes" as answer %}{{ answer }}|{% translate "<i>"|lower %}'
    )
    for _ in range(2):
        assert written.render(Context()).startswith("100% <b>|")
    day = Template('{% translate "Monday" %}')
    with override("zh-hans"):
        assert day.render(Context()) == "星期一"
    with override("en"):
        assert day.render(Context()) == "Monday"

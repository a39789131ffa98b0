"""Lines changed by hand: judged at the cell, never overwriting what somebody else stored, recomputed afterwards."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from unittest.mock import ANY

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from shebao.server.accountability.unit_years.computing import saving
from shebao.server.accountability.unit_years.models import Closing, Contribution, EntryLine, Finding, UnitYear
from shebao.server.accountability.unit_years.sheets import SHEETS, texts
from shebao.server.accountability.unit_years.states import State
from shebao.server.platform.jobs.background import perform
from shebao.server.platform.jobs.models import Job
from shebao.server.platform.people.models import User

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def first_line(unit_year: UnitYear) -> EntryLine:
    line = (
        EntryLine.objects.filter(unit_year=unit_year, kind="expenditure", spending="basic").order_by("position").first()
    )
    assert line is not None
    return line


def typed(entry: EntryLine, **changes: str) -> dict[str, str]:
    return {**texts(SHEETS["entries"], entry), "version": str(entry.version), **changes}


def at(unit_year: UnitYear, line: EntryLine) -> str:
    return reverse("unit_years:line", args=[unit_year.pk, "entries", line.pk])


def test_a_changed_amount_is_stored_exactly_and_the_tables_follow(
    unit_year: UnitYear, preparing: Client, preparer: User, run_jobs: Callable[[], list[Job]]
) -> None:
    line = first_line(unit_year)
    before = unit_year.closing.document["tables"]["expenditure"]["total"]["total"]["fen"]
    response = preparing.post(at(unit_year, line), typed(line, amount="12,345.67"), **HTMX)
    assert response.status_code == 200
    assert "12,345.67" in response.content.decode()
    stored = EntryLine.objects.get(pk=line.pk)
    assert (stored.amount, stored.version) == (1_234_567, line.version + 1)
    unit_year.refresh_from_db()
    assert unit_year.edited_by == preparer
    assert Contribution.objects.filter(unit_year=unit_year, person=preparer).exists()
    assert [job.state for job in run_jobs()] == ["done"]
    closing = Closing.objects.get(unit_year=unit_year)
    assert closing.revision == unit_year.revision
    assert closing.document["tables"]["expenditure"]["total"]["total"]["fen"] == before - line.amount + 1_234_567


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"amount": "一百"}, "不是金额"),
        ({"amount": "1.234"}, "两位以上小数"),
        ({"functional": "2089901"}, "2080109"),
        ({"functional": "9999999"}, "没有这个功能分类科目"),
        ({"day": "2022-12-31"}, "日期不在 2023 年度内"),
        ({"spending": ""}, "没有填支出性质"),
        ({"amount": "-5.00"}, "没有说明是冲销"),
        ({"voucher": ""}, "没有填凭证号"),
        ({"note": "x" * 300}, "超过 200 个字"),
    ],
)
def test_what_is_wrong_is_said_at_the_cell_and_nothing_is_stored(
    changes: dict[str, str], message: str, unit_year: UnitYear, preparing: Client
) -> None:
    line = first_line(unit_year)
    response = preparing.post(at(unit_year, line), typed(line, **changes), **HTMX)
    text = response.content.decode()
    if "2089901" in changes.values():
        message = "在 2023 年不使用"
    assert message in text
    assert "aria-invalid" in text
    stored = EntryLine.objects.get(pk=line.pk)
    assert stored.version == line.version
    revision = unit_year.revision
    unit_year.refresh_from_db()
    assert unit_year.revision == revision
    assert not Job.objects.exists()


def test_two_people_at_one_row_see_both_values_and_nothing_is_lost(
    unit_year: UnitYear, preparing: Client, tree: object, member: Callable[..., User], sign_in: Callable[[User], Client]
) -> None:
    other = sign_in(member("preparer", tree.bureau))  # type: ignore[attr-defined]
    line = first_line(unit_year)
    assert other.post(at(unit_year, line), typed(line, amount="111.00")).status_code == 302
    for extra in ({}, HTMX):
        response = preparing.post(at(unit_year, line), typed(line, amount="222.00"), **extra)
        text = response.content.decode()
        assert "222.00" in text
        assert "111.00" in text
        assert "没有覆盖" in text
    assert EntryLine.objects.get(pk=line.pk).amount == 11_100
    again = EntryLine.objects.get(pk=line.pk)
    assert preparing.post(at(unit_year, line), typed(again, amount="222.00")).status_code == 302
    assert EntryLine.objects.get(pk=line.pk).amount == 22_200


def test_a_row_deleted_by_somebody_else_is_not_brought_back(unit_year: UnitYear, preparing: Client) -> None:
    line = first_line(unit_year)
    line_id, data = line.pk, typed(line)
    line.delete()
    response = preparing.post(reverse("unit_years:line", args=[unit_year.pk, "entries", line_id]), data, follow=True)
    assert "已被别人删除" in response.content.decode()
    assert not EntryLine.objects.filter(pk=line_id).exists()


def test_a_stale_deletion_is_refused(unit_year: UnitYear, preparing: Client) -> None:
    line = first_line(unit_year)
    EntryLine.objects.filter(pk=line.pk).update(version=line.version + 1)
    address = reverse("unit_years:remove", args=[unit_year.pk, "entries", line.pk])
    assert preparing.post(address, {"version": line.version}).status_code == 409
    assert EntryLine.objects.filter(pk=line.pk).exists()
    assert preparing.post(address, {"version": line.version + 1}).status_code == 302
    assert not EntryLine.objects.filter(pk=line.pk).exists()


def test_a_voucher_line_stands_once(unit_year: UnitYear, preparing: Client) -> None:
    line = first_line(unit_year)
    address = reverse("unit_years:add", args=[unit_year.pk, "entries"])
    response = preparing.post(address, typed(line), **HTMX)
    assert "已经有了" in response.content.decode()
    assert preparing.post(address, typed(line, line="999")).status_code == 302
    assert EntryLine.objects.filter(unit_year=unit_year, line="999").count() == 1


def test_a_checked_year_is_a_draft_again_after_a_change(unit_year: UnitYear, preparing: Client) -> None:
    UnitYear.objects.filter(pk=unit_year.pk).update(state=State.CHECKED)
    line = first_line(unit_year)
    preparing.post(at(unit_year, line), typed(line, note="改"))
    unit_year.refresh_from_db()
    assert unit_year.state == State.DRAFT


def test_scripts_and_formulas_are_text(unit_year: UnitYear, preparing: Client) -> None:
    line = first_line(unit_year)
    evil = "<script>alert(1)</script>"
    response = preparing.post(at(unit_year, line), typed(line, note=evil, counterparty="=cmd|'/c calc'!A1"), **HTMX)
    assert evil not in response.content.decode()
    page = preparing.get(reverse("unit_years:sheet", args=[unit_year.pk, "entries"]) + f"?q={evil}").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;</td>" in page
    assert EntryLine.objects.get(pk=line.pk).note == evil


def test_overspending_becomes_a_finding_that_leads_to_the_budget_and_goes_when_mended(
    unit_year: UnitYear, preparing: Client, run_jobs: Callable[[], list[Job]]
) -> None:
    line = first_line(unit_year)
    preparing.post(at(unit_year, line), typed(line, amount="99999999.00"))
    run_jobs()
    found = Finding.objects.get(unit_year=unit_year, rule="超预算", resolved_at=None)
    assert found.target == f"sheets/budget/?q={line.functional}"
    page = preparing.get(f"/work/{unit_year.pk}/{found.target}")
    assert page.status_code == 200
    line.refresh_from_db()
    preparing.post(at(unit_year, line), typed(line, amount="88888888.00"))
    run_jobs()
    again = Finding.objects.get(pk=found.pk)
    assert again.resolved_at is None
    assert again.message != found.message
    line.refresh_from_db()
    preparing.post(at(unit_year, line), typed(line, amount="1.00"))
    run_jobs()
    assert Finding.objects.get(pk=found.pk).resolved_at is not None


def test_many_changes_wait_for_one_recomputation(unit_year: UnitYear, preparing: Client) -> None:
    line = first_line(unit_year)
    for amount in ("1.00", "2.00", "3.00"):
        preparing.post(at(unit_year, line), typed(line, amount=amount))
        line.refresh_from_db()
    assert Job.objects.filter(kind="unit_years.recompute", state="waiting").count() == 1


def test_the_grid_costs_the_same_for_one_row_and_a_page_of_rows(
    unit_year: UnitYear, preparing: Client, django_assert_num_queries: Callable[..., object]
) -> None:
    address = reverse("unit_years:sheet", args=[unit_year.pk, "entries"])
    preparing.get(address)
    with django_assert_num_queries(10) as all_rows:  # type: ignore[attr-defined]
        assert preparing.get(address).content.decode().count("data-line=") == 100
    with django_assert_num_queries(len(all_rows)):  # type: ignore[attr-defined]
        assert preparing.get(f"{address}?q=记-01&kind=收入&month=1").status_code == 200


def test_a_recomputation_killed_in_the_middle_leaves_the_old_results_and_the_next_one_finishes(
    unit_year: UnitYear, preparing: Client, run_jobs: Callable[[], list[Job]], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = first_line(unit_year)
    preparing.post(at(unit_year, line), typed(line, amount="5.00"))
    job = Job.objects.get(kind="unit_years.recompute")
    before = Closing.objects.get(unit_year=unit_year)

    class Killed(BaseException):
        pass

    def dies(*args: object, **kwargs: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(saving.UnitFigure.objects, "bulk_create", dies)
        with pytest.raises(Killed):
            perform(job.pk)
    kept = Closing.objects.get(unit_year=unit_year)
    assert (kept.revision, kept.document) == (before.revision, before.document)
    assert "重新计算" in preparing.get(reverse("unit_years:status", args=[unit_year.pk])).content.decode()
    Job.objects.filter(pk=job.pk).update(state="waiting")
    run_jobs()
    unit_year.refresh_from_db()
    assert Closing.objects.get(unit_year=unit_year).revision == unit_year.revision
    response = preparing.get(reverse("unit_years:status", args=[unit_year.pk]))
    assert response["HX-Trigger"] == "computed"


@pytest.mark.parametrize(
    "query", ["?q=%00", "?q=%27%3B--", "?page=99999999999", "?kind=x&funding=y&month=99", "?q=" + "长" * 500]
)
def test_hostile_filters_are_only_texts(query: str, unit_year: UnitYear, preparing: Client) -> None:
    assert preparing.get(reverse("unit_years:sheet", args=[unit_year.pk, "entries"]) + query).status_code == 200
    assert preparing.get(reverse("unit_years:index") + query).status_code == 200


def test_a_value_with_characters_that_no_database_holds_is_cleaned(unit_year: UnitYear, preparing: Client) -> None:
    line = first_line(unit_year)
    assert (
        preparing.post(
            at(unit_year, line), typed(line, note="a\x00b\u2028c\ud800".encode("utf-8", "replace").decode())
        ).status_code
        == 302
    )
    assert "\x00" not in EntryLine.objects.get(pk=line.pk).note


def test_a_comment_is_written_at_a_finding_and_at_a_cell(
    unit_year: UnitYear, preparing: Client, tree: object, member: Callable[..., User], sign_in: Callable[[User], Client]
) -> None:
    pages = {"findings": "", "tables": "?table=expenditure&cell=total:total"}
    auditor = sign_in(member("auditor", tree.city))  # type: ignore[attr-defined]
    for name, query in pages.items():
        address = reverse(f"unit_years:{name}", args=[unit_year.pk]) + query
        text = preparing.get(address).content.decode()
        about, anchor = re.search(
            r'name="about" value="(\w+)">\s*<input type="hidden" name="anchor" value="([^"]+)"', text
        ).groups()
        data = {"about": about, "anchor": anchor, "text": f"请核对{name}"}
        response = preparing.post(reverse("review:comment", args=[unit_year.pk]), data, follow=True)
        assert f"请核对{name}" in response.content.decode()
        assert "写意见" not in auditor.get(address).content.decode()


def change_range(preparing: Client, unit_year: UnitYear, changes: object) -> HttpResponse:
    address = reverse("unit_years:cells", args=[unit_year.pk, "entries"])
    return preparing.post(address, {"changes": json.dumps(changes)})


def test_a_range_is_stored_whole_or_not_at_all(unit_year: UnitYear, preparing: Client) -> None:
    lines = list(EntryLine.objects.filter(unit_year=unit_year, kind="expenditure").order_by("position")[:2])
    wanted = [
        {"line": line.pk, "version": line.version, "cells": {"note": "改了", "amount": "1,000"}} for line in lines
    ]
    wrong = [wanted[0], {**wanted[1], "cells": {"amount": "很多"}}]
    refused = change_range(preparing, unit_year, wrong)
    assert refused.status_code == 422
    assert refused.json()["problems"] == [{"line": lines[1].pk, "column": "amount", "message": ANY}]
    assert "什么都没有改" in refused.json()["message"]
    assert not EntryLine.objects.filter(unit_year=unit_year, note="改了").exists()
    stored = change_range(preparing, unit_year, wanted)
    assert [each["line"] for each in stored.json()["lines"]] == [line.pk for line in lines]
    assert {(line.note, line.amount) for line in EntryLine.objects.filter(pk__in=[line.pk for line in lines])} == {
        ("改了", 100_000)
    }
    late = change_range(preparing, unit_year, wanted)
    assert late.status_code == 409
    assert "没有覆盖" in late.json()["message"]


@pytest.mark.parametrize(
    "changes",
    [
        [],
        {},
        "x",
        [1],
        [{"line": 1, "version": 1, "cells": {"position": "1"}}],
        [{"line": 1, "version": 1, "cells": {"note": 1}}],
        [{"line": "x", "version": 1, "cells": {}}],
        [{"line": 1, "version": 1, "cells": {}}] * 1_001,
    ],
)
def test_what_is_no_change_of_cells_is_refused(unit_year: UnitYear, preparing: Client, changes: object) -> None:
    answer = change_range(preparing, unit_year, changes)
    assert answer.status_code == 400
    assert answer.json()["message"].endswith("。")

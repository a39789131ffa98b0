"""The pages of the cycle: what each person sees and may do; messages at fields; nothing outside one's place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shebao.server.accountability.publications.models import Publication
from shebao.server.accountability.review.discussing import open_thread
from shebao.server.accountability.review.models import Comment, Explanation, Rectification, Reminder, Step, Thread
from shebao.server.accountability.review.reminding import make_reminders
from shebao.server.accountability.review.tasks import publish
from shebao.server.accountability.unit_years.models import UnitYear

pytestmark = pytest.mark.django_db
EVIL = '"><script>alert(1)</script>'
POSTS = ["act/check/", "comments/", "comments/1/", "explanations/", "rectifications/", "rectifications/1/"]


def page(office: Any, role: str, query: str = "") -> str:
    response = office.browser(role).get(f"/cycle/{office.unit_year.pk}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def post(office: Any, role: str, path: str, **data: str) -> Any:
    return office.browser(role).post(f"/cycle/{office.unit_year.pk}/{path}", data)


def test_each_person_is_offered_what_is_theirs(office: Any) -> None:
    assert "完成自查</button>" in page(office, "preparer")
    assert "</button>" not in page(office, "auditor").split("现在可以办理")[1].split("</section>")[0]
    office.bring_to("submitted")
    assert "审核通过</button>" in page(office, "department_reviewer")
    assert "审核通过</button>" not in page(office, "preparer")


def test_the_whole_way_in_the_browser(office: Any, run_jobs: Any) -> None:
    way = [
        ("check", "preparer"),
        ("submit", "unit_head"),
        ("accept", "department_reviewer"),
        ("approve", "finance_reviewer"),
        ("publish", "publisher"),
    ]
    for action, role in way:
        response = post(office, role, f"act/{action}/", **office.seen())
        assert response.status_code == 302, (action, response.content.decode()[:2000])
    (job,) = run_jobs()
    assert job.state == "done", job.message
    assert "看公开页面" in page(office, "preparer")
    address = f"/reports/{office.unit_year.organisation_id}/2023/"
    assert Client().get(address).status_code == 200
    document = Client().get(f"{address}files/html/")
    assert "决算" in b"".join(document).decode()
    assert "attachment" in document["Content-Disposition"]
    assert "sandbox" in document["Content-Security-Policy"]
    assert Client().get(f"{address}files/exe/").status_code == 404


def test_a_job_that_runs_again_publishes_once(office: Any, run_jobs: Any) -> None:
    office.bring_to("approved")
    seen = office.seen()
    post(office, "publisher", "act/publish/", **seen)
    waiting = page(office, "publisher")
    assert "这一页会自己更新" in waiting
    assert "act/publish/" not in waiting
    assert [job.state for job in run_jobs()] == ["done"]
    assert "这一页会自己更新" not in page(office, "publisher")
    arguments = {"unit_year": office.unit_year.pk, "person": office.people["publisher"].pk, "seen": seen}
    publish.start("再来一次", arguments=arguments)
    assert [job.state for job in run_jobs()] == ["done"]
    assert Publication.objects.count() == 1


def test_a_job_says_why_nothing_was_published(office: Any, run_jobs: Any) -> None:
    office.bring_to("approved")
    post(office, "publisher", "act/publish/", **office.seen())
    office.finding("error")
    (job,) = run_jobs()
    assert job.state == "failed"
    assert "1 个错误没有改正" in job.message
    assert "1 个错误没有改正" in page(office, "publisher")
    assert "act/publish/" in page(office, "publisher"), "what failed can be tried again"
    assert not Publication.objects.exists()


def test_nothing_of_a_draft_is_public(office: Any) -> None:
    owner = office.unit_year.organisation_id
    for state in ("draft", "submitted", "approved"):
        office.bring_to(state)
        for address in (f"/reports/{owner}/2023/", f"/reports/units/{owner}/", f"/feeds/organisation/{owner}.atom"):
            assert Client().get(address).status_code == 404
        assert office.unit_year.organisation.name not in Client().get("/reports/").content.decode()


def test_missing_inputs_are_said_at_their_fields(office: Any) -> None:
    office.bring_to("accepted")
    response = post(
        office, "finance_reviewer", "act/approve/", **office.seen(approved_on="明天", document_number=EVIL[:0])
    )
    body = response.content.decode()
    assert response.status_code == 422
    assert "批复日期应写作" in body
    assert "请填写批复文号" in body
    assert not Step.objects.filter(action="approve").exists()


def test_a_stale_page_decides_nothing(office: Any) -> None:
    seen = office.seen()
    office.bring_to("checked")
    response = post(office, "preparer", "act/check/", **seen)
    assert response.status_code == 409
    assert "已有变化" in response.content.decode()


@pytest.mark.parametrize("path", POSTS)
def test_others_do_not_learn_that_it_exists(office: Any, tree: Any, member: Any, sign_in: Any, path: str) -> None:
    stranger = sign_in(member("preparer", tree.other_unit))
    assert stranger.get(f"/cycle/{office.unit_year.pk}/").status_code == 404
    assert stranger.post(f"/cycle/{office.unit_year.pk}/{path}").status_code == 404
    assert stranger.post(f"/cycle/999999/{path}").status_code == 404
    assert Client().post(f"/cycle/{office.unit_year.pk}/{path}").status_code == 302


@pytest.mark.parametrize("path", POSTS)
def test_who_only_looks_on_changes_nothing(office: Any, path: str) -> None:
    thread = open_thread(office.unit_year, office.people["preparer"], "whole", "", "请核对")
    entry = _entry(office)
    path = path.replace("comments/1/", f"comments/{thread.pk}/").replace(
        "rectifications/1/", f"rectifications/{entry.pk}/"
    )
    response = post(office, "auditor", path, text="x", about="whole", **office.seen())
    assert response.status_code == 403
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("path", POSTS)
def test_requests_without_a_token_are_refused(office: Any, path: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(office.people["preparer"], backend="django.contrib.auth.backends.ModelBackend")
    assert browser.post(f"/cycle/{office.unit_year.pk}/{path}").status_code == 403
    assert not Step.objects.exists()


def test_get_changes_nothing(office: Any) -> None:
    assert office.browser("preparer").get(f"/cycle/{office.unit_year.pk}/act/check/").status_code == 405
    assert post(office, "preparer", "act/nonsense/").status_code == 404


def test_comments_at_finding_cell_and_whole(office: Any) -> None:
    finding = office.finding("warning")
    for about, anchor in (("whole", ""), ("finding", finding.key), ("cell", "expenditure:total:total")):
        assert (
            post(office, "department_reviewer", "comments/", about=about, anchor=anchor, text=EVIL).status_code == 302
        )
    assert sorted(Thread.objects.values_list("about", flat=True)) == ["cell", "finding", "whole"]
    assert Thread.objects.get(about="cell").caption == "《支出决算表》合计·本年支出合计：2,020.06"
    body = page(office, "preparer")
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert" in body
    post(office, "department_reviewer", "comments/", about="cell", anchor="expenditure:total:total", text="再看一次")
    assert Thread.objects.get(about="cell").comments.count() == 2


@pytest.mark.parametrize(
    ("about", "anchor", "text"),
    [
        ("finding", "没有", "x"), ("cell", "expenditure:total:nothing", "x"), ("cell", "a:b", "x"), ("cell", "::", "x"),
        ("nonsense", "", "x"), ("whole", "", ""), ("whole", "", "字" * 4001),
    ],
)  # fmt: skip
def test_a_comment_must_be_about_something(office: Any, about: str, anchor: str, text: str) -> None:
    response = post(office, "preparer", "comments/", about=about, anchor=anchor, text=text)
    assert response.status_code == 422
    assert 'class="error"' in response.content.decode()
    assert not Thread.objects.exists()


def test_a_thread_is_resolved_and_opened_again(office: Any) -> None:
    thread = open_thread(office.unit_year, office.people["department_reviewer"], "whole", "", "请补充说明")
    post(office, "preparer", f"comments/{thread.pk}/", do="reply", text="已补充")
    post(office, "department_reviewer", f"comments/{thread.pk}/", do="resolve")
    thread.refresh_from_db()
    assert thread.resolved_by == office.people["department_reviewer"]
    post(office, "preparer", f"comments/{thread.pk}/", do="reply", text="还有一处")
    thread.refresh_from_db()
    assert thread.resolved_at is None
    assert thread.comments.count() == 3


def test_a_thread_of_another_unit_year_is_not_reached(office: Any, tree: Any) -> None:
    other = UnitYear.objects.create(organisation=tree.other_unit, fiscal_year=2023)
    foreign = Thread.objects.create(unit_year=other, about="whole", caption="别处")
    assert post(office, "preparer", f"comments/{foreign.pk}/", do="resolve").status_code == 404


def test_a_warning_is_explained_until_submission(office: Any) -> None:
    finding = office.finding("warning")
    assert post(office, "preparer", "explanations/", finding_key=finding.key, text="").status_code == 422
    assert post(office, "preparer", "explanations/", finding_key="x", text="好").status_code == 422
    assert post(office, "department_reviewer", "explanations/", finding_key=finding.key, text="好").status_code == 403
    assert post(office, "preparer", "explanations/", finding_key=finding.key, text="跨年结算").status_code == 302
    post(office, "preparer", "explanations/", finding_key=finding.key, text="跨年结算，已附凭证")
    assert Explanation.objects.get().text == "跨年结算，已附凭证"
    office.bring_to("submitted")
    assert post(office, "preparer", "explanations/", finding_key=finding.key, text="改").status_code == 422


def _entry(office: Any) -> Rectification:
    day = timezone.localdate() + timedelta(days=3)
    made: Rectification = Rectification.objects.create(
        unit_year=office.unit_year, task="更正三公经费", responsible=office.people["preparer"], due_on=day,
        made_by=office.people["department_reviewer"],
    )  # fmt: skip
    return made


def test_rectification_from_demand_to_done_and_back(office: Any) -> None:
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    data = {"task": "更正三公经费", "responsible": str(office.people["preparer"].pk), "due_on": day}
    assert post(office, "department_reviewer", "rectifications/", **data).status_code == 302
    entry = Rectification.objects.get()
    path = f"rectifications/{entry.pk}/"
    assert post(office, "preparer", path, version="1", evidence="").status_code == 422
    assert post(office, "preparer", path, version="1", evidence="已更正，见凭证").status_code == 302
    assert post(office, "unit_head", path, version="1", evidence="又改").status_code == 409
    assert post(office, "preparer", path, version="2", do="reopen").status_code == 403
    assert post(office, "department_reviewer", path, version="2", do="reopen").status_code == 302
    entry.refresh_from_db()
    assert (entry.done_at, entry.version) == (None, 3)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"task": ""}, "请填写内容"),
        ({"due_on": "2020-01-01"}, "不能早于今天"),
        ({"due_on": "下周"}, "完成期限应写作"),
        ({"responsible": "1"}, "请选本单位的经办人"),
        ({"responsible": ""}, "请选本单位的经办人"),
    ],
)
def test_a_demand_says_what_is_wrong_at_its_field(office: Any, changes: dict[str, str], field: str) -> None:
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    data = {"task": "更正", "responsible": str(office.people["preparer"].pk), "due_on": day, **changes}
    if changes.get("responsible") == "1":
        data["responsible"] = str(office.people["auditor"].pk)
    response = post(office, "department_reviewer", "rectifications/", **data)
    assert response.status_code == 422
    assert field in response.content.decode()
    assert not Rectification.objects.exists()


def test_reminders_are_made_once_and_settled(office: Any) -> None:
    office.bring_to("approved")
    approved = timezone.localdate() - timedelta(days=15)
    UnitYear.objects.filter(pk=office.unit_year.pk).update(approved_on=approved)
    _entry(office)
    assert make_reminders() == 2
    assert make_reminders() == 0
    body = office.browser("publisher").get("/cycle/").content.decode()
    assert "应向社会公开" in body
    assert "还有 5 天" in body
    office.bring_to("published")
    assert not Reminder.objects.filter(kind="disclosure", settled_at=None).exists()


def test_reminders_of_others_are_not_shown(office: Any, tree: Any, member: Any, sign_in: Any) -> None:
    _entry(office)
    make_reminders()
    assert "有整改事项到期" in office.browser("preparer").get("/cycle/").content.decode()
    assert "有整改事项到期" not in sign_in(member("preparer", tree.other_unit)).get("/cycle/").content.decode()


def test_the_countdown_is_shown_between_approval_and_disclosure(office: Any) -> None:
    office.bring_to("approved")
    UnitYear.objects.filter(pk=office.unit_year.pk).update(approved_on=timezone.localdate())
    body = page(office, "publisher")
    assert "还有 20 天（含周末和节假日）" in body
    assert "《预算法》第十四条" in body


def test_queries_do_not_grow_with_rows(office: Any) -> None:
    browser = office.browser("unit_head")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/cycle/{office.unit_year.pk}/").status_code == 200
        return len(queries)

    _fill(office, 1)
    count()
    before = count()
    _fill(office, 12)
    assert count() == before
    assert before <= 45


def _fill(office: Any, rows: int) -> None:
    base = Thread.objects.count()
    for number in range(rows):
        office.finding("warning", f"w{base + number}")
        thread = Thread.objects.create(
            unit_year=office.unit_year, about="whole", caption="意见", anchor=f"{base + number}"
        )
        Comment.objects.create(thread=thread, person=office.people["preparer"], text="一")
        Comment.objects.create(thread=thread, person=office.people["unit_head"], text="二")
        _entry(office)


def test_who_prepares_reads_at_the_overview_why_it_was_returned(office: Any) -> None:
    address = f"/work/{office.unit_year.pk}/"
    assert f'href="/cycle/{office.unit_year.pk}/"' in office.browser("preparer").get(address).content.decode()
    office.bring_to("submitted")
    post(office, "department_reviewer", "act/return/", **{**office.seen(), "reason": "一月份收入与凭证不符"})
    shown = office.browser("preparer").get(address).content.decode()
    assert "退回修改，原因：一月份收入与凭证不符" in shown
    assert "内容齐了" not in shown
    what_to_do = page(office, "preparer").split('id="now"')[1].split("</section>")[0]
    assert "一月份收入与凭证不符" in what_to_do


def test_the_menu_shows_a_year_as_work(office: Any) -> None:
    shown = page(office, "preparer")
    assert '<a href="/work/" aria-current="page">' in shown
    assert '<a href="/cycle/" aria-current="page">' not in shown

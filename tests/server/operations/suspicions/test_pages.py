"""The pages: a handover comes in, is listed and filtered, a batch is decided by one and agreed to by another."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from server.operations.suspicions.made import KEY, MONEY, OTHER, PLAIN, chosen, handed_over, one, registered, taken
from server.taking import content_of
from server.taking import taken as taken_away
from shebao.operations.governance.signing import signed
from shebao.server.operations.suspicions.models import Ruling, Suspicion

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(tree, member, sign_in):
    return sign_in(member("governance_clerk", tree.unit))


def ticked(*suspicions):
    return [f"{each.key}:{each.state}:{each.version}" for each in chosen(*suspicions)]


def test_from_the_file_to_the_decision_of_two(tree, member, sign_in, clerk, run_jobs, data_directory) -> None:
    registered(data_directory, tree.unit)
    supervisor = sign_in(member("governance_supervisor", tree.unit))
    file = SimpleUploadedFile("疑点移交.jsonl", handed_over([(MONEY, "77"), (PLAIN, "78")]))
    supervisor.post("/suspicions/runs/import/", {"agency": tree.unit.pk, "file": file})
    (job,) = run_jobs()
    assert "新增 2" in job.message
    page = clerk.get("/suspicions/").content.decode()
    assert "死亡后仍有发放" in page
    found = one(MONEY, "77")
    said = {"act": "explain", "choice": ticked(found), "reason": "家属已退回", "back": found.get_absolute_url()}
    told = clerk.post("/suspicions/act/", said, follow=True).content.decode()
    assert "待另一人复核后生效" in told
    ruling = Ruling.objects.get()
    checker = sign_in(member("governance_checker", tree.unit))
    assert "家属已退回" in checker.get("/suspicions/rulings/").content.decode()
    seen = {"act": "approve", "seen_state": ruling.state, "seen_version": ruling.version}
    checker.post(f"/suspicions/rulings/{ruling.pk}/check/", seen)
    assert one(MONEY, "77").state == "explained"
    assert "复核同意" in clerk.get(found.get_absolute_url()).content.decode()


def test_a_file_that_is_no_handover_is_told_where(tree, member, sign_in, run_jobs, data_directory) -> None:
    registered(data_directory, tree.unit)
    supervisor = sign_in(member("governance_supervisor", tree.unit))
    for content, why in ((b"a,b\n1,2", "没有签名"), ("".join(signed(["a,b"], KEY)).encode(), "不是 JSON")):
        file = SimpleUploadedFile("疑点移交.jsonl", content)
        supervisor.post("/suspicions/runs/import/", {"agency": tree.unit.pk, "file": file})
        (job,) = run_jobs()
        assert (job.state, why in job.message) == ("failed", True), job.message
    assert not Suspicion.objects.exists()


@pytest.mark.parametrize(
    ("asked", "subjects"),
    [
        ("", {"1", "2", "3"}),
        ("standing=explained", {"4"}),
        ("standing=all&severity=error", {"3"}),
        ("owner=待遇", {"3"}),
        ("q=性别", {"1", "2"}),
        ("mine=1", {"1"}),
        ("due=overdue", {"2"}),
        ("standing=nonsense&rule=x&due=y", {"1", "2", "3"}),
    ],
)
def test_filters(tree, clerk, asked, subjects) -> None:
    taken(tree.unit, [(PLAIN, "1"), (PLAIN, "2"), (MONEY, "3"), (OTHER, "4")])
    clerk.post("/suspicions/act/", {"act": "take", "choice": ticked(one(PLAIN, "1"))})
    clerk.post("/suspicions/act/", {"act": "explain", "choice": ticked(one(OTHER, "4")), "reason": "已核"})
    Suspicion.objects.filter(pk=one(PLAIN, "2").pk).update(due_on="2020-01-01")
    page = clerk.get(f"/suspicions/?{asked}")
    assert {each.subject for each in page.context["page"].items} == subjects
    csv = content_of(taken_away(clerk, f"/suspicions/suspicions.csv?{asked}")).decode("utf-8-sig")
    assert len(csv.splitlines()) == len(subjects) + 1


def test_a_class_is_decided_at_once_but_never_more_than_was_seen(tree, clerk) -> None:
    taken(tree.unit, [(PLAIN, str(number)) for number in range(7)])
    rule = one(PLAIN, "0").rule_id
    said = {"act": "explain", "all": f"rule={rule}&standing=undecided", "reason": "号码升位所致", "seen_count": "6"}
    assert "数量已有变化" in clerk.post("/suspicions/act/", said, follow=True).content.decode()
    assert Suspicion.objects.filter(state="explained").count() == 0
    clerk.post("/suspicions/act/", {**said, "seen_count": "7"})
    assert Suspicion.objects.filter(state="explained").count() == 7


def test_evidence_is_kept_and_given_out_as_it_came(tree, clerk) -> None:
    taken(tree.unit, [(PLAIN, "1")])
    found = one(PLAIN, "1")
    file = SimpleUploadedFile("档案.png", b"\x89PNG\r\n\x1a\n seen")
    clerk.post(f"{found.get_absolute_url()}evidence/", {"file": file, "note": "档案首页"})
    answer = clerk.get(f"{found.get_absolute_url()}evidence/{found.files.get().pk}/")
    assert b"".join(answer.streaming_content).endswith(b"seen")
    refused = SimpleUploadedFile("a.txt", b"MZ\x00\x01 a program")
    clerk.post(f"{found.get_absolute_url()}evidence/", {"file": refused})
    assert found.files.count() == 1


def test_evidence_of_a_batch_stands_at_each_of_its_suspicions(tree, clerk) -> None:
    taken(tree.unit, [(PLAIN, str(number)) for number in range(5)])
    clerk.post("/suspicions/act/", {"act": "explain", "choice": ticked(*Suspicion.objects.all()), "reason": "号码升位"})
    file = SimpleUploadedFile("会议纪要.txt", "号码升位".encode())
    address = Ruling.objects.get().get_absolute_url()
    assert "已为 5 个疑点添加证据" in clerk.post(f"{address}evidence/", {"file": file}, follow=True).content.decode()
    assert all(each.files.get().file.name == "会议纪要.txt" for each in Suspicion.objects.all())
    assert "会议纪要.txt" in clerk.get(address).content.decode()


def test_queries_do_not_grow_with_the_list(tree, clerk, django_assert_max_num_queries) -> None:
    taken(tree.unit, [(PLAIN, str(number)) for number in range(120)])
    with django_assert_max_num_queries(25):
        clerk.get("/suspicions/")

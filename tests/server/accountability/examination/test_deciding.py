"""Accepting and disputing findings: kept with who, when and why; two at once see each other; wrong input is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from shebao.server.accountability.examination.models import Decision, Examination, Finding
from shebao.server.accountability.examination.work import audit
from shebao.server.platform.jobs.models import Job
from shebao.server.platform.people.models import User

from .conftest import uploaded

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def _finding(examined: Examination) -> Finding:
    found: Finding = examined.findings.filter(below=0).first()
    return found


def _answer(client: Client, finding: Finding, *, htmx: bool = True, **fields: str) -> object:
    address = f"/audit/{finding.examination_id}/findings/{finding.pk}/"
    return client.post(address, {"version": "0", **fields}, headers=HTMX if htmx else {})


def test_a_dispute_is_kept_with_its_reason_and_shown(client: Client, examined: Examination) -> None:
    finding = _finding(examined)
    response = _answer(client, finding, verdict="disputed", reason="表中为批复数，口径不同")
    page = response.content.decode()  # type: ignore[attr-defined]
    assert "表中为批复数，口径不同" in page
    assert 'hx-swap-oob="true"' in page
    decision = Decision.objects.get()
    assert (decision.verdict, decision.by_name, decision.version) == ("disputed", "上传人（未登录）", 1)
    assert "表中为批复数，口径不同" in client.get(f"/audit/{examined.pk}/?state=disputed").content.decode()


def test_it_works_without_scripts_and_comes_back_to_the_finding(client: Client, examined: Examination) -> None:
    finding = _finding(examined)
    response = _answer(client, finding, htmx=False, verdict="accepted", severity="error")
    assert response.status_code == 302  # type: ignore[attr-defined]
    assert response["Location"] == f"/audit/{examined.pk}/?severity=error#{finding.label}"  # type: ignore[index]
    assert Decision.objects.get().verdict == "accepted"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"verdict": "disputed", "reason": " "}, "请写明异议的理由"),
        ({"verdict": "disputed", "reason": "长" * 1001}, "最多 1000 个字"),
        ({"verdict": "nonsense"}, "请选择"),
        ({}, "请选择"),
    ],
)
def test_wrong_input_is_said_beside_the_form_and_what_was_written_stays(
    client: Client, examined: Examination, fields: dict[str, str], message: str
) -> None:
    page = _answer(client, _finding(examined), **fields).content.decode()  # type: ignore[attr-defined]
    assert message in page
    assert fields.get("reason", "").strip()[:50] in page
    assert not Decision.objects.exists()
    plain = _answer(client, _finding(examined), htmx=False, **fields)
    assert plain.status_code == 409  # type: ignore[attr-defined]
    assert message in plain.content.decode()  # type: ignore[attr-defined]


def test_two_people_at_once_see_each_other(client: Client, examined: Examination) -> None:
    finding = _finding(examined)
    _answer(client, finding, verdict="accepted")
    page = _answer(client, finding, verdict="disputed", reason="我不同意").content.decode()  # type: ignore[attr-defined]
    assert "已由别人处理" in page
    assert "已采纳" in page
    assert "我不同意" in page
    assert Decision.objects.get().verdict == "accepted"
    _answer(client, finding, verdict="disputed", reason="我不同意", version="1")
    assert Decision.objects.get().reason == "我不同意"


def test_a_decision_can_be_taken_back_and_its_history_stays(client: Client, examined: Examination) -> None:
    finding = _finding(examined)
    _answer(client, finding, verdict="accepted")
    _answer(client, finding, verdict="open", version="1")
    decision = Decision.objects.get()
    assert (decision.verdict, decision.version) == ("open", 2)
    history = Decision.pgh_event_model.objects.order_by("pgh_id").values_list("verdict", flat=True)
    assert list(history) == ["accepted", "open"]
    assert "采纳</button>" in client.get(f"/audit/{examined.pk}/").content.decode()


def test_decisions_stay_when_the_report_is_audited_again(client: Client, examined: Examination) -> None:
    finding = _finding(examined)
    _answer(client, finding, verdict="disputed", reason="保留意见")
    Examination.objects.filter(pk=examined.pk).update(complete=False)
    audit(examined.pk)
    again = Examination.objects.get(pk=examined.pk)
    assert not again.findings.filter(pk=finding.pk).exists()
    assert again.findings.filter(key=finding.key).exists()
    assert "保留意见" in client.get(f"/audit/{examined.pk}/").content.decode()


def test_a_finding_of_another_report_is_not_found(
    client: Client, examined: Examination, sample: bytes, run_jobs: Callable[[], list[Job]]
) -> None:
    uploaded(client, [("二.pdf", sample)])
    run_jobs()
    other = Examination.objects.exclude(pk=examined.pk).get()
    response = client.post(f"/audit/{other.pk}/findings/{_finding(examined).pk}/", {"verdict": "accepted"})
    assert response.status_code == 404


def test_who_signed_in_is_named(
    member: Callable[..., User],
    tree: object,
    sign_in: Callable[[User], Client],
    sample: bytes,
    run_jobs: Callable[[], list[Job]],
) -> None:
    person = member(None, tree.unit, username="zhang")  # type: ignore[attr-defined]
    client = sign_in(person)
    uploaded(client, [("一.pdf", sample)])
    run_jobs()
    _answer(client, _finding(Examination.objects.get()), verdict="accepted")
    decision = Decision.objects.get()
    assert (decision.by, decision.by_name) == (person, str(person))

"""Suspicions about money do not end because one person brought a run without them; handovers are signed by their machine."""

from __future__ import annotations

import io

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import Error, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from server.operations.suspicions.made import (
    FIRST,
    KEY,
    MONEY,
    PLAIN,
    chosen,
    handed_over,
    lines,
    one,
    registered,
    taken,
)
from shebao.operations.governance.handover import HandoverError
from shebao.operations.governance.signing import require_signature, signed
from shebao.server.operations.suspicions.checking import check
from shebao.server.operations.suspicions.doing import Refused, perform
from shebao.server.operations.suspicions.machine import Act
from shebao.server.operations.suspicions.models import Absence, Run, Suspicion
from shebao.server.operations.suspicions.tasks import receive_handover
from shebao.server.operations.suspicions.vanishing import confirm
from shebao.server.operations.suspicions.waiting import waiting
from shebao.server.platform.files.store import store_bytes
from shebao.server.platform.jobs.background import JobProblem

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(tree, member):
    roles = ("governance_supervisor", "governance_clerk", "governance_checker")
    return [member(role, tree.unit) for role in roles]


def test_what_is_about_money_stays_until_another_person_agrees(tree, people) -> None:
    supervisor, _clerk, checker = people
    taken(tree.unit, [(MONEY, "1"), (PLAIN, "1")])
    run = taken(tree.unit, [], month=13, by=supervisor)
    assert (run.gone, run.absence.count) == (1, 1)
    assert one(MONEY, "1").is_open
    assert ("确认消除", 1) in {(w.task, w.number) for w in waiting(checker, timezone.localdate()).mine}
    for person, words in ((supervisor, "核过"), (checker, " ")):
        with pytest.raises(Refused):
            confirm(person, run.absence, True, words)
    confirm(checker, run.absence, True, "查了支付台账，三月起停发")
    found = one(MONEY, "1")
    assert (found.standing, found.is_open) == ("gone", False)
    assert found.steps.first().person == checker
    with pytest.raises(Refused):
        confirm(checker, run.absence, False, "再想想")


def test_who_brought_the_run_is_not_the_second_person(tree, people, member) -> None:
    both = member("governance_checker", tree.unit, "两岗")
    taken(tree.unit, [(MONEY, "1")])
    run = taken(tree.unit, [], month=13, by=both)
    with pytest.raises(Refused, match="另一人"):
        confirm(both, run.absence, True, "查过")
    with pytest.raises(Error), transaction.atomic():
        Absence.objects.filter(pk=run.absence.pk).update(state="approved", checked_by=both)


def test_the_database_lets_none_of_them_vanish(tree) -> None:
    taken(tree.unit, [(MONEY, "1")])
    run = taken(tree.unit, [], month=13)
    for change in ({"present": False}, {"present": False, "absence": run.absence}):
        with pytest.raises(Error), transaction.atomic():
            Suspicion.objects.filter(money=True).update(**change)


def test_a_refusal_keeps_it_and_the_next_run_asks_anew(tree, people) -> None:
    checker = people[2]
    taken(tree.unit, [(MONEY, "1"), (MONEY, "2")])
    first = taken(tree.unit, [], month=13)
    confirm(checker, first.absence, False, "台账里仍在发放")
    assert one(MONEY, "1").is_open
    second = taken(tree.unit, [], month=14)
    third = taken(tree.unit, [(MONEY, "2")], month=15)
    second.absence.refresh_from_db()
    assert (second.absence.state, third.absence.count) == ("overtaken", 1)
    assert one(MONEY, "2").absence is None, "found again, it waits for nobody"


def test_a_correction_about_money_is_verified_by_the_second_person(tree, people) -> None:
    _supervisor, clerk, checker = people
    taken(tree.unit, [(MONEY, "1")])
    said = {"reason": "登记有误", "column": "性别", "value": "2"}
    ruling = perform(clerk, Act.CORRECT, chosen(one(MONEY, "1")), said).ruling
    check(checker, ruling, Act.APPROVE, {"seen_state": "waiting", "seen_version": "1"})
    Suspicion.objects.update(settled_at=FIRST)
    run = taken(tree.unit, [], month=13)
    assert one(MONEY, "1").verified_at is None
    confirm(checker, run.absence, True, "系统里已改")
    assert one(MONEY, "1").verified_at is not None


def test_on_the_pages(tree, people, sign_in) -> None:
    taken(tree.unit, [(MONEY, "1")])
    run = taken(tree.unit, [], month=13, by=people[0])
    address = run.absence.get_absolute_url()
    assert address in sign_in(people[0]).get("/suspicions/runs/").content.decode()
    assert "确认消除</button>" not in sign_in(people[0]).get(address).content.decode()
    client = sign_in(people[2])
    assert "确认消除</button>" in client.get(address).content.decode()
    page = client.post(f"{address}confirm/", {"act": "gone", "reason": "查了台账"}, follow=True).content.decode()
    assert "已确认消除" in page


def brought(content: bytes, agency, person) -> str:
    stored = store_bytes(content, kind="text", name="疑点移交.jsonl")
    return receive_handover.function(None, str(stored.pk), agency.pk, person.pk)


def test_only_what_a_registered_machine_signed_is_taken_in(data_directory, tree, people) -> None:
    supervisor = people[0]
    registered(data_directory, tree.unit)
    good = handed_over([(MONEY, "1")])
    plain = good[: good.rindex(b'{"signature"')]
    forged = "".join(signed(lines([(MONEY, "1")]), Ed25519PrivateKey.generate())).encode()
    for content, agency, why in (
        (plain, tree.unit, "没有签名"),
        (forged, tree.unit, "不符"),
        (good.replace(b'"rows": 1', b'"rows": 9'), tree.unit, "不符"),
        (good, tree.sibling, "没有登记"),
    ):
        with pytest.raises(JobProblem, match=why):
            brought(content, agency, supervisor)
    assert not Run.objects.exists()
    assert "新增 1" in brought(good, tree.unit, supervisor)


@given(st.data())
def test_no_changed_byte_is_believed(data) -> None:

    good = handed_over([(MONEY, "1"), (PLAIN, "2")])
    require_signature(io.BytesIO(good), [KEY.public_key()])
    place = data.draw(st.integers(0, good.rindex(b'{"signature"') - 1))
    changed = bytearray(good)
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(HandoverError):
        require_signature(io.BytesIO(bytes(changed)), [KEY.public_key()])

"""Numbers merged and unmerged as cases of three people; a case under way when its person is merged is held, with nothing half-written."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from server.operations.cases.made import seen
from server.operations.conftest import NUMBER, Counter, registered
from shebao.operations.casework.machine import Move
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import FactStated, SpellStarted
from shebao.operations.record.valid import Valid
from shebao.server.operations.cases.doing import Refused, move, start
from shebao.server.operations.cases.models import Case
from shebao.server.operations.records.doing import Order, apply
from shebao.server.operations.records.models import Act
from shebao.server.operations.records.reading import whole_record
from shebao.server.platform.people.models import User
from shebao.services.listing import catalogue

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 1, 2, tzinfo=UTC)
OTHERS = "429906199003070026"


@pytest.fixture(autouse=True)
def at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day on which merging can be taken back as a service."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def approver(member, tree) -> User:
    """The city approves merges."""
    return member("case_approver", tree.city, "approver")


@pytest.fixture
def two(counter: Counter) -> tuple[int, int]:
    """One person under two numbers, insured under both, one after the other."""
    kept = registered({"name": "甲某", "identity_number": NUMBER, "birth": "1990-03-07", "sex": "M"})
    other = registered({"name": "甲某", "birth": "1990-03-07", "sex": "M", "telephone": "027-85550000"})
    for person, valid in ((other, Valid(date(2015, 1, 1), date(2020, 1, 1))), (kept, Valid(date(2020, 1, 1)))):
        spell = SpellStarted(person, "pension_employee", "employee", "429900", 1, counter.employer, valid, "111")
        apply(Order(Authority(AuthorityKind.RUN, f"two-{person}")), [spell])
    return kept, other


def asked(counter: Counter, other: int, way: str, decisions: str = "") -> Case:
    service = catalogue().version("SI-INF-007", NOW.date())
    assert service is not None
    form = {"identity_number": NUMBER, "other": str(other), "way": way, "evidence": "公安机关核验 1 号"}
    form |= {"decisions": decisions} if decisions else {}
    return start(counter.clerk, service, counter.office, None, form)


def decided(counter: Counter, case: Case, approver: User) -> Case:
    case = move(counter.reviewer, case, Move.REVIEW, seen(case))
    return move(approver, case, Move.APPROVE, seen(case))


def known(person: int) -> tuple[object, ...]:
    record = whole_record(person)
    assert record is not None
    view = record.known(datetime(2027, 1, 1, tzinfo=UTC))
    facts = sorted((one.register, one.value, one.valid.start) for one in view.facts)
    return facts, [(one.line, one.valid) for one in view.spells]


def test_a_merge_of_three_people_is_taken_back_by_three_without_loss(
    counter: Counter, two: tuple[int, int], approver: User
) -> None:
    kept, other = two
    before = known(kept), known(other)
    with pytest.raises(Refused, match="没有合并到"):
        asked(counter, other, "unmerge")
    merged = decided(counter, asked(counter, other, "merge"), approver)
    assert known(other)[1] == []
    assert len(known(kept)[1]) == 2
    back = asked(counter, other, "unmerge")
    counter.clerk.memberships.create(organisation=counter.office, role="case_reviewer")
    with pytest.raises(Refused, match="由别人复核"):
        move(User.objects.get(pk=counter.clerk.pk), back, Move.REVIEW, seen(back))
    back = decided(counter, back, approver)
    assert (known(kept), known(other)) == before
    assert back.act is not None
    assert (back.act.corrects_id, back.act.eyes) == (merged.act_id, 3)


def test_a_case_of_a_number_that_was_merged_meanwhile_is_held(
    counter: Counter, two: tuple[int, int], approver: User
) -> None:
    """Accepted for the number that goes: neither a decision nor a resubmission writes there; to withdraw is its way out."""
    kept, other = two
    apply(
        Order(Authority(AuthorityKind.RUN, "own")),
        [FactStated(other, "identity_number", OTHERS, Valid(date(2015, 1, 1)))],
    )
    service = catalogue().version("SI-INF-003", NOW.date())
    assert service is not None
    account = {"identity_number": OTHERS, "holder": "甲某", "bank": "示例银行", "account": "12345678"}
    case = start(counter.clerk, service, counter.office, None, account)
    assert case.person == other
    decided(counter, asked(counter, other, "merge", decisions="证件号码 本方"), approver)
    acts = Act.objects.count()
    case = move(counter.reviewer, case, Move.REVIEW, seen(case))
    with pytest.raises(Refused, match="已合并到"):
        move(approver, case, Move.APPROVE, seen(case))
    case.refresh_from_db()
    assert (case.state, case.act_id, Act.objects.count()) == ("approval", None, acts)
    case = move(approver, case, Move.RETURN_FROM_APPROVAL, seen(case, "编号已合并"))
    with pytest.raises(Refused, match="请撤回"):
        move(counter.clerk, case, Move.RESUBMIT, seen(case))
    assert move(counter.clerk, case, Move.WITHDRAW, seen(case)).state == "withdrawn"
    anew = start(counter.clerk, service, counter.office, None, account | {"identity_number": NUMBER})
    assert anew.person == kept


def test_two_clerks_on_one_person_do_not_overwrite_each_other(
    counter: Counter, two: tuple[int, int], approver: User
) -> None:
    service = catalogue().version("SI-INF-003", NOW.date())
    assert service is not None
    account = {"identity_number": NUMBER, "holder": "甲某", "bank": "示例银行", "account": "12345678"}
    first = start(counter.clerk, service, counter.office, None, account)
    second = start(counter.clerk, service, counter.office, None, account | {"account": "87654321"})
    decided(counter, first, approver)
    acts = Act.objects.count()
    with pytest.raises(Refused, match="已有变化"):
        decided(counter, second, approver)
    second.refresh_from_db()
    assert (second.act_id, Act.objects.count()) == (None, acts)

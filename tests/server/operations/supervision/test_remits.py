"""Role × organisation × insurance line × level: who may not act on a line or a step sees and does nothing of it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from server.operations.cases.made import SEEN, TEXTS, at, seen
from server.operations.conftest import NUMBER, Counter, registered
from shebao.operations.casework.machine import Move
from shebao.server.operations.cases.doing import Refused, keep, move, offered_to, start
from shebao.server.operations.cases.models import Case, LineLimit
from shebao.server.operations.cases.reading import Wanted, listed
from shebao.server.operations.supervision.doing import limit_lines, set_level
from shebao.server.platform.people.models import User
from shebao.services.listing import catalogue
from shebao.services.model import Service

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(member, tree) -> User:
    return member("case_supervisor", tree.city, "chief")


def again(person: User) -> User:
    """As the next request finds them."""
    return User.objects.get(pk=person.pk)


def account(counter: Counter, clerk: User) -> Case:
    """A case about injury insurance alone."""
    service = catalogue().version("SI-INF-004", at(10).date())
    assert service is not None
    form = {"identity_number": NUMBER, "holder": "甲某", "bank": "示例银行", "account": "12345678"}
    return start(clerk, service, counter.office, None, form, at(10))


def test_every_role_sees_and_does_only_what_its_lines_allow(
    counter: Counter, service: Service, chief: User, sign_in, approver: User
) -> None:
    registered({"name": "甲某", "identity_number": NUMBER, "birth": "1990-03-07", "sex": "M"})
    injury = account(counter, counter.clerk)
    whole = start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10))
    for person in (counter.clerk, counter.reviewer, approver):
        limit_lines(chief, person, counter.office, ["injury"], at(10))
        page = sign_in(again(person))
        shown = page.get("/counter/cases/").content.decode()
        assert (injury.number in shown, whole.number in shown) == (True, False)
        for address in (whole.get_absolute_url(), f"/papers/notices/{whole.number}/{whole.notices.get().code}/"):
            assert page.get(address).status_code == 404, address
        assert page.get(injury.get_absolute_url()).status_code == 200
        assert page.post(f"{whole.get_absolute_url()}move/", {"move": "review"}).status_code == 404
    assert sign_in(again(counter.clerk)).get("/counter/services/SI-REG-005/").status_code == 403
    assert sign_in(again(counter.clerk)).get("/counter/services/SI-INF-004/").status_code == 200
    with pytest.raises(Refused, match="限定了险种"):
        start(again(counter.clerk), service, counter.office, counter.employer, TEXTS, at(11))
    with pytest.raises(Refused, match="限定了险种"):
        move(again(counter.reviewer), whole, Move.REVIEW, seen(whole), at(11))
    assert Move.REVIEW not in offered_to(again(counter.reviewer), whole)
    assert move(again(counter.reviewer), injury, Move.REVIEW, seen(injury), at(11)).state == "approval"
    limit_lines(chief, counter.reviewer, counter.office, [], at(12))
    assert whole in listed(again(counter.reviewer), Wanted(), at(12).date())
    assert move(again(counter.reviewer), whole, Move.REVIEW, seen(whole), at(12)).state == "done"


def test_lines_are_set_by_another_of_the_offices_own_people(counter: Counter, chief: User, member, tree) -> None:
    with pytest.raises(Refused, match="别的主管"):
        limit_lines(chief, chief, counter.office, ["injury"])
    with pytest.raises(Refused, match="自己督办"):
        limit_lines(chief, counter.other, counter.office, ["injury"])
    with pytest.raises(Refused, match="没有险种"):
        limit_lines(chief, counter.clerk, counter.office, ["weather"])
    with pytest.raises(DatabaseError), transaction.atomic():
        LineLimit.objects.create(person=chief, lines=[], set_by=chief, at=at(10))


def test_a_street_accepts_what_it_is_told_to_and_collects_or_sends_on_the_rest(
    counter: Counter, service: Service, chief: User, sign_in
) -> None:
    with pytest.raises(Refused, match="上级机构"):
        set_level(counter.clerk, counter.office, "street")
    set_level(chief, counter.office, "street", at(10))
    with pytest.raises(Refused, match=r"办到咨询.*受理请转区县"):
        start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10))
    person = registered({"name": "甲某", "identity_number": NUMBER, "birth": "1990-03-07", "sex": "M"})
    record = catalogue().version("SI-QRY-002", at(10).date())
    assert record is not None
    assert start(counter.clerk, record, counter.office, None, {"identity_number": NUMBER}, at(10)).person == person
    set_level(chief, counter.office, "community", at(10))
    resident = catalogue().version("SI-REG-007", at(10).date())
    assert resident is not None
    kept = keep(counter.clerk, resident, counter.office, None, {}, at(10), hand_in=True)
    with pytest.raises(Refused, match="受理请转街道"):
        move(counter.clerk, kept, Move.ACCEPT, seen(kept) | SEEN, at(10))
    assert Move.ACCEPT not in offered_to(counter.clerk, kept)
    page = sign_in(counter.clerk).get("/counter/services/SI-REG-007/").content.decode()
    assert "只为这个事项收件" in page

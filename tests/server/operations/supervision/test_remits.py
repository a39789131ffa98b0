"""Role × organisation × insurance line × level: who may not act on a line or a step sees and does nothing of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from server.operations.cases.made import SEEN, TEXTS, at, seen
from server.operations.conftest import NUMBER, Counter, registered
from shebao.operations.casework.machine import Move
from shebao.operations.handling.lists.rows import Listed
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import SpellStarted
from shebao.operations.record.valid import Valid
from shebao.operations.registry.offices import division_of_work
from shebao.operations.registry.sights import sights
from shebao.server.operations.cases.doing import Refused, keep, move, offered_to, start
from shebao.server.operations.cases.models import Case, LineLimit
from shebao.server.operations.cases.reading import Wanted, listed
from shebao.server.operations.lists import doing as lists
from shebao.server.operations.records.doing import Order, apply
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


def insured(counter: Counter) -> int:
    person = registered({"name": "甲某", "identity_number": NUMBER, "birth": "1966-03-07", "sex": "M"})
    spells = [
        SpellStarted(person, line, "employee", "429900", 3, counter.employer, Valid(date(2015, 7, 1)), "111")
        for line in ("pension_employee", "injury")
    ]
    apply(Order(Authority(AuthorityKind.MESSAGE, f"in-{person}")), spells)
    return person


def test_a_record_shows_only_the_lines_that_its_reader_is_limited_to(counter: Counter, chief: User, sign_in) -> None:
    person = insured(counter)
    addresses = (
        f"/counter/persons/{person}/",
        f"/counter/persons/{person}/record/",
        f"/counter/employers/{counter.employer}/",
    )
    before = [sign_in(counter.clerk).get(address).content.decode() for address in addresses]
    limit_lines(chief, counter.clerk, counter.office, ["injury"], at(10))
    after = [sign_in(again(counter.clerk)).get(address).content.decode() for address in addresses]
    for one, other in zip(before, after, strict=True):
        rows, limited = (page.partition("<h1")[2].replace("缴费比例", "") for page in (one, other))
        assert "限定了险种" in limited
        assert "限定了险种" not in rows
        assert rows.count("职工养老") > limited.count("职工养老")
        assert "工伤" in limited
    assert "到法定退休年龄" in before[0]
    assert "到法定退休年龄" not in after[0], "what is about another line is nobody's business here"
    assert "SI-REG-005" not in after[2]
    assert "/counter/services/SI-REG-005/" in before[2]
    limit_lines(chief, counter.clerk, counter.office, ["unemployment"], at(11))
    page = sign_in(again(counter.clerk)).get(addresses[2]).content.decode()
    assert "没有职工参保" in page, "the staff of other lines are not listed"


def test_lists_end_with_the_lines_and_the_level_of_who_handles_them(counter: Counter, chief: User, sign_in) -> None:
    joined = catalogue().version("SI-REG-005", at(10).date())
    assert joined is not None

    def taken(by: User):
        return lists.take_all(
            by, joined, counter.office, [lists.Taken(counter.employer, Listed(()), "名册.csv", at(10))]
        )[0]

    found = taken(counter.clerk)
    for person in (counter.clerk, counter.reviewer):
        assert found.number in sign_in(person).get("/lists/?state=all").content.decode()
        limit_lines(chief, person, counter.office, ["injury"], at(10))
        page = sign_in(again(person))
        assert found.number not in page.get("/lists/?state=all").content.decode()
        for address in (found.get_absolute_url(), f"/lists/{found.number}/results/"):
            assert page.get(address).status_code == 404, address
    with pytest.raises(Refused, match="限定了险种"):
        taken(again(counter.clerk))
    with pytest.raises(Refused, match="限定了险种"):
        lists.move(again(counter.clerk), found, lists.Move.SUBMIT, {"seen_state": "checking", "seen_version": "1"})
    assert "SI-REG-005" not in sign_in(again(counter.clerk)).get("/lists/").content.decode()
    limit_lines(chief, counter.clerk, counter.office, [], at(11))
    set_level(chief, counter.office, "street", at(11))
    with pytest.raises(Refused, match="受理请转区县"):
        taken(again(counter.clerk))


def test_the_level_of_an_office_says_what_of_the_record_is_seen(counter: Counter, chief: User, sign_in) -> None:
    person = insured(counter)
    parts = {
        "person": f"/counter/persons/{person}/",
        "history": f"/counter/persons/{person}/record/",
        "employer": f"/counter/employers/{counter.employer}/",
        "lists": "/lists/",
    }
    assert set(parts) == set(sights().parts)
    for level in (*division_of_work().levels, ""):
        if level:
            set_level(chief, counter.office, level, at(10))
        for part, address in parts.items():
            seen = sights().sees(level or "community", part, at(10).date())
            page = sign_in(again(counter.clerk)).get(address)
            assert page.status_code == (200 if seen else 403), (level, part)
            assert seen or "甲某" not in page.content.decode()
    assert "/counter/services/SI-INF-003/" not in sign_in(again(counter.clerk)).get(parts["person"]).content.decode()

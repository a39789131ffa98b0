"""An entry from start to paper: accepted, reviewed, in the record, printed, and taken back."""

from __future__ import annotations

import pypdfium2
import pytest

from server.operations.cases.made import at, seen
from server.operations.conftest import NUMBER, Counter, registered
from shebao.operations.casework.machine import Move
from shebao.server.operations.cases.doing import Refused, move, start
from shebao.server.operations.records.reading import whole_record
from shebao.server.operations.supervision.doing import undo
from shebao.services.listing import catalogue

pytestmark = pytest.mark.django_db


def state(person: int, day: int) -> str | None:
    record = whole_record(person)
    assert record is not None
    return record.on(at(day).date(), at(day).date()).value("card_state")


def test_a_lost_card_is_entered_by_two_printed_and_taken_back(counter: Counter, member, tree, sign_in) -> None:
    person = registered({"name": "甲某", "identity_number": NUMBER, "birth": "1990-03-07", "sex": "M", "card": "A1"})
    service = catalogue().version("SI-CRD-006", at(10).date())
    assert service is not None
    lost = {"identity_number": NUMBER, "card_state": "lost"}
    with pytest.raises(Refused, match="不能改为"):
        start(counter.clerk, service, counter.office, None, lost | {"card_state": "active"}, at(10))
    case = start(counter.clerk, service, counter.office, None, lost, at(10))
    assert state(person, 10) is None
    case = move(counter.reviewer, case, Move.REVIEW, seen(case), at(10))
    assert state(person, 10) == "lost"
    page = sign_in(counter.clerk)
    assert "打印挂失确认" in page.get(case.get_absolute_url()).content.decode()
    answer = page.get(f"/papers/{case.number}/0/")
    text = "".join(one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(answer.content))
    assert all(words in text for words in ("社会保障卡挂失", "甲某", NUMBER, "挂失", case.receipt or "-"))
    undo(member("case_supervisor", tree.unit, "supervisor"), case, "报错人", at(10))
    assert state(person, 10) is None


def test_an_accident_of_an_insured_worker_stands_in_the_persons_record(counter: Counter) -> None:
    from datetime import date

    from shebao.operations.record.acts import Authority, AuthorityKind
    from shebao.operations.record.effects import SpellStarted
    from shebao.operations.record.valid import Valid
    from shebao.server.operations.records.doing import Order, apply

    person = registered({"name": "甲某", "identity_number": NUMBER, "birth": "1990-03-07", "sex": "M"})
    service = catalogue().version("SI-INJ-001", at(10).date())
    assert service is not None
    told = {
        "identity_number": NUMBER,
        "injury_place": "一号车间",
        "injury_report": "右手被夹伤",
        "injury_day": "2026-03-02",
    }
    with pytest.raises(Refused, match="没有在这个单位参加工伤保险"):
        start(counter.clerk, service, counter.office, counter.employer, told, at(10))
    spell = SpellStarted(person, "injury", "employee", "429900", 1, counter.employer, Valid(date(2020, 1, 1)), "111")
    apply(Order(Authority(AuthorityKind.RUN, "insured")), [spell], at(9))
    case = start(counter.clerk, service, counter.office, counter.employer, told, at(10))
    assert (case.state, case.person, case.employer) == ("done", person, counter.employer)
    record = whole_record(person)
    assert record is not None
    assert record.known(at(10).date()).value("injury_place", "2026-03-02") == "一号车间"

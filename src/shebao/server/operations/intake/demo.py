"""Cases in every state at the counter of the demo's city."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shebao.operations.casework.machine import Move
from shebao.operations.enrolment.windows import window
from shebao.operations.record.rows import SubjectKind
from shebao.server.operations.cases.doing import Refused, keep, move, start
from shebao.server.operations.cases.models import Case
from shebao.server.operations.records.models import Spell, Subject
from shebao.server.operations.records.reading import present, whole_record
from shebao.server.platform.people.demo import CITY_CENTRE, organisation, user
from shebao.services.listing import catalogue

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation

_EMPLOYERS = 8
_JOIN, _ACCOUNT, _TRADE, _QUERY = "SI-REG-005", "SI-INF-003", "SI-INF-009", "SI-QRY-002"
_NAMES = "甲乙丙丁戊己庚辛壬癸子丑"


@dataclass(frozen=True)
class Did:
    """One thing that somebody did to a case, so many days ago."""

    who: str
    move: Move
    ago: int
    inputs: Mapping[str, str] = field(default_factory=dict)


_OPINION = "姓名与证件不一致，请核对证件后重新提交。"
_JOINERS: tuple[tuple[int, tuple[Did, ...]], ...] = (
    (4, (Did("yewufuhe", Move.REVIEW, 3),)),
    (3, (Did("yewufuhe", Move.REVIEW, 2),)),
    (3, (Did("yewufuhe", Move.RETURN, 2, {"reason": _OPINION}),)),
    (5, (Did("yewufuhe", Move.REFUSE, 3, {"reason": "用人单位书面说明未建立劳动关系。"}),)),
    (40, ()),
    (2, ()),
    (9, (Did("guiyuan", Move.SUSPEND, 8, {"pause": "court", "reason": "劳动关系正在仲裁，等裁决书。"}),)),
    (
        12,
        (
            Did("yewufuhe", Move.RETURN, 10, {"reason": "登记表没有盖章。"}),
            Did("guiyuan", Move.ASK, 9, {"item:m1": "登记表请加盖公章。"}),
            Did("guiyuan", Move.ANSWER, 7, {"material:1": "original"}),
            Did("yewufuhe", Move.RETURN, 6, {"reason": "公章与单位名称不一致。"}),
            Did("guiyuan", Move.ASK, 5, {"item:m1": "公章与单位名称不一致，请重新盖章或说明。"}),
        ),
    ),
    (6, (Did("guiyuan", Move.WITHDRAW, 5),)),
)
_HANDED_IN: tuple[tuple[int, tuple[Did, ...]], ...] = (
    (2, ()),
    (4, (Did("guiyuan", Move.NOT_ACCEPT, 3, {"reason": "参保地不在本市，请向用人单位所在地经办机构申请。"}),)),
)


def load() -> None:
    """Starts cases in every state at employers of the demo's city, unless that was done."""
    if Case.objects.filter(clerk=user("guiyuan")).exists():
        return
    employers = list(
        Subject.objects.filter(kind=SubjectKind.EMPLOYER).order_by("id").values_list("id", flat=True)[:_EMPLOYERS]
    )
    if not employers:
        return
    office = organisation(CITY_CENTRE)
    with transaction.atomic():
        _joiners(office, employers)
        _insured(office, employers)


def _joiners(office: Organisation, employers: list[int]) -> None:
    """People who are new: accepted and moved, handed in, a draft."""
    numbers = count()
    for ago, did in _JOINERS:
        number = next(numbers)
        _case(_JOIN, office, employers[number % len(employers)], _joiner(number), ago, did)
    service = catalogue().version(_JOIN, timezone.localdate())
    assert service is not None
    for ago, did in _HANDED_IN:
        texts = _joiner(next(numbers))
        case = keep(user("guiyuan"), service, office, employers[0], texts, _before(ago), hand_in=True)
        _moved(case, did)
    keep(user("guiyuan"), service, office, employers[0], {"name": f"演示{_NAMES[next(numbers)]}"}, _before(1))


def _joiner(number: int) -> dict[str, str]:
    from shebao.fields.identifiers.identity import check_character

    body = f"4299061998{number % 12 + 1:02d}15{910 + number}"
    today = timezone.localdate()
    return {
        "identity_number": body + check_character(body),
        "name": f"演示{_NAMES[number]}",
        "staff": "employee",
        "start": window("000000", today).month(today).iso,
        "reason": "111",
    }


def _insured(office: Organisation, employers: list[int]) -> None:
    """People who are insured: accounts that three people decide, a trade that another authority decides, queries."""
    people = _people(employers[0])
    account = {"bank": "示例银行示例支行", "account": "6217000000000000004"}
    agreed = (Did("yewufuhe", Move.REVIEW, 3), Did("yewushenpi", Move.APPROVE, 2))
    for did in (agreed, agreed[:1], (*agreed, Did("guiyuan", Move.SERVE, 1))):
        person = next(people)
        _case(_ACCOUNT, office, None, person | account | {"holder": person["name"]}, 5, did)
    trade = {"begin": "2018-01", "end": "2020-12", "evidence": "岗位花名册第 2 页", "trade": "高温"}
    _case(_TRADE, office, employers[0], next(people) | trade, 6, ())
    for _ in range(3):
        _case(_QUERY, office, None, next(people), 1, ())


def _people(employer: int) -> Iterator[dict[str, str]]:
    """Name and number of who works there now, one after another."""
    staff = Spell.objects.filter(employer=employer, known_to=None, line="pension_employee", valid__endswith=None)
    for key in staff.order_by("person").values_list("person", flat=True).distinct():
        record = whole_record(key)
        view = record.known(present()) if record else None
        if view is not None and view.value("identity_number"):
            yield {"identity_number": view.value("identity_number") or "", "name": view.value("name") or ""}


def _case(
    code: str, office: Organisation, employer: int | None, texts: Mapping[str, str], ago: int, did: tuple[Did, ...]
) -> None:
    """A case accepted so many days ago, and what happened to it since; one that the record does not allow is left out."""
    service = catalogue().version(code, timezone.localdate())
    if service is None or not service.available:
        return
    own = {name: texts[name] for name in service.form if name in texts}
    with suppress(Refused), transaction.atomic():
        _moved(start(user("guiyuan"), service, office, employer, own, _before(ago)), did)


def _moved(case: Case, did: tuple[Did, ...]) -> None:
    for one in did:
        seen = {"seen_state": case.state, "seen_version": str(case.version)}
        case = move(user(one.who), case, one.move, seen | dict(one.inputs), _before(one.ago))


def _before(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)

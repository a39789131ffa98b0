"""A person's page has everything in a fixed number of queries; the record is explained; restrictions take two people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test.utils import CaptureQueriesContext

from server.operations.conftest import NUMBER, Counter, registered
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import FactStated, LiabilityLifted, LiabilityStated, SpellRestated, SpellStarted
from shebao.operations.record.rows import Owed, SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.operations.counter.doing import NotAsked, ask, decide
from shebao.server.operations.counter.models import Asked
from shebao.server.operations.counter.reading import subject_key
from shebao.server.operations.counter.waiting import waiting
from shebao.server.operations.records.doing import Order, apply
from shebao.server.operations.records.reading import whole_record
from shebao.server.platform.access.models import Look, Restriction
from shebao.server.platform.people.models import Membership

pytestmark = pytest.mark.django_db

TODAY = datetime(2026, 3, 10, 2, tzinfo=UTC)
ACCOUNT, CARD, TELEPHONE = "6217000012345678901", "A12345678", "13907120001"


@pytest.fixture(autouse=True)
def at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten o'clock on the tenth of March 2026, whatever the day of the test."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)


def act(number: str, *effects: object) -> None:
    apply(Order(Authority(AuthorityKind.MESSAGE, number)), effects)


def insured(counter: Counter, name: str = "甲某", number: str = NUMBER, birth: str = "1966-03-07") -> int:
    facts = {"name": name, "identity_number": number, "identity_kind": "citizen", "birth": birth, "sex": "M"}
    key = registered(facts | {"telephone": TELEPHONE, "card": CARD, "address": "武汉市江岸区某路一号"})
    lines = ("pension_employee", "injury", "unemployment")
    valid = Valid(date(2015, 7, 1))
    act(
        f"in-{key}",
        *(SpellStarted(key, line, "employee", "420100", 3, counter.employer, valid, "111") for line in lines),
    )
    return key


def test_a_persons_page_has_everything_and_no_number(counter: Counter, sign_in) -> None:
    key = insured(counter)
    act("account", FactStated(key, "bank_account", ACCOUNT, Valid(date(2020, 1, 1)), "养老"))
    clerk = sign_in(counter.clerk)
    page = clerk.get(f"/counter/persons/{key}/").content.decode()
    for expected in (
        "甲某",
        "到法定退休年龄",
        "参保时间轴",
        "职工养老",
        "合成企业",
        "正常参保",
        "待遇账户（养老）",
        "429***",
    ):
        assert expected in page.replace("********", "***"), expected
    for secret in (NUMBER, ACCOUNT, TELEPHONE, CARD, "某路一号"):
        assert secret not in page
    clear = clerk.post(f"/counter/persons/{key}/open/", {"reason": "核对身份证原件"}).content.decode()
    assert all(secret in clear for secret in (NUMBER, ACCOUNT, TELEPHONE, CARD, "某路一号"))
    assert NUMBER not in clerk.post(f"/counter/persons/{key}/open/", {"reason": "x"}, follow=True).content.decode()


def test_the_pages_cost_the_same_however_much_there_is(counter: Counter, sign_in, django_assert_num_queries) -> None:
    small, large = insured(counter), insured(counter, "乙某", "429906196603070018", "1966-03-07")
    for month in range(1, 10):
        spell = next(s for s in whole_record(large).known(TODAY + timedelta(days=1)).spells if s.line == "injury")
        act(
            f"m{month}",
            SpellRestated(large, spell.id, Valid(date(2015, month, 2)), "111"),
            FactStated(large, "address", f"某路{month}号", Valid(date(2020, month, 1))),
        )
        act(f"s{month}", SpellStarted(large, "injury", "employee", "420100", 3, registered({"name": "某厂"}, SubjectKind.EMPLOYER),
            Valid(date(2020, 1, 1)), "111"))  # fmt: skip
    clerk = sign_in(counter.clerk)
    for address in ("/counter/persons/{}/", "/counter/persons/{}/record/"):
        clerk.get(address.format(small))
        with CaptureQueriesContext(_connection()) as few:
            clerk.get(address.format(small))
        with django_assert_num_queries(len(few)):
            clerk.get(address.format(large))
        assert len(few) < 60
    with CaptureQueriesContext(_connection()) as few:
        clerk.get(f"/counter/employers/{counter.employer}/")
    for number in range(5):
        insured(counter, f"丙{number}", f"4299061966030{number}0001"[:18])
    with django_assert_num_queries(len(few)):
        assert "丙4" in clerk.get(f"/counter/employers/{counter.employer}/").content.decode()


def _connection():
    from django.db import connection

    return connection


def test_the_record_is_explained_as_known_on_any_day(counter: Counter, sign_in) -> None:
    key = insured(counter)
    act("named", FactStated(key, "name", "甲新", Valid(date(2020, 1, 1))))
    clerk = sign_in(counter.clerk)
    page = clerk.get(f"/counter/persons/{key}/record/").content.decode()
    assert "共享数据 named" in page
    assert "甲某（2015-01-01 起）" in page, "what it was before"
    assert NUMBER not in page
    past = clerk.get(f"/counter/persons/{key}/record/?on=2018-01-01&known=2027-01-01").content.decode()
    assert "甲某" in past
    assert ">甲新<" not in past
    unknown = clerk.get(f"/counter/persons/{key}/record/?known=2020-01-01").content.decode()
    assert "没有参保" in unknown


def test_who_may_be_the_same_person_is_told_with_the_reason(counter: Counter, sign_in) -> None:
    key = insured(counter)
    other = registered({"name": "甲某", "birth": "1966-03-07", "sex": "M"})
    from shebao.server.operations.counter.following import catch_up

    catch_up()
    page = sign_in(counter.clerk).get(f"/counter/persons/{key}/").content.decode()
    assert f"/counter/persons/{other}/" in page
    assert "姓名、性别、出生日期" in page


def test_a_restriction_takes_two_people_and_so_does_its_end(counter: Counter, member, tree, sign_in) -> None:
    key = insured(counter)
    one, two = (member("internal_control", tree.unit, name) for name in ("control1", "control2"))
    asked = ask(one, key, tree.unit, "guarded", "本机构工作人员的亲属")
    clerk = sign_in(counter.clerk)
    assert "甲某" in clerk.get(f"/counter/persons/{key}/").content.decode()
    with pytest.raises(NotAsked, match="另一人"):
        decide(one, asked, True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Asked.objects.filter(pk=asked.pk).update(decided_by=one, decided_at=TODAY, agreed=True)
    with pytest.raises(NotAsked, match="已有待确认"):
        ask(two, key, tree.unit, "protected", "同一个人再提")
    assert [work.task for work in waiting(two, TODAY.date()).mine] == ["确认受限人员"]
    assert waiting(one, TODAY.date()).mine == ()
    decide(two, asked, True)
    for address in (f"/counter/persons/{key}/", f"/counter/persons/{key}/record/"):
        page = clerk.get(address).content.decode()
        assert "甲某" not in page
        assert "职工养老" not in page
    assert "甲某" not in clerk.post("/counter/", {"q": NUMBER}, follow=True).content.decode()
    opened = clerk.post(f"/counter/persons/{key}/open/", {"reason": "本人到场申请核对"}).content.decode()
    assert "甲某" in opened, "a guarded person's data opens for a reason"
    ended = ask(two, key, tree.unit, "", "已经离职，不再需要")
    assert Restriction.objects.in_force().filter(subject=subject_key(key)).exists()
    decide(one, ended, True)
    assert not Restriction.objects.in_force().filter(subject=subject_key(key)).exists()


def test_a_protected_person_opens_for_nobody_else(counter: Counter, member, tree, sign_in) -> None:
    key = insured(counter)
    one, two = (member("internal_control", tree.unit, name) for name in ("control1", "control2"))
    decide(two, ask(one, key, tree.unit, "protected", "公安机关来函保护"), True)
    answer = sign_in(counter.clerk).post(f"/counter/persons/{key}/open/", {"reason": "本人到场申请核对"})
    assert answer.status_code == 403
    assert "甲某" not in answer.content.decode()
    assert Look.objects.at(subject_key(key)).filter(kind="refused").exists()


@pytest.mark.parametrize("tier", ["guarded", "protected"])
def test_of_who_is_restricted_no_address_shows_anything(counter: Counter, member, tree, sign_in, tier: str) -> None:
    key = insured(counter)
    one, two = (member("internal_control", tree.unit, name) for name in ("control1", "control2"))
    decide(two, ask(one, key, tree.unit, tier, "本机构工作人员的亲属"), True)
    clerk = sign_in(counter.clerk)
    pages = {
        address: clerk.get(address).content.decode()
        for address in (
            f"/counter/persons/{key}/",
            f"/counter/persons/{key}/record/",
            f"/counter/persons/{key}/record/?known=2027-01-01",
            f"/counter/employers/{counter.employer}/",
            f"/counter/employers/{counter.employer}/?staff=all",
            f"/counter/services/SI-CON-001/?person={key}",
        )
    }
    for words in (NUMBER, NUMBER[:6] + NUMBER[8:17], "甲某", "jm", TELEPHONE, CARD, str(key)):
        pages[words] = clerk.post("/counter/", {"q": words}, follow=True).content.decode()
    for asked, page in pages.items():
        for secret in (NUMBER, TELEPHONE, CARD, "1966-03-07", "某路一号", "2015-07", "法定退休"):
            assert secret not in page, (asked, secret)
        assert asked == "甲某" or "甲某" not in page, asked


def test_what_is_asked_wrongly_says_what_to_do(counter: Counter, member, tree, sign_in) -> None:
    key = insured(counter)
    control = sign_in(member("internal_control", tree.unit, "control1"))
    form = {"person": str(key), "tier": "guarded", "reason": "本机构工作人员"}
    for change, told in (
        ({"person": NUMBER}, "没有这个个人编号"), ({"person": str(counter.employer)}, "没有这个个人编号"),
        ({"tier": ""}, "请选择级别"), ({"reason": "x"}, "理由"), ({"tier": "lift"}, "没有限制"), ({"until": "明天"}, "2027-01-01"),
        ({"until": "2020-01-01"}, "今天以后"),
    ):  # fmt: skip
        assert told in control.post("/counter/restrictions/", form | change, follow=True).content.decode(), change
    assert Asked.objects.count() == 0
    control.post("/counter/restrictions/", form)
    assert Asked.objects.get().tier == "guarded"


def test_who_looked_is_shown_to_those_who_may_see_it(counter: Counter, member, tree, sign_in) -> None:
    key = insured(counter)
    clerk = sign_in(counter.clerk)
    clerk.get(f"/counter/persons/{key}/")
    assert clerk.get(f"/counter/persons/{key}/looks/").status_code == 403
    page = (
        sign_in(member("internal_control", tree.unit, "control1"))
        .get(f"/counter/persons/{key}/looks/")
        .content.decode()
    )
    assert counter.clerk.get_username() in page
    assert "甲某" not in page


def test_what_another_office_does_today_is_told_without_its_content(counter: Counter, sign_in, tree) -> None:
    from server.operations.cases.test_cases import begun

    case = begun(counter)
    Membership.objects.filter(user=counter.other).exists()
    registered_key = insured(counter, "丁某", "429906196603070018")
    type(case).objects.filter(pk=case.pk).update(person=registered_key)
    page = sign_in(counter.other).get(f"/counter/persons/{registered_key}/").content.decode()
    assert "今天别的机构在办" in page
    assert case.number not in page


def test_an_employers_page_has_staff_rates_and_agents(counter: Counter, sign_in) -> None:
    key = insured(counter)
    act("agent", FactStated(counter.employer, "agent", "经办某", Valid(date(2020, 1, 1)), "1"),
        FactStated(counter.employer, "agent_telephone", TELEPHONE, Valid(date(2020, 1, 1)), "1"))  # fmt: skip
    looks = Look.objects.count()
    page = sign_in(counter.clerk).get(f"/counter/employers/{counter.employer}/").content.decode()
    for expected in ("甲某", str(key), "经办某", "16%", "在保职工 1 人"):
        assert expected in page.replace("\n", ""), expected
    assert TELEPHONE not in page
    assert Look.objects.count() == looks + 1, "a list of staff is a look at each of them"


def test_what_is_owed_is_explained_with_what_it_was_before_and_by_which_act(counter: Counter, sign_in) -> None:
    key, since = insured(counter), Valid(date(2026, 1, 1))
    for number, base in (("first", 400_000), ("second", 500_000)):
        owed = Owed("regular", base, 160_000, 80_000, base * 16 // 100, base * 8 // 100)
        act(number, LiabilityStated(key, "pension_employee", counter.employer, since, owed))
    act("gone", LiabilityStated(key, "injury", counter.employer, since, Owed("regular", 400_000, 2_000, 0, 800, 0)))
    act("lifted", LiabilityLifted(key, "injury", counter.employer, since))
    page = sign_in(counter.clerk).get(f"/counter/persons/{key}/record/").content.decode()
    months = page.partition('id="owed"')[2].partition("</section>")
    for told in (
        "单位 800.00 元、个人 400.00 元",
        "基数 5,000.00 元",
        "共享数据 second",
        "单位 640.00 元",
        "共享数据 first",
    ):
        assert told in months[0], told
    assert "工伤应缴" in months[2], "withdrawn, and said so"
    assert "工伤" not in months[0]
    day = sign_in(counter.clerk).get(f"/counter/persons/{key}/record/?on=2025-12-01").content.decode()
    assert 'id="owed"' not in day

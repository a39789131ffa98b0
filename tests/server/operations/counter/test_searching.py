"""The search of the counter: every spelling finds, by whatever number, name or sound; namesakes are bounded."""

from __future__ import annotations

from datetime import date

import pytest

from server.operations.conftest import NUMBER, Counter, registered
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import FactEnded, FactStated
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.operations.counter.following import catch_up
from shebao.server.operations.counter.models import Followed, KnownName
from shebao.server.operations.counter.searching import Found, search
from shebao.server.operations.records.doing import Order, apply
from shebao.server.platform.decisions.models import Decision

pytestmark = pytest.mark.django_db

CODE = "91420105MA4K0A1B6W"


def found(found: Found) -> list[int]:
    return [record.subject for record in (*found.persons, *found.employers)]


def person(name: str, **facts: str) -> int:
    return registered({"name": name, **facts})


def test_every_spelling_of_every_number_finds_the_person() -> None:
    card, telephone = "A12345678", "13907120001"
    key = person("甲某", identity_number=NUMBER, identity_kind="citizen", card=card, telephone=telephone)
    old = NUMBER[:6] + NUMBER[8:17]
    wide = NUMBER.translate({ord("0") + digit: chr(0xFF10 + digit) for digit in range(10)})
    for words in (NUMBER, "429906 19900307 0018", wide, old, card.lower(), telephone, f"{key}", f" {key} "):
        assert found(search(words)) == [key], words
    assert "校验码" in search("429906199003070017").told
    assert "429906199003070017" not in search("429906199003070017").told
    assert found(search("429906199003070018X")) == []


def test_a_number_that_was_loaded_with_fifteen_digits_is_found_by_eighteen() -> None:
    key = person("甲某", identity_number=NUMBER[:6] + NUMBER[8:17], identity_kind="citizen")
    assert found(search(NUMBER)) == [key]


@pytest.mark.parametrize(
    ("kind", "number", "typed"),
    [("hong_kong_macao", "H12345678", "h1234567802"), ("foreigner", "USA420012345678", "usa 4200 12345678"),
     ("passport", "E12345678", "e12345678"), ("taiwan", "12345678", "12345678")],
)  # fmt: skip
def test_documents_of_other_kinds_find(kind: str, number: str, typed: str) -> None:
    key = person("某甲", identity_kind=kind, identity_number=number)
    assert found(search(typed)) == [key]


def test_names_are_found_by_characters_letters_and_initials_whatever_the_dot() -> None:
    key, other, foreign = person("单𬱖"), person("买买提·玉素甫"), person("MARIA GONZALEZ")
    for words, expected in (
        ("单𬱖", key), ("shandi", key), ("SD", key), ("单?", key), ("dandi", None), ("买买提.玉素甫", other),
        ("买买提", other), ("mmtysf", other), ("maria gonzalez", foreign), ("mg", foreign),
    ):  # fmt: skip
        assert found(search(words)) == ([expected] if expected else []), words
    assert "姓" in search("?𬱖").told


def test_employers_are_found_by_codes_old_codes_and_any_part_of_the_name() -> None:
    facts = {"name": "武汉市某某城建集团", "credit_code": CODE, "registration_number": "4201061234567"}
    key = registered(facts, SubjectKind.EMPLOYER)
    for words in (CODE, CODE.lower(), "MA4K0A1B6", "ma4k0a1b-6", "4201061234567", "城建集团", "whsmm", str(key)):
        assert found(search(words)) == [key], words


def test_a_former_name_finds_and_whoever_was_merged_is_found_under_the_other_number() -> None:
    key, kept = person("旧名"), person("留下")
    since = Valid(date(2020, 1, 1))
    apply(Order(Authority(AuthorityKind.MESSAGE, "m1")), [FactStated(key, "name", "新名", since)])
    assert found(search("旧名")) == found(search("新名")) == [key]
    effects = [FactEnded(key, "name", date(2015, 1, 1)), FactStated(key, "merged_into", str(kept), since)]
    apply(Order(Authority(AuthorityKind.MESSAGE, "m2")), effects)
    assert found(search("旧名")) == found(search(str(key))) == [kept]


def test_many_namesakes_are_bounded_and_a_birthday_tells_them_apart() -> None:
    for number in range(25):
        person("张重名", birth=f"19{60 + number}-01-01")
    many = search("张重名")
    assert (len(many.persons), many.more) == (20, True)
    assert "出生日期" in many.told
    for words in ("张重名", "zcm", "zhangchong"):
        assert len(search(words, date(1984, 1, 1)).persons) == 1
    assert search("张").told


def test_many_employers_of_the_same_words_are_bounded_and_asked_for_more_words() -> None:
    for number in range(21):
        registered({"name": f"示例城建集团{number}分公司"}, SubjectKind.EMPLOYER)
    many = search("城建集团")
    assert (len(many.employers), many.more) == (20, True)
    assert "多写几个字" in many.told
    assert "出生日期" not in many.told


def test_a_birthday_that_is_corrected_is_followed() -> None:
    key = person("李某", birth="1970-01-01")
    assert found(search("李某", date(1970, 1, 1))) == [key]
    apply(
        Order(Authority(AuthorityKind.MESSAGE, "m1")), [FactStated(key, "birth", "1971-01-01", Valid(date(2015, 1, 1)))]
    )
    assert found(search("李某", date(1971, 1, 1))) == [key]
    assert found(search("李某", date(1970, 1, 1))) == []


def test_names_follow_the_record_in_pieces_and_can_be_made_anew() -> None:
    keys = [person(f"某{chr(0x4E00 + number)}") for number in range(7)]
    while catch_up(2).behind:
        continue
    once = sorted(KnownName.objects.values_list("fact", "subject", "name", "sound"))
    assert {subject for _, subject, _, _ in once} == set(keys)
    KnownName.objects.all().delete()
    Followed.objects.all().delete()
    assert not catch_up(None).behind
    assert sorted(KnownName.objects.values_list("fact", "subject", "name", "sound")) == once


def test_a_search_costs_the_same_however_many_it_finds(django_assert_max_num_queries) -> None:
    for _ in range(12):
        person("王某某")
    catch_up()
    with django_assert_max_num_queries(16):
        assert len(search("王某某").persons) == 12
    with django_assert_max_num_queries(16):
        assert search("wmm").persons


def test_a_search_in_vain_is_logged_and_the_number_stands_nowhere(counter: Counter, sign_in) -> None:
    page = sign_in(counter.clerk).post("/counter/", {"q": NUMBER}).content.decode()
    assert NUMBER not in page
    assert "没有这个证件号码的记录" in page
    last = Decision.objects.filter(action="counter_searched_in_vain").get()
    assert NUMBER not in str(last.details)

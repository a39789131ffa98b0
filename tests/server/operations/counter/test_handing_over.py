"""An office splits: two people hand over a district, the proof stands, and a second time nothing changes."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from server.operations.conftest import Counter, registered
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import SpellStarted
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid
from shebao.operations.registry.jurisdictions import Handover
from shebao.server.operations.counter.handing_over import NotAllowed, hand_over, prove
from shebao.server.operations.records.doing import Order, apply
from shebao.server.operations.records.reading import whole_record

pytestmark = pytest.mark.django_db


def person(office: int, division: str) -> int:
    key = registered({"name": "甲", "division": division, "office": str(office)})
    spell = SpellStarted(key, "pension_resident", "resident", "420100", office, None, Valid(date(2020, 1, 1)), "111")
    apply(Order(Authority(AuthorityKind.RUN, f"p{key}")), [spell])
    return key


def test_a_split_moves_one_division_and_is_proved(counter: Counter, tree, capsys) -> None:
    old, new = tree.unit.pk, tree.other_unit.pk
    moved, stays = [person(old, "420105") for _ in range(3)], person(old, "420106")
    registered({"name": "某厂", "district": "420105", "office": str(old)}, SubjectKind.EMPLOYER)
    words = ["hand_over", str(old), str(new), "--day", "2026-07-01", "--division", "420105", "--document", "武人社〔2026〕1号",
             "--by", counter.clerk.username]  # fmt: skip
    with pytest.raises(CommandError, match="两个人"):
        call_command(*words, "--checked-by", counter.clerk.username)
    call_command(*words, "--checked-by", counter.reviewer.username)
    printed = capsys.readouterr().out
    assert "人和单位：移出 4（" in printed
    assert "城乡居民基本养老保险：移出 3（" in printed
    assert "两边相符。" in printed
    spells = [whole_record(key).on(date(2026, 7, 1), date(2030, 1, 1)).spells[0].office for key in (*moved, stays)]
    assert spells == [new, new, new, old]
    assert whole_record(moved[0]).on(date(2026, 6, 30), date(2030, 1, 1)).spells[0].office == old
    with pytest.raises(CommandError, match="没有要移交的"):
        call_command(*words, "--checked-by", counter.reviewer.username)


def test_the_proof_can_be_made_again_whatever_happened_since(counter: Counter, tree) -> None:
    old, new = tree.unit.pk, tree.other_unit.pk
    person(old, "420105")
    there = Handover(old, new, date(2026, 7, 1))
    at = hand_over(there, "一", counter.clerk, counter.reviewer).act.at
    once = prove(there, at)
    person(new, "420105")
    hand_over(Handover(new, old, date(2026, 8, 1)), "二", counter.clerk, counter.reviewer)
    assert once.holds
    assert prove(there, at) == once


def test_nothing_to_hand_over_and_the_same_office_are_refused(counter: Counter, tree) -> None:
    with pytest.raises(NotAllowed, match="没有要移交"):
        hand_over(Handover(tree.sibling.pk, tree.unit.pk, date(2026, 7, 1)), "三", counter.clerk, counter.reviewer)
    with pytest.raises(NotAllowed, match="同一个机构"):
        hand_over(Handover(tree.unit.pk, tree.unit.pk, date(2026, 7, 1)), "四", counter.clerk, counter.reviewer)

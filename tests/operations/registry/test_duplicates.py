"""Duplicates are told with a reason, the same from both sides, and the reason shows no number."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.identifiers.identity import check_character
from shebao.operations.registry.duplicates import Identity, Strength, reasons, suspected


def number(serial: int, birth: date = date(1970, 5, 6)) -> str:
    body = f"429906{birth:%Y%m%d}{serial:03}"
    return body + check_character(body)


SETS = st.frozensets(st.sampled_from(["甲乙", "甲·乙", "张伟", "章伟"]), max_size=2)
IDENTITIES = st.builds(
    Identity,
    st.integers(1, 9),
    SETS,
    st.frozensets(st.integers(0, 30).map(number), max_size=2),
    st.sampled_from(["", "1970-05-06", "1980-01-01"]),
    st.sampled_from(["", "M", "F"]),
    st.frozensets(st.sampled_from(["13900000001", "13900000002"]), max_size=1),
    st.frozensets(st.sampled_from(["6217000000000000001"]), max_size=1),
)


@given(IDENTITIES, IDENTITIES)
def test_reasons_are_the_same_from_both_sides_and_show_no_number(one, other):
    found = reasons(one, other)
    assert found == reasons(other, one)
    told = "".join(reason.told for reason in found)
    assert not any(secret in told for secret in (*one.numbers, *one.telephones, *one.accounts))


@given(st.integers(0, 999))
def test_the_old_number_with_fifteen_digits_is_the_same_number(serial):
    new = number(serial)
    old = new[:6] + new[8:17]
    (reason,) = reasons(Identity(1, numbers=frozenset({new})), Identity(2, numbers=frozenset({old})))
    assert reason.strength is Strength.EXACT


def test_a_mistyped_number_under_the_same_name_is_told_and_under_another_name_not():
    good, slip = number(11), number(12)
    one = Identity(1, frozenset({"买买提·玉素甫"}), frozenset({good}))
    assert [r.code for r in reasons(one, Identity(2, frozenset({"买买提.玉素甫"}), frozenset({slip})))] == [
        "mistyped_number"
    ]
    assert reasons(one, Identity(2, frozenset({"乙"}), frozenset({slip}))) == ()


def test_the_strongest_comes_first_and_nobody_is_their_own_duplicate():
    one = Identity(1, frozenset({"张伟"}), frozenset({number(1)}), "1970-05-06", "M")
    alike = Identity(2, frozenset({"章伟"}), frozenset(), "1970-05-06", "M")
    same = Identity(3, frozenset({"张伟"}), frozenset({number(1)}), "1970-05-06", "M")
    found = suspected(one, [alike, same, one])
    assert [(each.subject, each.strength) for each in found] == [(3, Strength.EXACT), (2, Strength.WEAK)]
    assert suspected(one, [Identity(4, frozenset({"张伟"}), frozenset(), "1970-05-06", "F")]) == []

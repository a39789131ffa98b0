"""The groups of economic subjects are of subjects that there are, and no subject is in two."""

from __future__ import annotations

import pytest

from shebao.classification import department_economic
from shebao.classification.groups import is_personnel, personnel_classes, three_public_items


@pytest.mark.parametrize("code", [*personnel_classes(), *three_public_items()])
def test_a_group_is_made_of_known_subjects(code: str) -> None:
    assert department_economic().get(code) is not None


def test_what_is_spent_on_people_is_personnel_and_nothing_of_three_public_is() -> None:
    assert is_personnel("30101")
    assert is_personnel("303")
    assert not is_personnel("30201")
    assert not is_personnel("")
    assert not any(is_personnel(code) for code in three_public_items())


def test_every_purchase_of_an_official_vehicle_counts() -> None:
    items = three_public_items()
    named = [s.code for s in department_economic() if s.name == "公务用车购置" and len(s.code) == 5]
    assert named
    assert {items[code] for code in named} == {"vehicle_purchase"}

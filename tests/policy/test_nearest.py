"""A district's law is that of the nearest area above it that has any."""

from __future__ import annotations

import pytest

from shebao.policy.nearest import law_of, upwards


@pytest.mark.parametrize(
    ("place", "area"),
    [("420106", "武汉市"), ("420100", "武汉市"), ("420500", "湖北省"), ("999999", "全国"), ("", "全国")],
)
def test_a_division_goes_by_the_nearest_law(place: str, area: str) -> None:
    assert law_of(place).area.name == area


def test_what_is_above_a_division_ends_with_the_nation() -> None:
    assert upwards("420106") == ("420106", "420100", "420000", "000000")

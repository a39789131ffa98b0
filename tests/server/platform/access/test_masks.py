"""Masked data is recognised by who knows it, and says too little to who does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.server.platform.access import masks

_ALL = (masks.mail, masks.telephone, masks.identity_number, masks.account, masks.name, masks.address)


@pytest.mark.parametrize(
    ("mask", "text", "shown"),
    [
        (masks.mail, "zhang.san@example.gov.cn", "z***@example.gov.cn"),
        (masks.telephone, "138 0013 8000", "138****8000"),
        (masks.telephone, "8765432", "*****32"),
        (masks.identity_number, "110101 19900307 451X", "110********451X"),
        (masks.account, "6222020200112233445", "********3445"),
        (masks.name, "欧阳某某", "欧***"),
        (masks.name, "某", "***"),
        (masks.address, "武汉市江岸区某路一号", "武汉市江岸区****"),
    ],
)
def test_as_people_know_it(mask, text: str, shown: str) -> None:
    assert mask(text) == shown


@pytest.mark.parametrize("mask", _ALL, ids=lambda mask: mask.__name__)
@given(text=st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=40))
def test_what_is_masked_is_never_the_whole_and_its_middle_is_gone(mask, text: str) -> None:
    shown = mask(text)
    assert "*" in shown
    assert len(text) < 3 or text not in shown
    if len(text) >= 12:
        assert text[6:-4] not in shown

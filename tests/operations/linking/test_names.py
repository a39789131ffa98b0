"""Names in the forms in which they are compared."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shebao.operations.linking.names import compared

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "form"),
    [
        ("张伟", "張偉", "key"),
        ("买买提·吐尔逊", "买买提•吐尔逊 ", "key"),
        ("ＬＩ 娜", "li娜", "key"),
        ("买买提·吐尔逊", "吐尔逊·买买提", "letters"),
        ("王䶮", "王yan", "sound"),
        ("李静", "李婧", "sound"),
        ("吕绿", "呂綠", "sound"),
        ("建国张", "张建国", "sounds"),
        ("欧阳娜", "歐陽靜", "surname"),
    ],
)
def test_writings_of_one_name_share_a_form(one, other, form):
    assert getattr(compared(one), form) == getattr(compared(other), form)


@pytest.mark.parametrize("unknown", ["?", "？", "*", "□", "■", "_", "%", "\ue863"])
def test_a_character_that_a_system_does_not_have_is_open(unknown):
    assert compared(f"王{unknown}").pattern == "王_"


@settings(max_examples=60, deadline=None)
@given(HAN, st.sampled_from(["", " ", "·", "　", "•"]))
def test_forms_do_not_depend_on_dots_and_spaces_and_are_stable(name, between):
    plain = compared(name)
    assert compared(between.join(name)) == plain
    assert compared(plain.key).key == plain.key
    assert sorted(plain.key) == list(plain.letters)

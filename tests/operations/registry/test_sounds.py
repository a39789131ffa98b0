"""Names are found by letters: surnames by their own readings, rare characters, foreign names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.operations.registry.sounds import letters, sounds

HAN = st.text(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5) | st.sampled_from("𬱖㛃䶮〇"), min_size=1, max_size=30
)


@pytest.mark.parametrize(
    ("name", "whole", "initials"),
    [("张三", "zhangsan", "zs"), ("单长乐", "shanchangle", "scl"), ("曾𬱖", "zengdi", "zd"), ("尉迟乐", "yuchiyue", "ycy"),
     ("买买提·玉素甫", "maimaitiyusufu", "mmtysf"), ("MARIA GONZALEZ", "mariagonzalez", "mg"), ("吕布", "lvbu", "lb"),
     ("令狐冲", "linghuchong", "lhc")],
)  # fmt: skip
def test_a_name_is_found_by_whole_sound_and_initials(name, whole, initials):
    assert (whole, initials) in sounds(name)


@given(HAN)
def test_there_are_few_ways_and_all_of_them_can_be_typed(name):
    found = sounds(name)
    assert len(found) <= 4
    assert len(set(found)) == len(found)
    for sound in found:
        assert letters(sound.whole) == sound.whole
        assert letters(sound.initials) == sound.initials


@given(st.text(max_size=20))
def test_width_case_and_gaps_of_what_is_typed_say_nothing(text):
    read = letters(text)
    if read is not None:
        wide = "".join(chr(ord(each) + 0xFEE0) for each in read.upper())
        assert letters(wide) == letters(" ".join(read)) == read


def test_what_is_not_letters_is_no_sound():
    assert letters("张san") is None
    assert letters("zs1") is None
    assert letters(" LÜ bu'") == "lvbu"
    assert sounds("𠮷") == ()

"""Names: one spelling of what people write in several ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.names import read_name
from shebao.fields.problem import Wrong

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5) | st.sampled_from("𬱖𠮷㛃䶮〇𱁬")
NAMES = st.text(HAN, min_size=1, max_size=20)
WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


@given(NAMES, st.sampled_from([" ", "\u3000", "\u200b", "\t"]), st.data())
def test_spaces_and_invisible_signs_in_a_chinese_name_say_nothing(name, blank, data):
    at = data.draw(st.integers(0, len(name)))
    assert read_name(name[:at] + blank + name[at:]) == name


@given(NAMES, NAMES, st.sampled_from("·•・‧∙．⋅"), st.sampled_from(["", " "]))
def test_every_dot_is_the_same_dot(first, last, dot, blank):
    assert read_name(f"{first}{blank}{dot}{blank}{last}") == f"{first}·{last}"


@given(st.lists(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=9), min_size=1, max_size=4))
def test_a_foreign_name_is_kept_in_capitals_whatever_its_width(parts):
    name = " ".join(parts)
    assert read_name(name.lower()) == read_name(name.translate(WIDE)) == read_name(f"  {'  '.join(parts)} ") == name


@given(st.text(max_size=70))
def test_whatever_is_typed_is_a_name_or_is_refused_and_a_name_stays_one(text):
    try:
        name = read_name(text)
    except Wrong:
        return
    assert read_name(name) == name


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "missing"), ("张？", "unknown_character"), ("张\ue5e5", "private_character"), ("张3", "not_a_name"),
     ("·张", "not_a_name"), ("某" * 61, "too_long")],
)  # fmt: skip
def test_what_is_no_name_says_why(text, code):
    with pytest.raises(Wrong) as wrong:
        read_name(text)
    assert wrong.value.code == code


def test_characters_beyond_the_bmp_are_single_characters():
    assert read_name("王𬱖") == "王𬱖"
    assert len(read_name("買買提·玉素甫")) == 7

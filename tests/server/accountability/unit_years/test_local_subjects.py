"""Local subjects: lines that people write and the CSV that is stored are the same subjects."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.classification.subjects import Level, read_subjects
from shebao.server.accountability.unit_years.local_subjects import shown, stored

WORDS = st.text(alphabet="武汉社保经办业务一二三AB（）", min_size=1, max_size=12)
SUBJECTS = st.tuples(
    st.sampled_from([3, 5, 7]).flatmap(lambda n: st.text(alphabet="123456789", min_size=n, max_size=n)),
    WORDS,
    st.integers(2000, 2020),
    st.integers(2021, 2099),
    WORDS,
)


@given(st.lists(SUBJECTS, min_size=1, max_size=5, unique_by=lambda subject: subject[0]))
def test_lines_survive_being_stored_and_shown(subjects: list[tuple[str, str, int, int, str]]) -> None:
    lines = "\n".join("，".join(map(str, subject)) for subject in subjects)
    assert shown(stored(lines)) == lines


def test_what_is_stored_is_what_the_loader_of_classifications_reads(tmp_path: Path) -> None:
    path = tmp_path / "subjects.csv"
    path.write_text(
        stored("2080199,社保稽核专项，2020,2099\n20801，人社管理\t2020，2099，鄂财〔2020〕1号"), encoding="utf-8"
    )
    first, second = read_subjects(path)
    assert (first.code, first.name, first.level, first.year_to) == ("2080199", "社保稽核专项", Level.ITEM, 2099)
    assert (second.level, second.source) == (Level.CATEGORY, "鄂财〔2020〕1号")
    assert stored(" \n") == ""
    assert shown("") == ""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("2080199，名称", "用逗号隔开"),
        ("20801999，名称，2020，2099", "3、5 或 7 位数字"),
        ("2080199，，2020，2099", "没有名称"),
        ("2080199，名称，2099，2020", "先起后止"),
        ("2080199，名称，20，2099", "先起后止"),
    ],
)
def test_a_wrong_line_is_told_by_its_number(line: str, told: str) -> None:
    with pytest.raises(ValueError, match=f"第 2 行：.*{told}"):
        stored(f"2080101，行政运行，2020，2099\n{line}")

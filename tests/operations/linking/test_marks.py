"""Marks come back from the page or the workbook; only what two different persons say becomes a proposal."""

import json

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.operations.linking import LinkingError, shipped_model
from shebao.operations.linking.decisions import Decided, Verdict, decided, merges
from shebao.operations.linking.marks import FORM, Mark, Marked, read_marks
from shebao.operations.linking.pairs import PERSON, Pair
from shebao.operations.linking.review import review_page, write_review

SAME, DIFFERENT, UNSURE = Mark.SAME, Mark.DIFFERENT, Mark.UNSURE


def marked(marker, code="L", **marks):
    return Marked(code, marker, {pair: (mark, "") for pair, mark in marks.items()}, f"{marker}.json")


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ((SAME,), Verdict.SECOND),
        ((SAME, SAME), Verdict.SAME),
        ((SAME, UNSURE), Verdict.SECOND),
        ((UNSURE, UNSURE), Verdict.SECOND),
        ((SAME, DIFFERENT), Verdict.DISPUTED),
        ((SAME, DIFFERENT, SAME), Verdict.SAME),
        ((DIFFERENT, DIFFERENT), Verdict.DIFFERENT),
        ((SAME, SAME, DIFFERENT, DIFFERENT), Verdict.DISPUTED),
    ],
)
def test_where_a_pair_stands(said, verdict):
    files = [marked(f"第{number}人", P=mark) for number, mark in enumerate(said)]
    assert [each.verdict for each in decided(files, "L", ["P"])] == [verdict]


def test_one_person_twice_is_one_person():
    assert decided([marked("王芳", P=SAME), marked("王芳", P=SAME)], "L", ["P"])[0].verdict is Verdict.SECOND


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ([marked("王芳", "M", P=SAME)], "另一批"),
        ([marked("王芳", Q=SAME)], "没有编号"),
        ([marked("王芳", P=SAME), marked("王芳", P=DIFFERENT)], "先后标记"),
    ],
)
def test_marks_that_cannot_be_counted_are_refused(files, reason):
    with pytest.raises(LinkingError, match=reason):
        decided(files, "L", ["P"])


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from([Verdict.SAME, Verdict.DIFFERENT]))))
def test_merges_are_the_groups_that_pairs_join_and_contradictions_stay_out(edges):
    edges = [(a, b, verdict) for a, b, verdict in edges if a != b]
    ends = {str(n): (f"r{a}", f"r{b}") for n, (a, b, _) in enumerate(edges)}
    sound, apart = merges([Decided(str(n), verdict, ()) for n, (_, _, verdict) in enumerate(edges)], ends)
    groups = [set(each.members) for each in sound] + [set(each.members) for each, _ in apart]
    assert sum(map(len, groups)) == len(set().union(*groups)) if groups else not sound
    for number, (_, _, verdict) in enumerate(edges):
        one, other = ends[str(number)]
        if verdict is Verdict.SAME:
            assert any({one, other} <= group for group in groups)
        else:
            assert not any({one, other} <= set(each.members) for each in sound)


def pair(number="A1", name="张伟"):
    people = [dict.fromkeys(PERSON, "") | {"number": each, "name": name} for each in ("1", "2")]
    reasons = {each.title: "相同" for each in shipped_model().comparisons}
    return Pair(number, 7.5, "可能是同一人", reasons, *people)


def test_what_the_page_saves_is_read(tmp_path):
    content = {"form": FORM, "list": "L", "marker": " 王　芳 ", "marks": {"A1": {"mark": "same", "note": "查过档案"}}}
    (tmp_path / "m.json").write_text(json.dumps(content), encoding="utf-8")
    found = read_marks(tmp_path / "m.json")
    assert (found.list, found.marker, found.marks) == ("L", "王 芳", {"A1": (SAME, "查过档案")})


def test_the_page_shows_hostile_names_as_text():
    page = review_page([pair(name="<script>alert(1)</script>")], "L", 1)
    assert "<script>alert" not in page
    assert "default-src 'none'" in page


def test_a_workbook_that_was_marked_is_read(tmp_path):
    path = tmp_path / "比对.xlsx"
    assert write_review([pair("A1"), pair("A2")], "L", shipped_model(), path) == 2
    with pytest.raises(LinkingError, match="没有写标记人"):
        read_marks(path)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    sheet["B2"], sheet["B5"] = "王芳", "同一人"
    book.save(path)
    found = read_marks(path)
    assert (found.list, found.marker, found.marks) == ("L", "王芳", {"A1": (SAME, "")})


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"\xff\xfe", b'{"form": "shebao-link-marks"}', b"[" * 100_000,
     b'{"form": "shebao-link-marks", "list": "L", "marker": "x", "marks": {"A": {"mark": "yes"}}}'],
    ids=["empty", "object", "list", "bytes", "part", "deep", "word"],
)  # fmt: skip
@pytest.mark.parametrize("suffix", [".json", ".xlsx"])
def test_a_file_that_holds_no_marks_is_refused(tmp_path, content, suffix):
    path = tmp_path / f"m{suffix}"
    path.write_bytes(content)
    with pytest.raises(LinkingError):
        read_marks(path)

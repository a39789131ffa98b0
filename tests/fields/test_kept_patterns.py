"""Expressions that were kept match as those that are compiled, and none is taken for another."""

import marshal
import re
import sys
from pathlib import Path

import pytest

from shebao.fields import kept_patterns
from shebao.fields.kept_patterns import keeping

EXPRESSIONS = [
    (r"(?P<year>\d{4})年(?:度)?(?P<rest>.*)$", 0, "2023年度决算\n2022年预算"),
    (r"[一二三四五六七八九十]+、|[^\u4e00-\u9fff]", re.MULTILINE, "一、甲\n十二、乙 a"),
    (r"(?<=其中)[:：]\s*(\w+?)(?=\d)", 0, "其中：工资12"),
    (r"a(?i:B)c", re.IGNORECASE, "ABC abc"),
    (r"(甲)?(?(1)乙|丙)", 0, "甲乙丙"),
    (r"(\d+) \1", re.ASCII, "12 12"),
]


@pytest.fixture(autouse=True)
def compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every expression is compiled anew; the compiler is Python's again afterwards."""
    monkeypatch.setattr(re._compiler, "compile", kept_patterns._compile)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    re.purge()


def kept(place: Path) -> dict:
    return marshal.loads(place.read_bytes())[1]


def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    original = kept_patterns._compile
    monkeypatch.setattr(
        kept_patterns, "_compile", lambda pattern, flags: seen.append(pattern) or original(pattern, flags)
    )
    return seen


@pytest.mark.parametrize(("expression", "flags", "text"), EXPRESSIONS)
def test_a_kept_expression_is_that_expression(expression, flags, text, tmp_path, monkeypatch) -> None:
    with keeping(tmp_path / "kept"):
        first = re.compile(expression, flags)
    re.purge()
    seen = compiled(monkeypatch)
    with keeping(tmp_path / "kept"):
        second = re.compile(expression, flags)
    assert seen == []
    assert second is not first
    assert (second.pattern, second.flags, second.groups, second.groupindex) == (
        first.pattern,
        first.flags,
        first.groups,
        first.groupindex,
    )
    assert [each.span() for each in second.finditer(text)] == [each.span() for each in first.finditer(text)]
    assert [(each.groups(), each.groupdict(), each.lastgroup) for each in second.finditer(text)] == [
        (each.groups(), each.groupdict(), each.lastgroup) for each in first.finditer(text)
    ]


def test_flags_and_changed_words_are_other_expressions(tmp_path: Path, monkeypatch) -> None:
    with keeping(tmp_path / "kept"):
        re.compile("a.c")
    re.purge()
    seen = compiled(monkeypatch)
    with keeping(tmp_path / "kept"):
        assert re.compile("a.c", re.DOTALL).match("a\nc")
        assert not re.compile("a.c").match("a\nc")
        assert re.compile("a.d").match("abd")
    assert seen == ["a.c", "a.d"]


def test_what_is_compiled_afterwards_is_not_kept(tmp_path: Path) -> None:
    with keeping(tmp_path / "kept", more=lambda: re.compile("later")):
        re.compile("own")
    re.compile("of a document")
    with keeping(tmp_path / "kept"):
        pass
    assert {pattern for pattern, _ in kept(tmp_path / "kept")} == {"own", "later"}


def test_a_damaged_file_is_compiled_over(tmp_path: Path) -> None:
    place = tmp_path / "kept"
    with keeping(place):
        re.compile("[0-9]+年")
    whole, names = place.read_bytes(), kept(place)
    for content in (
        b"",
        whole[:-3],
        b"\xff" * 40,
        marshal.dumps((False, dict.fromkeys(names, (32, b"\0" * 8, 0, {}, (None,))))),
    ):
        place.write_bytes(content)
        re.purge()
        with keeping(place):
            assert re.compile("[0-9]+年").findall("2023年12年") == ["2023年", "12年"]


def test_nothing_is_written_where_no_bytecode_is(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    with keeping(tmp_path / "kept"):
        assert re.compile("x+y").match("xxy")
    assert list(tmp_path.iterdir()) == []


def test_a_mistake_of_the_expression_is_told_as_ever(tmp_path: Path) -> None:
    with keeping(tmp_path / "kept"), pytest.raises(re.error):
        re.compile("(a")
    assert re.compile("(a)").groups == 1

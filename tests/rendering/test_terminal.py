"""The text that a terminal shows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.auditing.findings import Finding, Unclear
from shebao.auditing.verdicts import Severity
from shebao.rendering.terminal import Screen, audit_text
from shebao.rendering.words import chains
from shebao.rendering.wrapping import printable, width, wrap
from shebao.report.provenance import Place, Source
from synthetic.broken import broken_result


def finding(number: int, severity: Severity = Severity.ERROR, cause: str | None = None, message: str = "") -> Finding:
    source = Source(f"原文{number}", Place(page=number))
    return Finding(f"F{number}", "T01", severity, message or f"问题{number}。", source, "1", "2", (), cause)


@pytest.mark.parametrize("columns", [40, 80, 100])
def test_no_line_is_wider_than_the_screen(columns: int) -> None:
    text = audit_text(broken_result("tabs").result, Screen(columns))
    assert max(width(line) for line in text.splitlines()) <= columns


def test_it_names_unit_year_tables_sections_coverage_and_result() -> None:
    result = broken_result("tabs").result
    text = audit_text(result, Screen(80)).replace("\n      ", "")
    assert text.startswith("武汉市")
    assert "2023 年度单位决算" in text
    assert "收入支出决算总表" in text
    assert f"报告印有 {result.coverage.figures} 个数字" in text
    assert "13 节情况说明" in text


def test_consequences_stand_under_their_cause_and_are_not_counted_apart() -> None:
    result = replace(broken_result("tabs").result, findings=(finding(1), finding(2, cause="F1"), finding(3)))
    text = audit_text(result, Screen(80))
    assert "错误（2）" in text
    assert "由此  T01（第 2 页） 问题2。" in text


def test_a_chain_of_causes_hangs_on_its_root_and_a_circle_does_not_hang() -> None:
    found = chains((finding(1), finding(2, cause="F1"), finding(3, cause="F2")))
    assert [c.finding.id for c in found] == ["F1"]
    assert [c.id for c in found[0].consequences] == ["F2", "F3"]
    assert len(chains((finding(1, cause="F2"), finding(2, cause="F1")))) >= 0
    assert [c.finding.id for c in chains((finding(2, cause="F9"),))] == ["F2"]


def test_the_same_words_about_several_places_are_said_once() -> None:
    alike = tuple(finding(n, Severity.INFO, message="“截止”应为“截至”。") for n in (1, 2, 3))
    text = audit_text(replace(broken_result("tabs").result, findings=alike), Screen(80))
    assert text.count("“截止”应为“截至”。") == 1
    assert "同样  第 2 页、第 3 页（2 处）" in text
    assert "1–3. " in text


def test_reasons_that_differ_only_in_a_title_are_summed_up() -> None:
    reasons = tuple(Unclear("S02", f"没有读到《表{n}》；请对照原件", Source("")) for n in "甲乙丙")
    text = audit_text(replace(broken_result("tabs").result, undecided=reasons), Screen(80))
    assert "未能判断（3）" in text
    assert "S02 没有读到《表甲》《表乙》《表丙》；请对照原件（3 处）" in text


def test_colour_only_where_it_is_wanted() -> None:
    result = broken_result("tabs").result
    assert "\x1b[" in audit_text(result, Screen(80, colour=True))
    assert "\x1b[" not in audit_text(result, Screen(80, colour=False))


def test_a_report_cannot_send_control_characters_to_the_terminal() -> None:
    evil = replace(finding(1), source=Source("\x1b[2J\x07清屏\u202e", Place(page=1)))
    text = audit_text(replace(broken_result("tabs").result, findings=(evil,)), Screen(80))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_figures_stay_whole_and_closing_marks_do_not_begin_a_line() -> None:
    lines = wrap("本年支出合计1,234,567.89万元，占本年收入的100.0%；其中：基本支出。", 20)
    assert any("1,234,567.89" in line for line in lines)
    assert not any(line[0] in "，。；%" for line in lines)


@given(st.text(alphabet="决算支出0123456789.,% ，。（）ab", max_size=200), st.integers(20, 90))
def test_wrapping_loses_nothing_but_spaces(text: str, columns: int) -> None:
    assert "".join("".join(wrap(text, columns)).split()) == "".join(text.split())


@given(st.text(max_size=100))
def test_printable_text_has_no_control_characters(text: str) -> None:
    assert all(character.isprintable() or character == " " for character in printable(text) if ord(character) < 128)

"""Invented unit-years with every special case: what is composed is grammatical, read back alike, and stands the audit."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composing.generated import CASES, PLACES, unit_year, write
from composing.plain_document import plain_document
from shebao.auditing.audit import audit_report
from shebao.composing.manuscript import Manuscript, Paragraph, RunKind
from shebao.publishing.folder import read_material
from shebao.publishing.own_words import with_own_words
from shebao.reading.report import interpret
from shebao.report.likeness import statements_of

SEEDS = (*range(0, 700, 29), 1037)  # 1037: small incomes that are other subjects' expenditure by chance
_DOUBLED = re.compile(r"[，。；：、]{2,}|（）|\(\)|“”|万元万元|支出支出数|  ")
_RESIDUE = re.compile(r"[{}\ue000-\ue0ff]|%\}|None|undefined|XX|增加（减少）")


def texts(manuscript: Manuscript) -> list[str]:
    return [block.text for block in manuscript.blocks if isinstance(block, Paragraph)]


def test_seeds_cover_every_place_and_case():
    known = [unit_year(seed) for seed in range(200)]
    assert {(case.place, case.year) for case in known} == set(PLACES)
    assert set(CASES) == {name for case in known for name in case.cases}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_unit_year_composes_reads_back_and_stands_the_audit(seed, tmp_path):
    manuscript = with_own_words(read_material(write(unit_year(seed), tmp_path)))
    for text in texts(manuscript):
        assert not _DOUBLED.search(text), text
        assert not _RESIDUE.search(text), text
        assert text.endswith(("。", "：", "；", "）", ")")), text
        assert text.count("（") + text.count("(") == text.count("）") + text.count(")"), text
    read = interpret(plain_document(manuscript))
    assert statements_of(read) == statements_of(manuscript.report)
    assert [finding.message for finding in audit_report(read).findings] == []


@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.integers(1_000, 1_000_000))
def test_any_unit_year_says_what_is_read(seed):
    with TemporaryDirectory() as directory:
        manuscript = with_own_words(read_material(write(unit_year(seed), Path(directory))))
    read = interpret(plain_document(manuscript))
    assert statements_of(read) == statements_of(manuscript.report)
    assert [finding.message for finding in audit_report(read).findings] == []


def test_every_figure_has_an_origin_and_an_anchor_of_its_own(tmp_path):
    manuscript = with_own_words(read_material(write(unit_year(44), tmp_path)))
    figures = [
        run
        for block in manuscript.blocks
        if isinstance(block, Paragraph)
        for run in block.runs
        if run.kind is RunKind.FIGURE
    ]
    assert len(figures) > 100
    assert len({run.anchor for run in figures}) == len(figures)
    assert all(run.origin is not None and run.origin.formula for run in figures)


def test_a_seed_is_the_same_every_time(tmp_path):
    one = with_own_words(read_material(write(unit_year(5), tmp_path / "one")))
    other = with_own_words(read_material(write(unit_year(5), tmp_path / "other")))
    assert texts(one) == texts(other)
    assert one.blocks == other.blocks

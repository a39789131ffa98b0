"""Invented unit-years in every format: what is written reads back as what was composed, and stands the audit."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from composing.generated import unit_year, write
from shebao.composing.documents import FORMATS, render, suffix
from shebao.publishing.folder import read_material
from shebao.publishing.gate import examine
from shebao.publishing.own_words import with_own_words

QUICK = range(3, 700, 60)
MANY = range(0, 500, int(os.environ.get("SHEBAO_UNIT_YEARS_STEP", "5")))
"""Every place and every special case comes up at a step of 5; a step of 1 takes half an hour on two cores."""


def _passes(seed: int, folder: Path) -> None:
    manuscript = with_own_words(read_material(write(unit_year(seed), folder)))
    for form in FORMATS:
        passed = examine(f"report.{suffix(form)}", form, render(manuscript, form), manuscript)
        assert [str(refusal) for refusal in passed.refusals] == [], (seed, form)
        assert passed.verified > 50, (seed, form)


@pytest.mark.parametrize("seed", QUICK)
def test_a_unit_year_passes_the_gate_in_every_format(seed: int, tmp_path: Path) -> None:
    _passes(seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MANY)
def test_each_of_many_unit_years_passes_the_gate_in_every_format(seed: int, tmp_path: Path) -> None:
    _passes(seed, tmp_path)

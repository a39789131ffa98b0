"""The prior year may be a closing or the report that was published of it."""

from __future__ import annotations

import shutil

import pytest

from composing.generated import unit_year, write
from composing.manuscripts import EXAMPLES
from shebao.accounts.closing.closing import closing_of
from shebao.accounts.importing.folder import read_folder
from shebao.accounts.importing.rejects import ImportRejected
from shebao.accounts.output.page import closing_page
from shebao.composing.manuscript import Paragraph
from shebao.publishing.folder import read_material
from shebao.publishing.own_words import with_own_words


def lines(folder, prior=None):
    manuscript = with_own_words(read_material(folder, prior), draft=True)
    return [block.text for block in manuscript.blocks if isinstance(block, Paragraph)]


@pytest.fixture
def year(tmp_path):
    """A Wuhan year with a prior one, and the page of the prior year's closing."""
    seed = next(
        n for n in range(99) if not unit_year(n).cases & {"first_year", "in_yuan"} and unit_year(n).year == 2023
    )
    folder = write(unit_year(seed), tmp_path)
    page = tmp_path / "tables.html"
    page.write_text(closing_page(closing_of(read_folder(tmp_path / "before"))), "utf-8")
    return folder, page


def test_a_report_of_the_prior_year_compares_like_its_closing(year):
    folder, page = year
    exact = lines(folder)
    assert any("与2022年度相比" in text for text in exact)
    assert lines(folder, page) == exact
    (folder / "prior" / "closing.json").unlink()
    shutil.copy(page, folder / "prior")
    assert lines(folder) == exact


def test_a_first_year_compares_with_nothing(year):
    folder, _ = year
    (folder / "prior" / "closing.json").unlink()
    found = lines(folder)
    assert any("首次编制决算" in text for text in found)
    assert not any("2022年度" in text for text in found)


def test_what_a_partial_prior_year_does_not_tell_is_not_compared():
    """The example's prior year holds totals only: nothing is said of last year's 三公."""
    found = lines(EXAMPLES / "city-centre-2023")
    assert any("收、支总计各减少112.01万元，下降5.3%" in text for text in found)
    assert not any("三公" in text and "2022" in text for text in found)


def test_what_is_no_report_is_told():
    path = EXAMPLES / "city-centre-2023" / "words.yaml"
    with pytest.raises(ImportRejected) as problem:
        read_material(EXAMPLES / "city-centre-2023", path)
    assert problem.value.problems[0].place.file == "words.yaml"

"""Real published PDFs: every amount that the reference reader sees in a table is read, and in its own cell."""

import re
from collections import Counter

import pdfplumber
import pytest

from shared_files import shared
from shebao.reading.document import Grid
from shebao.reading.files import read_document

_AMOUNT = re.compile(r"(?<![\d.])\d[\d,]*\.\d+(?![\d.])")
_REPORTS = ["putuo-finance-2024.pdf", "putuo-planning-2024.pdf", "final-accounts-template.pdf"]


def _cells(page) -> Counter:
    texts = (
        cell.text for block in page.blocks if isinstance(block, Grid) for row in block.rows for cell in row if cell
    )
    return Counter(amount for text in texts for amount in _AMOUNT.findall(text))


@pytest.mark.parametrize("name", _REPORTS)
def test_every_amount_in_a_table_is_read_in_its_own_cell(name):
    path = shared(f"reports/{name}")
    document = read_document(path)
    with pdfplumber.open(path) as reference:
        assert len(document.pages) == len(reference.pages)
        for page, expected in zip(document.pages, reference.pages, strict=True):
            cells = [cell for table in expected.extract_tables() for row in table for cell in row if cell]
            amounts = Counter(a for cell in cells for a in _AMOUNT.findall(cell))
            assert _cells(page) == amounts, f"page {page.number}"


@pytest.mark.parametrize("name", _REPORTS)
def test_no_figure_of_the_running_text_is_torn(name):
    path = shared(f"reports/{name}")
    document = read_document(path)
    whole = "".join(block.text for page in document.pages for block in page.lines)
    assert not re.search(r"\d \d|\d\t\d|\.\s\d", whole)

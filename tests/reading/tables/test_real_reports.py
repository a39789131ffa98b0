"""Every cell of the tables of real reports, against golden files that were compared with the print."""

from pathlib import Path

import pytest

from reading.tables.golden_tables import flattened
from shared_files import shared
from shebao.reading.files import read_document
from shebao.reading.parts import divide
from shebao.reading.tables import read_tables
from shebao.report.tables import Table

GOLDEN = Path(__file__).parent / "golden"
REPORTS = {
    "000": "000_848cd77d40a2b2ee.txt",
    "004": "004_20908ded8e028716.txt",
    "002": "002_aecfc3e4a48985f9.txt",
    "putuo-planning": "putuo-planning-2024.pdf",
    "putuo-finance": "putuo-finance-2024.pdf",
}


def tables_of(name: str) -> tuple[Table, ...]:
    document = read_document(shared(f"reports/{REPORTS[name]}"), REPORTS[name])
    blocks = list(document.blocks)
    part = next(part for part in divide(blocks) if part.kind == "tables")
    return read_tables(blocks[part.first : part.stop])[0]


@pytest.mark.parametrize("name", REPORTS)
def test_every_cell_is_read_as_printed(name: str) -> None:
    golden = (GOLDEN / f"{name}.txt").read_text("utf-8").splitlines()
    assert flattened(tables_of(name)) == golden


@pytest.mark.parametrize("name", REPORTS)
def test_a_whole_document_gives_the_same_tables(name: str) -> None:
    document = read_document(shared(f"reports/{REPORTS[name]}"), REPORTS[name])
    assert flattened(read_tables(list(document.blocks))[0]) == flattened(tables_of(name))

"""Totals of a flattened table of basic expenditure that stand apart from their labels: which is whose, and that a sum said so."""

from shebao.reading.document import Line
from shebao.reading.tables.flat.economic import read_flat_economic
from shebao.reading.tables.flat.rows import BY_SUM
from shebao.report.provenance import Place

_ITEMS = """301 工资福利支出 80.00
30101 基本工资 50.00
30102 津贴补贴 30.00
302 商品和服务支出 20.00
30201 办公费 12.00
30202 印刷费 8.00"""


def _rows(text: str):
    lines = [Line(line, Place(line=number)) for number, line in enumerate(text.split("\n"), 1)]
    rows = read_flat_economic(lines, "万元")
    assert rows is not None
    return {
        row.key: (row.cells["amount"].figure.text, row.cells["amount"].basis)
        for row in rows
        if row.cells["amount"].figure
    }


def test_totals_in_the_order_of_their_labels_need_no_sum() -> None:
    rows = _rows(f"{_ITEMS}\n人员经费合计\n公用经费合计\n80.00\n20.00")
    assert rows["personnel"] == ("80.00", "")
    assert rows["operating"] == ("20.00", "")


def test_a_total_that_only_a_sum_places_says_so() -> None:
    rows = _rows(f"{_ITEMS}\n人员经费合计\n公用经费合计\n20.00\n80.00")
    assert rows["personnel"] == ("80.00", BY_SUM)
    assert rows["operating"] == ("20.00", BY_SUM)
    assert rows["301"] == ("80.00", "")

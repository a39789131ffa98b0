"""An audited report with mistakes, for the tests of renderings."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from shebao.auditing.audit import audit_report
from shebao.reading.report import read_file
from shebao.rendering.formats import Audited
from synthetic.composer import compose
from synthetic.layouts import LAYOUTS
from synthetic.pieces import Composed, Grid, Heading, Mark, Paragraph, marks, with_piece

HOSTILE = "<script>alert('1')</script>"


def broken_report() -> Composed:
    """A composed report with a wrong amount in 本年支出合计 of the first table, a wrong share and hostile text."""
    report = compose(5, "wuhan", 2023)
    table = next(i for i, block in enumerate(report.blocks) if isinstance(block, Grid))
    address = next(
        a for a, m in marks(report) if a[0] == table and m.kind == "amount" and a[2] >= 5 and len(m.text) > 5
    )
    report = with_piece(report, address, Mark("7654.32", "amount"))
    narrative = next(
        i
        for i, b in enumerate(report.blocks)
        if isinstance(b, Heading) and b.level == 2 and "支出决算情况" in str(b.text[0])
    )
    share = next(a for a, m in marks(report) if a[0] > narrative and m.kind == "rate")
    report = with_piece(report, share, Mark("93.7%", "rate"))
    duty = next(i for i, b in enumerate(report.blocks) if isinstance(b, Paragraph) and str(b.text[0]).startswith("1."))
    return with_piece(report, (duty, 0), f"1.办理{HOSTILE}登记。")


@cache
def broken_result(layout: str) -> Audited:
    """That report read and audited in a layout."""
    suffix, lay_out = LAYOUTS[layout]
    reading = read_file(lay_out(broken_report()), f"broken.{suffix}")
    return Audited(audit_report(reading.report, file=f"broken.{suffix}"), reading.document)


def broken_file(layout: str, folder: Path) -> Path:
    """That report as a file."""
    suffix, lay_out = LAYOUTS[layout]
    path = folder / f"broken.{suffix}"
    path.write_bytes(lay_out(broken_report()))
    return path

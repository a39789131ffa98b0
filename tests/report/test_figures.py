"""Every figure of a report, in one order."""

from reading.forms.made import NATIONAL, grid, report
from shebao.report.figures import figures_of


def test_figures_come_once_and_in_the_order_in_which_a_form_prints_them() -> None:
    found = list(figures_of(report([grid(NATIONAL)])))
    scores = [f.text for f in found if f.unit == "分" and f.source.quote in {"11.25", "8", "28", "89.75"}]
    assert scores == ["11.25", "8", "28", "89.75"]
    assert len(found) == len(set(found))

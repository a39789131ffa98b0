"""P18: the full score beside the total against the weights of its form."""

import pytest

from reading.forms.made import NATIONAL, grid, report
from shebao.auditing.context import Context
from shebao.auditing.registry import all_rules
from shebao.auditing.rules.p_full_score import full_score
from shebao.auditing.verdicts import Holds, Undecided, Violated


def _verdicts(full: str, weight: str = "10"):
    rows = [list(row) for row in NATIONAL]
    rows[-1][6] = full
    rows[3][6] = weight
    return [type(verdict) for verdict in full_score(Context(report([grid(rows)])))]


@pytest.mark.parametrize(
    ("full", "weight", "outcome"),
    [("100", "10", Holds), ("90", "10", Holds), ("92", "10", Violated), ("10", "10", Violated), ("92", "", Undecided)],
)
def test_the_full_score_is_the_sum_of_the_weights(full, weight, outcome):
    assert _verdicts(full, weight) == [outcome]


def test_the_rule_is_in_the_catalogue():
    assert any(rule.code == "P18" for rule in all_rules())

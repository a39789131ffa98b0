"""Data governance: checks as data over any number of rows, findings with an identity that stays."""

from shebao.operations.governance.errors import GovernanceError
from shebao.operations.governance.loading import SHIPPED, read_sets, shipped_set
from shebao.operations.governance.outcome import Outcome
from shebao.operations.governance.running.planning import Plan, Settings, make_plan
from shebao.operations.governance.service import check_data

__all__ = [
    "SHIPPED",
    "GovernanceError",
    "Outcome",
    "Plan",
    "Settings",
    "check_data",
    "make_plan",
    "read_sets",
    "shipped_set",
]

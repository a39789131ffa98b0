"""Data governance: checks as data over any number of rows, findings with an identity that stays.

What this package gives is imported when it is asked for: whoever reads a handover or masks a value needs no engine of columns.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shebao.operations.governance.errors import GovernanceError
    from shebao.operations.governance.loading import SHIPPED, read_sets, shipped_set
    from shebao.operations.governance.outcome import Outcome
    from shebao.operations.governance.running.planning import Plan, Settings, make_plan
    from shebao.operations.governance.service import check_data

_FROM = {
    "GovernanceError": "errors",
    "SHIPPED": "loading",
    "read_sets": "loading",
    "shipped_set": "loading",
    "Outcome": "outcome",
    "Plan": "running.planning",
    "Settings": "running.planning",
    "make_plan": "running.planning",
    "check_data": "service",
}

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


def __getattr__(name: str) -> Any:
    if name not in _FROM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FROM[name]}"), name)

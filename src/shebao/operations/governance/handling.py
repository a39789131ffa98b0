"""How suspicions are to be worked off: within how many workdays, and whether deciding one moves money."""

from __future__ import annotations

from functools import cache

from shebao.fields.data_files import load_data, mapping
from shebao.operations.governance.declared import ColumnType, DeclaredTable
from shebao.operations.governance.severity import Severity
from shebao.workflow import Limit, LimitKind

_FILE = "handling.yaml"


@cache
def limit(severity: Severity) -> Limit:
    """The limit of a suspicion of that severity."""
    names = [each.value for each in Severity]
    found = mapping(_FILE, mapping(_FILE, load_data(__package__, _FILE), ("limits",))["limits"], names)
    return Limit(found[severity.value], LimitKind.WORKDAYS, soon=3)


def moves_money(table: DeclaredTable) -> bool:
    """Whether a decision about rows of the table is one about money: the table has amounts."""
    return any(column.type is ColumnType.MONEY for column in table.columns.values())

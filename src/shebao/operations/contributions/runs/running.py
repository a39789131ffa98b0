"""What a run over everybody changes, as effects in the order of persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from shebao.fields.dates import Month
from shebao.operations.contributions.runs.columns import CHANGED, LIFTED, NEW
from shebao.operations.record.effects import LiabilityLifted, LiabilityStated
from shebao.operations.record.rows import Owed
from shebao.operations.record.valid import Valid


def news(results: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The rows of a run's results that change the record."""
    for table in results:
        yield table.filter(pc.is_in(table.column("change"), pa.array([NEW, CHANGED, LIFTED])))


def effects_of(results: Iterable[pa.Table], month: Month) -> Iterator[LiabilityStated | LiabilityLifted]:
    """What the results of a month change, from that month until the enrolment is known to end."""
    first = month.first_day
    for table in news(results):
        for row in table.to_pylist():
            yield _effect(row, Valid(first, row["until"]))


def _effect(row: dict[str, Any], valid: Valid) -> LiabilityStated | LiabilityLifted:
    if row["change"] == LIFTED:
        return LiabilityLifted(row["person"], row["line"], row["employer"], valid)
    owed = Owed(
        row["kind"], row["base"], row["unit_rate"], row["person_rate"], row["unit"], row["person_share"], row["policy"]
    )
    return LiabilityStated(row["person"], row["line"], row["employer"], valid, owed)

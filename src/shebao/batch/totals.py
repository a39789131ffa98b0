"""Control totals (控制总数): how many, and how much by item and district, in fen; the sum of what the parts report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


@dataclass
class Totals:
    """Counts and sums in fen, by district and in all."""

    items: tuple[str, ...]
    districts: dict[str, dict[str, int]] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)

    def add(self, districts: dict[str, dict[str, int]], rejected: dict[str, int]) -> None:
        """Adds the totals of a part."""
        for district, sums in districts.items():
            mine = self.districts.setdefault(district, dict.fromkeys(("count", *self.items), 0))
            for name, value in sums.items():
                mine[name] += value
        for name, count in rejected.items():
            self.rejected[name] = self.rejected.get(name, 0) + count

    @property
    def overall(self) -> dict[str, int]:
        """Count and sums over all districts."""
        return {name: sum(sums[name] for sums in self.districts.values()) for name in ("count", *self.items)}

    def document(self) -> dict[str, Any]:
        """What totals.json says."""
        ordered = {district: self.districts[district] for district in sorted(self.districts)}
        return {"unit": "fen", "rejected": self.rejected, "total": self.overall, "districts": ordered}


def by_district(table: pa.Table, items: Sequence[str], always: Sequence[str]) -> dict[str, dict[str, int]]:
    """Count and sums in fen of each district of a result: `items` over payable rows, `always` over all rows."""
    if "payable" in table.column_names:
        payable = table.column("payable")
        for item in items:
            table = table.set_column(table.schema.get_field_index(item), item, pc.multiply(table.column(item), payable))
    names = (*items, *always)
    sums = table.group_by("district").aggregate([("district", "count"), *((name, "sum") for name in names)])
    rows: Iterable[dict[str, Any]] = sums.to_pylist()
    return {
        row["district"]: {"count": row["district_count"], **{name: row[f"{name}_sum"] or 0 for name in names}}
        for row in rows
    }

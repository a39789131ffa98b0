"""Files of a table that an earlier run read and that are gone: what they held is not known to be mended."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from shebao.operations.governance.sources import Partition, Problem

_MOST_NAMED = 3


def files_of(partitions: Mapping[str, Sequence[Partition]]) -> dict[str, list[str]]:
    """What a run keeps of the tables that are divided into files, to know the next time what is gone."""
    return {table: sorted(each.label for each in parts) for table, parts in partitions.items()}


def lost_files(
    earlier: Mapping[str, Any] | None, partitions: Mapping[str, Sequence[Partition]], told: Collection[str]
) -> Iterator[tuple[str, Problem]]:
    """Tables of several files of which some are gone while the rows became fewer, with what is told.

    Files that were only renamed, or written anew in other sizes, leave the rows as many; those in `told` are known already.
    """
    for table, before in ((earlier or {}).get("files") or {}).items():
        parts = partitions.get(table, ())
        gone = sorted(set(before) - {each.label for each in parts} - set(told))
        fewer = (earlier or {}).get("rows", {}).get(table, 0) - sum(each.rows for each in parts)
        if len(before) > 1 and gone and fewer > 0:
            named = "、".join(gone[:_MOST_NAMED]) + (f" 等 {len(gone)} 个文件" if len(gone) > _MOST_NAMED else "")
            yield (
                table,
                Problem(named, table, f"上次有，这次没有，少 {fewer:,} 行；用到这张表的检查算未查全，疑点不当作已消除"),
            )

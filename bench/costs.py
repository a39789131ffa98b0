"""What work costs on a machine that others use too: wall time, and processor seconds of this program and of its embedded database."""

from __future__ import annotations

import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

_TICKS = os.sysconf("SC_CLK_TCK")
_OWN, _WITH_ENDED = slice(11, 13), slice(11, 15)


@dataclass
class Costs:
    """Measured between entering and leaving: seconds."""

    wall: float = 0.0
    program: float = 0.0
    database: float = 0.0

    def __enter__(self) -> Costs:
        self._began = _now()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wall, self.program, self.database = (end - begin for begin, end in zip(self._began, _now(), strict=True))

    def told(self, count: int, what: str) -> str:
        """So many a second, and so many a second of the processor."""
        spent = self.program + self.database
        return (
            f"{count / self.wall:,.0f} {what}/秒（每处理器秒 {count / spent:,.0f}；程序 {self.program:.1f}、数据库 {self.database:.1f} 处理器秒）"
            if spent and self.wall
            else f"{count:,} {what}"
        )


def _now() -> tuple[float, float, float]:
    own, ended = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    program = own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime
    return time.perf_counter(), program, _of_database()


def _of_database() -> float:
    """Processor seconds of the embedded database's processes, ended ones too; 0 where it is another machine's."""
    noted = next(Path(os.environ.get("SHEBAO_DATA", "")).glob("database/*/postmaster.pid"), None)
    if noted is None:
        return 0.0
    first = noted.read_text().split()[0]
    ticks = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue  # ended meanwhile
        if process.name == first:
            ticks += sum(map(int, fields[_WITH_ENDED]))
        elif fields[1] == first:
            ticks += sum(map(int, fields[_OWN]))
    return ticks / _TICKS

"""Where a run keeps what it has computed, and how it is computed."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from shebao.batch.run import run_batch
from shebao.fields.dates import Month, month_of
from shebao.operations.contributions.runs.columns import monthly
from shebao.operations.contributions.runs.controls import Control, controls_of
from shebao.operations.contributions.runs.largest import EmployerChange, Largest, PersonChange, largest
from shebao.server.operations.contributions.freezing import freeze
from shebao.server.operations.contributions.models import MonthRun, RunEmployer, RunGap, RunPerson, RunTotal

_FOLDER = "assessments"
_THREADS = 2


@dataclass(frozen=True)
class Work:
    """The folder of a run."""

    run: MonthRun

    @property
    def month(self) -> Month:
        """The month that is assessed."""
        return month_of(self.run.month)

    @property
    def folder(self) -> Path:
        """Where it is."""
        return Path(settings.DATA) / _FOLDER / self.run.number

    def compute(self) -> None:
        """Freezes and computes; what was computed before is thrown away. Raises NoStandard, BatchError, OSError."""
        task = monthly(self.run.place, self.month)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700)  # wages of a city lie here until the run is written
        self.run.frozen_at = freeze(self.run.place, self.month, self.folder / "frozen")
        run_batch(task, str(self.folder / "frozen"), self.folder / "computed", threads=_THREADS)

    def results(self) -> Iterator[pa.Table]:
        """What was computed, part by part in the order of persons."""
        for file in sorted((self.folder / "computed" / "results").glob("*.parquet")):
            yield pq.read_table(file)

    def keep_controls(self) -> None:
        """Writes the control totals, whom it changes most, and the reasons of what was not assessed down with the run."""
        RunTotal.objects.bulk_create(_total(self.run, control) for control in controls_of(self.results()))
        found = largest(self.results())
        RunPerson.objects.bulk_create(_persons(self.run, found))
        RunEmployer.objects.bulk_create(_employers(self.run, found))
        gaps = self.gaps()
        RunGap.objects.bulk_create(RunGap(run=self.run, reason=told[:200], rows=rows) for told, rows in gaps.items())
        self.run.rejected = sum(gaps.values())
        self.run.rows = sum(total.rows for total in self.run.totals.all())

    def gaps(self) -> Counter[str]:
        """How many rows could not be assessed, by reason."""
        with (self.folder / "computed" / "rejects.csv").open(encoding="utf-8", newline="") as stream:
            rows = csv.reader(stream)
            next(rows, None)
            return Counter(row[-1] for row in rows)

    def drop(self) -> None:
        """Forgets what was computed: it is in the record, or will not be."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _total(run: MonthRun, control: Control) -> RunTotal:
    return RunTotal(
        run=run, line=control.line, change=control.change, reason=control.reason, rows=control.rows, unit=control.unit,
        person_share=control.person_share, unit_before=control.unit_before, person_before=control.person_before,
    )  # fmt: skip


def _persons(run: MonthRun, found: Largest) -> Iterator[RunPerson]:
    for group, changes in found.persons.items():
        for rank, each in enumerate(changes, 1):
            yield RunPerson(
                run=run, rank=rank, **group._asdict(), person_id=each.person, employer_id=each.employer, base=each.base,
                **_amounts(each),
            )  # fmt: skip


def _employers(run: MonthRun, found: Largest) -> Iterator[RunEmployer]:
    for rank, each in enumerate(found.employers, 1):
        yield RunEmployer(run=run, rank=rank, employer_id=each.employer, rows=each.rows, **_amounts(each))


def _amounts(each: PersonChange | EmployerChange) -> dict[str, int]:
    return {name: getattr(each, name) for name in ("unit", "person_share", "unit_before", "person_before")}

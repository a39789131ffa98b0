"""What a list comes to: every row against the record as it is now, counts by kind, and who is behind every gap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from shebao.fields.dates import month_of
from shebao.operations.coverage.comparing import ENTITIES, Entity, Worker, entity_found, worker_found
from shebao.operations.coverage.findings import Finding, Standing, counted
from shebao.operations.coverage.hardship_lists import hardship_lists
from shebao.operations.coverage.indicators import judged
from shebao.operations.coverage.matching import Match
from shebao.server.operations.coverage.models import Gap, ListedRow, Measure, PartnerList
from shebao.server.operations.coverage.reading import employers_by, people, place

if TYPE_CHECKING:
    from collections.abc import Sequence

_AT_A_TIME = 5_000


@transaction.atomic
def measure(found: PartnerList, at: datetime) -> int:
    """Compares a list with the record once more: the next version of its counts and gaps. How many gaps there are."""
    version = 1 + (found.measures.aggregate(last=Max("version"))["last"] or 0)
    rows = list(found.listed.order_by("line_no"))
    told = list(_findings(found, rows))
    Measure.objects.bulk_create(
        Measure(
            list=found, version=version, kind=kind, should=count.should, reached=count.reached, gap=count.gap,
            open=count.open, at=at,
        )
        for kind, count in counted(each for _row, each in told).items()
    )  # fmt: skip
    gaps = [
        Gap(
            row=row, list=found, version=version, kind=each.kind, standing=each.standing, told=each.told,
            district=each.district,
        )
        for row, each in told
        if each.standing is not Standing.REACHED
    ]  # fmt: skip
    Gap.objects.bulk_create(gaps, batch_size=_AT_A_TIME)
    return sum(gap.standing == Standing.GAP for gap in gaps)


def _findings(found: PartnerList, rows: Sequence[ListedRow]) -> Iterator[tuple[ListedRow, Finding]]:
    assert found.month is not None
    if found.contract in hardship_lists():
        return _in_hardship(found.month, rows)
    return _entities(found.month, rows) if found.contract == ENTITIES else _workers(found.month, rows)


def _in_hardship(month: date, rows: Sequence[ListedRow]) -> Iterator[tuple[ListedRow, Finding]]:
    known, here = people(_subjects(rows)), place()
    for row in rows:
        person = known.get(row.subject_id or 0)
        for each in judged(Match(row.match), _born(row), person, month_of(month), row.code, here):
            yield row, each


def _entities(month: date, rows: Sequence[ListedRow]) -> Iterator[tuple[ListedRow, Finding]]:
    known = employers_by([row.code for row in rows])
    for row in rows:
        number, status = known.get(row.code, (None, None))
        established = date.fromisoformat(row.said["established"])
        entity = Entity(row.line_no, row.code, "", row.said["district"], established)
        yield row, entity_found(entity, number, status, month_of(month))


def _workers(month: date, rows: Sequence[ListedRow]) -> Iterator[tuple[ListedRow, Finding]]:
    known, employers = people(_subjects(rows)), employers_by([row.code for row in rows])
    for row in rows:
        worker = Worker(row.line_no, "", "", row.code, row.said["district"], _born(row), row.said.get("sex"))
        employer, _status = employers.get(row.code, (None, None))
        person = known.get(row.subject_id or 0)
        for each in worker_found(worker, Match(row.match), person, employer, month_of(month)):
            yield row, each


def _subjects(rows: Sequence[ListedRow]) -> set[int]:
    return {row.subject_id for row in rows if row.subject_id and row.match == Match.MATCHED}


def _born(row: ListedRow) -> date | None:
    return date.fromisoformat(row.said["born"]) if row.said.get("born") else None

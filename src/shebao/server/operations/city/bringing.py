"""Employers bring their lists: a file each, read, checked, sent, reviewed and written as everybody's."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shebao.operations.handling.lists.rows import read_list
from shebao.server.operations.city.people import Agency, service_on
from shebao.server.operations.lists.doing import Move, check, move, take, write
from shebao.server.operations.lists.models import StaffList
from shebao.server.operations.records.reading import standing_at

SERVICE = "SI-CON-001"
_HEAD = 1


@dataclass(frozen=True)
class Brought:
    """What became of a list: the positions of the forms that were written, and of those that the rules refused."""

    written: frozenset[int]
    refused: frozenset[int]


def bring(agency: Agency, employer: int, number: str, forms: Sequence[Mapping[str, str]], at: datetime) -> Brought:
    """An employer's list of forms from file to record. What the rules refuse is left out. Raises ProblemsFound, Refused."""
    service = service_on(SERVICE, at.date())
    with standing_at(at):
        listed = read_list(service, _file(forms), f"{number}.csv")
        found = take(agency.clerk, service, agency.office, employer, listed, f"{number}.csv", at, number=number)
        check(found, now=at)
        against = frozenset(row - _HEAD - 1 for row, *_result, why in found.opened("results") if why)
        if found.good:
            _decided(agency, found, at)
        else:
            move(agency.clerk, found, Move.WITHDRAW, _seen(found), at, later=False)
    return Brought(frozenset(range(len(forms))) - against, against)


def _decided(agency: Agency, found: StaffList, at: datetime) -> None:
    sent = move(agency.clerk, found, Move.SUBMIT_REST if found.against else Move.SUBMIT, _seen(found), at, later=False)
    agreed = move(agency.reviewer, sent, Move.APPROVE, _seen(sent), at, later=False)
    written = write(agreed, now=at)
    assert written, f"{agreed.number}: nobody else changes the city between check and writing"


def _seen(found: StaffList) -> dict[str, str]:
    return {"seen_state": str(found.state), "seen_version": str(found.version)}


def _file(forms: Sequence[Mapping[str, str]]) -> bytes:
    """The forms as a CSV file with a column a field."""
    columns = list(dict.fromkeys(name for form in forms for name in form))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(forms)
    return out.getvalue().encode("utf-8")

"""Employers bring their lists: a file each, read, checked, sent, reviewed and written as everybody's."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shebao.operations.handling.lists.rows import read_list
from shebao.server.operations.city.people import Agency, service_on
from shebao.server.operations.lists.doing import (
    Checked,
    Move,
    Moving,
    Settled,
    State,
    Taken,
    carried,
    judge,
    move_all,
    settle_all,
    settled,
    take_all,
)
from shebao.server.operations.lists.models import StaffList
from shebao.server.operations.records.reading import standing_at

SERVICE = "SI-CON-001"
_HEAD = 1


@dataclass(frozen=True)
class Brought:
    """What became of a list: the positions of the forms that were written, and of those that the rules refused."""

    written: frozenset[int]
    refused: frozenset[int]


@dataclass(frozen=True)
class Sent:
    """A list that an employer sends at an instant."""

    employer: int
    number: str
    forms: Sequence[Mapping[str, str]]
    at: datetime


def bring(agency: Agency, sent: Sequence[Sent]) -> list[Brought]:
    """Employers' lists of forms from file to record, of different persons each. What the rules refuse is left out. Raises
    ProblemsFound, Refused."""
    if not sent:
        return []
    service = service_on(SERVICE, sent[0].at.date())
    taken = [
        Taken(
            one.employer,
            read_list(service, _file(one.forms), f"{one.number}.csv"),
            f"{one.number}.csv",
            one.at,
            one.number,
        )
        for one in sent
    ]
    lists = take_all(agency.clerk, service, agency.office, taken)
    checked = [_judged(found) for found in lists]
    settle_all([settled(found, found.uploaded_at) for found in lists])
    _decided(agency, [(found, one) for found, one in zip(lists, checked, strict=True) if found.good])
    nobody = [_moving(found, Move.WITHDRAW) for found in lists if not found.good]
    move_all(agency.clerk, nobody)
    return [_brought(found, len(one.forms)) for found, one in zip(lists, sent, strict=True)]


def _judged(found: StaffList) -> Checked:
    with standing_at(found.uploaded_at):
        return judge(found)


def _decided(agency: Agency, lists: Sequence[tuple[StaffList, Checked]]) -> None:
    """Sent by the clerk, agreed by the reviewer, each written as an act."""
    sending = [_moving(found, Move.SUBMIT_REST if found.against else Move.SUBMIT) for found, _checked in lists]
    sent = move_all(agency.clerk, sending)
    agreed = move_all(agency.reviewer, [_moving(found, Move.APPROVE) for found in sent])
    done = [_carried(found, checked) for found, (_before, checked) in zip(agreed, lists, strict=True)]
    settle_all(done)
    apart = [one.found.number for one in done if one.state is not State.DONE]
    assert not apart, f"{apart}: nobody else changes the city between check and writing"


def _carried(found: StaffList, checked: Checked) -> Settled:
    with standing_at(found.uploaded_at):
        return carried(found, found.uploaded_at, checked)


def _moving(found: StaffList, wanted: Move) -> Moving:
    seen = {"seen_state": str(found.state), "seen_version": str(found.version)}
    return Moving(found, wanted, seen, found.uploaded_at)


def _brought(found: StaffList, forms: int) -> Brought:
    against = frozenset(row - _HEAD - 1 for row, *_result, why in found.opened("results") if why)
    return Brought(frozenset(range(forms)) - against, against)


def _file(forms: Sequence[Mapping[str, str]]) -> bytes:
    """The forms as a CSV file with a column a field."""
    columns = list(dict.fromkeys(name for form in forms for name in form))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(forms)
    return out.getvalue().encode("utf-8")

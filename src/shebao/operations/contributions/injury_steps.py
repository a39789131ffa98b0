"""Which step of the phased cut of the work-injury rate a pooling area applies in a month. Dated data in injury_steps.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from shebao.fields.data_files import DataFileError, load_data, mapping, month_in
from shebao.fields.dates import Month
from shebao.policy.nearest import upwards

_FILE = "injury_steps.yaml"
_KEYS = ("place", "step", "from", "to", "basis", "source", "confidence")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of `contribution.injury_reduction` that a place applies, from a month to a month (both included)."""

    place: str
    step: str
    first: Month
    last: Month
    basis: str


@cache
def injury_step(place: str, month: Month) -> Step | None:
    """The step that holds in a place in a month; None where the rate is not cut."""
    for code in upwards(place):
        for step in _steps():
            if step.place == code and step.first <= month <= step.last:
                return step
    return None


@cache
def _steps() -> tuple[Step, ...]:
    found = []
    for number, entry in enumerate(load_data(__package__, _FILE), 1):
        where = f"{_FILE}：第 {number} 项"
        values = mapping(where, entry, _KEYS)
        step = Step(
            values["place"],
            values["step"],
            month_in(where, values["from"]),
            month_in(where, values["to"]),
            values["basis"],
        )
        if step.last < step.first:
            raise DataFileError(f"{where}：to 早于 from")
        found.append(step)
    return tuple(found)

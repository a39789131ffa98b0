"""Phased cuts of rates and reliefs that nobody applies for (免申即享): by which document, and the rate without it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from shebao.fields.data_files import DataFileError, load_data, mapping, month_in
from shebao.fields.dates import Month
from shebao.operations.record.lines import insurance_lines
from shebao.policy.arithmetic import RATE_SCALE

_FILE = "cuts.yaml"
_REQUIRED = ("lines", "kind", "from", "to", "document", "confidence")
_RATES = ("unit", "person")
OF_CLASS = "class"


class CutKind(StrEnum):
    """A lower rate, or a part of the unit's share that is not owed."""

    RATE = "rate"
    RELIEF = "relief"


CUT_LABELS = {CutKind.RATE: "降费率", CutKind.RELIEF: "减免单位缴费"}


@dataclass(frozen=True, slots=True)
class Cut:
    """A document's cut of a line's rate or share from a month to a month (both included).

    `unit` and `person` are the rates without it in millionths; `unit` is None where that is the rate of the employer's class.
    """

    line: str
    kind: CutKind
    first: Month
    last: Month
    document: str
    confidence: str
    unit: int | None = None
    person: int = 0


@cache
def cut_of(line: str, kind: CutKind, month: Month) -> Cut | None:
    """The cut of a line that a document gave for a month."""
    return next((cut for cut in cuts(line, kind) if cut.first <= month <= cut.last), None)


@cache
def cuts(line: str, kind: CutKind) -> tuple[Cut, ...]:
    """The cuts of a line in the order of months. Raises DataFileError."""
    found = sorted((cut for cut in _all() if (cut.line, cut.kind) == (line, kind)), key=lambda cut: cut.first)
    for before, after in itertools.pairwise(found):
        if after.first <= before.last:
            raise DataFileError(f"{_FILE}：{line} 的 {before.document} 和 {after.document} 在 {after.first} 重叠")
    return tuple(found)


@cache
def _all() -> tuple[Cut, ...]:
    found = []
    for number, entry in enumerate(load_data(__package__, _FILE), 1):
        where = f"{_FILE}：第 {number} 项"
        values = mapping(where, entry, _REQUIRED, _RATES)
        kind, first, last = _kind(where, values["kind"]), month_in(where, values["from"]), month_in(where, values["to"])
        if last < first:
            raise DataFileError(f"{where}：to 早于 from")
        if (kind is CutKind.RATE) != ("unit" in values):
            raise DataFileError(f"{where}：降费率写明原费率 unit，减免不写")
        for line in values["lines"]:
            if line not in insurance_lines():
                raise DataFileError(f"{where}：没有险种 {line!r}")
            unit = None if values.get("unit", OF_CLASS) == OF_CLASS else _rate(where, values["unit"])
            person = _rate(where, values.get("person", "0"))
            found.append(Cut(line, kind, first, last, values["document"], values["confidence"], unit, person))
    return tuple(found)


def _kind(where: str, written: Any) -> CutKind:
    if written not in set(CutKind):
        raise DataFileError(f"{where}：kind 应是 {'、'.join(CutKind)}，实为 {written!r}")
    return CutKind(written)


def _rate(where: str, written: Any) -> int:
    scaled = Decimal(str(written)) * RATE_SCALE
    if scaled != int(scaled) or not 0 <= scaled <= RATE_SCALE:
        raise DataFileError(f"{where}：费率应是 0 至 1 之间的六位以内小数，实为 {written!r}")
    return int(scaled)

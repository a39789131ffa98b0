"""Insurance lines as the record keeps them (险种), and which spells of a person exclude each other: data in lines.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from shebao.fields.data_files import DataFileError, load_data, mapping

_FILE = "lines.yaml"
_KEYS = ("label", "short", "exclusive", "excludes", "policy", "basis")


class Exclusive(StrEnum):
    """Who has one spell of a line at a time: a person, or a person at each employer."""

    PERSON = "person"
    EMPLOYER = "employer"


@dataclass(frozen=True, slots=True)
class InsuranceLine:
    """A line: `excludes` are lines that nobody is in at the same time; `policy_line` and `scheme` are `shebao.policy`'s."""

    key: str
    label: str
    short: str
    exclusive: Exclusive
    excludes: frozenset[str]
    policy_line: str
    scheme: str
    basis: str

    def lane(self, employer: int | None) -> int:
        """Spells of a person and line in the same lane never overlap."""
        return (employer or 0) if self.exclusive is Exclusive.EMPLOYER else 0


@cache
def insurance_lines() -> Mapping[str, InsuranceLine]:
    """All lines by key. Raises DataFileError for a mistake in the file."""
    lines = {key: _line(key, entry) for key, entry in load_data(__package__, _FILE).items()}
    for line in lines.values():
        one_sided = [other for other in line.excludes if line.key not in getattr(lines.get(other), "excludes", ())]
        if one_sided:
            raise DataFileError(f"{_FILE}：{line.key}.excludes 的 {one_sided} 没有反过来写明，或没有这个险种")
    return MappingProxyType(lines)


def _line(key: str, entry: object) -> InsuranceLine:
    values = mapping(f"{_FILE}：{key}", entry, _KEYS)
    policy = mapping(f"{_FILE}：{key}.policy", values["policy"], (), ("line", "scheme"))
    if values["exclusive"] not in list(Exclusive):
        raise DataFileError(f"{_FILE}：{key}.exclusive 应为 person 或 employer，实为 {values['exclusive']}")
    return InsuranceLine(
        key=key,
        label=values["label"],
        short=values["short"],
        exclusive=Exclusive(values["exclusive"]),
        excludes=frozenset(values["excludes"]),
        policy_line=policy.get("line", ""),
        scheme=policy.get("scheme", ""),
        basis=values["basis"],
    )

"""The files of formats: found by place and year, `extends` resolved, mistakes told with file, key and reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from shebao.fields.data_files import load_data
from shebao.report.formats.parts import FormatError, PartPlan, SectionPlan, parse_part

_REQUIRED = {"place", "years", "basis", "three_public_budget", "parts", "style", "tables"}
_BUDGETS = ("initial", "adjusted")


@dataclass(frozen=True, slots=True)
class Format:
    """How a place discloses from the first to the last of `years`; `place` '' for those without a file of their own.

    `three_public_budget` is the budget (initial 年初预算, adjusted 全年预算) that 三公 is compared with. `style`, `tables`
    and `audit` are parsed by whoever composes, prints tables and audits; `audit` holds only what cannot be told from the rest.
    """

    id: str
    place: str
    years: tuple[int, int]
    basis: str
    three_public_budget: str
    parts: tuple[PartPlan, ...]
    style: Mapping[str, Any]
    tables: Mapping[str, Any]
    audit: Mapping[str, Any]

    def holds_in(self, year: int) -> bool:
        """Whether the format is of that year."""
        return self.years[0] <= year <= self.years[1]

    def distance(self, year: int) -> int:
        """How many years that year is away from those of the format."""
        return max(self.years[0] - year, year - self.years[1], 0)

    def sections(self) -> tuple[SectionPlan, ...]:
        """Every section of every part in order of print, those below others included."""
        return tuple(found for part in self.parts for section in part.sections for found in section.walk())


def parse_format(name: str, data: Mapping[str, Any]) -> Format:
    """A format from its file's mapping, `extends` and `audit` already resolved. Raises FormatError with file, key and reason."""
    unknown, missing = set(data) - _REQUIRED - {"audit"}, _REQUIRED - set(data)
    if unknown:
        raise FormatError(f"{name}：没有这些键 {sorted(unknown)}，可用的有 {sorted(_REQUIRED | {'audit', 'extends'})}")
    if missing:
        raise FormatError(f"{name}：缺少 {sorted(missing)}")
    if data["three_public_budget"] not in _BUDGETS:
        raise FormatError(f"{name} three_public_budget：应为 initial 或 adjusted，实为 {data['three_public_budget']!r}")
    if not isinstance(data["parts"], list):
        raise FormatError(f"{name} parts：应为列表，实为 {data['parts']!r}")
    for key in ("style", "tables", "audit"):
        if not isinstance(data.get(key, {}), Mapping):
            raise FormatError(f"{name} {key}：应为“键: 值”，实为 {data[key]!r}")
    return Format(
        id=name.removesuffix(".yaml"),
        place=data["place"],
        years=_years(name, data["years"]),
        basis=data["basis"],
        three_public_budget=data["three_public_budget"],
        parts=tuple(parse_part(name, part) for part in data["parts"]),
        style=data["style"],
        tables=data["tables"],
        audit=data.get("audit", {}),
    )


def _years(name: str, years: Any) -> tuple[int, int]:
    if not (isinstance(years, list) and len(years) == 2 and all(isinstance(year, int) for year in years)):
        raise FormatError(f"{name} years：应为 [首年, 末年]，实为 {years!r}")
    if not 2000 <= years[0] <= years[1]:
        raise FormatError(f"{name} years：年份应从小到大，实为 {years}")
    return years[0], years[1]


_GENERAL = "generic"


class _Files(Mapping[str, Mapping[str, Any]]):
    """The mapping of each file as written, by its name without suffix; read when it is asked for."""

    def __init__(self) -> None:
        found = (path.name for path in files(__package__).iterdir() if path.name.endswith(".yaml"))
        self._read: dict[str, Mapping[str, Any] | None] = dict.fromkeys(sorted(n.removesuffix(".yaml") for n in found))

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        read = self._read[name]
        if read is None:
            read = self._read[name] = load_data(__package__, f"{name}.yaml")
        return read

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)


@cache
def raw_formats() -> Mapping[str, Mapping[str, Any]]:
    """The mapping of each file as written, by its name without suffix."""
    return _Files()


def resolved(name: str, raw: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The mapping of a file over that of the file it extends: `style`, `tables` and each sheet key by key. `audit` is not
    inherited; it may name the file whose demands are the same. Raises FormatError."""
    data = dict(raw[name])
    base = data.pop("extends", None)
    if base is not None:
        data = _over(resolved(_known(name, "extends", base, raw), raw), data)
    if isinstance(data.get("audit"), str):
        data["audit"] = raw[_known(name, "audit", data["audit"], raw)].get("audit", {})
    return data


def _known(name: str, key: str, other: Any, raw: Mapping[str, Any]) -> str:
    if other not in raw:
        raise FormatError(f"{name}.yaml {key}：没有公开格式 {other}，可用的有 {sorted(raw)}")
    return str(other)


def _over(base: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    merged = {key: value for key, value in base.items() if key != "audit"} | dict(data)
    merged["style"] = {**base["style"], **data.get("style", {})}
    tables = data.get("tables", {})
    merged["tables"] = {
        **base["tables"],
        **tables,
        "sheets": _sheets(base["tables"]["sheets"], tables.get("sheets", {})),
    }
    return merged


def _sheets(base: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    return {key: {**base.get(key, {}), **changed.get(key, {})} for key in [*base, *(set(changed) - set(base))]}


@cache
def formats_of(place: str) -> tuple[Format, ...]:
    """The formats of a place ('' the general ones), whose files are named PLACE-YEAR. Raises FormatError where one is wrong
    or two overlap in years."""
    raw = raw_formats()
    named = place or _GENERAL
    found = tuple(parse_format(f"{name}.yaml", resolved(name, raw)) for name in raw if name.partition("-")[0] == named)
    for each in found:
        if each.place != place:
            raise FormatError(f"{each.id}.yaml place：文件名以 {named} 开头，地区应为 {place!r}，实为 {each.place!r}")
        for other in found:
            if each is not other and each.holds_in(other.years[0]):
                raise FormatError(f"{each.id} 与 {other.id}：同一地区的年份重叠")
    return found


@cache
def formats() -> tuple[Format, ...]:
    """Every format. Raises FormatError where one is wrong."""
    places = dict.fromkeys(name.partition("-")[0] for name in raw_formats())
    return tuple(found for named in places for found in formats_of("" if named == _GENERAL else named))


def format_of(place: str, year: int) -> Format:
    """The format of a place in a year: the nearest of its years, the general one for a place without its own."""
    known = formats_of(place) or formats_of("")
    return min(known, key=lambda each: each.distance(year))

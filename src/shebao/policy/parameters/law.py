"""The law of a place: parameters layered city → province → nation, asked by name and date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from shebao.fields.strict_yaml import YamlError, load
from shebao.policy.errors import MissingParameter, ParameterFileError, UnknownPlace
from shebao.policy.parameters.loader import read_parameters
from shebao.policy.parameters.model import Parameter, Value

NATIONAL = "national"
_PREFIXES = ("", "湖北", "湖北省")
_DATA = files("shebao.policy.parameters")


@dataclass(frozen=True, slots=True)
class Area:
    """A place with parameters of its own, its names and the place above it."""

    code: str
    name: str
    aliases: tuple[str, ...]
    parent: str | None


class Law:
    """The parameters that hold in one area, its own before its parents'."""

    def __init__(self, area: Area, layers: tuple[Mapping[str, Parameter], ...]) -> None:
        self.area = area
        self._layers = layers

    def find(self, name: str, on: date, known_on: date | None = None) -> Value | None:
        """The value in force on a day as known on another, or None. Raises MissingParameter where the place has no such parameter.

        A value announced after `known_on` is passed over for the one before it (待遇先按上年度标准预发).
        """
        series = self.series(name)
        for parameter in series:
            for value in reversed(parameter.values):
                late = known_on is not None and value.published is not None and value.published > known_on
                if value.start <= on and not late:
                    if value.content is not None and (value.end is None or on <= value.end):
                        return value
                    break
        return None

    def at(self, name: str, on: date, known_on: date | None = None) -> Value:
        """The same as `find`; raises MissingParameter with the parameter's name and its dates where there is none."""
        value = self.find(name, on, known_on)
        if value is not None:
            return value
        values = [value for parameter in self.series(name) for value in parameter.values]
        first = min(values, key=lambda value: value.start)
        last = max(values, key=lambda value: value.start)
        if on < first.start:
            reason = f"最早的值自 {first.start} 起"
        elif last.end and on > last.end:
            reason = f"最后一个值到 {last.end} 为止"
        else:
            reason = "该日没有规定的值"
        raise MissingParameter(f"参数“{first.label}”（{name}，{self.area.name}）在 {on} 没有值：{reason}")

    def series(self, name: str) -> tuple[Parameter, ...]:
        """The parameter as each layer has it, most special first. Raises MissingParameter where no layer has it."""
        found = tuple(layer[name] for layer in self._layers if name in layer)
        if not found:
            raise MissingParameter(f"{self.area.name}没有参数 {name}")
        return found


def law(area: str) -> Law:
    """The law of an area by code or name (武汉, 武汉市江夏区, wuhan). Raises UnknownPlace."""
    return _law(find_area(area).code)


@cache
def _law(code: str) -> Law:
    chain = []
    current: str | None = code
    while current is not None:
        chain.append(parameters_of(current))
        current = areas()[current].parent
    return Law(areas()[code], tuple(chain))


def find_area(name: str) -> Area:
    """The area with this code or name; a district counts as its city. Raises UnknownPlace."""
    wanted = name.strip().casefold()
    for area in areas().values():
        if wanted == area.code or wanted in area.aliases:
            return area
    starts = {f"{prefix}{alias}": area for area in areas().values() for prefix in _PREFIXES for alias in area.aliases}
    found = max((start for start in starts if wanted.startswith(start)), key=len, default=None)
    if found is not None:
        return starts[found]
    known = "、".join(area.name for area in areas().values())
    raise UnknownPlace(f"没有“{name[:20]}”的参数，现有：{known}")


@cache
def areas() -> Mapping[str, Area]:
    """Every area by code. Raises ParameterFileError where the list of areas is wrong."""
    file = "areas.yaml"
    try:
        (content,) = load((_DATA / file).read_text(encoding="utf-8"))
    except (YamlError, ValueError) as error:
        raise ParameterFileError(f"参数文件 {file}：{error}") from None
    return read_areas(content, file)


def read_areas(content: Any, file: str) -> Mapping[str, Area]:
    """The areas of the list of areas. Raises ParameterFileError."""
    found: dict[str, Area] = {}
    for code, fields in content.items():
        if not isinstance(fields, dict) or set(fields) - {"name", "aliases", "parent"} or "name" not in fields:
            raise ParameterFileError(f"参数文件 {file}：{code}：应有 name，可有 aliases、parent")
        parent = fields.get("parent")
        if parent is not None and parent not in found:
            raise ParameterFileError(f"参数文件 {file}：{code}.parent：上级“{parent}”应写在它前面")
        found[code] = Area(code, fields["name"], (fields["name"], *(fields.get("aliases") or ())), parent)
    return found


@cache
def parameters_of(area: str) -> Mapping[str, Parameter]:
    """The parameters that an area has of its own. Raises ParameterFileError for a wrong file or a name defined twice."""
    folder = _DATA / area
    merged: dict[str, Parameter] = {}
    if not folder.is_dir():
        return merged
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not entry.name.endswith(".yaml"):
            continue
        file = f"{area}/{entry.name}"
        for parameter in read_parameters(entry.read_text(encoding="utf-8"), file, area):
            if parameter.name in merged:
                other = merged[parameter.name].file
                raise ParameterFileError(f"参数文件 {file}：{parameter.name}：已在 {other} 中定义")
            merged[parameter.name] = parameter
    return merged

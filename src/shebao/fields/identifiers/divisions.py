"""Administrative divisions (行政区划代码, GB/T 2260): all provinces and the districts of Wuhan, withdrawn ones too.

An identity number keeps the code of the place of first registration for life (GB 11643-1999), so most people of 黄陂,
新洲, 江夏 and 蔡甸 who retire now carry the code of a county that is no more.

`4299xx` is no division in any edition of GB/T 2260, so a number that begins with it belongs to nobody: the synthetic
population takes its identity numbers and credit codes from there, `4299` and the last two digits of the district.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from shebao.fields.identifiers.errors import IdentifierError

SYNTHETIC_PREFIX = "4299"
_COLUMNS = ["code", "name", "level", "source", "confidence", "until"]
_LEVELS = {"province": "0000", "city": "00", "district": ""}


@dataclass(frozen=True, slots=True)
class Division:
    """One administrative division, with where its code was read and how sure that is (verified, known).

    `until` is the year in which it was withdrawn, empty where it stands.
    """

    code: str
    name: str
    level: str
    source: str
    confidence: str
    until: str


def parse_divisions(text: str, name: str) -> dict[str, Division]:
    """Divisions by code from CSV text. Raises ValueError with file, line and reason."""
    reader = csv.DictReader(text.splitlines())
    if reader.fieldnames != _COLUMNS:
        raise ValueError(f"{name}：表头应为 {','.join(_COLUMNS)}")
    divisions: dict[str, Division] = {}
    for row in reader:
        division = Division(**row)
        fault = _fault(division, divisions)
        if fault:
            raise ValueError(f"{name} 第 {reader.line_num} 行 {division.code}：{fault}")
        divisions[division.code] = division
    return divisions


def _fault(division: Division, known: dict[str, Division]) -> str | None:
    code = division.code
    if len(code) != 6 or not code.isascii() or not code.isdigit():
        return "代码应为六位数字"
    if code in known:
        return "代码重复"
    if division.level not in _LEVELS or not code.endswith(_LEVELS[division.level]):
        return f"代码与级别 {division.level} 不符"
    if division.confidence not in ("verified", "known"):
        return f"可信度 {division.confidence} 应为 verified 或 known"
    if division.until and not (division.until.isdigit() and 1949 <= int(division.until) <= 2100):
        return f"撤销年份 {division.until} 应为四位年份"
    if not division.name or not division.source:
        return "名称或来源为空"
    return None


@cache
def divisions() -> dict[str, Division]:
    """All divisions of the package by code."""
    path = files(__package__).joinpath("divisions.csv")
    return parse_divisions(path.read_text(encoding="utf-8"), path.name)


@cache
def wuhan_districts() -> tuple[str, ...]:
    """The codes of the thirteen districts of Wuhan today, in order; 市辖区 (420101) is a heading and not among them."""
    known = divisions()
    return tuple(
        code for code in sorted(known) if code.startswith("4201") and code > "420101" and not known[code].until
    )


def city_named(name: str) -> str | None:
    """The code of the city of this name, or of the city of a district of this name; None where none or several are called so."""
    found = {code[:4] + "00" for code in _by_name().get(name, ()) if not code.endswith("0000")}
    return found.pop() if len(found) == 1 else None


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, one in divisions().items():
        if not one.until:
            found[one.name] = (*found.get(one.name, ()), code)
    return found


def is_synthetic(code: str) -> bool:
    """Whether a division code lies in the range that is reserved for synthetic data."""
    return code.startswith(SYNTHETIC_PREFIX)


def synthetic_division(district: str) -> str:
    """The reserved code that stands for a district of Wuhan in synthetic data: 420106 → 429906."""
    return SYNTHETIC_PREFIX + district[4:]


def division_name(code: str) -> str:
    """The name of a division, or of the smallest known one that contains it. Raises IdentifierError for none.

    Districts are judged only in Wuhan, whose list is complete; elsewhere the province decides.
    """
    if len(code) != 6 or not code.isascii() or not code.isdigit():
        raise IdentifierError(f"行政区划代码“{code}”应为六位数字")
    if is_synthetic(code):
        return "合成数据"
    known = divisions()
    if code.startswith("4201") and code not in known:
        raise IdentifierError(f"行政区划代码 {code} 不在武汉市的区划之内")
    for candidate in (code, code[:4] + "00", code[:2] + "0000"):
        if candidate in known:
            return known[candidate].name
    raise IdentifierError(f"行政区划代码 {code} 的前两位不是任何省级区划")

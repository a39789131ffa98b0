"""The notices that the law holds: parameters/<area>/adjustments/<year>.yaml, the place's own before its parents'."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from shebao.policy.adjustments.reading import Notice, parse_notice
from shebao.policy.adjustments.rule import AdjustmentRule
from shebao.policy.errors import MissingParameter, ParameterFileError
from shebao.policy.insured import SCHEME_LABELS, Scheme
from shebao.policy.parameters import Law, areas

_DATA = files("shebao.policy.parameters")


@cache
def notices_of(area: str) -> Mapping[int, Notice]:
    """The notices that an area has of its own, by year. Raises ParameterFileError where a file is wrong."""
    folder = _DATA / area / "adjustments"
    found: dict[int, Notice] = {}
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name) if folder.is_dir() else ():
        file = f"{area}/adjustments/{entry.name}"
        notice = parse_notice(entry.read_text(encoding="utf-8"), file)
        if entry.name != f"{notice.year}.yaml":
            raise ParameterFileError(f"调整方案 {file}：执行年月在 {notice.year} 年，文件应名为 {notice.year}.yaml")
        if not notice.source:
            raise ParameterFileError(f"调整方案 {file}：source（来源）：缺少，法规数据须写明来源")
        found[notice.year] = notice
    return found


def adjustment(law: Law, year: int, scheme: Scheme | None = None) -> AdjustmentRule | None:
    """The adjustment of a year in a place with its amounts, or None where the law holds none (for the scheme)."""
    for area in _chain(law.area.code):
        notice = notices_of(area).get(year)
        if notice and notice.rule and (scheme is None or scheme in notice.rule.schemes):
            return notice.rule
    return None


def overall(law: Law, year: int) -> Notice | None:
    """The notice of a year that sets the overall percentage, or None."""
    for area in _chain(law.area.code):
        notice = notices_of(area).get(year)
        if notice and notice.overall_percent is not None:
            return notice
    return None


def adjustment_of(law: Law, year: int) -> AdjustmentRule:
    """The adjustment of a year for a whole roster. Raises MissingParameter, telling what to do, where there is none."""
    found = adjustment(law, year)
    if found is None:
        national = overall(law, year)
        known = f"，只有全国总体调整比例 {national.overall_percent}%（{national.basis}）" if national else ""
        raise MissingParameter(
            f"没有收录{law.area.name} {year} 年的调整数额{known}；请写成 "
            f"parameters/{law.area.code}/adjustments/{year}.yaml，或把同样内容的文件用 --scheme 给出"
        )
    return found


def schemes_text(rule: AdjustmentRule) -> str:
    """Whom an adjustment is for, as people read it."""
    return "、".join(SCHEME_LABELS[scheme] for scheme in rule.schemes)


def _chain(area: str) -> tuple[str, ...]:
    parent = areas()[area].parent
    return (area, *(_chain(parent) if parent else ()))

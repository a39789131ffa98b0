"""An indicator over the years, and the same indicator of several units side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from shebao.money import round_half_up
from shebao.performance.model import FormData, Indicator, PerformanceData
from shebao.report.performance import Quantity, quantity


@dataclass(frozen=True, slots=True)
class Point:
    """One year (or unit): the target and actual as written, the actual in the base unit, its change against the one before
    (growth; of a ratio the difference)."""

    key: str
    target: str
    actual: str
    value: Decimal | None
    change: Decimal | None


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator of a unit's form over the years, or of one year over the units; `unit` is that of the values."""

    unit_name: str
    form: str
    indicator: str
    unit: str
    points: tuple[Point, ...]


def trends(years: Sequence[PerformanceData], name: str = "") -> list[Series]:
    """Each indicator (or those with `name` in their names) over the years of its own history and of all the data given."""
    found: dict[tuple[str, str, str], dict[int, tuple[str, str]]] = {}
    for data in sorted(years, key=lambda each: each.year):
        for form, item in _items(data, name):
            entries = found.setdefault((data.unit, _form_name(form), item.name), {})
            for year, actual in item.history.items():
                entries.setdefault(year, ("", actual))
            entries[data.year] = (item.target, item.actual)
    return [
        _series(key, [(str(year), target, actual) for year, (target, actual) in sorted(entries.items())], changes=True)
        for key, entries in found.items()
        if len(entries) > 1
    ]


def comparison(units: Sequence[PerformanceData], name: str = "") -> list[Series]:
    """The same indicator (name) of the same year in at least two units, highest first."""
    found: dict[tuple[int, str], dict[str, tuple[str, str]]] = {}
    for data in units:
        for _, item in _items(data, name):
            found.setdefault((data.year, item.name), {}).setdefault(data.unit, (item.target, item.actual))
    made = []
    for (year, indicator), entries in found.items():
        if len(entries) < 2:
            continue
        rows = [(unit, target, actual) for unit, (target, actual) in entries.items()]
        series = _series((f"{year} 年度", "", indicator), rows, changes=False)
        ordered = sorted(series.points, key=lambda point: (point.value is None, -(point.value or Decimal(0))))
        made.append(Series(series.unit_name, "", indicator, series.unit, tuple(ordered)))
    return made


def _items(data: PerformanceData, name: str) -> Iterable[tuple[FormData, Indicator]]:
    return ((form, item) for form in data.forms for item in form.indicators if name in item.name)


def _form_name(form: FormData) -> str:
    return "整体" if form.kind.value == "overall" else form.name


def _series(key: tuple[str, str, str], rows: Sequence[tuple[str, str, str]], changes: bool) -> Series:
    parsed = [quantity(actual) for _, _, actual in rows]
    known = [each for each in parsed if each is not None]
    dimension = known[-1].unit.dimension if known else ""
    values = [_value(each, dimension) for each in parsed]
    points: list[Point] = []
    before: Decimal | None = None
    for (label, target, actual), value in zip(rows, values, strict=True):
        change = _change(before, value, dimension) if changes else None
        points.append(Point(label, target, actual, value, change))
        before = value if value is not None else before
    unit = known[-1].unit.name if known else ""
    return Series(*key, "" if dimension == "" else ("%" if dimension == "ratio" else unit), tuple(points))


def _change(before: Decimal | None, value: Decimal | None, dimension: str) -> Decimal | None:
    """The change against the value before: of a ratio the difference, of everything else the growth."""
    if before is None or value is None:
        return None
    if dimension == "ratio":
        return value - before
    return (value - before) / before if before else None


def _value(each: Quantity | None, dimension: str) -> Decimal | None:
    """The value in the base unit, None where it is of another kind than the newest one."""
    if each is None or (each.unit.dimension != dimension and not each.bare):
        return None
    return each.low * (each.per_year or 1)


def write_chart(path: Path, series: Sequence[Series]) -> None:
    """The series as line charts (years) in one SVG or PNG; ratios in percent."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    _chinese_font()
    shown = [each for each in series if sum(point.value is not None for point in each.points) > 1]
    figure, axes = pyplot.subplots(max(len(shown), 1), 1, figsize=(7, 2.6 * max(len(shown), 1)), squeeze=False)
    for axis, each in zip(axes[:, 0], shown, strict=False):
        points = [point for point in each.points if point.value is not None]
        scale = 100 if each.unit == "%" else 1
        values = [float(round_half_up(point.value * scale, 4)) for point in points if point.value is not None]
        axis.plot([point.key for point in points], values, marker="o", color="#1f5fa8")
        for place, value, point in zip(range(len(points)), values, points, strict=True):
            axis.annotate(
                point.actual, (place, value), textcoords="offset points", xytext=(0, 7), ha="center", fontsize=8
            )
        axis.set_title(f"{each.form}·{each.indicator}" if each.form else each.indicator, fontsize=10)
        axis.set_ylabel(each.unit)
        axis.margins(0.12, 0.25)
        axis.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(path)
    pyplot.close(figure)


def _chinese_font() -> None:
    """A CJK font for labels: an installed one, else that of the mplfonts wheel."""
    from matplotlib import font_manager, rcParams

    installed = {font.name for font in font_manager.fontManager.ttflist}
    wanted = ["Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Micro Hei", "SimHei"]
    found = [name for name in wanted if name in installed]
    if not found:
        import mplfonts

        for path in sorted((Path(mplfonts.__file__).parent / "fonts").glob("*.[ot]tf")):
            if "Sans" in path.name:
                font_manager.fontManager.addfont(str(path))
                found.append(font_manager.FontProperties(fname=str(path)).get_name())
    rcParams["font.sans-serif"] = [*found, *rcParams["font.sans-serif"]]
    rcParams["axes.unicode_minus"] = False

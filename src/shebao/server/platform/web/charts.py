"""Charts as SVG from the server: no script, no inline style, and a table with the same figures beside each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from shebao import money

Value = Decimal | int | None
_WIDTH, _HEIGHT = 640, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 12, 14, 34
_PLOT_WIDTH = _WIDTH - _LEFT - _RIGHT
_PLOT_HEIGHT = _HEIGHT - _TOP - _BOTTOM
_COLOURS = 12
_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Series:
    """One row of values, one for each category; None leaves a gap. `links` are addresses of what is behind them, '' where
    none; the table beside the chart shows them."""

    name: str
    values: Sequence[Value]
    links: Sequence[str] = ()


@dataclass(frozen=True)
class _Scale:
    """The value axis: from `low` to `high` in `step`s."""

    low: Decimal
    high: Decimal
    step: Decimal

    def y(self, value: Decimal | int) -> Decimal:
        """The vertical place of a value, in the drawing's units."""
        share = (self.high - value) / (self.high - self.low)
        return (_TOP + share * _PLOT_HEIGHT).quantize(Decimal("0.1"))

    def ticks(self) -> list[Decimal]:
        """The values that get a line."""
        count = int((self.high - self.low) / self.step)
        return [self.low + self.step * number for number in range(count + 1)]


def bar_chart(title: str, categories: Sequence[str], series: Sequence[Series], unit: str = "") -> SafeString:
    """Bars side by side for each category; values are in `unit` (convert fen with money.wan first)."""
    return _chart(title, categories, series, unit, _bars)


def line_chart(title: str, categories: Sequence[str], series: Sequence[Series], unit: str = "") -> SafeString:
    """A line for each series over the categories (years, months); bars where values are known of one category only."""
    known = [place for place in range(len(categories)) if any(each.values[place] is not None for each in series)]
    return _chart(title, categories, series, unit, _lines if len(known) > 1 else _bars)


_Draw = Callable[[Sequence[str], Series, int, int, _Scale, str], SafeString]


def _chart(title: str, categories: Sequence[str], series: Sequence[Series], unit: str, draw: _Draw) -> SafeString:
    values = [value for each in series for value in each.values if value is not None]
    if not values or not categories:
        return format_html('<p class="empty">{}：没有数据。</p>', title)
    scale = _scale(min(values), max(values))
    drawn = [draw(categories, each, number, len(series), scale, unit) for number, each in enumerate(series)]
    return format_html(
        '<figure class="figure"><figcaption><strong>{}</strong>{}</figcaption>{}'
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>{}</figure>',
        title,
        f"（{unit}）" if unit else "",
        _legend(series),
        _WIDTH,
        _HEIGHT,
        f"{title}，数据见下表",
        _axis(scale),
        _captions(categories),
        mark_safe("".join(drawn)),
        _table(title, categories, series),
    )


def _scale(lowest: Decimal | int, highest: Decimal | int) -> _Scale:
    """An axis of about four round steps that includes zero."""
    low, high = min(Decimal(lowest), Decimal(0)), max(Decimal(highest), Decimal(0))
    span = high - low or Decimal(1)
    unit = Decimal(1).scaleb((span / 4).adjusted())
    step = next(unit * factor for factor in _STEPS if unit * factor >= span / 4)
    bottom = (low / step).to_integral_value(rounding="ROUND_FLOOR") * step
    top = (high / step).to_integral_value(rounding="ROUND_CEILING") * step
    return _Scale(bottom, top if top > bottom else bottom + step, step)


def _axis(scale: _Scale) -> SafeString:
    return format_html_join(
        "",
        '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="tick" x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (
                "axis" if tick == 0 else "rule",
                _LEFT,
                _WIDTH - _RIGHT,
                scale.y(tick),
                scale.y(tick),
                _LEFT - 8,
                scale.y(tick) + 4,
                _short(tick),
            )
            for tick in scale.ticks()
        ),
    )


def _captions(categories: Sequence[str]) -> SafeString:
    every = max(1, -(-len(categories) // 12))
    return format_html_join(
        "",
        '<text class="tick" x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (_middle(number, len(categories)), _HEIGHT - 12, category[:10])
            for number, category in enumerate(categories)
            if number % every == 0
        ),
    )


def _middle(number: int, count: int) -> Decimal:
    return (_LEFT + Decimal(_PLOT_WIDTH) * (2 * number + 1) / (2 * count)).quantize(Decimal("0.1"))


def _bars(categories: Sequence[str], series: Series, number: int, count: int, scale: _Scale, unit: str) -> SafeString:
    slot = Decimal(_PLOT_WIDTH) / len(categories)
    width = min(slot * Decimal("0.7") / count, Decimal(56)).quantize(Decimal("0.1"))
    zero = scale.y(0)
    return format_html_join(
        "",
        '<rect class="series-{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        (
            (
                _colour(number),
                _middle(place, len(categories)) - width * count / 2 + width * number,
                min(scale.y(value), zero),
                width,
                max(abs(scale.y(value) - zero), Decimal("0.5")),
                f"{category} {series.name}：{_figure(value)}{unit}",
            )
            for place, (category, value) in enumerate(zip(categories, series.values, strict=True))
            if value is not None
        ),
    )


def _lines(categories: Sequence[str], series: Series, number: int, count: int, scale: _Scale, unit: str) -> SafeString:
    points = [
        None if value is None else (_middle(place, len(categories)), scale.y(value), category, value)
        for place, (category, value) in enumerate(zip(categories, series.values, strict=True))
    ]
    dots = format_html_join(
        "",
        '<circle class="series-{}" cx="{}" cy="{}" r="4"><title>{}</title></circle>',
        (
            (_colour(number), x, y, f"{category} {series.name}：{_figure(value)}{unit}")
            for x, y, category, value in filter(None, points)
        ),
    )
    runs = [
        " ".join(f"{x},{y}" for x, y, _, _ in filter(None, run)) for is_known, run in groupby(points, bool) if is_known
    ]
    drawn = format_html_join(
        "", '<polyline class="line series-{}" points="{}"/>', ((_colour(number), run) for run in runs)
    )
    return drawn + dots


def _legend(series: Sequence[Series]) -> SafeString:
    if len(series) < 2:
        return SafeString("")
    items = ((_colour(number), each.name) for number, each in enumerate(series))
    rows = format_html_join("", '<li><span class="swatch swatch-{}"></span>{}</li>', items)
    return format_html('<ul class="legend">{}</ul>', rows)


def _table(title: str, categories: Sequence[str], series: Sequence[Series]) -> SafeString:
    head = format_html_join("", '<th scope="col" class="money">{}</th>', ((category,) for category in categories))
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (each.name, format_html_join("", '<td class="money">{}</td>', ((cell,) for cell in _cells(each))))
            for each in series
        ),
    )
    return format_html(
        '<details class="small"><summary>数据表</summary><div class="table-wrap" tabindex="0" role="region" aria-label="{}的数据表">'
        '<table class="table"><caption class="visually-hidden">{}</caption><thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table></div></details>',
        title,
        title,
        head,
        rows,
    )


def _cells(series: Series) -> Iterator[SafeString | str]:
    for value, link in zip(series.values, series.links or [""] * len(series.values), strict=True):
        text = _figure(value)
        yield format_html('<a href="{}">{}</a>', link, text) if link and value is not None else text


def _colour(number: int) -> int:
    return number % _COLOURS + 1


def _figure(value: Value) -> str:
    return "—" if value is None else money.format_amount(Decimal(value))


def _short(value: Decimal) -> str:
    """A tick's caption: 12万 rather than 120,000."""
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if abs(value) >= size:
            return f"{(value / size).normalize():,f}{name}"
    return f"{value.normalize():,f}"

"""A drawing as SVG: no style attribute, no script, no reference, so that any content security policy lets it stand."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from shebao.composing.charts.layout import drawn
from shebao.composing.charts.scene import RULE, Arc, Box, Rule, Shape, Words, on_circle
from shebao.composing.manuscript import ChartBlock

FONTS = "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, SimHei, sans-serif"
_WHOLE = 0.999999


def svg(chart: ChartBlock) -> str:
    """The chart as an SVG element with its caption as title and its alternative text as description."""
    scene = drawn(chart)
    title, description = f"{chart.id}-title", f"{chart.id}-desc"
    size = f"{_n(scene.width)} {_n(scene.height)}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{_n(scene.width)}" '
        f'height="{_n(scene.height)}" role="img" aria-labelledby="{escape(title)} {escape(description)}" '
        f'font-family="{FONTS}">'
        f'<title id="{escape(title)}">{escape(chart.caption)}</title>'
        f'<desc id="{escape(description)}">{escape(chart.alternative)}</desc>'
    )
    return "".join((head, *_shapes(scene.shapes), "</svg>"))


def _shapes(shapes: tuple[Shape, ...]) -> Iterator[str]:
    for shape in shapes:
        match shape:
            case Box():
                yield (
                    f'<rect x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" height="{_n(shape.height)}" '
                    f'fill="{shape.fill}" stroke="{RULE}" stroke-width="0.75"/>'
                )
            case Rule():
                yield (
                    f'<line x1="{_n(shape.x1)}" y1="{_n(shape.y1)}" x2="{_n(shape.x2)}" y2="{_n(shape.y2)}" '
                    f'stroke="{shape.colour}" stroke-width="1"/>'
                )
            case Arc():
                yield f'<path d="{_path(shape)}" fill="{shape.fill}" stroke="{RULE}" stroke-width="0.75"/>'
            case Words():
                yield (
                    f'<text x="{_n(shape.x)}" y="{_n(shape.y)}" font-size="{_n(shape.size)}" '
                    f'text-anchor="{shape.anchor}" fill="{shape.colour}">{escape(shape.text)}</text>'
                )


def _path(arc: Arc) -> str:
    if arc.end - arc.start >= _WHOLE:
        return _circle(arc, arc.outer, 1) + _circle(arc, arc.inner, 0)
    large = int(arc.end - arc.start > 0.5)
    a, b = on_circle(arc.x, arc.y, arc.outer, arc.start), on_circle(arc.x, arc.y, arc.outer, arc.end)
    c, d = on_circle(arc.x, arc.y, arc.inner, arc.end), on_circle(arc.x, arc.y, arc.inner, arc.start)
    return (
        f"M{_p(a)}A{_n(arc.outer)} {_n(arc.outer)} 0 {large} 1 {_p(b)}"
        f"L{_p(c)}A{_n(arc.inner)} {_n(arc.inner)} 0 {large} 0 {_p(d)}Z"
    )


def _circle(arc: Arc, radius: float, sweep: int) -> str:
    top, foot = (arc.x, arc.y - radius), (arc.x, arc.y + radius)
    half = f"A{_n(radius)} {_n(radius)} 0 1 {sweep} "
    return f"M{_p(top)}{half}{_p(foot)}{half}{_p(top)}Z"


def _p(point: tuple[float, float]) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")

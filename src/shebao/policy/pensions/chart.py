"""The chart of a what-if: monthly pension by month of retirement, as SVG or PNG. The same choices give the same file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shebao.policy.arithmetic import unscaled
from shebao.policy.errors import PolicyError
from shebao.policy.explanation.glyphs import lacking, missing_text
from shebao.policy.explanation.sheet import FONT_FILE, font_folder
from shebao.policy.pensions.what_if import TIMING_NAMES, Choice

_COLOURS = {"early": "#4c78a8", "on_time": "#d62728", "late": "#54a24b", "outside": "#999999"}
_FORMATS = ("svg", "png")


def chart(choices: Sequence[Choice], identifier: str, form: str) -> bytes:
    """The chart as bytes of `form` (svg or png).

    Raises ValueError for another form, PolicyError where the font lacks a character of the identifier.
    """
    if form not in _FORMATS:
        raise ValueError(f"图只能存为 {' 或 '.join(_FORMATS)}，不能存为“{form}”")
    if lost := lacking(identifier, Path(font_folder()) / FONT_FILE):
        raise PolicyError(missing_text(lost))
    import matplotlib as mpl

    with mpl.rc_context({"svg.hashsalt": "shebao", "svg.fonttype": "path"}):
        figure = _draw(choices, identifier)
        buffer = io.BytesIO()
        metadata: dict[str, Any] = {"Date": None} if form == "svg" else {"Software": None}
        figure.savefig(buffer, format=form, dpi=144, metadata=metadata)
    return buffer.getvalue()


def _draw(choices: Sequence[Choice], identifier: str) -> Any:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    font = FontProperties(fname=str(Path(font_folder()) / FONT_FILE))
    figure = Figure(figsize=(9, 4.6), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(f"不同退休时间的月养老金　{identifier}", fontproperties=font, fontsize=13)
    for timing, name in TIMING_NAMES.items():
        chosen = [choice for choice in choices if choice.timing == timing]
        if chosen:
            positions = [choice.month.ordinal for choice in chosen]
            heights = [float(unscaled(choice.parts.total, 100)) for choice in chosen]
            axes.plot(positions, heights, "o-", markersize=5, linewidth=1, color=_COLOURS[timing], label=name)
    _label(axes, choices, font)
    totals = [choice.parts.total for choice in choices]
    low, high = min(totals) / 100, max(totals) / 100
    axes.set_ylim(max(low - (high - low) * 0.15, 0), high + (high - low) * 0.25 + 1)
    axes.set_ylabel("元/月", fontproperties=font)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.legend(prop=font, loc="upper left", frameon=False, ncols=3)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _label(axes: Any, choices: Sequence[Choice], font: Any) -> None:
    first, last = choices[0], choices[-1]
    on_time = [choice for choice in choices if choice.timing == "on_time"]
    for choice in dict.fromkeys([first, *on_time, last]):
        height = float(unscaled(choice.parts.total, 100))
        text = f"{choice.month.iso}\n{unscaled(choice.parts.total, 100):,}"
        axes.annotate(
            text,
            (choice.month.ordinal, height),
            xytext=(0, 9),
            textcoords="offset points",
            ha="center",
            fontproperties=font,
            fontsize=9,
        )
    ticks = [choice.month for choice in choices if choice.month.month in (1, 7)]
    axes.set_xticks([month.ordinal for month in ticks], [month.iso for month in ticks], rotation=45, fontsize=8)

"""The chart of execution: cumulated rate by month of the largest lines against time, as SVG or PNG."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from shebao.accounts.output.summary import percent
from shebao.accounts.progress.monitor import Progress, time_rate

_FORMATS = ("svg", "png")
_MOST = 8
_FONT_FILE = "NotoSansCJKsc-Regular.otf"


def progress_chart(found: tuple[Progress, ...], title: str, month: int, form: str) -> bytes:
    """The chart as bytes of `form` (svg or png). Raises ValueError for another one."""
    if form not in _FORMATS:
        raise ValueError(f"图只能存为 {' 或 '.join(_FORMATS)}，不能存为“{form}”")
    import matplotlib as mpl

    with mpl.rc_context({"svg.hashsalt": "shebao", "svg.fonttype": "path"}):
        buffer = io.BytesIO()
        metadata: dict[str, Any] = {"Date": None} if form == "svg" else {"Software": None}
        _draw(found, title, month).savefig(buffer, format=form, dpi=144, metadata=metadata)
    return buffer.getvalue()


def _draw(found: tuple[Progress, ...], title: str, month: int) -> Any:
    from matplotlib.figure import Figure

    font = _font()
    figure = Figure(figsize=(10, 5.4), layout="constrained")
    axes = figure.add_subplot()
    months = list(range(1, month + 1))
    axes.plot(months, [float(time_rate(m)) for m in months], "--", color="#111111", zorder=5, label="序时进度")
    for progress in [p for p in found if p.budget > 0][:_MOST]:
        rates = [float(percent(progress.total(m), progress.budget)) for m in months]
        warned = "（有预警）" if progress.warnings else ""
        axes.plot(months, rates, "o-", markersize=3.5, linewidth=1.4, label=f"{progress.name[:18]}{warned}")
    axes.set_title(title, fontproperties=font, fontsize=13)
    axes.set_xticks(months, [f"{m}月" for m in months], fontproperties=font)
    axes.set_ylabel("累计执行率（%）", fontproperties=font)
    axes.set_ylim(bottom=0)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.legend(prop=font, loc="upper left", frameon=False, fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _font() -> Any:
    import mplfonts
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=str(Path(mplfonts.__file__).parent / "fonts" / _FONT_FILE))

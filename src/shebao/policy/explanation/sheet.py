"""Explanations as a one-page PDF that a counter can hand out. The same explanation gives the same bytes."""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from shebao.policy.errors import PolicyError
from shebao.policy.explanation.glyphs import families_for
from shebao.policy.explanation.model import KNOWN_MARK, Explanation, Step
from shebao.policy.explanation.text import dates_text, operands_text

_SIZES = ("10", "9", "8", "7", "6.2", "5.5")
FONT_FILE = "NotoSansCJKsc-Regular.otf"


def as_pdf(explanation: Explanation) -> bytes:
    """The explanation as PDF: one page, in smaller type where it is long; more pages only below 5.5 points.

    Raises PolicyError where no installed font has one of its characters.
    """
    import pypdfium2
    import typst

    source = (files("shebao.policy.explanation") / "sheet.typ").read_bytes()
    data = json.dumps(_data(explanation), ensure_ascii=False)
    further = families_for(data, Path(font_folder()) / FONT_FILE)
    fonts = typst.Fonts(include_system_fonts=bool(further), font_paths=[font_folder()])
    inputs = {"data": data, "further": json.dumps(further, ensure_ascii=False)}
    pdf = b""
    for size in _SIZES:
        pdf = typst.compile(source, format="pdf", font_paths=fonts, sys_inputs={**inputs, "size": size})
        document = pypdfium2.PdfDocument(pdf)
        pages = len(document)
        document.close()
        if pages == 1:
            break
    return pdf


def font_folder() -> str:
    """The folder of the CJK font that the mplfonts wheel carries. Raises PolicyError where it is not installed."""
    spec = find_spec("mplfonts")
    for location in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(location) / "fonts"
        if (folder / FONT_FILE).exists():
            return str(folder)
    raise PolicyError(f"找不到中文字体 {FONT_FILE}，请安装 mplfonts")


def _data(explanation: Explanation) -> dict[str, Any]:
    return {
        "title": explanation.title,
        "subject": explanation.subject,
        "dates": dates_text(explanation),
        "given": [{"label": item.label, "text": item.quantity.text} for item in explanation.given],
        "steps": [_step(step) for step in explanation.steps],
        "results": [
            {"label": explanation.step(name).label, "text": explanation.step(name).quantity.text}
            for name in explanation.results
        ],
        "remarks": list(explanation.notes),
    }


def _step(step: Step) -> dict[str, str]:
    return {
        "label": step.label,
        "text": step.quantity.text,
        "formula": step.formula,
        "operands": operands_text(step),
        "rounding": step.rounding,
        "basis": "；".join(step.bases) + (KNOWN_MARK if step.mark == "known" else ""),
        "note": step.note,
    }

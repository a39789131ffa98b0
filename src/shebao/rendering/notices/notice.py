"""One template for every paper; what stands on it is data."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any

import segno

from shebao.composing.fonts import typst_fonts


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on a paper: `rows` are pairs of label and words, `sections` are headings with their lines, `tables` a
    heading, heads and rows, `closing` is what the reader is told at the end. `code` and `address` lead to the page that says whether it is genuine."""

    title: str
    issuer: str
    day: str
    rows: Sequence[tuple[str, str]]
    sections: Sequence[tuple[str, Sequence[str]]] = ()
    closing: Sequence[str] = ()
    tables: Sequence[tuple[str, Sequence[str], Sequence[Sequence[str]]]] = ()
    number: str = ""
    code: str = ""
    address: str = ""


def notice_pdf(paper: Paper) -> bytes:
    """The paper as PDF (A4, one page where it fits); the same paper gives the same bytes."""
    import typst

    compiler: Any = typst
    template = (files(__package__) / "notice.typ").read_bytes()
    pdf: bytes = compiler.compile(
        template,
        font_paths=typst_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(asdict(paper) | {"square": _square(paper)}, ensure_ascii=False)},
        timestamp=0,
    )
    return pdf


def _square(paper: Paper) -> str:
    """The address as a QR code in SVG; '' where there is none."""
    if not paper.address:
        return ""
    into = io.BytesIO()
    segno.make(paper.address, error="m").save(into, kind="svg", border=0, xmldecl=True)
    return into.getvalue().decode()

"""Composing a report: seconds from the command line and in one process, each format, the gate, PDF against typst alone, growth.

`python -m bench composing [--repeat N] [--growth N]`
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from bench.measure import measure
from shebao.composing.manuscript import Block, ChartBlock, Heading, Manuscript, Paragraph, TableBlock

_EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "accounts"
_EXAMPLE = "city-centre-2023"


def main(argv: list[str]) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench composing", description=__doc__)
    parser.add_argument("--repeat", type=int, default=3, help="runs of each measurement; the fastest counts")
    parser.add_argument("--growth", type=int, default=16, help="how many times as long the longest report is")
    options = parser.parse_args(argv)
    print("shebao compose, one process from start to end: seconds on the wall, seconds of processor")
    for arguments in (["--format", "pdf"], [], ["--final"]):
        wall, processor = min(_command(arguments) for _ in range(options.repeat))
        print(f"{' '.join(arguments) or 'all formats':<14} {wall:6.2f} {processor:6.2f}")
    print(f"\n{'in one process':<14} {'seconds':>8} {'cpu s':>8} {'MB':>6} {'gate cpu s':>10}")
    for form in ("docx", "pdf", "html", "xlsx", "json", "package"):
        rendered = measure(partial(_rendering, form, 1), options.repeat)
        gated = measure(partial(_gating, form), options.repeat)
        times = f"{rendered.wall:8.3f} {rendered.processor:8.3f}"
        print(f"{form:<14} {times} {rendered.megabytes:6} {gated.processor:10.3f}")
    bare = measure(_bare, options.repeat)
    whole = measure(partial(_rendering, "pdf", 1), options.repeat)
    print(
        f"\ntypst alone {bare.processor:.3f} s, PDF {whole.processor:.3f} s of processor; ratio {whole.processor / bare.processor:.2f}"
    )
    print(f"\n{'cpu s, n times':<14} {'docx':>8} {'pdf':>8} {'html':>8} {'json':>8}")
    times = 1
    while times <= options.growth:
        used = [measure(partial(_rendering, form, times), 1).processor for form in ("docx", "pdf", "html", "json")]
        print(f"{times:<14} " + " ".join(f"{seconds:8.2f}" for seconds in used))
        times *= 2


def _command(arguments: Sequence[str]) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(_EXAMPLES / _EXAMPLE, Path(folder) / "unit")
        command = [sys.executable, "-m", "shebao", "compose", f"{folder}/unit", "-o", f"{folder}/out", *arguments]
        before, started = _children(), time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - started, _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _manuscript(times: int) -> Manuscript:
    from shebao.publishing.folder import read_material
    from shebao.publishing.own_words import with_own_words

    manuscript = with_own_words(read_material(_EXAMPLES / _EXAMPLE))
    blocks = [_renamed(block, number) for number in range(times) for block in manuscript.blocks]
    return replace(manuscript, blocks=tuple(blocks))


def _renamed(block: Block, number: int) -> Block:
    """The block with anchors of its own, so that it can stand in a report again."""
    if not number:
        return block
    if isinstance(block, Paragraph):
        return replace(block, runs=tuple(replace(r, anchor=r.anchor and f"{r.anchor}-{number}") for r in block.runs))
    if isinstance(block, Heading):
        return replace(block, anchor=f"{block.anchor}-{number}")
    if isinstance(block, TableBlock | ChartBlock):
        return replace(block, id=f"{block.id}-{number}", anchor=block.anchor and f"{block.anchor}-{number}")
    return block


def _rendering(form: str, times: int) -> Callable[[], int]:
    from shebao.composing.documents import render

    manuscript = _manuscript(times)
    return lambda: len(render(manuscript, form))


def _gating(form: str) -> Callable[[], int]:
    from shebao.composing.documents import render, suffix
    from shebao.publishing.gate import examine

    manuscript = _manuscript(1)
    content = render(manuscript, form)
    return lambda: examine(f"report.{suffix(form)}", form, content, manuscript).verified


def _bare() -> Callable[[], int]:
    """What typst alone takes for the same template, fonts and data."""
    import typst

    from shebao.composing.documents.pdf import pdf
    from shebao.composing.documents.pdf.data import report_data
    from shebao.composing.fonts import typst_fonts

    template = (Path(sys.modules[pdf.__module__].__file__ or "").parent / "report.typ").read_bytes()
    data = json.dumps(report_data(_manuscript(1)), ensure_ascii=False)
    fonts = typst_fonts()
    return lambda: len(
        typst.compile(template, font_paths=fonts, ignore_system_fonts=True, sys_inputs={"report": data}, timestamp=0)
    )

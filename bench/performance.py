"""Scoring self-evaluation forms: seconds for growing numbers of them, against reading their values alone.

`python -m bench performance [--repeat N] [--forms N]`
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from shebao.performance import FormData, read_yaml, score, score_form
from shebao.report.performance import quantities, scheme_for

_EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "performance" / "district-bureau-2021.yaml"
_SCHEME = scheme_for("wuhan", 2021)


def main(argv: list[str]) -> None:
    """Print processor seconds, forms a second, the ratio to reading the values alone, and growth with the number."""
    parser = argparse.ArgumentParser(prog="python -m bench performance", description=__doc__)
    parser.add_argument("--repeat", type=int, default=3, help="runs of each measurement; the fastest counts")
    parser.add_argument("--forms", type=int, default=10_000, help="the largest number of forms")
    options = parser.parse_args(argv)
    examples = [each.form for each in score(read_yaml(_EXAMPLE))]
    print(f"{'forms':>8} {'seconds':>8} {'values s':>9} {'ratio':>6} {'forms/s':>8} {'growth':>7}")
    before = 0.0
    for count in (options.forms // 100, options.forms // 10, options.forms):
        forms = [replace(examples[n % len(examples)], name=f"项目{n}") for n in range(count)]
        values = min(_values(forms) for _ in range(options.repeat))
        whole = min(_scores(forms) for _ in range(options.repeat))
        growth = f"{whole / before:7.1f}" if before else f"{'':7}"
        print(f"{count:8} {whole:8.3f} {values:9.3f} {whole / values:6.1f} {count / whole:8.0f} {growth}")
        before = whole


def _scores(forms: Sequence[FormData]) -> float:
    started = time.process_time()
    for form in forms:
        score_form(form, _SCHEME)
    return time.process_time() - started


def _values(forms: Sequence[FormData]) -> float:
    """The least that scoring costs: the numbers in every target and actual, not kept from one form to the next."""
    read = quantities.__wrapped__
    started = time.process_time()
    for form in forms:
        for item in form.indicators:
            read(item.target)
            read(item.actual)
    return time.process_time() - started

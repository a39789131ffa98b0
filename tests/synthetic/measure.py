"""How many single changes the audit detects: `PYTHONPATH=tests:src python -m synthetic.measure --reports 2 --changes 60`."""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from shebao.auditing.audit import audit_report
from shebao.auditing.findings import AuditResult
from shebao.reading.report import read_file
from synthetic.composer import STYLES, compose
from synthetic.layouts import LAYOUTS
from synthetic.mutations import mutations
from synthetic.pieces import Composed


@dataclass(slots=True)
class Measured:
    """What was found: false findings of unchanged reports, and detection by kind of change."""

    unchanged: int = 0
    false: list[str] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)
    detected: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """The share of changes that were detected."""
        return self.detected.total() / self.tried.total() if self.tried else 1.0

    def __str__(self) -> str:
        kinds = "，".join(f"{kind} {self.detected[kind]}/{self.tried[kind]}" for kind in sorted(self.tried))
        return f"未改动 {self.unchanged} 份，误报 {len(self.false)} 处；改动 {self.tried.total()} 处，检出 {self.rate:.1%}（{kinds}）"


def audited(report: Composed, layout: str) -> AuditResult:
    """The audit of a composed report in a layout."""
    suffix, lay_out = LAYOUTS[layout]
    name = f"{report.name}.{suffix}"
    return audit_report(read_file(lay_out(report), name).report, file=name)


def said(result: AuditResult) -> set[str]:
    """What the findings say."""
    return {f"{f.rule} {f.message}" for f in result.findings}


def measure(seeds: Iterator[int] | range, layouts: tuple[str, ...], changes: int, *, verbose: bool = False) -> Measured:
    """Reports of all outlines for each seed, unchanged and with up to `changes` changes each."""
    found = Measured()
    for seed in seeds:
        for place, year in STYLES:
            report = compose(seed, place, year)
            layout = layouts[(seed + year) % len(layouts)]
            _measure_one(report, layout, changes, random.Random(seed), found, verbose)
    return found


def _measure_one(
    report: Composed, layout: str, changes: int, rng: random.Random, found: Measured, verbose: bool
) -> None:
    before = said(audited(report, layout))
    found.unchanged += 1
    found.false += [f"{report.name} {layout} {words}" for words in sorted(before)]
    for mutation in mutations(report, rng)[:changes]:
        found.tried[mutation.kind] += 1
        if said(audited(mutation.report, layout)) - before:
            found.detected[mutation.kind] += 1
        else:
            found.missed.append(f"{report.name} {layout} {mutation.kind} {mutation.what}")
            if verbose:
                print("未检出", found.missed[-1])


def main() -> None:
    """Print the rate, and what was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=2, help="reports of each outline")
    parser.add_argument("--changes", type=int, default=60, help="changes of each report")
    parser.add_argument("--layouts", default="tabs", help=f"comma-separated: {','.join(LAYOUTS)}")
    parser.add_argument("--first", type=int, default=1, help="first seed")
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.reports)
    found = measure(seeds, tuple(options.layouts.split(",")), options.changes)
    for words in found.false:
        print("误报", words)
    for words in found.missed:
        print("未检出", words)
    print(found)


if __name__ == "__main__":
    main()

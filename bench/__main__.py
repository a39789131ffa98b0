"""Runs the suites named, or all: every module of this package with a function `main(arguments)` is a suite."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

SUITES = sorted(
    path.stem
    for path in Path(__file__).parent.glob("*.py")
    if not path.stem.startswith("_") and "\ndef main(" in path.read_text(encoding="utf-8")
)


def main() -> None:
    """`python -m bench [SUITE [OPTIONS]]`."""
    name, *options = sys.argv[1:] or [""]
    if name and name not in SUITES:
        sys.exit(f"没有测速项目“{name}”，现有：{'、'.join(SUITES)}")
    for suite in [name] if name else SUITES:
        print(f"== {suite}", flush=True)
        import_module(f"bench.{suite}").main(options)


if __name__ == "__main__":
    main()

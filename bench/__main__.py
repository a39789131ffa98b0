"""`python -m bench [SUITE [OPTIONS]]`: run one suite, or all of them one after the other."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def suites() -> list[str]:
    """The modules beside this one that have a `main(argv)`."""
    found = []
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if not path.stem.startswith("_") and "def main(argv: list[str])" in path.read_text(encoding="utf-8"):
            found.append(path.stem)
    return found


def main(argv: list[str]) -> int:
    """Run the suite that is named, or all."""
    known = suites()
    if argv and argv[0] not in known:
        print(f"usage: python -m bench [{' | '.join(known)}] [options]", file=sys.stderr)
        return 2
    for name in argv[:1] or known:
        print(f"== {name}")
        importlib.import_module(f"bench.{name}").main(argv[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

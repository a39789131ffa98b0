"""python -m heldout.measure OUT SHEBAO_COMMAND [-v] [--at-once N] [--prior OPTION]

Runs the documents of OUT/cases.yaml through the command as a user would and prints found, missed and false by kind, by
format and by layout, how many indicator rows were read where the command's JSON gives rows, and figures printed. With
`--prior OPTION` each report of a pair is audited with last year's after that option of the command.
"""

import argparse
import json
import shlex
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from heldout.judge import false_findings, found, norm

Result = dict[str, Any]
ONLY_WITH_PRIOR = "last year's report"


def audited(
    folder: Path, command: str, cases: list[Result], at_once: int, prior: str = ""
) -> Iterator[tuple[Result, Result]]:
    paired = [c for c in cases if prior and "prior" in c]
    for own in paired:
        earlier = next(folder.glob(own["prior"] + "*"))
        yield from run(folder, f"{command} audit {prior} {shlex.quote(str(earlier))}", [own])
    cases = [c for c in cases if c not in paired and (not c["kind"].endswith(ONLY_WITH_PRIOR))]
    for first in range(0, len(cases), at_once):
        part = cases[first : first + at_once]
        yield from run(folder, f"{command} audit", part)


def run(folder: Path, command: str, cases: list[Result]) -> Iterator[tuple[Result, Result]]:
    files = [str(folder / c["file"]) for c in cases]
    done = subprocess.run(
        [*shlex.split(command), *files, "--format", "jsonl"], capture_output=True, text=True, check=False
    )
    answers = {Path(a["file"]).name: a for a in map(json.loads, done.stdout.splitlines())}
    for own in cases:
        yield own, answers.get(own["file"], {"error": (done.stderr or "no answer").strip()[-200:]})


def rows_read(own: Result, answer: Result) -> tuple[int, int, int] | None:
    """Indicator rows in the truth, those read, those read with the right score; None where the JSON gives no rows."""
    forms = answer.get("forms") or answer.get("performance")
    if not own["indicators"] or not isinstance(forms, list):
        return None
    read = [r for f in forms for r in f.get("rows") or f.get("indicators") or []]
    scores: dict[str, set[str]] = defaultdict(set)
    for row in read:
        scores[norm(row.get("name") or row.get("indicator"))].add(norm(row.get("score")))
    right = [i for i in own["indicators"] if any(norm(i["name"]) in n for n in scores)]
    exact = [i for i in right if any(norm(i["name"]) in n and norm(i["score"]) in s for n, s in scores.items())]
    return len(own["indicators"]), len(right), len(exact)


class Tally:
    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.missed: list[str] = []
        self.false: list[str] = []
        self.errors: list[str] = []
        self.rows, self.figures, self.decided = Counter[str](), 0, 0

    def add(self, own: Result, answer: Result) -> None:
        groups = [
            f"kind {own['kind']}",
            f"format {own['format']}",
            *(f"{k} layout {v}" for k, v in own["layout"].items()),
        ]
        if "error" in answer:
            self.errors.append(f"{own['file']}: {answer['error']}")
            return self.count(groups, "not audited")
        self.figures += answer.get("coverage", {}).get("figures", 0)
        self.decided += answer.get("coverage", {}).get("decided", 0)
        if "find" in own:
            hit = found(own["find"][0], answer["findings"])
            self.count(groups, "found" if hit else "missed")
            if not hit:
                wanted = own["find"][0]
                self.missed.append(
                    f"{own['file']} {own['kind']}: {wanted['stated']} -> {wanted['expected']} | {wanted['quote'][0][:60]}"
                )
        else:
            false = false_findings(answer["findings"])
            self.count(groups, "false" if false else "clean")
            self.false += [
                f"{own['file']} {f['rule']} {f['severity']}: {f['message'][:110]} | {(f.get('quote') or '')[:50]}"
                for f in false
            ]
        for name, number in zip(("rows", "read", "exact"), rows_read(own, answer) or (), strict=False):
            self.rows[name] += number
        return None

    def count(self, groups: list[str], what: str) -> None:
        for group in groups:
            self.counts[group][what] += 1
        self.counts["all"][what] += 1

    def lines(self, verbose: bool) -> Iterator[str]:
        for group, counts in sorted(self.counts.items()):
            yield f"{group:<60} " + "  ".join(f"{name} {n}" for name, n in sorted(counts.items()))
        if self.rows:
            yield f"indicator rows: {self.rows['rows']}, read {self.rows['read']}, with the right score {self.rows['exact']}"
        else:
            yield "indicator rows: the command's JSON gives none"
        yield f"figures printed {self.figures}, decided {self.decided}; false findings {len(self.false)}"
        yield from (f"NOT AUDITED {e}" for e in self.errors)
        if verbose:
            yield from (f"MISSED {m}" for m in self.missed)
            yield from (f"FALSE {f}" for f in self.false)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("command")
    parser.add_argument("--at-once", type=int, default=1)
    parser.add_argument("--prior", default="")
    parser.add_argument("-v", "--verbose", action="store_true")
    told = parser.parse_args()
    tally = Tally()
    cases = yaml.safe_load((told.out / "cases.yaml").read_text("utf-8"))
    for own, answer in audited(told.out, told.command, cases, told.at_once, told.prior):
        tally.add(own, answer)
    print("\n".join(tally.lines(told.verbose)))


if __name__ == "__main__":
    main()

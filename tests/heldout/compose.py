"""python -m heldout.compose OUT --seeds FROM-TO [--kind whole|excerpt|form|budget|province|region|pair] [--faults N] [--as FORMAT,…]

Writes for every seed an unchanged document and N copies with one fault each, and OUT/cases.yaml with what is true.
"""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import yaml

from heldout.blocks import Document
from heldout.faults import Faulty, other_last_year, plant
from heldout.vocabulary import Draw
from heldout.whole import KINDS, document, last_year
from heldout.write_files import save

FORMATS = {"open": ["tabs", "cells", "pipe", "aligned", "spaced", "wrapped", "md", "html", "docx", "xlsx", "pdf"],
           "sealed": ["box", "semicolon", "narrow", "docx", "pdf", "html"]}  # fmt: skip


def seeds(told: str) -> range:
    first, _, last = told.partition("-")
    return range(int(first), int(last or first) + 1)


def variants(seed: int, kind: str, faults: int) -> Iterator[tuple[Document, Faulty | None]]:
    made = document(seed, "whole" if kind == "pair" else kind)
    yield made, None
    if kind == "pair":
        yield last_year(seed), None
        yield (faulty := other_last_year(seed)).document, faulty
    done: set[str] = set()
    for number in range(4 * faults):
        faulty = plant(made, seed, number)
        if faulty and faulty.fault not in done and len(done) < faults:
            done.add(faulty.fault)
            yield faulty.document, faulty


def case(file: str, seed: int, kind: str, how: str, made: Document, faulty: Faulty | None) -> dict[str, object]:
    told: dict[str, object] = {"file": file, "kind": f"{kind}: {faulty.fault if faulty else 'unchanged'}", "format": how,
                               "layout": dict(made.layout), "indicators": made.indicators if not faulty else []}  # fmt: skip
    if kind == "pair" and made.layout["year"] == "this":
        told["prior"] = f"pair-{seed:06}-01"
    return told | ({"find": [faulty.truth]} if faulty else {"clean": [{"all": True}]})


def compose(
    out: Path, span: range, kind: str | None, faults: int, formats: list[str] | None
) -> list[dict[str, object]]:
    out.mkdir(parents=True, exist_ok=True)
    cases = []
    for seed in span:
        own = kind or Draw(seed, "kind").of(["whole", "whole", "excerpt", "form", "form", "budget"])
        draw = Draw(seed, "format")
        for number, (made, faulty) in enumerate(variants(seed, own, faults)):
            how = random.Random(f"{seed}/{number}").choice(formats) if formats else draw.of(FORMATS)
            file = save(made, out, f"{own}-{seed:06}-{number:02}", how)
            cases.append(case(file, seed, own, how, made, faulty))
    (out / "cases.yaml").write_text(yaml.safe_dump(cases, allow_unicode=True, sort_keys=False, width=1000), "utf-8")
    return cases


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seeds", type=seeds, required=True)
    parser.add_argument("--kind", choices=[*KINDS, "pair"])
    parser.add_argument("--faults", type=int, default=3)
    parser.add_argument("--as", dest="formats", type=lambda t: t.split(","))
    told = parser.parse_args()
    cases = compose(told.out, told.seeds, told.kind, told.faults, told.formats)
    print(f"{len(cases)} documents, {sum('find' in c for c in cases)} with a fault: {told.out / 'cases.yaml'}")


if __name__ == "__main__":
    main()

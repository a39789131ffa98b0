"""Plants one fault in a consistent document and says what is true about it."""

import copy
import random
import re
from dataclasses import dataclass

from heldout.blocks import Document, Grid, places
from heldout.fault_kinds import KINDS, Kind
from heldout.marks import Place, mark, plain, replaced
from heldout.structure_faults import STRUCTURE, Planted


@dataclass
class Faulty:
    document: Document
    fault: str
    truth: dict[str, object]


def plant(document: Document, seed: int, number: int) -> Faulty | None:
    """The `number`-th fault of this seed; None where no kind fits."""
    draw = random.Random(f"{seed}/fault/{number}")
    found = places(document)
    kinds: list[object] = [*KINDS, *STRUCTURE]
    for _ in range(200):
        kind = draw.choice(kinds)
        made = _change(document, found, kind, draw) if isinstance(kind, Kind) else _structure(document, kind, draw)
        if made:
            return made
    return None


def _structure(document: Document, kind: object, draw: random.Random) -> Faulty | None:
    changed = copy.deepcopy(document)
    planted: Planted | None = kind(changed, draw)  # type: ignore[operator]
    if planted is None:
        return None
    truth = {
        "family": "S",
        "quote": planted.quotes,
        "stated": planted.stated,
        "expected": planted.expected,
        "severity": planted.severity,
    }
    return Faulty(changed, kind.__name__.replace("_", " "), truth)  # type: ignore[attr-defined]


def _change(document: Document, found: list[Place], kind: Kind, draw: random.Random) -> Faulty | None:
    fitting = [p for p in found if re.fullmatch(kind.keys, p.key) and _provable(document, kind, p, found)]
    if not fitting:
        return None
    place = draw.choice(fitting)
    shown = kind.change(place.shown, draw)  # type: ignore[operator]
    if not shown or shown == place.shown or not _wrong(kind, place, shown, document, found):
        return None
    changed = copy.deepcopy(document)
    block = changed.blocks[place.block]
    if isinstance(block, Grid):
        r, c = place.cell or (0, 0)
        cell = block.rows[r][c]
        assert cell is not None
        cell.text = replaced(cell.text, place, shown)
        quotes = _row_quotes(changed, block, r)
    else:
        block.text = replaced(block.text, place, shown)
        quotes = _sentence_quotes(block.text, place.key, shown)
    family = "T" if place.key.startswith("table") else "P" if place.key.startswith("form") else "N"
    stated, expected = _difference(place.shown, shown, kind)
    truth = {"family": family, "quote": quotes, "stated": stated, "expected": expected, "severity": kind.severity}
    return Faulty(changed, kind.name, truth)


def _difference(before: str, after: str, kind: Kind) -> tuple[str, str]:
    """What is stated and expected; of lists and paths only what differs."""
    if "list" in kind.name and "、" in before:
        old, new = before.split("、"), after.split("、")
        gone = [n for n in old if n not in new] or [n for n in new if n not in old]
        return gone[0], gone[0] if len(new) < len(old) else ""
    if ".path" in kind.keys:
        return re.split(r"[（(]", after)[0], re.split(r"[（(]", before)[0]
    found = re.search(r"[\d.]+%?", after) if ".actual" in kind.keys and "exec" not in kind.keys else None
    return (found[0], before) if found else (after, before)


def _provable(document: Document, kind: Kind, place: Place, found: list[Place]) -> bool:
    """Whether the change could be proved from this document alone."""
    if kind.needs and not any(re.fullmatch(kind.needs, p.key) for p in found):
        return False
    layout = document.layout
    if "outline" in layout:
        return not place.key.startswith("plan")
    own = "budget" if "budget" in layout else layout.get("excerpt", "form")
    return kind.apart == "*" or any(word in own.split() for word in kind.apart.split())


def _wrong(kind: Kind, place: Place, shown: str, document: Document, found: list[Place]) -> bool:
    """Whether the changed form is really wrong."""
    key, _, part = place.key.rpartition(".")
    values = {p.key: p.shown for p in found}
    if kind.name == "form: score unlike completion":
        return float(shown) < float(values[key + ".weight"])
    if kind.name == "form: weight":
        return True
    if part == "actual" and ".i" in key:
        target = values[key + ".target"]
        return (
            target.startswith(("≥", "不低于"))
            and values[key + ".score"] == values[key + ".weight"]
            and _below(shown, target)
        )
    if kind.name == "form: execution budget" or kind.name == "form: executed amount":
        return place.shown != shown
    return True


def _below(shown: str, target: str) -> bool:
    actual, goal = (int(re.sub(r"\D", "", t) or 0) for t in (shown, target))
    return actual * 5 < goal * 4


def _row_quotes(document: Document, grid: Grid, r: int) -> list[str]:
    cells = [plain(cell.text).replace("\n", "") for cell in grid.rows[r] if cell]
    names = [t for t in cells if re.search(r"[一-鿿]{2}", t)]
    upper = [plain(cell.text) for cell in grid.rows[0] if cell and cell.text] if not names else []
    return list(dict.fromkeys([*names, "".join(cells), *([grid.title] if grid.title else []), *upper]))


def _sentence_quotes(text: str, key: str, shown: str) -> list[str]:
    spoiled = mark(key, shown)
    at = text.index(spoiled)
    end = at + len(spoiled)
    start = max(text.rfind(c, 0, at) for c in "。；") + 1
    ends = [e for e in (text.find(c, end) for c in "。；") if e >= 0]
    sentence = plain(text[start : min(ends) + 1 if ends else len(text)])
    inner = max(text.rfind(c, 0, at) for c in "，。；：（") + 1
    stops = [e for e in (text.find(c, end) for c in "，。；：）") if e >= 0]
    return list(dict.fromkeys([plain(text[inner : min(stops) if stops else len(text)]), sentence, plain(text)]))

"""Plants one fault in a consistent document and says what is true about it."""

import copy
import random
import re
from dataclasses import dataclass
from decimal import Decimal

from heldout.blocks import Document, Grid, places
from heldout.fault_kinds import KINDS, Kind
from heldout.marks import Place, mark, places_in, plain, replaced
from heldout.pairs import misremembered
from heldout.structure_faults import STRUCTURE, Planted
from heldout.whole import whole
from heldout.world import world


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
    random.Random(seed // 25).shuffle(kinds)
    first = 5 * seed + 37 * number  # every kind has its turn
    for at in range(len(kinds)):
        kind = kinds[(first + at) % len(kinds)]
        made = _change(document, found, kind, draw) if isinstance(kind, Kind) else _structure(document, kind, draw)
        if made:
            return made
    return None


def other_last_year(seed: int) -> Faulty:
    """A report whose sum of last year is not what last year's own report says."""
    told, key = misremembered(world(seed), seed)
    changed = whole(seed, told)
    right, wrong = (places(d) for d in (whole(seed), changed))
    stated, expected = (next(p for p in found if p.key == key) for found in (wrong, right))
    quotes = _sentence_quotes(changed.blocks[stated.block].text, key, stated.shown)
    truth = {"family": "N", "quote": quotes, "stated": stated.shown, "expected": expected.shown, "severity": "warning"}
    return Faulty(changed, "last year unlike last year's report", truth)


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
        return float(shown) < float(values[key + ".weight"]) and bool(re.search(r"\d", values[key + ".target"]))
    if kind.name == "form: weight":
        return True
    if part == "actual" and ".i" in key:
        target = values[key + ".target"]
        return (
            target.startswith(("≥", "不低于"))
            and values[key + ".score"] == values[key + ".weight"]
            and _below(shown, target)
        )
    if part in ("rate", "by") and not place.key.startswith(("work", "form")):
        return min(_operands(document, place), default=SEEN_IN_RATES) >= SEEN_IN_RATES
    return not _is_money(place) or shown.startswith(("X", "×")) or _apart(shown, place.shown) >= SEEN_IN_SUMS


SEEN_IN_SUMS = 20  # a sum of some thirty rounded amounts may be off by fifteen last digits and still be right
SEEN_IN_RATES = 100  # the quotient of smaller rounded amounts is too vague to be wrong by two points


def _steps(shown: str) -> int:
    return int(re.sub(r"\D", "", shown) or 0)


def _apart(one: str, other: str) -> int:
    """How many last printed digits lie between two amounts."""
    digits = max(len(t.partition(".")[2]) for t in (one, other))
    first, second = (Decimal(t.replace(",", "")) for t in (one, other))
    return int(abs(first - second).scaleb(digits))


def _is_money(place: Place) -> bool:
    apart = r"(work|assets|counts|performance\.count|name|form.*(score|weight|target|actual|done|total|full|rate)$)"
    return bool(re.fullmatch(r"[\d,.]+", place.shown)) and (".exec." in place.key or not re.match(apart, place.key))


def _operands(document: Document, place: Place) -> list[int]:
    """The amounts beside a rate, in steps."""
    block = document.blocks[place.block]
    own = place.key.split(".")[: 2 if place.key.startswith(("three", "plan")) else 1]
    near = places_in(block.text, place.block) if not isinstance(block, Grid) else []
    return [
        _steps(p.shown)
        for p in near
        if p.key.split(".")[: len(own)] == own and re.fullmatch(r"[\d,.]*[1-9][\d,.]*", p.shown)
    ]


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

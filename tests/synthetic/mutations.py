"""Changes as people make them by mistake: one figure, sign word, name or row of a report at a time."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from synthetic.accounts import names
from synthetic.pieces import Composed, Grid, Mark, marks, plain, with_piece, without_row

_FLIPPED = {"增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长", "大于": "小于", "小于": "大于"}
_FIGURES = {"amount", "rate", "count", "score"}
_LEAST = {"amount": Decimal("0.2"), "rate": Decimal("0.5"), "count": Decimal(1), "score": Decimal("0.2")}
_LOOSE = Decimal("0.06")


@dataclass(frozen=True, slots=True)
class Mutation:
    """A changed report and what was changed: `kind` is figure, sign, name or row."""

    kind: str
    what: str
    report: Composed


def mutations(report: Composed, rng: random.Random) -> list[Mutation]:
    """All single changes of a report (each figure once, with a random change), in random order."""
    found = [*_figures(report, rng), *_signs(report), *_names(report, rng), *_rows(report)]
    rng.shuffle(found)
    return found


def _figures(report: Composed, rng: random.Random) -> Iterator[Mutation]:
    for address, mark in marks(report):
        if mark.kind in _FIGURES and mark.touched and (changed := misprinted(mark, rng)):
            where = _where(report, address)
            yield Mutation("figure", f"{where}：{mark.text} → {changed.text}", with_piece(report, address, changed))


def misprinted(mark: Mark, rng: random.Random) -> Mark | None:
    """The figure with a digit changed or two neighbours swapped, far enough from the right one to be provable; None
    where there is no such change."""
    digits = [i for i, c in enumerate(mark.text) if c.isdigit()]
    candidates = []
    for i in digits:
        candidates += [mark.text[:i] + d + mark.text[i + 1 :] for d in "0123456789" if d != mark.text[i]]
    for i, j in itertools.pairwise(digits):
        if mark.text[i] != mark.text[j]:
            swapped = list(mark.text)
            swapped[i], swapped[j] = swapped[j], swapped[i]
            candidates.append("".join(swapped))
    value = _value(mark.text)
    least = max(_LEAST[mark.kind], abs(value) * _LOOSE if mark.loose else Decimal(0))
    kept = [text for text in candidates if abs(_value(text) - value) >= least and _natural(text)]
    return Mark(rng.choice(kept), mark.kind) if kept else None


def _value(text: str) -> Decimal:
    return Decimal(text.replace(",", "").rstrip("%"))


def _natural(text: str) -> bool:
    """No leading zero: that is another kind of mistake."""
    return not (text.startswith("0") and len(text) > 1 and text[1] != ".")


def _signs(report: Composed) -> Iterator[Mutation]:
    for address, mark in marks(report):
        if mark.kind == "sign":
            changed = Mark(_FLIPPED[mark.text], "sign")
            yield Mutation("sign", f"{_where(report, address)}：{mark.text}", with_piece(report, address, changed))


def _names(report: Composed, rng: random.Random) -> Iterator[Mutation]:
    """Another name of the same kind: of a functional subject in its place, of an economic one in a list."""
    economic = {entry[2] for entries in names("economic_dept").values() for entry in entries}
    for address, mark in marks(report):
        if mark.kind != "name":
            continue
        others = [
            m.text for a, m in marks(report) if m.kind == "name" and (len(a) == len(address)) and m.text != mark.text
        ]
        if len(address) == 2 and mark.text in economic:
            listed = {m.text for a, m in marks(report) if a[0] == address[0]}
            others = sorted(economic - listed)
        other = rng.choice(others)
        yield Mutation(
            "name",
            f"{_where(report, address)}：{mark.text} → {other}",
            with_piece(report, address, Mark(other, "name")),
        )


_SINGLE = {"three_public", "form", "key_work"}


def _rows(report: Composed) -> Iterator[Mutation]:
    for b, block in enumerate(report.blocks):
        if not isinstance(block, Grid) or block.id in _SINGLE:
            continue
        for r, row in enumerate(block.rows[block.head :], block.head):
            amounts = [
                piece
                for cell in row
                for piece in cell.text
                if isinstance(piece, Mark) and piece.kind == "amount" and piece.touched
            ]
            if amounts:
                name = next((plain(cell.text) for cell in row if plain(cell.text)), "")
                yield Mutation("row", f"{block.title}：{name}", without_row(report, b, r))


def _where(report: Composed, address: tuple[int, ...]) -> str:
    block = report.blocks[address[0]]
    if isinstance(block, Grid):
        return f"{block.title}/{' '.join(plain(cell.text) for cell in block.rows[address[1]] if plain(cell.text))[:24]}"
    text = "".join(p if isinstance(p, str) else p.text for p in block.text)  # type: ignore[union-attr]
    before = "".join(p if isinstance(p, str) else p.text for p in block.text[: address[1]])  # type: ignore[union-attr]
    return f"…{before[-18:]}" if before else text[:18]

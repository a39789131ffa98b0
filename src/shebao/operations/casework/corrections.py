"""What an applicant is asked to bring or mend (补正): everything at once; a second time only what the first named or its answer
brought up. Pure: no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shebao.services.model import Service
from shebao.workflow import Refusal

_ITEM, _BECAUSE = "item:", "because:"
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is missing or wrong: a material (`m1`) or a field (`f.name`), what is to be done, and in a later round
    the item of the round before whose answer brought it up ('' where it was named then)."""

    key: str
    words: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """What the applicant was told at one time."""

    number: int
    items: tuple[Item, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The keys of its items."""
        return frozenset(item.key for item in self.items)


def correctable(service: Service) -> dict[str, str]:
    """What can be asked for with this service: key → name."""
    materials = {f"m{number}": material.name for number, material in enumerate(service.materials, 1)}
    return materials | {f"f.{name}": declared.field.label for name, declared in service.form.items()}


def items_of(inputs: Mapping[str, str]) -> list[Item]:
    """The items that a form names; one without words is not asked for."""
    found = []
    for name, text in inputs.items():
        key = name.removeprefix(_ITEM)
        if name.startswith(_ITEM) and text.strip():
            found.append(Item(key, text.strip(), inputs.get(f"{_BECAUSE}{key}", "").strip()))
    return found


def items_named(inputs: Mapping[str, str], rounds: tuple[Round, ...], known: frozenset[str]) -> Refusal | None:
    """Why the applicant may not be asked for this; None where they may."""
    items = items_of(inputs)
    if not items:
        return Refusal("missing", "请逐项写明要补正什么，一次告知全部内容", "items")
    for item in items:
        if item.key not in known:
            return Refusal("unknown_item", "这个事项没有这一项材料或内容", item.key)
        if len(item.words) > LONGEST:
            return Refusal("too_long", f"每项最多 {LONGEST} 个字，现有 {len(item.words)} 个", item.key)
    new = [item for item in items if rounds and not _follows(item, rounds)]
    if new:
        return Refusal(
            "asked_again",
            "再次告知只能针对第一次告知过的内容，或补正材料本身带出的问题（请选由哪一项带出）",
            new[0].key,
        )
    return None


def _follows(item: Item, rounds: tuple[Round, ...]) -> bool:
    return any(item.key in each.keys for each in rounds) or item.because in rounds[-1].keys

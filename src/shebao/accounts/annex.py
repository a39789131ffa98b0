"""The annex figures that the narrative needs beside the nine tables: counts, procurement, equipment, staff."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Procurement:
    """Government procurement in fen by kind, and what went to small, medium and micro enterprises."""

    goods: int = 0
    works: int = 0
    services: int = 0
    small_medium: int = 0
    micro: int = 0

    @property
    def total(self) -> int:
        """All procurement in fen."""
        return self.goods + self.works + self.services


@dataclass(frozen=True, slots=True)
class SetAside:
    """Procurement set aside for small and medium or micro enterprises (预留), in fen: budgets, what such suppliers won of it,
    and what they won of other procurement."""

    small_medium_budget: int = 0
    micro_budget: int = 0
    small_medium_won: int = 0
    micro_won: int = 0
    other_won: int = 0


@dataclass(frozen=True, slots=True)
class ThreePublicCounts:
    """Counts behind the 三公 figures: groups and persons abroad, vehicles bought and kept, receptions."""

    abroad_groups: int = 0
    abroad_persons: int = 0
    vehicles_bought: int = 0
    vehicles_kept: int = 0
    reception_batches: int = 0
    reception_persons: int = 0
    foreign_batches: int = 0
    foreign_persons: int = 0


@dataclass(frozen=True, slots=True)
class Staff:
    """Posts and people at the end of the year."""

    posts: int = 0
    employed: int = 0
    retired: int = 0


@dataclass(frozen=True, slots=True)
class Annex:
    """The annex of one set of books. `equipment` counts items worth one million yuan and more; `vehicles` are by use."""

    three_public: ThreePublicCounts = field(default_factory=ThreePublicCounts)
    procurement: Procurement = field(default_factory=Procurement)
    set_aside: SetAside = field(default_factory=SetAside)
    vehicles: tuple[tuple[str, int], ...] = ()
    equipment: int = 0
    staff: Staff = field(default_factory=Staff)
    running_costs: bool = False

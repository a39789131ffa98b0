"""Identity numbers and credit codes of a whole column at once, all in the range 4299xx that belongs to nobody.

The check characters are those of `policy.identifiers`; here they are computed with array arithmetic.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shebao.fields.identifiers.credit_code import ALPHABET, ORGANISATION_WEIGHTS
from shebao.fields.identifiers.credit_code import WEIGHTS as CREDIT_WEIGHTS
from shebao.fields.identifiers.identity import CHECK_CHARACTERS
from shebao.fields.identifiers.identity import WEIGHTS as IDENTITY_WEIGHTS
from shebao.population.draws import Integers

_SERIALS_PER_DAY = 500
_STRIDE = 4999
_ENTERPRISE = "91"


class PopulationTooLarge(ValueError):
    """More people are asked for than there are identity numbers in the reserved range."""


def _weighted(bodies: Integers, weights: tuple[int, ...]) -> Integers:
    total, rest = np.zeros_like(bodies), bodies.copy()
    for weight in reversed(weights):
        total += rest % 10 * weight
        rest //= 10
    return total


def _characters(alphabet: str, positions: Integers) -> pa.Array:
    return pa.array(list(alphabet)).take(pa.array(positions))


def identity_numbers(places: Integers, births: Integers, serials: Integers) -> pa.Array:
    """The numbers for six-digit places, births as YYYYMMDD and serials 0–999."""
    bodies = (places * 100_000_000 + births) * 1000 + serials
    check = _characters(CHECK_CHARACTERS, _weighted(bodies, IDENTITY_WEIGHTS) % 11)
    return pc.binary_join_element_wise(pa.array(bodies).cast(pa.string()), check, "")


def credit_codes(places: Integers, organisations: Integers) -> pa.Array:
    """Credit codes of enterprises for six-digit places and organisation numbers below 100 million."""
    inner = -_weighted(organisations, ORGANISATION_WEIGHTS) % 11
    place_sum = _weighted(places, CREDIT_WEIGHTS[2:8])
    organisation_sum = _weighted(organisations, CREDIT_WEIGHTS[8:16])
    head_sum = sum(int(digit) * weight for digit, weight in zip(_ENTERPRISE, CREDIT_WEIGHTS, strict=False))
    inner_value = np.where(inner == 10, ALPHABET.index("X"), inner)
    check = -(head_sum + place_sum + organisation_sum + inner_value * CREDIT_WEIGHTS[16]) % 31
    bodies = pa.array(places * 100_000_000 + organisations).cast(pa.string())
    parts = [pa.scalar(_ENTERPRISE), bodies, _characters("0123456789X", inner), _characters(ALPHABET, check)]
    return pc.binary_join_element_wise(*parts, "")


class BirthRegister:
    """Hands out birth days and serials so that no identity number occurs twice, chunk after chunk."""

    def __init__(self) -> None:
        self._used: dict[int, int] = {}

    def assign(self, cells: Integers, days_in_month: Integers, odd: Integers) -> tuple[Integers, Integers]:
        """Day of the month and serial for persons of a cell (place, birth month and sex), which shares one counter.

        Raises PopulationTooLarge where a cell has more persons than numbers.
        """
        order = np.argsort(cells, kind="stable")
        grouped = cells[order]
        values, starts, counts = np.unique(grouped, return_index=True, return_counts=True)
        used = np.array([self._used.get(int(value), 0) for value in values], dtype=np.int64)
        self._used.update(zip(values.tolist(), (used + counts).tolist(), strict=True))
        slots = np.empty_like(cells)
        slots[order] = np.arange(len(cells)) - np.repeat(starts - used, counts)
        capacity = days_in_month * _SERIALS_PER_DAY
        if (slots >= capacity).any():
            raise PopulationTooLarge("人数超过合成身份号码的容量，请减少 --people")
        scattered = (slots * _STRIDE + cells % capacity) % capacity
        return scattered % days_in_month + 1, scattered // days_in_month * 2 + odd

"""The same person under two numbers where nothing is equal: pairs by Splink, told with score and reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from shebao.operations.governance.context import Row, Value
from shebao.operations.governance.kinds.base import Column, Columns, KindError, Linked, kind
from shebao.operations.linking.model import Model
from shebao.operations.linking.pairs import Pair

EXACT = ("same", "check")
"""Levels of the identity number that a check of kind `duplicate` finds: not told twice."""
EVIDENCE = ("score", "class", "identity", "name", "birth", "sex", "phone", "address")


@kind("probable_duplicate", "疑似重复人员")
@dataclass(frozen=True, slots=True)
class ProbableDuplicate(Linked):
    """Rows of different `of` that are probably one person: at least `score` bits, by the shipped model for linking.

    Whose numbers are equal is left to `duplicate`. The score decides nothing: a pair is for two people to look at.
    """

    of: Column
    identity: Column
    name: Column
    sex: Column | None = None
    birth: Column | None = None
    phone: Column | None = None
    address: Column | None = None
    score: int = 0

    def validate(self) -> None:
        if not 0 <= self.score <= 40:
            raise KindError("score", f"匹配分应在 0 至 40 之间，实为 {self.score}")

    def options(self) -> tuple[str, ...]:
        return ("linking",)

    def _columns(self) -> Mapping[str, str]:
        named = {
            "number": self.of,
            "identity": self.identity,
            "name": self.name,
            "sex": self.sex,
            "birth": self.birth,
            "phone": self.phone,
            "address": self.address,
        }
        return {name: column for name, column in named.items() if column}

    def uses(self) -> Columns:
        return tuple(self._columns().values())

    def people(self, row: Row) -> Mapping[str, Value]:
        return {
            name: row[column].cast("date" if name == "birth" else "string") for name, column in self._columns().items()
        }

    def told(self, pairs: Iterator[Pair], model: Model) -> pa.Table:
        identity = next(each for each in model.comparisons if each.id == "identity")
        equal = {level.title for level in identity.levels if level.id in EXACT}
        titles = {each.id: each.title for each in model.comparisons}
        rows = []
        for pair in pairs:
            if pair.score < self.score or pair.reasons[identity.title] in equal:
                continue
            low, high = sorted((pair.one["number"], pair.other["number"]), key=lambda each: (len(each), each))
            evidence = {name: pair.reasons[titles[name]] for name in EVIDENCE[2:]}
            rows.append(
                {self.of: low, "other": high, "score": f"{pair.score:.2f}", "class": pair.class_title} | evidence
            )
        schema = pa.schema([(name, pa.string()) for name in (self.of, "other", *EVIDENCE)])
        return pa.Table.from_pylist(rows, schema)

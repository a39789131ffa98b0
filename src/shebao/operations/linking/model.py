"""The model as data: comparisons with their levels, trained weights, classes by score; and as Splink takes it."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from shebao.fields.strict_yaml import load

WEIGHTS = "weights.json"


@dataclass(frozen=True, slots=True)
class Level:
    """How alike two values are: the condition over both rows (None: all others), the reason as told to a person."""

    id: str
    title: str
    when: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of one property; where a value is missing it says nothing."""

    id: str
    title: str
    missing: str
    levels: tuple[Level, ...]

    def level(self, gamma: int) -> Level | None:
        """The level that Splink numbers so: the last is 0, the first the highest, missing −1."""
        return None if gamma < 0 else self.levels[len(self.levels) - 1 - gamma]


@dataclass(frozen=True, slots=True)
class ScoreClass:
    """Pairs whose score in bits is not below."""

    id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Weights:
    """What training found: the share of each level among same persons (m) and among others who meet (u), the share of
    same persons among those who meet."""

    prior: float
    m: Mapping[str, tuple[float, ...]]
    u: Mapping[str, tuple[float, ...]]

    def bits(self, comparison: Comparison, level: Level) -> float:
        """What a level adds to the score."""
        place = comparison.levels.index(level)
        return math.log2(self.m[comparison.id][place] / self.u[comparison.id][place])


@dataclass(frozen=True, slots=True)
class Model:
    """The whole model."""

    blocking: tuple[str, ...]
    comparisons: tuple[Comparison, ...]
    classes: tuple[ScoreClass, ...]
    weights: Weights

    def class_of(self, score: float) -> ScoreClass | None:
        """The class of a score, None below the lowest."""
        return next((each for each in self.classes if score >= each.score), None)

    @property
    def lowest(self) -> float:
        """The score below which a pair is not told."""
        return self.classes[-1].score

    def settings(self, words: Mapping[str, str] = MappingProxyType({})) -> dict[str, Any]:
        """The settings of Splink; `words` are functions that the engine calls otherwise."""
        return {
            "link_type": "dedupe_only",
            "unique_id_column_name": "row",
            "probability_two_random_records_match": self.weights.prior,
            "blocking_rules_to_generate_predictions": [{"blocking_rule": rule} for rule in self.blocking],
            "comparisons": [self._comparison(each, words) for each in self.comparisons],
            "retain_matching_columns": True,
            "retain_intermediate_calculation_columns": False,
        }

    def _comparison(self, comparison: Comparison, words: Mapping[str, str]) -> dict[str, Any]:
        levels: list[dict[str, Any]] = [{"sql_condition": comparison.missing, "is_null_level": True}]
        shares = zip(self.weights.m[comparison.id], self.weights.u[comparison.id], strict=True)
        for level, (m, u) in zip(comparison.levels, shares, strict=True):
            levels.append(
                {
                    "sql_condition": _spelled(level.when, words) if level.when else "ELSE",
                    "label_for_charts": level.title,
                    "m_probability": m,
                    "u_probability": u,
                }
            )
        return {"output_column_name": comparison.id, "comparison_levels": levels}


def _spelled(condition: str, words: Mapping[str, str]) -> str:
    for ours, theirs in words.items():
        condition = condition.replace(f"{ours}(", f"{theirs}(")
    return condition


@cache
def model_version() -> str:
    """By which a change of the shipped model is known."""
    texts = (files(__package__).joinpath(name).read_bytes() for name in ("model.yaml", "preparation.sql", WEIGHTS))
    return hashlib.sha256(b"".join(texts)).hexdigest()[:16]


@cache
def shipped_model() -> Model:
    """The model that comes with the software."""
    text = files(__package__).joinpath(WEIGHTS).read_text(encoding="utf-8")
    content = json.loads(text)
    shares = {name: {key: tuple(values) for key, values in content[name].items()} for name in ("m", "u")}
    return structure(Weights(content["prior"], shares["m"], shares["u"]))


def structure(weights: Weights | None = None) -> Model:
    """The model with weights; without, every level weighs nothing, which is where training begins."""
    content: Any
    (content,) = load(files(__package__).joinpath("model.yaml").read_text(encoding="utf-8"))
    comparisons = tuple(
        Comparison(
            each["id"],
            each["title"],
            each["missing"],
            tuple(Level(level["id"], level["title"], level.get("when")) for level in each["levels"]),
        )
        for each in content["comparisons"]
    )
    if weights is None:
        even = {each.id: (1 / len(each.levels),) * len(each.levels) for each in comparisons}
        weights = Weights(0.5, even, even)
    classes = tuple(ScoreClass(each["id"], each["title"], float(each["score"])) for each in content["classes"])
    return Model(tuple(content["blocking"]), comparisons, classes, weights)

"""How a service is handled: steps that different people take. Data in flows.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from shebao.fields.data_files import load_data, mapping

_FILE = "flows.yaml"
OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is called and the post that takes it (`outside`: an authority that is not the agency)."""

    key: str
    label: str
    role: str


@dataclass(frozen=True, slots=True)
class Flow:
    """The steps of a flow in order, each by another person; what is `sampled` is reviewed afterwards by sample; where it
    `serves`, a case is done when its decision has been handed over, not when it has been made."""

    key: str
    label: str
    steps: tuple[Step, ...]
    sampled: bool = False
    serves: bool = False

    @property
    def eyes(self) -> int:
        """How many people of the agency take part."""
        return sum(step.role != OUTSIDE for step in self.steps)


@cache
def flows() -> Mapping[str, Flow]:
    """All flows by key. Raises DataFileError."""
    return MappingProxyType({key: _flow(key, entry) for key, entry in load_data(__package__, _FILE).items()})


def _flow(key: str, entry: Any) -> Flow:
    values = mapping(f"{_FILE}：{key}", entry, ("label", "steps"), ("sampled", "serves"))
    steps = [mapping(f"{_FILE}：{key}.steps", step, ("step", "label", "role")) for step in values["steps"]]
    return Flow(
        key,
        values["label"],
        tuple(Step(step["step"], step["label"], step["role"]) for step in steps),
        values.get("sampled", False),
        values.get("serves", False),
    )

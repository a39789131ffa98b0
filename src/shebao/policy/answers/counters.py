"""Where to go with a result and what to bring, by topic: `counters.yaml`, facts of the catalogue of services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from shebao.fields.strict_yaml import load
from shebao.policy.errors import ParameterFileError
from shebao.policy.parameters import Confidence

_FILE = "counters.yaml"
_NEEDED, _MORE = {"matter", "where", "bring", "basis", "confidence"}, {"limit", "notes"}


@dataclass(frozen=True, slots=True)
class Counter:
    """The matter at the counter, where it is, what to bring, within which time by which law; `known` is not checked."""

    matter: str
    where: str
    bring: tuple[str, ...]
    basis: str
    confidence: Confidence
    limit: str = ""
    notes: tuple[str, ...] = ()


@cache
def counters() -> Mapping[str, Counter]:
    """The counters by topic. Raises ParameterFileError with topic and reason."""
    (written,) = load((files("shebao.policy.answers") / _FILE).read_text("utf-8"))
    return read_counters(written)


def read_counters(written: Any) -> Mapping[str, Counter]:
    """The counters of a parsed file. Raises ParameterFileError."""
    return MappingProxyType({name: _counter(name, fields) for name, fields in written.items()})


def _counter(name: str, fields: Mapping[str, Any]) -> Counter:
    given = set(fields)
    if not given >= _NEEDED or given - _NEEDED - _MORE:
        raise ParameterFileError(f"{_FILE} {name}：应有 {'、'.join(sorted(_NEEDED))}，可有 {'、'.join(sorted(_MORE))}")
    if fields["confidence"] not in ("verified", "known"):
        raise ParameterFileError(f"{_FILE} {name}：confidence 应是 verified 或 known")
    lists = {key: tuple(fields.get(key, ())) for key in ("bring", "notes")}
    return Counter(**{**fields, **lists})

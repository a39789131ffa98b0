"""A check set: checks with law, severity and owner over declared tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shebao.fields.dates import Month
from shebao.operations.governance.context import Context
from shebao.operations.governance.declared import DeclaredTable
from shebao.operations.governance.kinds.base import Kind
from shebao.operations.governance.severity import Severity
from shebao.policy.parameters import Law


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a set. `about` are the columns that a finding is about; `lookup` is a table read beside the row."""

    id: str
    title: str
    severity: Severity
    basis: str
    owner: str
    table: str
    kind: Kind
    about: tuple[str, ...]
    when: str | None = None
    lookup: Lookup | None = None
    file: str = ""
    good: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    bad: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)

    def digest(self, options: Mapping[str, str]) -> str:
        """What the result depends on besides the data: the check's meaning, and the options that it uses."""
        meaning = {
            "kind": type(self.kind).__name__,
            "fields": repr(self.kind),
            "table": self.table,
            "about": self.about,
            "when": self.when,
            "lookup": repr(self.lookup),
            "options": {name: options[name] for name in sorted(options)},
        }
        return hashlib.sha256(json.dumps(meaning, ensure_ascii=False).encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table of which the row with the same key is read beside each row: its column by the row's column."""

    table: str
    on: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake in a file of a set: where, which key, why."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}：{self.key}：{self.reason}"


@dataclass(frozen=True, slots=True)
class CheckSet:
    """The checks of a set that can run, and the mistakes of those that cannot."""

    name: str
    title: str
    tables: Mapping[str, DeclaredTable]
    codes: Mapping[str, Mapping[str, str]]
    checks: tuple[Check, ...]
    mistakes: tuple[Mistake, ...] = ()

    def context(self, as_of: Month, law: Law) -> Context:
        """What the conditions of the set refer to in that month under that law."""
        return Context(as_of, law, self.tables, self.codes)

"""Computes a case written as a mapping of fields, for tests."""

import csv
from decimal import Decimal

import pytest

from shared_files import shared
from shebao.fields.field import normalise
from shebao.policy.casefile import RawCase
from shebao.policy.casework import compute
from shebao.policy.computed import Computed
from shebao.policy.errors import CaseError


def plain(value):
    """Numbers as the text a file would have."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value if value is None else str(value)


def case(kinds, **fields) -> Computed:
    """The result of a case."""
    written = {key: plain(value) for key, value in fields.items()}
    raw = RawCase(
        "甲", {normalise(key): value for key, value in written.items()}, {normalise(key): key for key in written}
    )
    return compute(raw, kinds)


def amount(computed: Computed, name: str) -> Decimal:
    """One result in yuan."""
    return computed.explanation.step(name).quantity.plain


def problems(kinds, **fields) -> list[str]:
    """What is said about a wrong case."""
    with pytest.raises(CaseError) as error:
        case(kinds, **fields)
    return [str(problem) for problem in error.value.problems]


def reference(name: str) -> list[dict[str, str]]:
    """The rows of a table of reference facts; skips where they are absent."""
    return list(csv.DictReader(shared(f"reference/{name}").read_text(encoding="utf-8").splitlines()))

"""The rule registry: a rule is declared once, beside its code; the catalogue in the docs is generated from here."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from shebao.auditing.context import Context
from shebao.auditing.verdicts import Severity, Verdict

Check = Callable[[Context], Iterator[Verdict]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A declared check: `code` (family letter and number), severity, Chinese title, what it proves, its basis in law or
    arithmetic, and the generator of verdicts."""

    code: str
    severity: Severity
    title: str
    proves: str
    basis: str
    check: Check

    @property
    def family(self) -> str:
        """The family letter: T, N, X, P, S or L."""
        return self.code[0]

    @property
    def module(self) -> str:
        """The module of `auditing/rules/` that declares it."""
        return self.check.__module__.rpartition(".")[2]


_RULES: dict[str, Rule] = {}


def rule(code: str, severity: Severity, title: str, *, proves: str, basis: str) -> Callable[[Check], Check]:
    """Declare the decorated generator as rule `code`. Raises ValueError where the code is taken."""

    def declare(check: Check) -> Check:
        if code in _RULES:
            raise ValueError(f"规则 {code} 重复声明")
        _RULES[code] = Rule(code, severity, title, proves, basis, check)
        return check

    return declare


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code: all modules of `auditing/rules/` are imported."""
    package = importlib.import_module("shebao.auditing.rules")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return tuple(_RULES[code] for code in sorted(_RULES))

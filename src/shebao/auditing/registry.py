"""The rule registry: a rule is declared once, beside its code; the catalogue in the docs is generated from here."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from shebao.auditing.context import Context
from shebao.auditing.verdicts import Severity, Verdict
from shebao.report.kinds import DocumentKind

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
    of: frozenset[DocumentKind] = frozenset(DocumentKind)

    def applies_to(self, kind: DocumentKind) -> bool:
        """Whether the rule is one for such documents."""
        return kind in self.of

    @property
    def family(self) -> str:
        """The family letter: T, N, X, P, S or L."""
        return self.code[0]

    @property
    def module(self) -> str:
        """The module of `auditing/rules/` that declares it."""
        return self.check.__module__.rpartition(".")[2]


WHOLE_ACCOUNTS = frozenset({DocumentKind.FINAL_ACCOUNTS})
ACCOUNTS = frozenset(DocumentKind) - {DocumentKind.BUDGET}
_RULES: dict[str, Rule] = {}


def rule(
    code: str,
    severity: Severity,
    title: str,
    *,
    proves: str,
    basis: str,
    of: frozenset[DocumentKind] = frozenset(DocumentKind),
) -> Callable[[Check], Check]:
    """Declare the decorated generator as rule `code`, for documents of the kinds `of`. Raises ValueError where the code is
    taken."""

    def declare(check: Check) -> Check:
        if code in _RULES:
            raise ValueError(f"规则 {code} 重复声明")
        _RULES[code] = Rule(code, severity, title, proves, basis, check, of)
        return check

    return declare


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code: all modules of `auditing/rules/` are imported."""
    package = importlib.import_module("shebao.auditing.rules")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return tuple(_RULES[code] for code in sorted(_RULES))

"""Running the rules over a report."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from shebao.auditing.causes import causes
from shebao.auditing.context import Context
from shebao.auditing.coverage import coverage_of
from shebao.auditing.findings import AuditResult, Finding, Unclear, Verified
from shebao.auditing.passages import passages
from shebao.auditing.registry import Rule, all_rules
from shebao.auditing.verdicts import Holds, Severity, Undecided, Violated
from shebao.report import Report
from shebao.report.provenance import Figure

_MOST_OF_ONE_RULE = 1_000
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def select_rules(patterns: Sequence[str] | None) -> tuple[Rule, ...]:
    """The rules that `patterns` name: `T` a family, `T01` a rule, `-L` without it. All rules for None.

    Raises ValueError, with the known codes, where a pattern names no rule.
    """
    rules = all_rules()
    if not patterns:
        return rules
    for pattern in patterns:
        if not any(rule.code.startswith(pattern.removeprefix("-")) for rule in rules):
            raise ValueError(
                f"没有规则 {pattern.removeprefix('-')}；可用的规则：{'、'.join(rule.code for rule in rules)}"
            )
    wanted = [p for p in patterns if not p.startswith("-")]
    unwanted = tuple(p[1:] for p in patterns if p.startswith("-"))
    return tuple(
        rule
        for rule in rules
        if (not wanted or rule.code.startswith(tuple(wanted))) and not (unwanted and rule.code.startswith(unwanted))
    )


def audit_report(
    report: Report,
    *,
    file: str = "",
    prior: Report | None = None,
    department: Report | None = None,
    rules: Sequence[str] | None = None,
    severity: Severity = Severity.INFO,
    started: float | None = None,
) -> AuditResult:
    """The audit of `report` by the rules that `rules` names, findings of at least `severity`.

    `prior` is the same unit's report of the year before, `department` its department's of the same year.
    """
    started = time.perf_counter() if started is None else started
    context = Context(report, prior, department)
    violations: list[tuple[Rule, Violated]] = []
    verified: list[Verified] = []
    undecided: list[Unclear] = []
    decided: set[Figure] = set()
    held: Counter[Figure] = Counter()
    chosen = [rule for rule in select_rules(rules) if rule.applies_to(report.document)]
    for rule in chosen:
        before = len(violations)
        for verdict in rule.check(context):
            if len(violations) - before >= _MOST_OF_ONE_RULE:
                undecided.append(Unclear(rule.code, f"问题已达 {_MOST_OF_ONE_RULE} 处，其余没有列出", verdict.source))
                break
            if isinstance(verdict, Undecided):
                undecided.append(Unclear(rule.code, verdict.reason, verdict.source))
                continue
            decided.update(verdict.figures)
            if isinstance(verdict, Holds):
                verified.append(Verified(rule.code, verdict.source))
                held.update(() if verdict.weak else verdict.figures)
            else:
                violations.append((rule, verdict))
    return AuditResult(
        file=file,
        report=report,
        findings=tuple(f for f in _findings(violations, held) if _RANK[f.severity] <= _RANK[severity]),
        verified=tuple(verified),
        undecided=tuple(_distinct(undecided)),
        coverage=coverage_of(report, decided),
        seconds=time.perf_counter() - started,
        checked=len(verified) + len(violations) + _words_read(report, chosen),
    )


def _words_read(report: Report, chosen: Iterable[Rule]) -> int:
    """Rules of language alone decide nothing of what is right: then each passage that they went through counts."""
    if any(rule.family != "L" for rule in chosen):
        return 0
    return sum(1 for _ in passages(report))


def _findings(violations: Iterable[tuple[Rule, Violated]], held: Mapping[Figure, int]) -> Iterator[Finding]:
    merged = sorted(_merge(violations), key=lambda item: _reading_order(item[1]))
    rated = [(violated.severity or rule.severity, violated) for rule, violated in merged]
    for index, ((rule, violated), cause) in enumerate(zip(merged, causes(rated, held), strict=True), 1):
        yield Finding(
            id=f"F{index}",
            rule=rule.code,
            severity=violated.severity or rule.severity,
            message=violated.message,
            source=violated.source,
            stated=violated.stated,
            expected=violated.expected,
            operands=violated.operands,
            cause=f"F{cause + 1}" if cause is not None else None,
        )


def _merge(violations: Iterable[tuple[Rule, Violated]]) -> Iterator[tuple[Rule, Violated]]:
    """Violations without repetitions: the same figures at odds are reported once, by the rule that comes first."""
    seen: set[object] = set()
    for rule, violated in violations:
        if len(violated.figures) > 1:
            identity: object = (frozenset(violated.figures), violated.key)
        else:
            identity = (violated.source.quote, violated.source.place, violated.message, violated.key)
        if identity not in seen:
            seen.add(identity)
            yield rule, violated


def _reading_order(violated: Violated) -> tuple[int, int, float]:
    place = violated.source.place
    return (place.page or 0, place.line or 0, place.box.top if place.box else 0.0)


def _distinct(undecided: Iterable[Unclear]) -> Iterator[Unclear]:
    seen: set[Unclear] = set()
    for unclear in undecided:
        if unclear not in seen:
            seen.add(unclear)
            yield unclear

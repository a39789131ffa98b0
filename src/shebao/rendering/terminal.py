"""The audit as a person reads it in a terminal: good in 80 columns, without colour and in a pipe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shebao.auditing.findings import AuditResult, Finding, Unclear
from shebao.auditing.registry import Rule, all_rules
from shebao.auditing.verdicts import Operand, Severity
from shebao.rendering.words import (
    FAMILY_NAMES,
    SEVERITY_NAMES,
    Chain,
    chains,
    contents_words,
    counts,
    coverage_words,
    place_words,
    tables_words,
    title_words,
)
from shebao.rendering.wrapping import printable, width, wrap

_STYLES = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}
_MOST_OPERANDS = 16
_MOST_REASONS = 8


@dataclass(frozen=True, slots=True)
class Screen:
    """Where the text goes: columns, and whether colours are wanted."""

    columns: int = 80
    colour: bool = False

    def style(self, text: str, codes: str) -> str:
        """`text` in the given ANSI style, plain where colours are not wanted."""
        return f"\x1b[{codes}m{text}\x1b[0m" if self.colour and text else text

    def entry(self, label: str, text: str, indent: int = 0) -> Iterator[str]:
        """A labelled paragraph with a hanging indent."""
        lead = " " * indent + label
        hanging = " " * width(lead)
        for index, line in enumerate(wrap(printable(text), max(self.columns - len(hanging), 20))):
            yield (" " * indent + self.style(label, "2") if index == 0 else hanging) + line


def audit_text(result: AuditResult, screen: Screen) -> str:
    """The audit of one report as terminal text, ending in a line break."""
    return "\n".join([*_head(result, screen), *_findings(result, screen), *_undecided(result, screen)]) + "\n"


def _head(result: AuditResult, screen: Screen) -> Iterator[str]:
    for line in wrap(printable(title_words(result.report)), screen.columns):
        yield screen.style(line, "1")
    yield screen.style("─" * (screen.columns // 2), "2")
    if result.file:
        yield from screen.entry("文件  ", result.file)
    yield from screen.entry("表格  ", "；".join(tables_words(result.report)))
    if contents := contents_words(result.report):
        yield from screen.entry("正文  ", "，".join(contents))
    yield from screen.entry("核对  ", coverage_words(result))
    yield from screen.entry("结果  ", _verdict(result.findings))



def _verdict(findings: Sequence[Finding]) -> str:
    if not findings:
        return "没有发现问题"
    return "，".join(f"{SEVERITY_NAMES[s]} {n} 处" for s, n in counts(findings).items() if n)


def _findings(result: AuditResult, screen: Screen) -> Iterator[str]:
    titles = {rule.code: rule.title for rule in all_rules()}
    number = 0
    found = chains(result.findings)
    for severity in Severity:
        group = [chain for chain in found if chain.finding.severity is severity]
        if not group:
            continue
        yield ""
        yield screen.style(f"{SEVERITY_NAMES[severity]}（{len(group)}）", _STYLES[severity])
        for chain in group:
            number += 1
            yield ""
            yield from _chain(number, chain, titles, screen)


def _chain(number: int, chain: Chain, titles: dict[str, str], screen: Screen) -> Iterator[str]:
    finding = chain.finding
    lead = f"{number:>2}. "
    heading = f"{finding.rule} {titles.get(finding.rule, '')}".strip()
    place = place_words(finding.source.place)
    yield lead + screen.style(heading, _STYLES[finding.severity]) + (f"  {place}" if place else "")
    yield from screen.entry("", finding.message, 4)
    if finding.source.quote:
        yield from screen.entry("原文  ", f"“{_short(finding.source.quote)}”", 4)
    if finding.expected and finding.expected not in finding.message:
        yield from screen.entry("应为  ", finding.expected, 4)
    if where := _where_read(finding):
        yield from screen.entry("依据  ", where, 4)
    for consequence in chain.consequences:
        where = place_words(consequence.source.place)
        told = f"{consequence.rule}{f'（{where}）' if where else ''} {consequence.message}"
        yield from screen.entry("由此  ", told, 4)


def _short(quote: str, most: int = 160) -> str:
    return quote if len(quote) <= most else quote[: most - 1] + "…"


def _where_read(finding: Finding) -> str:
    """The operands that stand elsewhere than the finding, by place; those of the same place need no pointing at."""
    by_place: dict[str, list[Operand]] = {}
    for operand in finding.operands[:_MOST_OPERANDS]:
        if operand.source and operand.source.place.page != finding.source.place.page:
            by_place.setdefault(place_words(operand.source.place), []).append(operand)
    if not any(operand.source for operand in finding.operands):
        return ""
    if finding.source.place.page is None:
        by_place = _by_line(finding)
    return "；".join(
        f"{place}：{'、'.join(f'{operand.name} {operand.value}' for operand in operands)}"
        for place, operands in by_place.items()
        if place
    )


def _by_line(finding: Finding) -> dict[str, list[Operand]]:
    lines: dict[str, list[Operand]] = {}
    for operand in finding.operands[:_MOST_OPERANDS]:
        if operand.source and operand.source.place.line != finding.source.place.line:
            lines.setdefault(place_words(operand.source.place), []).append(operand)
    return lines


def _undecided(result: AuditResult, screen: Screen) -> Iterator[str]:
    if not result.undecided:
        return
    yield ""
    yield screen.style(f"未能判断（{len(result.undecided)}）", "1")
    reasons = Counter(_reason(unclear) for unclear in result.undecided)
    for reason, count in reasons.most_common(_MOST_REASONS):
        yield from screen.entry("·   ", reason + (f"（{count} 处）" if count > 1 else ""), 2)
    if len(reasons) > _MOST_REASONS:
        yield f"  ·   另有 {len(reasons) - _MOST_REASONS} 种情况，见 --format json 或 html"


def _reason(unclear: Unclear) -> str:
    return f"{unclear.rule} {unclear.reason}"


def explain_text(rule: Rule, screen: Screen) -> str:
    """What a rule proves and why, as `--explain` prints it."""
    lines = [
        screen.style(f"{rule.code} {rule.title}", "1"),
        *screen.entry("类别  ", FAMILY_NAMES.get(rule.family, rule.family)),
        *screen.entry("级别  ", SEVERITY_NAMES[rule.severity]),
        *screen.entry("核对  ", rule.proves),
        *screen.entry("依据  ", rule.basis),
    ]
    return "\n".join(lines) + "\n"

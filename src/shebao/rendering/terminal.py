"""The audit as a person reads it in a terminal: good in 80 columns, without colour and in a pipe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shebao.auditing.findings import AuditResult, Finding, Unclear
from shebao.auditing.registry import Rule, all_rules
from shebao.auditing.verdicts import Severity
from shebao.rendering.words import (
    FAMILY_NAMES,
    SEVERITY_NAMES,
    Chain,
    chains,
    contents_words,
    coverage_parts_words,
    coverage_words,
    place_words,
    tables_words,
    title_words,
    unread_words,
    verdict_words,
)
from shebao.rendering.wrapping import printable, width, wrap

_STYLES = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}
_TITLE = re.compile(r"《[^》]{1,40}》")
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


def audit_text(result: AuditResult, screen: Screen, warnings: Sequence[str] = ()) -> str:
    """The audit of one report as terminal text, ending in a line break; `warnings` say what could not be read."""
    return "\n".join([*_head(result, screen, warnings), *_findings(result, screen), *_undecided(result, screen)]) + "\n"


def _head(result: AuditResult, screen: Screen, warnings: Sequence[str]) -> Iterator[str]:
    for line in wrap(printable(title_words(result.report)), screen.columns):
        yield screen.style(line, "1")
    yield screen.style("─" * (screen.columns // 2), "2")
    if result.file:
        yield from screen.entry("文件  ", result.file)
    yield from screen.entry("表格  ", "；".join(tables_words(result.report)))
    if contents := contents_words(result.report):
        yield from screen.entry("正文  ", "，".join(contents))
    yield from screen.entry("核对  ", coverage_words(result))
    if len(result.coverage.parts) > 1:
        yield from screen.entry("其中  ", "，".join(coverage_parts_words(result)))
    for unread in unread_words(result)[:_MOST_REASONS]:
        yield from screen.entry("未读  ", unread)
    for warning in warnings[:_MOST_REASONS]:
        yield from screen.entry("注意  ", warning)
    yield from screen.entry("结果  ", verdict_words(result))


def _findings(result: AuditResult, screen: Screen) -> Iterator[str]:
    titles = {rule.code: rule.title for rule in all_rules()}
    number = 0
    found = chains(result.findings)
    for severity in Severity:
        group = [chain for chain in found if chain.severity is severity]
        if not group:
            continue
        yield ""
        yield screen.style(f"{SEVERITY_NAMES[severity]}（{len(group)}）", _STYLES[severity])
        for alike in _alike(group):
            yield ""
            first, number = number + 1, number + len(alike)
            numbers = f"{first}–{number}" if number > first else f"{first:>2}"
            yield from _chain(numbers, alike[0], titles, screen)
            yield from _repetitions(alike[1:], screen)


def _alike(group: Sequence[Chain]) -> list[list[Chain]]:
    """Chains that say the same of several places together, in the order of the first of each."""
    found: dict[object, list[Chain]] = {}
    for chain in group:
        alone = chain.consequences or chain.finding.operands
        identity = chain.finding.id if alone else (chain.finding.rule, chain.finding.message)
        found.setdefault(identity, []).append(chain)
    return list(found.values())


def _repetitions(chains: Sequence[Chain], screen: Screen) -> Iterator[str]:
    if not chains:
        return
    places = [place_words(chain.finding.source.place) for chain in chains]
    shown = "、".join(dict.fromkeys(place for place in places[:_MOST_OPERANDS] if place))
    more = f"等 {len(chains)} 处" if len(chains) > _MOST_OPERANDS else f"（{len(chains)} 处）"
    yield from screen.entry("同样  ", shown + more, 4)


def _chain(numbers: str, chain: Chain, titles: dict[str, str], screen: Screen) -> Iterator[str]:
    finding = chain.finding
    lead = f"{numbers}. "
    heading = f"{finding.rule} {titles.get(finding.rule, '')}".strip()
    place = place_words(finding.source.place)
    fits = width(lead + heading + place) + 2 <= screen.columns
    yield lead + screen.style(heading, _STYLES[finding.severity]) + (f"  {place}" if place and fits else "")
    if place and not fits:
        yield f"    {place}"
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
    here = place_words(finding.source.place)
    by_place: dict[str, list[str]] = {}
    for operand in finding.operands[:_MOST_OPERANDS]:
        place = place_words(operand.source.place) if operand.source else ""
        if place and place != here:
            by_place.setdefault(place, []).append(f"{operand.name} {operand.value.strip()}")
    return "；".join(f"{place}：{'、'.join(operands)}" for place, operands in by_place.items())


def _undecided(result: AuditResult, screen: Screen) -> Iterator[str]:
    if not result.undecided:
        return
    yield ""
    yield screen.style(f"未能判断（{len(result.undecided)}）", "1")
    reasons = _summed(result.undecided)
    for reason, count in reasons[:_MOST_REASONS]:
        yield from screen.entry("·   ", reason + (f"（{count} 处）" if count > 1 else ""), 2)
    if len(reasons) > _MOST_REASONS:
        yield f"  ·   另有 {len(reasons) - _MOST_REASONS} 种情况，见 --format json 或 html"


def _summed(undecided: Sequence[Unclear]) -> list[tuple[str, int]]:
    """Reasons with how often each occurs, the most frequent first; those that differ only in 《…》 are one."""
    named: dict[str, dict[str, int]] = {}
    for unclear in undecided:
        names = _TITLE.findall(unclear.reason)
        frame = f"{unclear.rule} {_TITLE.sub('《》', unclear.reason, count=1)}"
        found = named.setdefault(frame, {})
        name = names[0] if names else ""
        found[name] = found.get(name, 0) + 1
    summed = [(frame.replace("《》", "".join(found), 1), sum(found.values())) for frame, found in named.items()]
    return sorted(summed, key=lambda item: -item[1])


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

"""The findings of an examination as its page lists them: chains, filtered, with what people decided about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.db.models import Q, QuerySet
from django.http import QueryDict

from shebao.auditing.registry import all_rules
from shebao.rendering.words import BLANK, FAMILY_NAMES
from shebao.server.accountability.examination.models import Decision, Examination, Finding

PAGE_OF_CHAINS = 100
OPEN = "open"
SEVERITIES = ("error", "warning", "info")
STATES = (("open", "待处理"), ("accepted", "已采纳"), ("disputed", "有异议"))


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the list is wanted; empty values mean everything."""

    severities: frozenset[str] = frozenset()
    rule: str = ""
    state: str = ""
    words: tuple[str, ...] = ()
    page: int = 1

    @classmethod
    def of(cls, query: QueryDict) -> Filter:
        """The filter in an address; what it does not know is ignored."""
        number = query.get("page", "")
        return cls(
            severities=frozenset(query.getlist("severity")) & frozenset(SEVERITIES),
            rule=query.get("rule", "").replace("\0", "")[:12],
            state=query.get("state", "") if query.get("state") in dict(STATES) else "",
            words=tuple(query.get("q", "").replace("\0", "").split()[:8]),
            page=int(number) if number.isascii() and number.isdigit() and int(number[:6]) > 0 else 1,
        )

    @property
    def query(self) -> str:
        """The filter without its page, for addresses."""
        query = QueryDict(mutable=True)
        query.setlist("severity", sorted(self.severities))
        query.update({k: v for k, v in (("rule", self.rule), ("state", self.state), ("q", self.q)) if v})
        return query.urlencode()

    @property
    def q(self) -> str:
        """The free text."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class OperandView:
    """An operand: name, value as printed, where it stands, and whether it is marked on a page."""

    anchor: str
    name: str
    value: str
    page: int | None
    line: int | None
    marked: bool


@dataclass(slots=True)
class Card:
    """A finding as the list shows it, with those that follow from it."""

    finding: Finding
    title: str
    family: str
    decision: Decision | None
    operands: tuple[OperandView, ...]
    blanks: int
    consequences: list[Card] = field(default_factory=list)

    @property
    def state(self) -> str:
        """open, accepted or disputed."""
        return self.decision.verdict if self.decision else OPEN


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list, and how many chains the filter leaves of how many."""

    cards: tuple[Card, ...]
    shown: int
    total: int
    page: int
    pages: int


@cache
def rule_titles() -> Mapping[str, str]:
    """The Chinese title of each rule."""
    return {rule.code: rule.title for rule in all_rules()}


def listing(examination: Examination, wanted: Filter) -> Listing:
    """The chains in which something satisfies the filter."""
    chains = _matching(examination, wanted).order_by("chain").values_list("chain", flat=True).distinct()
    numbers = list(chains)
    pages = max(1, -(-len(numbers) // PAGE_OF_CHAINS))
    page = min(wanted.page, pages)
    start = (page - 1) * PAGE_OF_CHAINS
    found = examination.findings.filter(chain__in=numbers[start : start + PAGE_OF_CHAINS])
    total = examination.findings.filter(below=0).count()
    return Listing(tuple(_cards(found, decisions(examination))), len(numbers), total, page, pages)


def card_of(examination: Examination, finding: Finding) -> Card:
    """One finding with its consequences, as the list shows it."""
    if finding.below:
        return _card(finding, decisions(examination))
    cards = _cards(examination.findings.filter(chain=finding.chain), decisions(examination))
    return next(iter(cards))


def decisions(examination: Examination) -> dict[str, Decision]:
    """What people decided, by the findings' keys."""
    return {decision.key: decision for decision in examination.decisions.select_related("by")}


def _matching(examination: Examination, wanted: Filter) -> QuerySet[Finding]:
    found = examination.findings.all()
    if wanted.severities:
        found = found.filter(severity__in=wanted.severities)
    if wanted.rule:
        found = found.filter(rule__startswith=wanted.rule)
    if wanted.state:
        decided = examination.decisions.exclude(verdict=Decision.Verdict.OPEN)
        if wanted.state == OPEN:
            found = found.exclude(key__in=decided.values("key")).filter(below=0)
        else:
            found = found.filter(key__in=decided.filter(verdict=wanted.state).values("key"))
    for word in wanted.words:
        titled = [code for code, title in rule_titles().items() if word in title]
        found = found.filter(
            Q(message__icontains=word)
            | Q(quote__icontains=word)
            | Q(stated__icontains=word)
            | Q(expected__icontains=word)
            | Q(rule__iexact=word)
            | Q(rule__in=titled)
        )
    return found


def _cards(found: Iterable[Finding], decided: Mapping[str, Decision]) -> list[Card]:
    cards: dict[int, Card] = {}
    for finding in found:
        card = _card(finding, decided)
        root = cards.setdefault(finding.chain, card)
        if root is not card:
            root.consequences.append(card)
    return list(cards.values())


def _card(finding: Finding, decided: Mapping[str, Decision]) -> Card:
    operands = [(i, o) for i, o in enumerate(finding.operands) if i == 0 or o["value"] != BLANK]
    return Card(
        finding,
        rule_titles().get(finding.rule, ""),
        FAMILY_NAMES.get(finding.rule[:1], ""),
        decided.get(finding.key),
        tuple(
            OperandView(
                f"{finding.label}o{i}", o["name"], o["value"].strip(), o["page"], o["line"], bool(o.get("marks"))
            )
            for i, o in operands
        ),
        len(finding.operands) - len(operands),
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of a filter: its value, caption and how many findings it leaves."""

    value: str
    caption: str
    count: int


def rule_choices(examination: Examination) -> Sequence[tuple[str, Sequence[Choice]]]:
    """Families with the rules that found something, each with its number."""
    counts = Counter(examination.findings.order_by().values_list("rule", flat=True))
    groups: list[tuple[str, Sequence[Choice]]] = []
    for letter, family in FAMILY_NAMES.items():
        rules = sorted(rule for rule in counts if rule.startswith(letter))
        if rules:
            every = Choice(letter, f"{family}（全部）", sum(counts[rule] for rule in rules))
            each = [Choice(rule, f"{rule} {rule_titles().get(rule, '')}", counts[rule]) for rule in rules]
            groups.append((family, [every, *each] if len(each) > 1 else each))
    return groups


def summary_counts(examination: Examination) -> list[tuple[str, str, int]]:
    """Severities with their names and numbers of chains."""
    return [
        ("error", "错误", examination.errors),
        ("warning", "警告", examination.warnings),
        ("info", "提示", examination.notes),
    ]


def handled(examination: Examination) -> dict[str, int]:
    """How many root findings are open, accepted and disputed."""
    roots = set(examination.findings.filter(below=0).values_list("key", flat=True))
    said: Counter[str] = Counter(
        verdict for key, verdict in examination.decisions.values_list("key", "verdict") if key in roots
    )
    decided = {state: said[state] for state in ("accepted", "disputed")}
    return {"open": len(roots) - sum(decided.values()), **decided, "total": len(roots)}

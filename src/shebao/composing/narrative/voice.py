"""What one section says: every figure that is printed becomes a run with its origin, a fact, and a side of a claim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from shebao.composing.manuscript import Gap, Run, RunKind
from shebao.composing.narrative.lookup import Lookup, Quantity
from shebao.composing.narrative.printing import amount_text, rate_of, rate_text
from shebao.composing.narrative.syntax import marker
from shebao.evidence import Origin
from shebao.money import Number
from shebao.report.measures import measures
from shebao.report.provenance import Figure, Source
from shebao.report.statements import (
    Absence,
    Aspect,
    Change,
    Claim,
    Completion,
    Direction,
    Fact,
    Listing,
    Parts,
    Reason,
    Share,
    Use,
)

_HALF_WIDTH = str.maketrans("（）", "()")
_ENDING = re.compile(r"(?<![。；;，,、！!\s])[。；;，,、！!\s]++$")
_NARROW = re.compile(r"(?<!\d)[,;:?!]|[,;:?!](?!\d)")
_PRIVATE = re.compile("[\ue000-\uf8ff\x00-\x1f]")
_HEADING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])")
_WIDE = str.maketrans(",;:?!", "，；：？！")
_INSIDE = re.compile(r"[。；;]\s*(?=\S)")
_LEAD = re.compile(r"^((主要)?原因(是|为)?[：:]?)?(主要)?(是)?(由于|因为|因(?!公))?")
_BUDGETS = (Aspect.INITIAL_BUDGET, Aspect.ADJUSTED_BUDGET, Aspect.BUDGET)


@dataclass(slots=True)
class Voice:
    """The facts, claims, runs and gaps of one section while its sentences are written. `kind` is that of the section,
    `where` its heading; `anchors` numbers the figures of the whole manuscript."""

    lookup: Lookup
    kind: str
    where: str
    anchors: Iterator[int]
    runs: list[Run] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    changes: dict[str, int] = field(default_factory=dict)

    # -- runs

    def slot(self, run: Run) -> str:
        """The marker of a run in rendered text."""
        self.runs.append(run)
        return marker(len(self.runs) - 1)

    def figure(self, text: str, value: Decimal, unit: str, origin: Origin) -> tuple[Figure, str]:
        """A printed figure and its marker."""
        decimals = max(-int(value.as_tuple().exponent), 0)
        figure = Figure(text, Number(value, decimals), unit.translate(_HALF_WIDTH), Source(f"{text}{unit}"))
        anchor = f"figure-{next(self.anchors)}"
        return figure, self.slot(Run(f"{text}{unit}", RunKind.FIGURE, origin, anchor))

    def gap(self, name: str, needed: str) -> str:
        """Words that are missing: listed, and marked where they will stand."""
        self.gaps.append(Gap(name, self.where, needed))
        return self.slot(Run(f"【待补充：{needed}】", RunKind.GAP))

    # -- facts

    def state(self, quantity: Quantity) -> str:
        """Print a quantity and state the fact."""
        text = f"{quantity.value:f}" if quantity.aspect is Aspect.COUNT else amount_text(quantity.value)
        value = quantity.value if quantity.aspect is Aspect.COUNT else quantity.value.quantize(Decimal("0.01"))
        figure, slot = self.figure(text, value, quantity.unit, quantity.origin)
        year, aspect = quantity.year, quantity.aspect
        self.facts.append(Fact(quantity.measure, aspect, figure, year, self.kind, quantity.item, figure.source))
        return slot

    def find(self, measure: str, item: tuple[str, ...], *aspects: Aspect) -> Fact | None:
        """The latest fact of this section about that."""
        matching = [f for f in self.facts if f.measure == measure and f.item == item and f.aspect in aspects]
        return matching[-1] if matching else None

    # -- claims

    def claim_change(self, quantity: Quantity, base: Quantity, **values: object) -> None:
        """State one side of a comparison with `base`; sides of one comparison come together."""
        aspect = Aspect.PRIOR if base.aspect is Aspect.PRIOR else base.aspect
        key = f"{quantity.measure}/{'/'.join(quantity.item)}/{aspect}"
        if key not in self.changes:
            current = self.find(quantity.measure, quantity.item, Aspect.ACTUAL)
            year = base.year if aspect is Aspect.PRIOR else None
            change = Change(
                current, quantity.measure, quantity.item, aspect, year, None, None, None, None, Source(""), self.kind
            )
            self.changes[key] = len(self.claims)
            self.claims.append(change)
        index = self.changes[key]
        before = self.claims[index]
        assert isinstance(before, Change)
        self.claims[index] = replace(before, **values)  # type: ignore[arg-type]

    def claim_share(self, part: Quantity, whole: Quantity, decimals: int) -> str:
        """Print which percentage of the whole the part is."""
        rate = rate_of(part.value, whole.value, decimals)
        formula = f"{amount_text(part.value)}÷{amount_text(whole.value)}×100%＝{rate_text(rate)}"
        figure, slot = self.figure(f"{rate:f}", rate, "%", derived(formula, part, whole))
        fact = self.find(part.measure, part.item, Aspect.ACTUAL, Aspect.COUNT)
        assert fact is not None, "a share of what was not stated"
        of = self.find(whole.measure, whole.item, Aspect.ACTUAL)
        self.claims.append(Share(fact, of, whole.measure, "", figure, figure.source))
        return slot

    def claim_completion(self, actual: Quantity, budget: Quantity, named: Aspect, decimals: int) -> str:
        """Print which percentage of the budget was spent."""
        rate = rate_of(actual.value, budget.value, decimals)
        formula = f"{amount_text(actual.value)}÷{amount_text(budget.value)}×100%＝{rate_text(rate)}"
        figure, slot = self.figure(f"{rate:f}", rate, "%", derived(formula, actual, budget))
        spent = self.find(actual.measure, actual.item, Aspect.ACTUAL)
        planned = self.find(budget.measure, budget.item, *_BUDGETS)
        assert spent is not None, "completion of what was not stated"
        self.claims.append(Completion(spent, planned, named, figure, figure.source))
        return slot

    def claim_reason(self, quantity: Quantity, direction: Direction, base: Aspect) -> None:
        """State that the amount is above, below or level with a budget."""
        actual = self.find(quantity.measure, quantity.item, Aspect.ACTUAL)
        planned = self.find(quantity.measure, quantity.item, *_BUDGETS)
        reason = Reason(quantity.measure, quantity.item, direction, base, actual, planned, None, Source(""))
        self.claims.append(reason)

    def claim_parts(self, measure: str, item: tuple[str, ...] = (), complete: bool = False) -> None:
        """State that the parts printed since add up to the whole."""
        whole = self.find(measure, item, Aspect.ACTUAL, Aspect.COUNT)
        if whole is None:
            return
        after = self.facts[self.facts.index(whole) + 1 :]
        parts = tuple(
            fact for fact in after if fact.measure == measure and fact.item != item and fact.aspect is whole.aspect
        )
        if parts:
            self.claims.append(Parts(whole, parts, complete, Source("")))

    def claim_listing(self, quantity: Quantity, names: list[str]) -> None:
        """State what a whole consists of."""
        whole = self.find(quantity.measure, quantity.item, Aspect.ACTUAL)
        sources = tuple(Source(name) for name in names)
        self.claims.append(Listing(whole, quantity.measure, sources, None, Source(""), self.kind))

    def claim_absence(self, measure: str, aspects: tuple[Aspect, ...]) -> None:
        """State that there were no amounts."""
        for name in dict.fromkeys((*measures()[measure].absent, measure)):
            self.claims.append(Absence(name, aspects, Source(""), self.kind))

    def claim_use(self, measure: str, item: tuple[str, ...]) -> None:
        """State which kind of expenditure an item consists of."""
        self.claims.append(Use(measure, item, Source(""), self.kind))


def derived(formula: str, *operands: Quantity) -> Origin:
    return Origin.of(formula, (operand.origin for operand in operands))


def reason_words(text: str) -> str:
    """A reason as the end of a sentence: no full stop inside or behind, no 主要原因是 before."""
    return _INSIDE.sub("，", _ENDING.sub("", _LEAD.sub("", wide(text))))


def wide(text: str) -> str:
    """A person's words in Chinese punctuation, on one line; marks inside numbers and times stay."""
    line = _PRIVATE.sub("", "".join(part.strip() for part in text.splitlines()))
    return _NARROW.sub(lambda mark: mark[0].translate(_WIDE), line)


def sentence(text: str) -> str:
    """Words that stand as a sentence of their own: with one mark at the end."""
    stripped = wide(text)
    return stripped if stripped.endswith(("。", "！", "？", "：")) else f"{_ENDING.sub('', stripped)}。"


def numbered(texts: Iterable[str]) -> list[str]:
    """A person's paragraphs as sentences; ordinals that are those of headings become 1. 2. …"""
    return [sentence(_HEADING.sub(f"{number}.", text.strip())) for number, text in enumerate(texts, 1)]

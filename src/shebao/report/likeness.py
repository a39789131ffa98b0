"""What a report states, without where it stands: to compare a composed report with one that was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from shebao.report.provenance import Figure
from shebao.report.report import Report
from shebao.report.statements import (
    Absence,
    Change,
    Claim,
    Completion,
    Fact,
    Listing,
    Parts,
    Reason,
    Share,
    Use,
)


def statements_of(report: Report) -> Counter[Hashable]:
    """How often each fact and claim of a report is stated, as values that compare equal where they say the same."""
    return Counter([*(fact_key(fact) for fact in report.facts), *(claim_key(claim) for claim in report.claims)])


def _figure(figure: Figure | None) -> Hashable:
    return (figure.text.replace(",", ""), figure.unit) if figure else None


def fact_key(fact: Fact | None) -> Hashable:
    """A fact as a value that compares equal where it says the same; None for none."""
    if fact is None:
        return None
    return ("fact", fact.measure, str(fact.aspect), _figure(fact.figure), fact.year, fact.section, fact.item)


def claim_key(claim: Claim) -> Hashable:
    """A claim as a value that compares equal where it says the same."""
    match claim:
        case Share():
            return ("share", fact_key(claim.part), fact_key(claim.whole), claim.whole_measure, _figure(claim.rate))
        case Change():
            compared = (claim.measure, claim.item, str(claim.base_aspect), claim.base_year)
            amount = (claim.direction, _figure(claim.difference), claim.rate_direction, _figure(claim.rate))
            return ("change", fact_key(claim.current), compared, amount, claim.section)
        case Completion():
            return ("completion", fact_key(claim.actual), fact_key(claim.budget), str(claim.named), _figure(claim.rate))
        case Parts():
            return ("parts", fact_key(claim.whole), tuple(fact_key(part) for part in claim.parts), claim.complete)
        case Reason():
            return ("reason", claim.measure, claim.item, str(claim.direction), str(claim.base_aspect))
        case Listing():
            names = tuple("".join(name.quote.split()) for name in claim.names)
            return ("listing", fact_key(claim.whole), claim.measure, names, _figure(claim.count))
        case Absence():
            return ("absence", claim.measure, tuple(str(aspect) for aspect in claim.aspects), claim.section)
        case Use():
            return ("use", claim.measure, claim.item, claim.section)

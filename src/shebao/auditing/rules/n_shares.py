"""N01–N02: a share is its part over its whole, and the shares of one list add up to 100 %."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from shebao.auditing.amounts import HUNDRED, Fit, Known, fit, fits_as_printed, percent_of, show_percent, show_rate
from shebao.auditing.assertions import Assertions, title_of
from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.suspects import misprinted
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.money import Interval, round_half_up, total
from shebao.report.provenance import Figure
from shebao.report.statements import Aspect, Share


@rule(
    "N01",
    Severity.ERROR,
    "占比",
    proves="“占……%”等于部分除以整体。",
    basis="占比＝部分÷整体×100%",
)
def shares(context: Context) -> Iterator[Verdict]:
    """Each share against its part and its whole; cut-off digits and shares forced to add up to 100 are form."""
    assertions = context.assertions
    claims = list(assertions.claims(Share))
    for claim in claims:
        yield _share(assertions, claim, claims)


def _share(assertions: Assertions, claim: Share, claims: Sequence[Share]) -> Verdict:
    part = assertions.known(claim.part)
    whole = whole_of(assertions, claim)
    if whole is None:
        name = claim.whole_name or title_of(claim.whole_measure)
        return Undecided(claim.source, f"没有读到“{name}”的数额，无法核对占比。", (claim.rate,))
    figures = tuple(f for f in (part.figure, whole.figure, claim.rate) if f)
    true = _true_share(assertions, claim, whole)
    if true is None:
        return Undecided(claim.source, f"{whole.name}为零或接近零，占比没有意义。", figures)
    match fit(claim.rate, true):
        case Fit.EXACT:
            return Holds(claim.source, figures)
        case _ if fits_as_printed(claim.rate, part, whole):
            return Holds(claim.source, figures)
        case fitting:
            return _violated(assertions, claim, part, whole, fitting, claims)


def whole_of(assertions: Assertions, claim: Share) -> Known | None:
    """What the share is a share of: the figure in the sentence, else what the report prints for the named measure."""
    if claim.whole is not None:
        return assertions.known(claim.whole)
    return assertions.value(claim.whole_measure, Aspect.ACTUAL)


def _true_share(assertions: Assertions, claim: Share, whole: Known) -> Interval | None:
    others = assertions.values(claim.whole_measure, Aspect.ACTUAL, claim.whole.item if claim.whole else ())
    return percent_of(assertions.narrowed(claim.part), assertions.interval(whole, others))


def _violated(
    assertions: Assertions, claim: Share, part: Known, whole: Known, fitting: Fit, claims: Sequence[Share]
) -> Violated:
    expected = show_percent(part.value, whole.value, claim.rate.number.decimals)
    stated = show_rate(claim.rate)
    message = f"{part.name} {part.shown} 占{whole.name} {whole.shown} 的 {expected}，文中写 {stated}"
    severity = None
    if fitting is Fit.TRUNCATED:
        message, severity = f"{message}：是截去尾数，没有四舍五入。", Severity.INFO
    elif fitting is Fit.NEAR and _is_forced(assertions, claim, claims):
        message, severity = f"{message}：是为使各项占比合计为 100% 而凑的。", Severity.INFO
    else:
        other = _other_whole(assertions, claim, part, whole)
        message += f"；{stated} 是占{other.name} {other.shown} 的比例。" if other else "。"
    return Violated(
        source=claim.source,
        message=message,
        stated=stated,
        expected=expected,
        operands=(part.operand, whole.operand, Operand("占比", stated, claim.rate.source)),
        figures=tuple(f for f in (part.figure, whole.figure, claim.rate) if f),
        suspect=_misprinted(assertions, claim, whole) or claim.rate,
        severity=severity,
    )


def _misprinted(assertions: Assertions, claim: Share, whole: Known) -> Figure | None:
    if claim.whole is not None:
        return misprinted(assertions, [claim.part, claim.whole], claim.rate, percent_of)
    return misprinted(assertions, [claim.part], claim.rate, lambda part: percent_of(part, whole.interval))


def _siblings(claim: Share, claims: Sequence[Share]) -> list[Share]:
    return [other for other in claims if claim.whole is not None and other.whole is claim.whole]


def _is_forced(assertions: Assertions, claim: Share, claims: Sequence[Share]) -> bool:
    """Whether the printed shares of the list add up to 100 and the rounded ones do not, this one alone being off."""
    siblings = _siblings(claim, claims)
    if len(siblings) < 2 or sum((other.rate.value for other in siblings), Decimal(0)) != HUNDRED:
        return False
    rounded = Decimal(0)
    for other in siblings:
        whole = whole_of(assertions, other)
        if whole is None or whole.value == 0:
            return False
        true = round_half_up(assertions.known(other.part).value / whole.value * HUNDRED, other.rate.number.decimals)
        if other is not claim and true != other.rate.value:
            return False
        rounded += true
    return rounded != HUNDRED


def _other_whole(assertions: Assertions, claim: Share, part: Known, whole: Known) -> Known | None:
    """The one other value of which the part has the printed share."""
    found: dict[Decimal, Known] = {}
    for fact in assertions.report.facts:
        other = assertions.known(fact)
        if fact.aspect is not Aspect.ACTUAL or fact.item or other.value <= part.value or other.value == whole.value:
            continue
        true = percent_of(part.interval, other.interval)
        if true is not None and fit(claim.rate, true) is Fit.EXACT:
            found.setdefault(other.value, other)
    return next(iter(found.values())) if len(found) == 1 else None


@rule(
    "N02",
    Severity.WARNING,
    "占比合计",
    proves="完整列举的各项占比合计为 100%。",
    basis="各部分占比之和＝100%",
)
def share_sums(context: Context) -> Iterator[Verdict]:
    """The shares of a list whose parts make up the whole."""
    assertions = context.assertions
    claims = list(assertions.claims(Share))
    seen: set[Figure] = set()
    for claim in claims:
        if claim.whole is None or claim.whole.figure in seen:
            continue
        seen.add(claim.whole.figure)
        siblings = _siblings(claim, claims)
        if len(siblings) > 1 and _make_up_the_whole(assertions, siblings):
            yield _sum_verdict(siblings)


def _make_up_the_whole(assertions: Assertions, siblings: Sequence[Share]) -> bool:
    whole = siblings[0].whole
    if whole is None or len({(s.part.measure, s.part.item) for s in siblings}) != len(siblings):
        return False
    parts = total(assertions.known(share.part).interval for share in siblings)
    return parts.meets(assertions.known(whole).interval)


def _sum_verdict(siblings: Sequence[Share]) -> Verdict:
    figures = tuple(share.rate for share in siblings)
    source = siblings[0].source
    if total(rate.interval for rate in figures).contains(100):
        return Holds(source, figures)
    stated = sum((rate.value for rate in figures), Decimal(0))
    terms = "+".join(show_rate(rate) for rate in figures)
    return Violated(
        source=source,
        message=f"各部分合计等于整体，而各项占比 {terms} = {stated}%，应为 100%。",
        stated=f"{stated}%",
        expected="100%",
        operands=tuple(
            Operand(title_of(share.part.measure, share.part.item), show_rate(share.rate), share.rate.source)
            for share in siblings
        ),
        figures=figures,
    )

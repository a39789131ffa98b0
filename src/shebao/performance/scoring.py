"""Scoring a form: execution, each indicator by the printed rule, the total; every score with its derivation in a sentence.

正向指标得分 = 权重 × B/A，反向指标得分 = 权重 × A/B，不突破权重；定性指标按三档选定比例；预算执行率得分 = 分值 × 执行率。
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from shebao.money import exactly, round_half_up
from shebao.performance.model import FormData, Indicator
from shebao.performance.scored import ScoredForm, ScoredIndicator, earned_of, percent, short
from shebao.performance.validation import problems_of
from shebao.report.performance import (
    Bound,
    Direction,
    Mismatch,
    Pair,
    Quantity,
    Scheme,
    align,
    direction_of,
    earned,
    quantities,
)

_ONE, _ZERO, _HUNDRED = Decimal(1), Decimal(0), Decimal(100)
_DONE = re.compile(r"^(已|均已|全部|按[时期]|如期|基本)?(完成|达成|达到|达标|实现)(预期)?(目标|指标)?[。.]?$")
_DIRECTIONS = {"正向": Direction.HIGHER, "反向": Direction.LOWER}
_SIGN_ONLY = re.compile(r"^[≥≤><=%‰±~\-—/\s]*$")


@dataclass(frozen=True, slots=True)
class _Outcome:
    share: Decimal | None
    how: str
    quantitative: bool
    problem: tuple[str, str, str] | None = None  # code, message, todo
    ratio: Decimal | None = None
    presumed: bool = False


def score_indicator(
    item: Indicator, scheme: Scheme, decimals: int
) -> tuple[ScoredIndicator, tuple[str, str, str] | None]:
    """The score of one indicator, and (code, message, what to do) where it cannot be scored."""
    outcome = _outcome(item, scheme)
    if outcome.share is None:
        return ScoredIndicator(item, None, None, outcome.how, outcome.quantitative), outcome.problem
    full = outcome.share == _ONE
    score = item.weight if full else round_half_up(item.weight * outcome.share, decimals)
    scored = ScoredIndicator(
        item, score, outcome.share, outcome.how, outcome.quantitative, outcome.ratio, outcome.presumed
    )
    return scored, outcome.problem


def _outcome(item: Indicator, scheme: Scheme) -> _Outcome:
    if item.share is not None or item.band:
        return _chosen(item, scheme)
    return _by_text(item.target, item.actual, item.direction, item.name, item.level_two)


def _chosen(item: Indicator, scheme: Scheme) -> _Outcome:
    """The person's choice: a share inside the band that is named, with a reason."""
    band = item.band or _band_of(item.share or _ZERO, scheme)
    bounds = next((bounds for name, bounds in scheme.bands.items() if name.startswith(band.removesuffix("指标"))), None)
    if bounds is None:
        known = "、".join(scheme.bands)
        return _Outcome(None, f"档次“{band}”不明", False, ("band", f"没有“{band}”这一档", f"请填 {known} 之一"))
    low, high = bounds
    if item.share is None:
        span = f"{percent(low)}～{percent(high)}"
        return _Outcome(
            None, "没有选定比例", False, ("share", f"选了“{band}”，没有选定比例", f"请在 {span} 之间选定比例并写明理由")
        )
    inside = low <= item.share <= high and (item.share < high or high == _ONE)
    if not inside:
        span = f"{percent(low)}～{percent(high)}"
        message = f"比例 {percent(item.share)} 不在“{band}”的 {span} 之内"
        return _Outcome(None, message, False, ("share", message, "请改档次或比例"))
    problem = None
    if item.share < _ONE and not item.reason:
        problem = ("reason", f"按“{band}”计 {percent(item.share)}，没有写理由", "请在“理由”中写明为什么选这个比例")
    return _Outcome(
        item.share, f"定性指标，{band}，人工选定 {percent(item.share)}{_because(item.reason)}", False, problem
    )


def _because(reason: str) -> str:
    return f"（{reason}）" if reason else ""


def _band_of(share: Decimal, scheme: Scheme) -> str:
    return next((name for name, (low, _) in scheme.bands.items() if share >= low), "")


@lru_cache(maxsize=65536)
def _by_text(target: str, actual: str, direction: str, name: str, group: str) -> _Outcome:
    """The share that target and actual as written yield."""
    if not target.strip() or _SIGN_ONLY.match(target):
        return _Outcome(
            None, "没有目标值", False, ("target", f"目标值“{target.strip()}”无法读取", "请填数量（如 ≥90%）或文字目标")
        )
    if not actual.strip():
        return _Outcome(None, "没有实际完成值", False, ("actual", "没有实际完成值", "请填实际完成值"))
    targets, actuals = quantities(target), quantities(actual)
    if not targets:
        return _qualitative(target, actual)
    if len(targets) > 1:
        if _same(target, actual):
            return _Outcome(_ONE, "实际与目标逐项相同", True)
        message = f"目标值“{target}”含 {len(targets)} 个数"
        return _Outcome(None, message, True, ("composite", message, "请拆成几个指标，或选定档次与比例"))
    if len(actuals) != 1:
        message = f"目标值“{target}”是数量，实际完成值“{actual}”不是一个数"
        return _Outcome(None, message, True, ("uncomparable", message, "请填实际数量，或选定档次与比例"))
    return _quantitative(targets[0], actuals[0], direction, name, group)


def _same(one: str, other: str) -> bool:
    return re.sub(r"\s", "", one) == re.sub(r"\s", "", other)


def _qualitative(target: str, actual: str) -> _Outcome:
    if _same(target, actual) or _DONE.match(actual.strip()):
        return _Outcome(_ONE, f"定性指标，目标“{target}”、实际“{actual}”，达成预期，按 100% 计", False)
    message = f"定性指标，目标“{target}”、实际“{actual}”，达成与否须由人判断"
    return _Outcome(None, message, False, ("qualitative", message, "请选定档次和比例并写明理由"))


def _quantitative(target: Quantity, actual: Quantity, stated: str, name: str, group: str) -> _Outcome:
    pair = align(target, actual)
    if isinstance(pair, Mismatch):
        message = f"目标值 {target.text} 与实际完成值 {actual.text}：{pair.value}"
        return _Outcome(None, message, True, ("unit", message, "请改成同一计量单位"))
    direction, certain = direction_of(target, actual, name, group)
    if stated:
        direction, certain = _DIRECTIONS[stated], True
    exact = Pair(pair.low, pair.high, exactly((pair.actual.low + pair.actual.high) / 2), pair.bound)
    share = earned(exact, direction)
    if share is None:
        message = f"目标值 {target.text} 为零或负数，不能作比"
        return _Outcome(None, message, True, ("zero", message, "请写明 ≥ 或 ≤，改用正数目标，或选定档次与比例"))
    kind = "正向" if direction is Direction.HIGHER else "反向"
    how = f"{kind}指标{'' if certain else '（按性质）'}，目标 {target.text}、实际 {actual.text}"
    return _Outcome(
        share.low,
        how + ("，达到目标" if share.low == _ONE else ""),
        True,
        None,
        _ratio(exact, direction),
        not certain and direction is Direction.LOWER,
    )


def _ratio(pair: Pair, direction: Direction) -> Decimal | None:
    """How far the target was reached: actual ÷ target, for lower-is-better target ÷ actual."""
    if pair.bound is Bound.RANGE:
        return None
    above, below = (pair.actual.low, pair.low) if direction is Direction.HIGHER else (pair.low, pair.actual.low)
    return above / below if below > 0 else None


def score_execution(form: FormData, scheme: Scheme) -> tuple[Decimal | None, Decimal | None, str]:
    """Rate, score and derivation of the budget execution: 分值 × 执行数 ÷ 预算数, not above the points; None without budget."""
    base, spent = form.budget.base, form.budget.spent
    if base is None or spent is None or base <= 0:
        return None, None, "没有预算数或执行数"
    rate = spent / base
    score = round_half_up(scheme.execution * min(rate, _ONE), form.decimals)
    how = f"执行率 {short(spent)}÷{short(base)}{'＝' if rate == round_half_up(rate, 4) else '≈'}{percent(rate)}"
    return rate, score, f"{how}，得 {earned_of(scheme.execution, min(rate, _ONE), score)}"


def _as_printed(form: FormData, scheme: Scheme) -> Scheme:
    """The scheme with the points for execution and indicators that the form itself states, where it does."""
    if form.execution_weight is None or form.execution_weight == scheme.execution:
        return scheme
    if not 0 <= form.execution_weight < _HUNDRED:
        return scheme
    return replace(scheme, execution=form.execution_weight, indicators=_HUNDRED - form.execution_weight)


def score_form(form: FormData, scheme: Scheme) -> ScoredForm:
    """All scores of a form and its problems; the total is the sum of the rounded scores."""
    scheme = _as_printed(form, scheme)
    rate, execution, derivation = score_execution(form, scheme)
    scored, failed = [], []
    for item in form.indicators:
        result, problem = score_indicator(item, scheme, form.decimals)
        scored.append(result)
        if problem is not None:
            failed.append((item, problem))
    parts = [execution, *(item.score for item in scored)]
    total = sum((part for part in parts if part is not None), _ZERO) if None not in parts else None
    result_form = ScoredForm(form, scheme, rate, execution, derivation, tuple(scored), total, ())
    return ScoredForm(
        form, scheme, rate, execution, derivation, tuple(scored), total, problems_of(result_form, failed)
    )  # fmt: skip

"""What a printed form tells about weights and rounding: captions, full scores that add up, scores that were computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shebao.money import Interval
from shebao.report.forms import Form, Group
from shebao.report.provenance import Figure

HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Weight:
    """The full score of an indicator and where that is known from; `figures` are the prints it rests on."""

    value: Decimal
    figures: tuple[Figure, ...]
    known_from: str


def printed_score(score: Figure, decimals: int) -> Interval:
    """What a score stands for: its own decimals where it has any, else those that the form rounds to."""
    places = score.number.decimals or decimals
    half = HALF.scaleb(-places)
    return Interval(score.value - half, score.value + half)


def computed_decimals(form: Form, weights: dict[int, Weight]) -> int:
    """To how many decimals the form rounds, by its scores that are not simply the full weight; 0 where none shows any."""
    found = [e.score.number.decimals for e in form.executions if e.score and not _is_full(e.score, e.weight)]
    for index, indicator in enumerate(form.indicators):
        weight = weights.get(index)
        if indicator.score and weight and indicator.score.value != weight.value:
            found.append(indicator.score.number.decimals)
    return max(found, default=0)


def _is_full(score: Figure, weight: Figure | None) -> bool:
    return weight is not None and score.value == weight.value


def members(form: Form, group: Group) -> list[int]:
    """The indexes of the indicators directly under a heading of level two, or under one of level one."""
    return [i for i, x in enumerate(form.indicators) if (x.level_two if group.level == 2 else x.level_one) is group]


def sub_groups(form: Form, group: Group) -> list[Group]:
    """The headings of level two under one of level one, in reading order."""
    found: list[Group] = []
    for indicator in form.indicators:
        two = indicator.level_two
        if indicator.level_one is group and two is not None and all(two is not known for known in found):
            found.append(two)
    return found


def score_sum(form: Form, indexes: Sequence[int]) -> Decimal | None:
    """The sum of the printed scores, None where one is missing."""
    total = Decimal(0)
    for index in indexes:
        score = form.indicators[index].score
        if score is None:
            return None
        total += score.value
    return total


def sum_of_scores(scores: Sequence[Figure]) -> Interval:
    """What printed scores can add up to: a total may be the sum of unrounded scores, and each that is no multiple of half a
    point leaves half its last digit."""
    added = sum((score.value for score in scores), Decimal(0))
    slack = sum((HALF.scaleb(-s.number.decimals) for s in scores if s.value % HALF), Decimal(0))
    return Interval(added - slack, added + slack)


def indicator_weights(form: Form) -> dict[int, Weight]:
    """The weight of each indicator where it is certain: printed with it; its score where all scores under a printed full
    score add up to just that (then no score can be below its weight); the caption over a single indicator."""
    weights = {
        i: Weight(x.weight.value, (x.weight,), "指标所注分值") for i, x in enumerate(form.indicators) if x.weight
    }
    for indexes, full in _full_sets(form):
        missing = [i for i in indexes if i not in weights]
        if missing and indexes and score_sum(form, indexes) == full.value:
            for index in missing:
                score = form.indicators[index].score
                if score is not None:
                    weights[index] = Weight(score.value, (full, score), "各指标得分合计等于满分")
    for group in form.groups:
        indexes = members(form, group)
        below = sub_groups(form, group) if group.level == 1 else []
        if group.weight is None or any(two.weight for two in below):
            continue
        if len(indexes) == 1 and indexes[0] not in weights:
            weights[indexes[0]] = Weight(group.weight.value, (group.weight,), f"{group.name}所注分值")
    return weights


def _full_sets(form: Form) -> Iterator[tuple[list[int], Figure]]:
    """Sets of indicators with a printed full score: each goal, the whole form, each heading."""
    for number, weight in enumerate(form.goal_weights, 1):
        if weight is not None:
            yield [i for i, x in enumerate(form.indicators) if x.goal == number], weight
    if form.indicator_weight is not None and not form.truncated and not any(form.goal_weights):
        yield list(range(len(form.indicators))), form.indicator_weight
    for group in form.groups:
        if group.weight is not None:
            yield members(form, group), group.weight

"""The report of the year before: its totals are what this year's report says they were."""

import copy

from heldout.vocabulary import Draw
from heldout.world import THREE_CODES, World, economic_parts, history, near, project_parts


def year_before(w: World, seed: int) -> World:
    """The same unit a year earlier, whose printed totals, items and three-public amounts this year's report compares with."""
    draw, before = Draw(seed, "year before"), copy.deepcopy(w)
    before.year -= 1
    before.fund, before.other = w.prior["fund"], w.prior["other"]
    before.carry_in, before.carry_out = 0, w.carry_in
    for item in before.items:
        item.basic, item.project = (item.prior, 0) if item.basic else (0, item.prior)
        item.budget, item.prior = near(draw, item.actual), near(draw, item.actual)
        item.income, item.other = item.actual, 0
    first = before.items[0]
    first.other, first.income = before.other, first.actual + before.carry_out
    before.three = {}
    for key, (_, actual, prior) in w.three.items():
        before.three[key] = (prior + max(1, prior // 9), prior, near(draw, prior)) if actual else (0, 0, 0)
    fixed = {code: before.three[key][1] for key, (code, _) in THREE_CODES.items() if before.three[key][1]}
    before.economic = economic_parts(draw, before.basic, fixed, w.prior["running"])
    before.projects = project_parts(draw, before.general - before.basic, w.field)
    history(draw, before)
    return before


def misremembered(w: World, seed: int) -> tuple[World, str]:
    """The same year, told with one of last year's sums wrong (difference and rate follow), and the place that shows it."""
    draw, told = Draw(seed, "misremembered"), copy.deepcopy(w)
    name, place = draw.of(
        [("total", "totals.total"), ("appropriation", "appropriation.total"), ("general", "general.spent")]
    )
    now = {"total": w.total, "appropriation": w.appropriation_total, "general": w.general}[name]
    change = max(1, w.prior[name] * draw.between(20, 90) // 1000)
    told.prior[name] += -change if now > w.prior[name] else change
    return told, place + ".diff"

"""What the rules on self-evaluation forms share: what a form is called, its year and scheme, its own remark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from shebao.auditing.context import Context
from shebao.money import Interval
from shebao.report.forms import Form, FormKind, Group, Indicator
from shebao.report.performance import Scheme, SchemeError, scheme_for
from shebao.report.performance.weights import sub_groups
from shebao.report.provenance import Figure

_RULE = re.compile(r"权重\s*(?:\*|\\times|×|x|X)\s*[BA]|指标.{0,8}得分\s*=")
_YEAR = re.compile(r"(20\d{2})\s*年")


def label(form: Form) -> str:
    """What a form is called in messages."""
    if form.kind is FormKind.OVERALL:
        return "整体绩效自评表"
    if not form.name:
        return "绩效自评表（表头未读到）" if form.truncated else "项目绩效自评表"
    return f"《{form.name}》绩效自评表"


def certain_rows(form: Form) -> list[Indicator]:
    """The indicators whose target and actual were read with certainty."""
    return [item for item in form.indicators if not item.doubtful]


def unread_among(form: Form, indexes: Sequence[int] | None = None) -> str:
    """Why scores or weights can be missing among the indicators (all of them where none are named), '' where none can."""
    wanted = range(len(form.indicators)) if indexes is None else indexes
    if any(form.indicators[index].mixed for index in wanted):
        return "有指标行没有分清，可能漏读了行"
    first, last = (
        (0, len(form.indicators)) if indexes is None else (min(indexes, default=0), max(indexes, default=0) + 1)
    )
    found = next((each for each in form.unread if first <= each.after <= last), None)
    if found is None:
        return ""
    return found.reason if found.reason.startswith("表头") else f"“{found.source.quote[:20]}”没有读取，可能漏读了行"


def states_rule(form: Form, forms: Sequence[Form] = ()) -> bool:
    """Whether the form, or another one of the report, prints how indicators are scored (得分=权重*B/A)."""
    return any(_RULE.search(passage.text) for each in (form, *forms) for passage in each.remarks)


DISPLACED = "下的二级指标可能错了一行：移动一组即与所注分值相符，不作判断"


def displaced_headings(form: Form) -> list[Group]:
    """Pairs of neighbouring headings of level one whose weights both agree once one heading of level two moves across the
    border between them: extraction can put a heading one row too high or too low."""
    ones = [group for group in form.groups if group.level == 1 and group.weight is not None]
    found: list[Group] = []
    for above, below in pairwise(ones):
        upper, lower = _missing(form, above), _missing(form, below)
        if not upper or upper[0] == 0 or lower is None or upper[0] != -lower[0]:
            continue
        moved = lower[1][0] if upper[0] > 0 else upper[1][-1]
        if moved == abs(upper[0]):
            found += [above, below]
    return found


def _missing(form: Form, group: Group) -> tuple[Decimal, list[Decimal]] | None:
    """By how much a heading's weight exceeds those below it, and these; None where one is not printed."""
    below = [two.weight.value for two in sub_groups(form, group) if two.weight is not None]
    if group.weight is None or not below or len(below) < len(sub_groups(form, group)):
        return None
    return group.weight.value - sum(below, Decimal(0)), below


def scores(form: Form) -> list[Figure]:
    """Every printed score of the form except the total."""
    return [e.score for e in form.executions if e.score] + [i.score for i in form.indicators if i.score]


def percent(rate: Figure) -> Interval:
    """A printed rate in percent; 0.88 without a sign is 88 percent."""
    if rate.unit != "%" and rate.value <= Decimal("1.5") and rate.number.decimals:
        return rate.interval.scaled(100)
    return rate.interval


def fiscal_year(form: Form, context: Context) -> int | None:
    """The year a form is about: by its title, else the report's."""
    match = _YEAR.search(form.title.quote)
    return int(match[1]) if match else context.report.identity.fiscal_year


def scheme_of(form: Form, context: Context) -> Scheme | None:
    """The scoring scheme of the report's place and the form's year, None where there is none."""
    year = fiscal_year(form, context)
    if year is None:
        return None
    try:
        return scheme_for(context.report.identity.place, year)
    except SchemeError:
        return None


def projects(context: Context) -> list[Form]:
    """The project forms of the report."""
    return [form for form in context.report.forms if form.kind is FormKind.PROJECT and not form.truncated]

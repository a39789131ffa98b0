"""What the rules on self-evaluation forms share: what a form is called, its year and scheme, its own remark."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shebao.auditing.context import Context
from shebao.report.forms import Form, FormKind, Indicator
from shebao.report.performance import Scheme, SchemeError, scheme_for
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
    return f"“{found.source.quote[:20]}”没有读取，可能漏读了行" if found else ""


def states_rule(form: Form, forms: Sequence[Form] = ()) -> bool:
    """Whether the form, or another one of the report, prints how indicators are scored (得分=权重*B/A)."""
    return any(_RULE.search(passage.text) for each in (form, *forms) for passage in each.remarks)


def scores(form: Form) -> list[Figure]:
    """Every printed score of the form except the total."""
    return [e.score for e in form.executions if e.score] + [i.score for i in form.indicators if i.score]


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

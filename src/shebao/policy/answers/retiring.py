"""When can I retire, what will I get: the date from three answers, the pension where account, index and years are answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shebao.fields.dates import Month, age_text, parse_month
from shebao.fields.field import normalise
from shebao.policy.answers.answer import Answer, Comparison, answered
from shebao.policy.casefile import RawCase
from shebao.policy.errors import CaseError, problem
from shebao.policy.pensions.case import read_employee_case
from shebao.policy.pensions.employee import determine
from shebao.policy.pensions.what_if import ASSUMPTIONS, TIMING_NAMES, Choice, carried_to, what_if
from shebao.policy.record import Record
from shebao.policy.retirement.case import FIELDS, read_retirement_case
from shebao.policy.retirement.determination import Retirement, determine_retirement, row

WISHED, AS_OF = "希望退休时间", "截至"
AMOUNTS = ("account", "index")
FIRST = ("statutory_date", "total")
_AMOUNT_LABELS = {"account": "个人账户储存额", "index": "平均缴费工资指数"}


def when_and_how_much(raw: RawCase) -> Answer:
    """The retirement explained, and the pension at the wished or statutory month with every other month beside it.

    What is answered holds at the month `截至`; from there contributions go on without a gap. Raises CaseError.
    """
    found = determine_retirement(read_retirement_case(raw))
    base = answered(found.explanation, {"id": raw.identifier, **row(found)}, title="什么时候能退休", first=FIRST)
    if not any(normalise(name) in raw.fields for name in (*AMOUNTS, *_AMOUNT_LABELS.values())):
        return base
    as_of = _as_of(raw)
    case = read_employee_case(_at(raw, as_of))
    choices = what_if(case) if found.window is not None else ()
    wished = _wished(raw, found)
    chosen = determine(carried_to(case, wished))
    amounts = {
        name: step.quantity.plain for name in chosen.explanation.results if (step := chosen.explanation.step(name))
    }
    explanation = replace(
        chosen.explanation,
        steps=(*found.explanation.steps, *chosen.explanation.steps),
        results=(*found.explanation.results, *chosen.explanation.results),
        remarks=tuple(dict.fromkeys((*found.explanation.remarks, *chosen.explanation.remarks))),
    )
    return answered(
        explanation,
        {**base.row, "retire": wished.iso, **amounts},
        title="什么时候能退休，能领多少",
        first=FIRST,
        comparison=_compared(choices),
        assumptions=(f"缴费年限、个人账户储存额截至{as_of}。", ASSUMPTIONS),
    )


def _as_of(raw: RawCase) -> Month:
    record = Record(raw, FIELDS)
    as_of = record.month("as_of")
    record.check()
    if as_of is None:
        reason = "缺少；估算养老金须写明缴费年限和个人账户储存额截至哪个月"
        raise CaseError([problem(raw.identifier, AS_OF, reason)])
    return as_of


def _at(raw: RawCase, as_of: Month) -> RawCase:
    """The case as if the person retired in the month up to which everything is known."""
    fields = {key: value for key, value in raw.fields.items() if key not in (normalise(WISHED), normalise(AS_OF))}
    spellings = {key: raw.spellings[key] for key in fields}
    return RawCase(raw.identifier, {**fields, "退休时间": as_of.iso}, {**spellings, "退休时间": "退休时间"})


def _wished(raw: RawCase, found: Retirement) -> Month:
    """The month that the person wishes, the statutory one where none was answered."""
    written = raw.fields.get(normalise(WISHED))
    if not isinstance(written, str):
        return found.statutory.month
    try:
        return parse_month(written)
    except ValueError as error:
        raise CaseError([problem(raw.identifier, WISHED, str(error))]) from None


def _compared(choices: Sequence[Choice]) -> tuple[Comparison, ...]:
    on_time = next((choice.parts.total for choice in choices if choice.timing == "on_time"), 0)
    return tuple(
        Comparison(
            month=choice.month.iso,
            timing=TIMING_NAMES[choice.timing],
            age=age_text(choice.age),
            total=choice.parts.total,
            difference=choice.parts.total - on_time,
            eligible=choice.eligible,
        )
        for choice in choices
    )

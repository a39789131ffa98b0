"""Unemployment benefit (失业保险金): conditions, months, the amount of each month, medical contributions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shebao.fields.dates import Month, month_of, span_text
from shebao.fields.field import Field
from shebao.policy.arithmetic import RATE_SCALE
from shebao.policy.computed import Computed, fen_of, sum_step, yuan
from shebao.policy.errors import CaseError
from shebao.policy.explanation import ROUND_TO_FEN, Explanation, Operand, Step, law_operand, operand, step
from shebao.policy.fields import span_months, yes
from shebao.policy.lookup import lookup
from shebao.policy.parameters import NATIONAL, Law, Value
from shebao.policy.pensions.case import group_of
from shebao.policy.pensions.spellings import GROUP, SEX, SEXES
from shebao.policy.record import Record
from shebao.policy.retirement.choice import possible_groups
from shebao.policy.retirement.schedule import GROUPS, statutory
from shebao.policy.runs import Run, runs
from shebao.policy.unemployment.formulas import benefit_months, share_of

FIELDS = (
    Field("birth", "出生日期", ("birthday", "birth_date", "出生年月")),
    Field("separated", "失业日期", ("unemployed", "离职日期", "解除劳动关系日期", "终止日期")),
    Field("registered", "失业登记日期", ("registration", "登记日期", "申领日期")),
    Field("paid_months", "累计缴费月数", ("contribution_months", "缴费月数", "缴费时间", "缴费年限", "累计缴费时间")),
    Field("carried_months", "前次未领月数", ("carried", "前次未领", "结转月数", "上次未领", "未领取期限")),
    Field("voluntary", "本人意愿中断就业", ("本人辞职", "主动离职", "自愿离职")),
    Field("seeking", "有求职要求", ("求职要求", "job_seeking")),
    Field("stopped", "停领月份", ("stop", "停止领取月份", "停领")),
    Field("stop_reason", "停领原因", ("reason", "停止领取原因")),
    Field("term", "领取期限", ("核定月数", "领取月数", "核定领取期限")),
    Field("benefit", "失业保险金标准", ("standard", "失业金标准", "月标准")),
    Field("medical_base", "医疗保险缴费基数", ("医保基数", "医保缴费基数", "代缴医保基数")),
    Field("retirement", "法定退休年月", ("retirement_month", "法定退休时间", "退休年月")),
    SEX,
    GROUP,
)
_REASONS = {
    **dict.fromkeys(("重新就业", "就业", "reemployed"), "reemployed"),
    **dict.fromkeys(("应征服兵役", "服兵役", "military"), "military"),
    **dict.fromkeys(("移居境外", "abroad"), "abroad"),
    **dict.fromkeys(("享受基本养老保险待遇", "退休", "领取养老金", "pension"), "pension"),
    **dict.fromkeys(("拒绝就业", "无正当理由拒绝工作或培训", "拒不接受", "refused"), "refused"),
}


@dataclass(frozen=True, slots=True)
class _Case:
    person: str
    registered: date
    paid: int
    carried: int
    reasons: tuple[str, ...]
    stopped: Month | None
    retirement: Month | None
    term: int | None


@dataclass(frozen=True, slots=True)
class Standard:
    """What is paid for a month in fen: from the law or from the case; `late` where its end is not confirmed."""

    amount: int
    value: Value | None
    late: bool


def explain_benefit(record: Record, law: Law) -> Computed:
    """Entitlement, months and amounts explained. Raises CaseError."""
    case = _read(record, law)
    steps = [_months(case, law, record)]
    last = _last_month(case, steps, law)
    first = month_of(case.registered)
    months = [first.plus(number) for number in range(last.since(first) + 1)] if last is not None else []
    paid = [(month, standard) for month in months if (standard := _standard(record, law, month, first)) is not None]
    record.check()
    amounts = list(_amounts(paid))
    steps += [
        *amounts,
        sum_step("total", "失业保险金合计", amounts, "社会保险法第四十六条、第四十七条", "各月失业保险金之和"),
    ]
    medical = record.money("medical_base")
    if medical is not None and months:
        steps.append(_medical(months, medical, law, record))
    record.check()
    return Computed(record.identifier, _explanation(case, record, law, steps, paid), tuple(map(_row, paid)))


def _read(record: Record, law: Law) -> _Case:
    registered = record.day("registered", required=True)
    separated, birth = record.day("separated"), record.month("birth")
    paid = span_months(record, "paid_months", required=True)
    carried, term = span_months(record, "carried_months", 24), span_months(record, "term", 24)
    stopped, retirement = record.month("stopped"), record.month("retirement") or _retirement(record, law, birth)
    record.choice("stop_reason", _REASONS)
    reasons = tuple(_refusals(record))
    if registered is None or paid is None:
        raise CaseError(record.problems)
    if separated is not None and registered < separated:
        record.note("registered", f"{registered} 早于失业日期 {separated}")
    if birth is not None and registered < birth.first_day:
        record.note("registered", f"{registered} 早于出生年月 {birth}")
    elif birth is not None and paid > month_of(registered).since(birth) - 16 * 12:
        record.note("paid_months", f"{paid} 个月超过从满 16 周岁到登记之日的月数，请核对")
    if stopped is not None and stopped < month_of(registered):
        record.note("stopped", f"{stopped} 早于失业登记的月份")
    if retirement is not None and retirement < month_of(registered):
        record.note("retirement", f"{retirement} 早于失业登记的月份，已达法定退休年龄的不再领取失业保险金")
    record.check()
    return _Case(record.identifier, registered, paid, carried or 0, reasons, stopped, retirement, term)


def _retirement(record: Record, law: Law, birth: Month | None) -> Month | None:
    """The month of statutory retirement where the birth and one group are known."""
    sex = record.choice("sex", SEXES)
    groups = [group for group in possible_groups(sex, group_of(record, sex)) if group in GROUPS]
    return statutory(law, groups[0], birth.first_day).month if birth is not None and len(groups) == 1 else None


def _refusals(record: Record) -> Iterator[str]:
    if yes(record, "voluntary"):
        yield "因本人意愿中断就业"
    if not yes(record, "seeking", default=True):
        yield "没有求职要求"


def _months(case: _Case, law: Law, record: Record) -> Step:
    tiers = law.at("unemployment.months_by_paid", case.registered)
    longest = law.at("unemployment.longest_months", case.registered)
    conditions = law.at("unemployment.conditions", case.registered)
    steps = sorted((int(key), int(str(value))) for key, value in tiers.table.items())
    months = (
        0
        if case.reasons
        else benefit_months(paid_months=case.paid, carried_months=case.carried, tiers=steps, longest=longest.integer)
    )
    if case.term is not None and case.term > months and not case.reasons:
        record.note("term", f"{case.term} 个月超过按缴费时间最长 {months} 个月（{tiers.basis}）")
    stated = case.term is not None and case.term < months
    most, months = months, min(case.term or months, months) if case.term is not None else months
    short = case.paid < steps[0][0]
    continued = law.at("unemployment.continued", case.registered) if short and months else None
    refused = [*case.reasons, *(["累计缴费不满1年"] if short and not case.carried else [])]
    note = continued.text if continued else f"不符合领取条件：{'；'.join(refused)}" if refused else ""
    return step(
        "months",
        "领取期限" if stated or tiers.area != NATIONAL else "最长领取期限",
        months,
        "months",
        _tiers_words(tiers, longest) + ("；当地核定的期限短于最长期限的，按核定" if stated else ""),
        [
            operand("累计缴费", case.paid, "span"),
            operand("前次未领", case.carried, "months"),
            *([operand("最长期限", most, "months"), operand("核定期限（按所填）", months, "months")] if stated else []),
        ],
        laws=[tiers, longest, conditions, *([continued] if continued else [])],
        note=note,
    )


def _tiers_words(tiers: Value, longest: Value) -> str:
    """The table of months as a sentence; a long one by its first and last rows."""
    rows = sorted((int(key), int(str(value))) for key, value in tiers.table.items())
    shown = rows if len(rows) <= 4 else [*rows[:3], rows[-1]]
    words = [f"满{span_text(paid)}最长{months}个月" for paid, months in shown]
    if len(rows) > 4:
        words.insert(3, "……")
    return f"累计缴费{'，'.join(words)}；与前次未领期限合并，最长{longest.integer}个月"


def _last_month(case: _Case, steps: list[Step], law: Law) -> Month | None:
    """The last month of benefit after extension to retirement and stopping; adds a step for what changes it."""
    months = fen_of(steps[0])
    if months == 0:
        return None
    last = month_of(case.registered).plus(months - 1)
    if case.retirement is not None:
        last = _until_retirement(case, last, steps, law, case.retirement)
    if case.stopped is not None and case.stopped <= last:
        reasons = law.at("unemployment.stop_reasons", case.registered)
        steps.append(step("stopped", "停止领取", case.stopped, "month", "自停领月份起不再发给", laws=[reasons]))
        last = case.stopped.plus(-1)
    return last if last >= month_of(case.registered) else None


def _until_retirement(case: _Case, last: Month, steps: list[Step], law: Law, retirement: Month) -> Month:
    extension = lookup(law, "unemployment.retirement_extension", last.first_day)
    if retirement < last:
        label, formula = "领至法定退休年月", "享受基本养老保险待遇后停止领取"
        basis, laws = "社会保险法第五十一条", []
    elif extension is not None and 0 < retirement.since(last) <= extension.integer:
        label, formula = "延长至法定退休年月", "领取期满距法定退休年龄不足1年的，领取期限延长至法定退休年龄"
        basis, laws = "", [extension]
    else:
        return last
    steps.append(
        step(
            "until_retirement",
            label,
            retirement,
            "month",
            formula,
            [operand("原领取期的最后一个月", last, "month")],
            laws=laws,
            basis=basis,
        )
    )
    return retirement


def _standard(record: Record, law: Law, month: Month, first: Month) -> Standard | None:
    given = record.money("benefit")
    if given is not None:
        return Standard(given, None, False)
    value = lookup(law, "unemployment.benefit", month.first_day)
    if value is not None:
        return Standard(value.integer, value, False)
    latest = _latest(law, month) if month > first else None
    if latest is not None:
        return Standard(latest.integer, latest, True)
    if not any(problem.field == record.label("benefit") for problem in record.problems):
        record.note("benefit", f"{law.area.name}没有 {month} 的失业保险金标准，请写明")
    return None


def _latest(law: Law, month: Month) -> Value | None:
    """The last standard where it ended before the month with none after it."""
    values = [value for value in law.series("unemployment.benefit")[0].values if value.content is not None]
    return values[-1] if values and values[-1].end is not None and values[-1].end < month.first_day else None


def _amounts(paid: Sequence[tuple[Month, Standard]]) -> Iterator[Step]:
    spans: tuple[Run[Standard], ...] = tuple(runs(paid))
    for number, run in enumerate(spans, 1):
        value = run.shared.value
        shown = law_operand(value) if value else operand("失业保险金标准（按所填）", run.shared.amount, "yuan")
        yield step(
            f"benefit_{number}",
            f"{run.text}失业保险金",
            run.shared.amount * run.months,
            "yuan",
            "月标准×月数",
            [shown, operand("月数", run.months, "months")],
            laws=[value] if value else [],
            basis="" if value else "社会保险法第四十七条",
            confidence="known" if run.shared.late else "verified",
            note="这些月份的标准没有收录，暂按最近的标准预计，标准调整后以新标准为准" if run.shared.late else "",
        )


def _medical(months: Sequence[Month], base: int, law: Law, record: Record) -> Step:
    names = ("unemployment.medical_employer", "unemployment.medical_employee", "unemployment.medical_large")
    amount, used = 0, {}
    for month in months:
        values = [lookup(law, name, month.first_day) for name in names]
        known = [value for value in values if value is not None]
        if len(known) < len(names):
            record.note("medical_base", f"{law.area.name}没有 {month} 的职工医保缴费标准，不能计算代缴，请去掉该字段")
            break
        unit, person, large = known
        amount += share_of(base, unit.scaled(RATE_SCALE)) + share_of(base, person.scaled(RATE_SCALE)) + large.integer
        used.update({(value.name, value.start): value for value in known})
    return step(
        "medical",
        "失业保险基金代缴职工医疗保险费",
        amount,
        "yuan",
        "（缴费基数×单位比例＋缴费基数×个人比例＋大额医疗）×月数，个人不缴费",
        [
            operand("医疗保险缴费基数", base, "yuan"),
            *(law_operand(value) for value in used.values()),
            operand("月数", len(months), "months"),
        ],
        rounding=f"单位、个人部分每月{ROUND_TO_FEN}",
        laws=list(used.values()),
    )


def _explanation(
    case: _Case, record: Record, law: Law, steps: list[Step], paid: Sequence[tuple[Month, Standard]]
) -> Explanation:
    given: list[Operand] = [
        operand("失业登记日期", case.registered, "date"),
        operand("累计缴费", case.paid, "span"),
    ]
    names = ("months", "until_retirement", "stopped", "total", "medical")
    return Explanation(
        title="失业保险金核定",
        subject=case.person,
        area=law.area.name,
        entitlement=case.registered,
        determination=None,
        given=tuple(given),
        steps=tuple(steps),
        results=tuple(found.name for found in steps if found.name in names),
        remarks=tuple(_remarks(record, paid, steps)),
    )


def _remarks(record: Record, paid: Sequence[tuple[Month, Standard]], steps: Sequence[Step]) -> Iterator[str]:
    if paid:
        yield "领取期限自办理失业登记之日起计算（社会保险法第五十条），登记当月为第一个月。"
    if paid and not record.has("medical_base"):
        yield "领取期间的职工医疗保险费由失业保险基金支付，个人不缴费（社会保险法第四十八条）；写明医疗保险缴费基数可算出金额。"
    if any(found.name == "until_retirement" for found in steps):
        yield "延长期间由失业保险基金按规定缴纳基本养老保险费。"
    if paid and record.has("carried_months"):
        yield "重新就业后再次失业的，缴费时间重新计算，领取期限与前次应领而未领的期限合并。"


def _row(paid: tuple[Month, Standard]) -> Mapping[str, str | Decimal]:
    return {"month": paid[0].iso, "amount": yuan(paid[1].amount)}

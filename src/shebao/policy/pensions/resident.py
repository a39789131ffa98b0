"""城乡居民养老金: read, determined and explained."""

from __future__ import annotations

from dataclasses import dataclass

from shebao.fields.dates import Month, add_months
from shebao.fields.field import Field
from shebao.fields.values import YEARS_SCALE
from shebao.policy.arithmetic import unscaled
from shebao.policy.casefile import RawCase
from shebao.policy.errors import CaseError, blamed_on
from shebao.policy.explanation import ROUND_TO_FEN, Explanation, Step, law_operand, operand, step
from shebao.policy.parameters import NATIONAL, Law
from shebao.policy.pensions.formulas import resident_personal_pension, resident_year_bonus
from shebao.policy.pensions.history import read_opening
from shebao.policy.pensions.resident_account import credited_account, read_credits
from shebao.policy.pensions.spellings import BIRTH, CITY, SEX
from shebao.policy.places import placed
from shebao.policy.record import Record

DEFAULT_PLACE = "hubei"
FIELDS = (
    SEX,
    BIRTH,
    CITY,
    Field("retire", "待遇领取时间", ("领取时间", "退休时间", "退休年月", "start", "entitlement", "领取年月")),
    Field("determination", "核定时间", ("核定日期", "计算日期")),
    Field("years", "缴费年限", ("累计缴费年限", "total_years")),
    Field("account", "个人账户储存额", ("personal_account", "account_balance", "个人账户余额", "个账")),
    Field("base", "基础养老金", ("base_pension", "基础养老金标准")),
    Field("opening", "个人账户起点", ("account_opening", "个人账户期初")),
    Field("history", "缴费记录", ("缴费历史", "contributions")),
)


@dataclass(frozen=True, slots=True)
class ResidentPension:
    """The parts of a resident's monthly pension in fen."""

    base: int
    bonus: int
    personal: int
    payout_months: int
    explanation: Explanation

    @property
    def total(self) -> int:
        """基础养老金 + 缴费年限养老金 + 个人账户养老金."""
        return self.base + self.bonus + self.personal


@dataclass(frozen=True, slots=True)
class _Case:
    identifier: str
    birth: Month | None
    start: Month
    determination: Month | None
    place: str | None
    years: int
    account: int
    base: int | None
    credited: Step | None


def determine_resident(raw: RawCase) -> ResidentPension:
    """A resident's monthly pension. Raises CaseError with every problem found."""
    case = _read(raw)
    with blamed_on(case.identifier):
        return _determine(case)


def _read(raw: RawCase) -> _Case:
    record = Record(raw, FIELDS)
    birth, start = record.month("birth"), record.month("retire", required=True)
    years = record.years("years", required=True)
    account = record.money("account", required=not record.has("opening"))
    opening, credits = read_opening(record, "opening"), read_credits(record, "history")
    place, base = record.text("city"), record.money("base")
    if birth and start and start <= birth:
        record.note("retire", f"{start}不晚于出生年月{birth}，请核对")
    determination = record.month("determination")
    record.check()
    if start is None or years is None:
        raise CaseError(record.problems)
    credited = None
    if account is None and opening is not None:
        with blamed_on(raw.identifier, "缴费记录"):
            credited = credited_account(placed(place, DEFAULT_PLACE, "参保地").law, opening, credits, start)
        account = _fen(credited)
    return _Case(raw.identifier, birth, start, determination, place, years, account or 0, base, credited)


def _determine(case: _Case) -> ResidentPension:
    place = placed(case.place, DEFAULT_PLACE, "参保地")
    rules, on = place.law, case.start.first_day
    base = _base(case, rules)
    bonus = _bonus(case, rules)
    divisor = rules.at("resident.payout_months", on)
    personal = resident_personal_pension(case.account, divisor.integer)
    account = step(
        "personal",
        "个人账户养老金",
        personal,
        "yuan",
        "个人账户储存额÷计发月数",
        [operand("个人账户储存额", case.account, "yuan"), law_operand(divisor)],
        rounding=ROUND_TO_FEN,
        laws=[divisor],
    )
    total = _fen(base) + _fen(bonus) + personal
    parts = [operand(each.label, _fen(each), "yuan") for each in (base, bonus, account)]
    sum_step = step(
        "total",
        "城乡居民养老金合计（每月）",
        total,
        "yuan",
        "基础养老金＋缴费年限养老金＋个人账户养老金",
        parts,
        basis="国发〔2014〕8号",
    )
    explanation = Explanation(
        title="城乡居民基本养老金计算说明",
        subject=case.identifier,
        area=rules.area.name,
        entitlement=on,
        determination=case.determination.first_day if case.determination else None,
        given=(
            operand("待遇领取时间", case.start, "month"),
            operand("缴费年限", unscaled(case.years, YEARS_SCALE), "years"),
            operand("个人账户储存额", case.account, "yuan"),
        ),
        steps=(*((case.credited,) if case.credited else ()), base, bonus, account, sum_step),
        results=("base", "bonus", "personal", "total"),
        remarks=(*filter(None, [place.remark]), *_remarks(case, rules)),
    )
    return ResidentPension(_fen(base), _fen(bonus), personal, divisor.integer, explanation)


def _base(case: _Case, rules: Law) -> Step:
    if case.base is not None:
        return step("base", "基础养老金", case.base, "yuan", "案例所列标准", basis="国发〔2014〕8号")
    value = rules.at("resident.base_pension", case.start.first_day)
    return step("base", "基础养老金", value.integer, "yuan", f"{rules.area.name}领取时的标准", laws=[value])


def _bonus(case: _Case, rules: Law) -> Step:
    rates = rules.at("resident.year_bonus", case.start.first_day)
    limits = rules.at("resident.year_bonus_limits", case.start.first_day)
    whole = case.years // YEARS_SCALE
    first, second, third = (rates.cell(key).integer for key in ("first", "second", "third"))
    bonus = resident_year_bonus(
        years=whole,
        first=first,
        second=second,
        third=third,
        second_from=limits.cell("second").integer,
        third_from=limits.cell("third").integer,
    )
    return step(
        "bonus",
        "缴费年限养老金",
        bonus,
        "yuan",
        "缴费每满1年按所在年限段的标准累加",
        [
            operand("缴费年限（满年）", whole, "years"),
            operand("第一段每年", first, "yuan"),
            operand(f"超过{limits.cell('second').integer}年每年", second, "yuan"),
            operand(f"超过{limits.cell('third').integer}年每年", third, "yuan"),
        ],
        laws=[rates, limits],
    )


def _remarks(case: _Case, rules: Law) -> tuple[str, ...]:
    on = case.start.first_day
    age, least = rules.at("resident.age", on), rules.at("resident.minimum_contribution_months", on)
    remarks = []
    if case.birth:
        due = add_months(case.birth.first_day, age.integer * 12)
        if on < due:
            remarks.append(f"领取时不满{age.integer}周岁（{due.year}年{due.month}月满），不能领取（{age.basis}）。")
    if case.base is None and rules.area.code != NATIONAL:
        value = rules.at("resident.base_pension", on)
        if value.area == NATIONAL:
            remarks.append(f"没有录入{rules.area.name}当时的基础养老金标准，按全国最低标准计算，应以当地标准为准。")
    if case.years * 12 < least.integer * YEARS_SCALE:
        remarks.append(f"缴费不满{least.integer // 12}年，按规定补缴后领取（{least.basis}）。")
    return tuple(remarks)


def _fen(found: Step) -> int:
    value = found.quantity.value
    return value if isinstance(value, int) else 0

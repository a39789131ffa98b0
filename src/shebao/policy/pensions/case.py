"""What a case of an employee's pension states, whatever the spelling of its fields."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from shebao.policy.arithmetic import INDEX_SCALE, PAYOUT_SCALE, YEARS_SCALE, scaled
from shebao.policy.casefile import RawCase, normalise
from shebao.policy.dates import Month
from shebao.policy.errors import CaseError, PolicyError, Problem
from shebao.policy.explanation import Step
from shebao.policy.parameters import law
from shebao.policy.pensions.history import Spell, account_step, average_index, read_history, read_opening, years_step
from shebao.policy.record import Field, Record

SEXES = MappingProxyType(
    {"男": "male", "女": "female", "m": "male", "f": "female", "male": "male", "female": "female"}
    | {"1": "male", "2": "female", "男性": "male", "女性": "female"}
)
GROUPS = MappingProxyType(
    {
        "女干部": "female_cadre",
        "女工人": "female_worker",
        "女职工": "female_worker",
        "干部": "female_cadre",
        "工人": "female_worker",
        "管理岗": "female_cadre",
        "管理技术岗位": "female_cadre",
        "技术岗": "female_cadre",
        "非管理技术岗位": "female_worker",
        "生产岗": "female_worker",
        "灵活就业": "female_cadre",
        "55": "female_cadre",
        "50": "female_worker",
        "60": "male",
        "female_cadre": "female_cadre",
        "female_worker": "female_worker",
        "female_55": "female_cadre",
        "female_50": "female_worker",
        "male": "male",
        "男职工": "male",
    }
)
SEX = Field("sex", "性别", ("gender",))
BIRTH = Field("birth", "出生年月", ("出生日期", "出生时间", "出生", "birth_date", "birthday", "AAC006"))
GROUP = Field("group", "人员类别", ("category", "身份", "岗位", "岗位类别", "原法定退休年龄"))
CITY = Field(
    "city", "参保地", ("城市", "退休地", "area", "region", "city_type", "统筹区", "统筹地区", "待遇领取地", "地区")
)
FIELDS = (
    SEX,
    BIRTH,
    GROUP,
    CITY,
    Field("province", "省份", ("省",)),
    Field("work", "参加工作时间", ("work_start", "参工时间", "参加工作年月", "参工", "work_date")),
    Field("retire", "退休时间", ("退休年月", "退休日期", "retire_date", "retirement", "retire_at", "AIC162")),
    Field("death", "死亡时间", ("死亡日期", "death_date")),
    Field("determination", "核定时间", ("核定日期", "计算日期", "assessed_on", "determined")),
    Field("base", "计发基数", ("baseRetire", "base_number", "养老金计发基数", "calculation_base", "养老金计发基准")),
    Field("base_province", "省计发基数", ("base_prov",)),
    Field(
        "index",
        "平均缴费工资指数",
        ("avg_index", "average_index", "平均缴费指数", "平均工资指数", "缴费指数", "本人平均缴费工资指数", "AIC164"),
    ),
    Field("total_years", "累计缴费年限", ("缴费年限", "years", "total_year", "合计缴费年限", "总缴费年限")),
    Field("total_months", "累计缴费月数", ("缴费月数",)),
    Field("actual_years", "实际缴费年限", ("paid_years",)),
    Field("deemed_years", "视同缴费年限", ("sight_years", "deemed", "视同年限", "视同", "deemed_year")),
    Field(
        "account",
        "个人账户储存额",
        ("personal_account", "account_balance", "balance", "个人账户余额", "个人账户累计储存额", "个账", "个人账户"),
    ),
    Field("months", "计发月数", ("payout_months", "计发月份", "个人账户计发月数")),
    Field("history", "缴费记录", ("缴费历史", "contributions", "contribution_history")),
    Field("opening", "个人账户起点", ("account_opening", "个人账户期初")),
    Field("account_start", "建立个人账户时间", ("建账时间", "统账时间", "建账")),
)
ASSESSED = (
    Field("basic", "基础养老金", ("basic_pension", "jcylj")),
    Field("personal", "个人账户养老金", ("personal_pension", "account_pension")),
    Field("transition", "过渡性养老金", ("transitional_pension", "transition_pension", "transitional")),
    Field("total_pension", "基本养老金合计", ("total", "合计", "total_amount", "基本养老金", "养老金合计")),
)


@dataclass(frozen=True, slots=True)
class EmployeeCase:
    """The facts of a case: amounts in fen, index 1/10000, years 1/100, payout months 1/10; None where not stated."""

    identifier: str
    sex: str | None
    group: str | None
    birth: Month | None
    work: Month | None
    retire: Month | None
    determination: Month | None
    place: str | None
    base: int | None
    index: int | None
    total_years: int | None
    deemed_years: int | None
    account: int | None
    months: int | None
    account_start: Month | None
    remarks: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


def read_employee_case(raw: RawCase) -> EmployeeCase:
    """The facts of a case. Raises CaseError with every problem found."""
    record = Record(raw, FIELDS)
    remarks: list[str] = []
    total, deemed = _years(record, remarks)
    case = EmployeeCase(
        identifier=raw.identifier,
        sex=record.choice("sex", SEXES),
        group=record.choice("group", GROUPS),
        birth=record.month("birth"),
        work=record.month("work"),
        retire=record.month("retire"),
        determination=record.month("determination"),
        place=record.text("city") or record.text("province"),
        base=_base(record),
        index=_index(record, remarks),
        total_years=total,
        deemed_years=deemed,
        account=record.money("account"),
        months=_payout(record),
        account_start=record.month("account_start"),
        remarks=tuple(remarks),
    )
    _check(record, case)
    spells = read_history(record, "history", case.birth, record.month("death") or case.retire)
    opening = read_opening(record, "opening")
    record.check()
    return with_history(case, spells, opening) if spells else case


def with_history(case: EmployeeCase, spells: tuple[Spell, ...], opening: tuple[int, int] | None) -> EmployeeCase:
    """The case with years, index and account worked out of its contributions where it does not state them.

    Raises CaseError where they cannot be.
    """
    if case.retire is None:
        raise CaseError([Problem(case.identifier, "退休时间", "缺少；有缴费记录时须写退休时间")])
    try:
        rules = law(case.place or "hubei")
        deemed = case.deemed_years or 0
        years = years_step(spells, deemed) if case.total_years is None else None
        index = average_index(rules, spells, deemed, case.retire) if case.index is None else None
        account = account_step(rules, spells, opening, case.retire) if case.account is None else None
    except PolicyError as error:
        raise CaseError([Problem(case.identifier, "缴费记录", str(error))]) from None
    if index is None and case.index is None:
        message = "缺少；缴费记录中每项都写月社会平均工资时可以推算"
        raise CaseError([Problem(case.identifier, "平均缴费工资指数", message)])
    return replace(
        case,
        total_years=_amount(years, YEARS_SCALE) if years else case.total_years,
        index=_amount(index, INDEX_SCALE) if index else case.index,
        account=_amount(account, 1) if account else case.account,
        steps=tuple(each for each in (years, index, account) if each is not None),
    )


def _amount(found: Step, scale: int) -> int:
    return scaled(Decimal(str(found.quantity.value)), scale)


def read_assessed(raw: RawCase) -> dict[str, int]:
    """The amounts in fen that the sheet itself states, by key; an amount that is none is left out."""
    fields = dict(raw.fields)
    spellings = dict(raw.spellings)
    for name in ("expected", "核定结果", "result"):
        nested = raw.fields.get(name)
        if isinstance(nested, dict):
            fields |= {normalise(key): value for key, value in nested.items()}
            spellings |= {normalise(key): key for key in nested}
    record = Record(RawCase(raw.identifier, fields, spellings), ASSESSED)
    found = {field.key: record.money(field.key) for field in ASSESSED}
    return {key: amount for key, amount in found.items() if amount is not None}


def _base(record: Record) -> int | None:
    key = "base" if record.has("base") else "base_province"
    base = record.money(key)
    if base is not None and not 100_00 <= base <= 50_000_00:
        record.note(key, f"{base // 100} 元不像每月的计发基数，应在 100 至 50,000 元之间")
    return base


def _index(record: Record, remarks: list[str]) -> int | None:
    text = record.text("index")
    percent = text is not None and text.endswith("%")
    number = record.number("index", Decimal(0), Decimal(1000 if percent else 10), strip="%")
    if number is None:
        return None
    index = int((number / (100 if percent else 1) * INDEX_SCALE * 2 + 1) // 2)
    if index == 0:
        record.note("index", "应大于 0")
    if Decimal(index) / INDEX_SCALE != number / (100 if percent else 1):
        remarks.append(f"平均缴费工资指数 {text} 四舍五入到四位小数计算。")
    return index


def _years(record: Record, remarks: list[str]) -> tuple[int | None, int | None]:
    total, actual, deemed = (record.years(key) for key in ("total_years", "actual_years", "deemed_years"))
    months = record.integer("total_months", 0, 840)
    if total is None and months is not None:
        total = (months * YEARS_SCALE * 2 + 12) // 24
    if total is None and actual is not None:
        total = actual + (deemed or 0)
        remarks.append("累计缴费年限由实际缴费年限与视同缴费年限相加。")
    if deemed is None and total is not None and actual is not None:
        deemed = max(total - actual, 0)
        remarks.append("视同缴费年限由累计缴费年限减实际缴费年限。")
    if total is not None and deemed is not None and deemed > total:
        record.note("deemed_years", f"{deemed / YEARS_SCALE:g} 年多于累计缴费年限 {total / YEARS_SCALE:g} 年，请核对")
    if total is not None and actual is not None and abs(total - actual - (deemed or 0)) > 2:
        remarks.append("实际缴费年限与视同缴费年限之和不等于累计缴费年限，按累计缴费年限计算，请核对。")
    return total, deemed


def _payout(record: Record) -> int | None:
    number = record.number("months", 1, 300, strip="个月")
    if number is None:
        return None
    try:
        return scaled(number, PAYOUT_SCALE)
    except ValueError:
        record.note("months", f"{number} 应至多一位小数")
        return None


def _check(record: Record, case: EmployeeCase) -> None:
    birth, work, retire = case.birth, case.work, case.retire
    if birth and work and work < birth:
        record.note("work", f"{work}早于出生年月{birth}，不可能在出生前参加工作，请核对")
    if birth and retire and retire <= birth:
        record.note("retire", f"{retire}不晚于出生年月{birth}，请核对")
    if work and retire and retire < work:
        record.note("retire", f"{retire}早于参加工作时间{work}，请核对")
    death = record.month("death")
    if death and birth and death < birth:
        record.note("death", f"{death}早于出生年月{birth}，请核对")
    if death and retire and retire > death:
        record.note("retire", f"{retire}晚于死亡时间{death}，死亡后不能退休，请核对")
    if case.determination and retire and case.determination < retire.plus(-12):
        record.note("determination", f"{case.determination}早于退休时间{retire}一年以上，请核对")
    for key in ("base", "index", "total_years", "account"):
        _require(record, case, key)
    if not record.has("months") and not (record.has("birth") and record.has("retire")):
        record.note("months", "缺少；没有计发月数时须有出生年月和退休时间，以便按年龄确定")


def _require(record: Record, case: EmployeeCase, key: str) -> None:
    if getattr(case, key) is not None or record.has(key) or (key != "base" and record.has("history")):
        return
    if key == "base":
        if case.place is None or not record.has("retire"):
            record.note("base", "缺少；没有计发基数时须有参保地和退休时间，以便查找公布的基数")
    else:
        record.note(key, "缺少，请按核定表补上")

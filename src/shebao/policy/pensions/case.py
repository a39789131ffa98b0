"""What a case of an employee's pension states, whatever the spelling of its fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from shebao.fields.dates import Month
from shebao.fields.field import Field, normalise
from shebao.fields.values import YEARS_SCALE
from shebao.policy.arithmetic import INDEX_SCALE, PAYOUT_SCALE, half_up, scaled
from shebao.policy.casefile import RawCase
from shebao.policy.errors import CaseError, blamed_on, problem
from shebao.policy.explanation import Step
from shebao.policy.fields import rate
from shebao.policy.pensions.history import Spell, account_step, average_index, read_history, read_opening, years_step
from shebao.policy.pensions.spellings import ASSESSED, COMMON, COUNTINGS, FEMALE_GROUPS, FIELDS, GROUPS, SEXES
from shebao.policy.places import placed
from shebao.policy.record import Record


@dataclass(frozen=True, slots=True)
class EmployeeCase:
    """The facts of a case: amounts in fen, index 1/10000, years 1/100, payout months 1/10; None where not stated."""

    identifier: str
    sex: str | None
    group: str | None
    birth: Month | None
    work: Month | None
    retire: Month | None
    age: int | None
    determination: Month | None
    place: str | None
    base: int | None
    index: int | None
    total_years: int | None
    deemed_years: int | None
    account: int | None
    months: int | None
    account_start: Month | None
    transition_rate: Decimal | None = None
    counting: str | None = None
    decimal_years: bool = False
    remarks: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


def read_employee_case(raw: RawCase, others: Sequence[Field] = ()) -> EmployeeCase:
    """The facts of a case; `others` are fields that somebody else reads. Raises CaseError with every problem found."""
    record = Record(raw, FIELDS)
    remarks: list[str] = []
    total, deemed = _years(record, remarks)
    if deemed is None and _without_transition(raw):
        deemed = 0
        remarks.append("未给出视同缴费年限，核定表没有过渡性养老金，视同缴费年限按 0 计算。")
    sex = record.choice("sex", SEXES)
    case = EmployeeCase(
        identifier=raw.identifier,
        sex=sex,
        group=_group(record, sex, remarks),
        birth=record.month("birth"),
        work=record.month("work"),
        retire=record.month("retire"),
        age=_age(record),
        determination=record.month("determination"),
        place=record.text("city") or record.text("province"),
        base=_base(record),
        index=_index(record, remarks),
        total_years=total,
        deemed_years=deemed,
        account=record.money("account"),
        months=_payout(record),
        account_start=record.month("account_start"),
        transition_rate=_transition_rate(record),
        counting=record.choice("counting", COUNTINGS),
        decimal_years=_written_as_decimal(record),
        remarks=tuple(remarks),
    )
    if names := _unread(record, others):
        case = replace(case, remarks=(*case.remarks, f"没有用到的字段：{'、'.join(names)}，请核对写法。"))
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
        raise CaseError([problem(case.identifier, "退休时间", "缺少；有缴费记录时须写退休时间")])
    with blamed_on(case.identifier, "缴费记录"):
        rules = placed(case.place, "hubei", "参保地").law
        deemed = case.deemed_years or 0
        years = years_step(spells, deemed) if case.total_years is None else None
        index = average_index(rules, spells, deemed, case.retire) if case.index is None else None
        account = account_step(rules, spells, opening, case.retire) if case.account is None else None
    if index is None and case.index is None:
        message = "缺少；缴费记录中每项都写月社会平均工资时可以推算"
        raise CaseError([problem(case.identifier, "平均缴费工资指数", message)])
    return replace(
        case,
        total_years=_amount(years, YEARS_SCALE) if years else case.total_years,
        index=_amount(index, INDEX_SCALE) if index else case.index,
        account=_amount(account, 1) if account else case.account,
        steps=tuple(each for each in (years, index, account) if each is not None),
    )


def _amount(found: Step, scale: int) -> int:
    return scaled(Decimal(str(found.quantity.value)), scale)


def _group(record: Record, sex: str | None, remarks: list[str]) -> str | None:
    stated = record.raw("group")
    if isinstance(stated, str) and stated.strip() in GROUPS:
        return group_of(record, sex)
    if stated is not None:
        remarks.append("人员类别没有认出，退休时间的说明按性别推断。")
    return "male" if sex == "male" else None


def group_of(record: Record, sex: str | None) -> str | None:
    """The retirement group of a person from category and sex; a contradiction is noted."""
    stated = record.choice("group", GROUPS)
    if sex == "male":
        if stated in ("female_cadre", "female_worker"):
            record.note("group", "与性别不符，请核对")
        return "male"
    if sex == "female" and stated == "male":
        record.note("group", "与性别不符，请核对")
    return stated if sex is None and stated not in FEMALE_GROUPS else FEMALE_GROUPS.get(stated or "", stated)


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


def _without_transition(raw: RawCase) -> bool:
    """Whether the sheet itself shows that there is no transitional pension."""
    stated = read_assessed(raw)
    if "transition" in stated:
        return stated["transition"] == 0
    parts = [stated.get(key) for key in ("basic", "personal", "total_pension")]
    return None not in parts and stated["basic"] + stated["personal"] == stated["total_pension"]


def _base(record: Record) -> int | None:
    key = "base" if record.has("base") else "base_province"
    base = record.money(key)
    if base is not None and not 100_00 <= base <= 50_000_00:
        record.note(key, f"{base // 100} 元不像每月的计发基数，应在 100 至 50,000 元之间")
    return base


def _index(record: Record, remarks: list[str]) -> int | None:
    text = record.text("index")
    sign = text[-1] if text and text[-1] in "%％" else ""
    percent = bool(sign)
    number = record.number("index", Decimal(0), Decimal(1000 if percent else 10), strip=sign)
    if number is None:
        return None
    index = int((number / (100 if percent else 1) * INDEX_SCALE * 2 + 1) // 2)
    if index == 0:
        record.note("index", "应大于 0")
    if Decimal(index) / INDEX_SCALE != number / (100 if percent else 1):
        remarks.append(f"平均缴费工资指数 {text} 四舍五入到四位小数计算。")
    return index


def _years(record: Record, remarks: list[str]) -> tuple[int | None, int | None]:
    total, actual, deemed = (_span(record, key, remarks) for key in ("total", "actual", "deemed"))
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


def _span(record: Record, key: str, remarks: list[str]) -> int | None:
    """Years in 1/100 from the field in years or else the one in months; where both stand and disagree, years hold."""
    years, months = record.years(f"{key}_years"), record.integer(f"{key}_months", 0, 840, strip="个月")
    if months is None:
        return years
    counted = half_up(months * YEARS_SCALE, 12)
    if years is not None and abs(years - counted) > 1:
        label, other = record.label(f"{key}_years"), record.label(f"{key}_months")
        remarks.append(f"{label}与{other}（{months} 个月）不符，按{label}计算，请核对。")
    return counted if years is None else years


def _transition_rate(record: Record) -> Decimal | None:
    share = rate(record, "transition_rate")
    if share is not None and (share > Decimal("0.05") or share != round(share, 3)):
        record.note("transition_rate", f"{share * 100:f}% 不像每年的计发系数，应至多 5%、百分数至多一位小数（如 1.2%）")
        return None
    return share


def _written_as_decimal(record: Record) -> bool:
    """Whether the total is written as years with decimals (28.83), not as years and months or a number of months."""
    written = record.raw("total_years") or record.raw("actual_years")
    return isinstance(written, str) and "." in written and "月" not in written


def _age(record: Record) -> int | None:
    hundredths = record.years("age", 100)
    return None if hundredths is None else half_up(hundredths * 12, YEARS_SCALE)


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
    if not record.has("months") and not record.has("age") and not (record.has("birth") and record.has("retire")):
        record.note("months", "缺少；没有计发月数时须有出生年月和退休时间（或退休年龄），以便按年龄确定")


def unrecognised(record: Record) -> str:
    """A hint at the fields that nothing here reads, which may be the missing one in another spelling."""
    names = _unread(record)
    return f"（没有认出的字段：{'、'.join(names)}）" if names else ""


def _unread(record: Record, others: Sequence[Field] = ()) -> list[str]:
    """The first few fields that nothing reads."""
    fields = (*ASSESSED, *COMMON, *others)
    known = {normalise(name) for field in fields for name in (field.key, field.label, *field.spellings)}
    return [spelling for name, spelling in record.unread.items() if name not in known][:6]


def _require(record: Record, case: EmployeeCase, key: str) -> None:
    if getattr(case, key) is not None or record.has(key) or (key != "base" and record.has("history")):
        return
    if key == "base":
        if case.place is None or not record.has("retire"):
            record.note("base", f"缺少；没有计发基数时须有参保地和退休时间，以便查找公布的基数{unrecognised(record)}")
    else:
        record.note(key, f"缺少，请按核定表补上{unrecognised(record)}")

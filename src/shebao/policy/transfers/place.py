"""Where the pension is drawn: by months of contribution at each place, temporary accounts left out (国办发〔2009〕66号)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from shebao.fields.dates import Month, month_of
from shebao.fields.field import Field
from shebao.policy.computed import Computed, conclude
from shebao.policy.errors import CaseError
from shebao.policy.explanation import Step, operand, step
from shebao.policy.fields import children, gather, yes
from shebao.policy.parameters import Law, Value
from shebao.policy.pensions.spellings import SEXES
from shebao.policy.places import province_of
from shebao.policy.record import Record

STAY = (
    Field("place", "参保地", ("area", "地区")),
    Field("from", "起始月", ("start", "自", "开始")),
    Field("to", "截止月", ("end", "至", "结束")),
    Field("appointed", "经批准调动", ("调动", "组织调动")),
)
PLACE_FIELDS = (
    Field("stays", "参保经历", ("spells", "缴费时段", "history", "时段")),
    Field("household", "户籍地", ("hukou", "户籍所在地")),
    Field("sex", "性别", ("gender",)),
    Field("birth", "出生日期", ("birthday", "birth_date", "出生年月")),
    Field("on", "达到领取条件日期", ("date", "退休日期", "达到条件时间")),
)


@dataclass(frozen=True, slots=True)
class Stay:
    """Months insured at one place; `appointed` where the person was moved there by an approved appointment."""

    place: str
    first: Month
    last: Month
    appointed: bool = False

    @property
    def months(self) -> int:
        """How many."""
        return self.last.since(self.first) + 1


def explain_place(record: Record, law: Law) -> Computed:
    """Where the pension is drawn, by months of contribution at each place. Raises CaseError."""
    parts = children(record, "stays", "参保经历", STAY)
    stays = [_stay(part) for part in parts]
    gather(record, parts)
    household, on = record.text("household", required=True), record.day("on", required=True)
    sex, birth = record.choice("sex", SEXES), record.month("birth")
    known = sorted((stay for stay in stays if stay is not None), key=lambda stay: stay.first)
    _check(record, known, parts, on, birth)
    record.check()
    if household is None or on is None:
        raise CaseError(record.problems)
    limit, ages = law.at("transfer.place_months", on), law.at("transfer.temporary_age", on)
    since = _temporary_since(ages, sex, birth)
    temporary = () if since is None else temporary_stays(known, household, since)
    lasting = [stay for stay in known if stay not in temporary]
    place, why = place_of_benefit(lasting, household, limit.integer) if lasting else (household, _ALL_TEMPORARY)
    steps = [*_temporary_steps(temporary, ages, sex), _place_step(place, why, known, lasting, household, limit)]
    return conclude(
        record.identifier,
        law,
        "待遇领取地确定",
        steps,
        ("place",),
        given=(operand("达到领取条件日期", on, "date"),),
        remarks=tuple(_remarks(known, household, since, temporary)),
    )


_ALL_TEMPORARY = "各地都是临时缴费账户的，归集到户籍地领取"


def place_of_benefit(stays: Sequence[Stay], household: str, least: int) -> tuple[str, str]:
    """The place where the pension is drawn and the rule that says so; stays are in order of time."""
    months = _months_by_place(stays)
    current = stays[-1].place
    if current == household:
        return household, "关系在户籍所在地的，在户籍地领取"
    if months[current] >= least:
        return current, "关系不在户籍地、在当地缴费满10年的，在当地领取"
    for stay in reversed(stays):
        if months[stay.place] >= least:
            return stay.place, "当地缴费不满10年的，转回上一个缴费满10年的参保地领取"
    return household, "各地缴费都不满10年的，归集到户籍地领取"


def temporary_stays(stays: Sequence[Stay], household: str, since: Month) -> tuple[Stay, ...]:
    """The stays on a temporary account: begun from the month `since` on at a place that is neither home nor known.

    A place is known where the person had a lasting account before. Within the province of the account before, and after
    an approved appointment, the relation moves as usual; where provinces cannot be told places count as apart.
    """
    found: list[Stay] = []
    lasting: list[Stay] = []
    for stay in stays:
        known = {stay.place for stay in lasting}
        near = bool(lasting) and _same_province(lasting[-1].place, stay.place)
        away = stay.place != household and stay.place not in known
        if stay.first >= since and away and not near and not stay.appointed:
            found.append(stay)
        else:
            lasting.append(stay)
    return tuple(found)


def _same_province(one: str, other: str) -> bool:
    province = province_of(one)
    return province is not None and province == province_of(other)


def _temporary_since(ages: Value, sex: str | None, birth: Month | None) -> Month | None:
    """The month from which a new place away from home gives a temporary account; None where it cannot be told."""
    if sex is None or birth is None:
        return None
    return birth.plus(ages.cell(sex).integer * 12)


def _temporary_steps(temporary: Sequence[Stay], ages: Value, sex: str | None) -> Iterator[Step]:
    for number, stay in enumerate(temporary, 1):
        yield step(
            f"temporary_{number}",
            f"{stay.place}（{stay.first}至{stay.last}）",
            "临时缴费账户",
            "text",
            "男性满50周岁、女性满40周岁首次到非户籍地参保的，建立临时缴费账户，关系保留在原参保地",
            [operand("起始月", stay.first, "month"), operand("缴费", stay.months, "span")],
            laws=[ages.cell(sex or "male")],
            note="不论缴费多久，不在当地领取；达到领取条件时归集",
        )


def _place_step(
    place: str, why: str, known: Sequence[Stay], lasting: Sequence[Stay], household: str, limit: Value
) -> Step:
    months = _months_by_place(lasting or known)
    shown = [operand(name, count, "span") for name, count in months.items()] if lasting else []
    return step("place", "待遇领取地", place, "text", why, [*shown, operand("户籍地", household, "text")], laws=[limit])


def _remarks(stays: Sequence[Stay], household: str, since: Month | None, temporary: Sequence[Stay]) -> Iterator[str]:
    if since is None and any(stay.place != household for stay in stays):
        yield (
            "没有写性别和出生日期，没有核对临时缴费账户（男性满50周岁、女性满40周岁首次到非户籍地跨省参保的，"
            "不在当地领取）。"
        )
    unsure = [stay.place for stay in temporary if province_of(stay.place) is None]
    if unsure:
        yield f"{'、'.join(dict.fromkeys(unsure))}按跨省参保处理；与原参保地同省的不建立临时账户，请写成“某省某市”。"


def _months_by_place(stays: Sequence[Stay]) -> dict[str, int]:
    months: dict[str, int] = {}
    for stay in stays:
        months[stay.place] = months.get(stay.place, 0) + stay.months
    return months


def _stay(part: Record) -> Stay | None:
    place = part.text("place", required=True)
    first, last = part.month("from", required=True), part.month("to", required=True)
    appointed = yes(part, "appointed")
    if place is None or first is None or last is None:
        return None
    if last < first:
        part.note("to", f"{last} 早于起始月 {first}")
        return None
    return Stay(place, first, last, appointed)


def _check(
    record: Record, stays: Sequence[Stay], parts: Sequence[Record], on: date | None, birth: Month | None
) -> None:
    for earlier, later in pairwise(stays):
        if later.first <= earlier.last:
            record.note("stays", f"{later.place} {later.first} 起的经历与 {earlier.place} 的重叠")
    if not parts and not record.problems:
        record.note("stays", "缺少，请补上各地的参保经历")
    if on is not None and stays and stays[-1].last > month_of(on):
        record.note("stays", f"截止月 {stays[-1].last} 晚于达到领取条件日期 {on}")
    if birth is not None and stays and stays[0].first < birth.plus(16 * 12):
        record.note("birth", f"{birth}出生，{stays[0].first}参保时不满 16 周岁，请核对")

"""Who is not insured yet (扩面): entities that are not registered, and people with wages whom their employer does not insure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shebao.fields.dates import Month, month_of
from shebao.fields.identifiers import IdentifierError
from shebao.fields.identifiers.credit_code import read_credit_code
from shebao.operations.coverage.findings import Finding, Kind, Standing
from shebao.operations.coverage.hardship_lists import FIRST_LINE, MOST_FAULTS, ListRefused, wrong_month
from shebao.operations.coverage.matching import Match
from shebao.operations.coverage.people import Somebody
from shebao.operations.handling.ages import retiring, working_since

ENTITIES = "market_entities"
STAFF = ("wage_withholdings", "employment_records")
REGISTER_WITHIN = timedelta(days=30)
"""An employer registers within thirty days from its establishment (社会保险法第五十七条)."""
_STAFF_LINES = frozenset({"pension_employee", "pension_institution"})


@dataclass(frozen=True, slots=True)
class Entity:
    """A row about an employer."""

    line: int
    code: str
    name: str
    district: str
    established: date


@dataclass(frozen=True, slots=True)
class Worker:
    """A row about somebody at an employer; birth and sex as their number says."""

    line: int
    number: str
    name: str
    code: str
    district: str
    born: date | None = None
    sex: str | None = None


def entities_in(rows: Sequence[Sequence[str]], period: str) -> list[Entity]:
    """The employers of a list that its contract has accepted. Raises ListRefused."""
    faults = list(wrong_month([row[2] for row in rows], period))
    found = []
    for place, (code, name, _month, district, established) in enumerate(rows, FIRST_LINE):
        faults += _code_faults(place, code, district)
        found.append(Entity(place, code.strip(), name.strip(), district.strip(), date.fromisoformat(established)))
    if faults:
        raise ListRefused(faults[:MOST_FAULTS])
    return found


def workers_in(rows: Sequence[Sequence[str]], period: str) -> list[Worker]:
    """The staff of a list that its contract has accepted. Raises ListRefused."""
    faults = list(wrong_month([row[2] for row in rows], period))
    found = []
    for place, (number, name, _month, code, district) in enumerate(rows, FIRST_LINE):
        faults += _code_faults(place, code, district)
        found.append(Worker(place, number.strip(), name.strip(), code.strip(), district.strip()))
    if faults:
        raise ListRefused(faults[:MOST_FAULTS])
    return found


def entity_found(entity: Entity, known: int | None, status: str | None, month: Month) -> Finding:
    """Whether an employer has a record: `known` is its number, `status` what its register says."""
    made = (Kind.REGISTERED, Standing.GAP)
    if known is not None and status not in ("closed", None):
        return Finding(Kind.REGISTERED, Standing.REACHED, "", entity.district)
    if known is not None:
        return Finding(*made, "已办参保注销，仍是存续主体：核实是否还有用工，有的重新登记", entity.district)
    due = entity.established + REGISTER_WITHIN
    if due >= month.plus(1).first_day:
        return Finding(Kind.REGISTERED, Standing.OPEN, f"成立未满三十日，{due} 前应办参保登记", entity.district)
    return Finding(*made, f"{entity.established} 成立，没有参保登记：核实有无用工，有的催办登记", entity.district)


def worker_found(
    worker: Worker, match: Match, person: Somebody | None, employer: int | None, month: Month
) -> Iterator[Finding]:
    """Whether who has wages at an employer (its number here) is insured there in a month. Who is too young counts in nothing."""
    if match in (Match.TWICE, Match.DEAD):
        return
    if match in (Match.INVALID, Match.RENAMED):
        yield _staff(worker, Standing.OPEN, match.label)
        return
    birth = (person.birth if person else None) or worker.born
    if birth is None or month < working_since(birth):
        return
    yield _worker(worker, birth, person, employer, month)


def _worker(worker: Worker, birth: date, person: Somebody | None, employer: int | None, month: Month) -> Finding:
    spells = person.enrolled_in(month) if person else []
    if employer is not None and any(spell.employer == employer for spell in spells):
        return _staff(worker, Standing.REACHED, "")
    if (
        month
        >= retiring(birth, (person.value("sex", month.first_day) if person else None) or worker.sex, None).earliest
    ):
        return _staff(worker, Standing.OPEN, "已到或可能已到退休年龄：核实是否已领待遇，超龄从业的可单独参加工伤保险")
    if any(spell.line in _STAFF_LINES and spell.employer is not None for spell in spells):
        return _staff(worker, Standing.OPEN, "在别的单位参保：核实劳动关系在哪一家，是否派遣")
    if employer is None:
        return _staff(worker, Standing.GAP, "单位没有参保登记：先催单位办理登记，再办增员")
    if spells:
        how = "灵活就业" if any(spell.line in _STAFF_LINES for spell in spells) else "城乡居民"
        return _staff(worker, Standing.GAP, f"以{how}身份参保：有工资的应由单位参保，催办增员")
    ended = max((spell.valid.stop for spell in person.spells), default=None) if person else None
    told = f"{month_of(ended)} 起停保" if ended else "没有参保记录"
    return _staff(worker, Standing.GAP, f"{told}：催单位办理增员，补缴应缴的月份")


def _staff(worker: Worker, standing: Standing, told: str) -> Finding:
    return Finding(Kind.STAFF, standing, told, worker.district)


def _code_faults(place: int, code: str, district: str) -> Iterator[str]:
    try:
        read_credit_code(code)
    except IdentifierError as problem:
        yield f"第 {place} 行 统一社会信用代码：{problem}"
    if not (district.isascii() and district.isdigit() and len(district) == 6):
        yield f"第 {place} 行 行政区划代码：应为六位数字，实为 {district[:20]!r}"

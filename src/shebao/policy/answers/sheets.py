"""The determination sheets (核定表): every kind of computation of the commands with all its fields, for whoever determines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from shebao.fields.field import Field
from shebao.policy.adjustments.reading import FIELDS as ADJUSTMENT
from shebao.policy.answers.answer import Answer, Question, Topic, answered
from shebao.policy.answers.retiring import when_and_how_much
from shebao.policy.casefile import RawCase
from shebao.policy.casework import HEAD, Kind, compute
from shebao.policy.contributions.case import SPELL
from shebao.policy.contributions.late_fees import DEBT
from shebao.policy.contributions.refunds import SPELL as PAID_SPELL
from shebao.policy.contributions.unit import STAFF
from shebao.policy.guide import COMMANDS
from shebao.policy.injury.death import DEPENDANT
from shebao.policy.pensions.compute import LINE
from shebao.policy.pensions.compute import compute as compute_pension
from shebao.policy.pensions.history import FIELDS as HISTORY
from shebao.policy.pensions.history import OPENING
from shebao.policy.pensions.ledger_case import FIELDS as LEDGER
from shebao.policy.pensions.ledger_case import PAYMENT
from shebao.policy.pensions.public_institution import FIELDS as PUBLIC
from shebao.policy.pensions.resident import FIELDS as RESIDENT
from shebao.policy.pensions.resident_account import FIELDS as CREDITS
from shebao.policy.pensions.spellings import FIELDS as EMPLOYEE
from shebao.policy.retirement.case import FIELDS as RETIREMENT
from shebao.policy.transfers.place import STAY
from shebao.policy.transfers.suspension import SUSPENSION
from shebao.policy.transfers.transfer import YEAR
from shebao.policy.unemployment.subsidies import PRICE_FIELDS

_GROUPS = MappingProxyType(
    {
        "contribution": "缴费",
        "injury": "工伤",
        "unemployment": "失业",
        "survivor": "遗属",
        "transfer": "关系转移",
        "pension": "养老",
    }
)
_TITLES = MappingProxyType(
    {
        "contribution-assessment": "个人缴费",
        "contribution-unit": "单位缴费",
        "contribution-correction": "基数更正补差",
        "contribution-unreported": "未申报缴费",
        "injury-disability": "工伤伤残待遇",
        "injury-death": "工亡待遇",
        "injury-missing": "因工下落不明待遇",
        "unemployment-death": "领取失业保险金期间死亡待遇",
        "survivor-staff": "职工遗属待遇",
        "survivor-resident": "城乡居民丧葬补助",
        "transfer-suspension": "待遇暂停与恢复",
    }
)
_LISTS: MappingProxyType[str, Sequence[Field]] = MappingProxyType(
    {
        "缴费时段": SPELL,
        "职工名单": STAFF,
        "欠缴明细": DEBT,
        "供养亲属": DEPENDANT,
        "各年度缴费工资": YEAR,
        "参保经历": STAY,
        "暂停时段": SUSPENSION,
        "月份明细": PRICE_FIELDS[1:],
        "缴费记录": HISTORY,
        "个人账户起点": OPENING,
        "年度调整": tuple(field for field in ADJUSTMENT if field.key != "tilt"),
        "已发放": PAYMENT,
    }
)
"""The fields of the members of each list, by the label of the list."""
_OF_KIND: MappingProxyType[tuple[str, str], Sequence[Field]] = MappingProxyType(
    {("duplicate", "缴费时段"): PAID_SPELL, ("resident", "缴费记录"): CREDITS}
)
"""The same where one kind means something else by it."""
_AMOUNTS = frozenset({"受伤前各月缴费工资"})


def _sheets() -> Iterator[Topic]:
    yield _sheet("pension-retirement", "法定退休时间", RETIREMENT, when_and_how_much)
    for scheme, title, fields in (
        ("employee", "企业职工基本养老金", (*EMPLOYEE, *LEDGER)),
        ("public", "机关事业单位基本养老金", (*EMPLOYEE, *PUBLIC)),
        ("resident", "城乡居民基本养老金", RESIDENT),
    ):
        yield _sheet(f"pension-{scheme}", title, fields, _pension(scheme))
    for command, kinds in COMMANDS:
        for kind in kinds:
            name = f"{command}-{kind.name.replace('_', '-')}"
            yield _sheet(name, _TITLES.get(name, kind.spellings[0]), (HEAD[1], *kind.fields), _determined(kind))


def _sheet(name: str, title: str, fields: Sequence[Field], determine: Callable[[RawCase], Answer]) -> Topic:
    kind = name.partition("-")[2]
    questions = tuple(_question(field, kind) for field in fields)
    return Topic(name, f"{title}核定表", questions, determine, tuple(fields))


def _question(field: Field, kind: str) -> Question:
    members = _OF_KIND.get((kind, field.label)) or _LISTS.get(field.label)
    if members is None:
        return Question(field.label, field.label, "amounts" if field.label in _AMOUNTS else "text", required=False)
    columns = tuple(Question(member.label, member.label, "text", required=False) for member in members)
    return Question(field.label, field.label, "list", required=False, columns=columns)


def _determined(kind: Kind) -> Callable[[RawCase], Answer]:
    def determine(raw: RawCase) -> Answer:
        found = compute(_stated(raw, HEAD[0], kind.name), [kind])
        return answered(found.explanation, found.row)

    return determine


def _pension(scheme: str) -> Callable[[RawCase], Answer]:
    def determine(raw: RawCase) -> Answer:
        found = compute_pension(_stated(raw, LINE, scheme))
        return answered(found.explanation, found.row)

    return determine


def _stated(raw: RawCase, field: Field, value: str) -> RawCase:
    """The case with one more field, which the sheet itself says."""
    name = field.names[0]
    return RawCase(raw.identifier, {**raw.fields, name: value}, {**raw.spellings, name: field.label})


SHEETS: Mapping[str, Topic] = MappingProxyType({sheet.name: sheet for sheet in _sheets()})
"""The sheets by name; the first word of a name is the command."""


def sheets_by_group() -> Mapping[str, tuple[Topic, ...]]:
    """The sheets under the headings of their commands."""
    groups: dict[str, list[Topic]] = {}
    for sheet in SHEETS.values():
        groups.setdefault(_GROUPS[sheet.name.partition("-")[0]], []).append(sheet)
    return {group: tuple(sheets) for group, sheets in groups.items()}

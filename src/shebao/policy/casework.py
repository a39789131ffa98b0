"""From one written case to its result: which kind of computation, which place, which fields were not understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from shebao.fields.field import Field, normalise
from shebao.fields.problem import Problem
from shebao.policy.casefile import RawCase
from shebao.policy.computed import Computed, listed
from shebao.policy.errors import CaseError, MissingParameter, problem
from shebao.policy.parameters import Law
from shebao.policy.places import Placed, known_places, placed
from shebao.policy.record import Record

DEFAULT_AREA = "武汉"
HEAD = (
    Field("kind", "事项", ("业务", "待遇", "项目", "matter")),
    Field("area", "统筹区", ("city", "place", "region", "地区", "城市", "参保地", "统筹地区")),
)
_SILENT = set(
    map(
        normalise,
        [
            "id",
            "case_id",
            "编号",
            "案例编号",
            "个人编号",
            "姓名",
            "name",
            "person",
            "source",
            "来源",
            "confidence",
            "remark",
            "备注",
            "note",
            "说明",
            "sex",
            "性别",
        ],
    )
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of computation: its name, what people call it, its fields, and the function that explains a case."""

    name: str
    spellings: tuple[str, ...]
    fields: tuple[Field, ...]
    explain: Callable[[Record, Law], Computed]


def compute(raw: RawCase, kinds: Sequence[Kind]) -> Computed:
    """The result of a case by its kind (the first one where none is written).

    Raises CaseError with every problem, each with person, field and rule.
    """
    head = Record(raw, HEAD)
    names: Mapping[str, str] = {word: kind.name for kind in kinds for word in (*kind.spellings, kind.name)}
    name = head.choice("kind", names) or kinds[0].name
    place = placed(head.text("area"), DEFAULT_AREA, "统筹区")
    head.check()
    kind = next(kind for kind in kinds if kind.name == name)
    record = Record(raw, (*HEAD, *kind.fields))
    try:
        computed = kind.explain(record, place.law)
    except MissingParameter as missing:
        raise _told(record, [*record.problems, problem(raw.identifier, "参数", str(missing))], place) from None
    except CaseError as error:
        raise _told(record, error.problems, place) from None
    if place.remark:
        computed = _remarked(computed, place.remark)
    return _with_unused(computed, raw, (*HEAD, *kind.fields))


def _told(record: Record, problems: Sequence[Problem], place: Placed) -> CaseError:
    """The problems, and where they come of a place that is not held what may be done about it."""
    if not place.unknown:
        return CaseError(problems)
    message = f"没有“{place.unknown}”的参数，按全国规定计算；请写明当地标准，或改写为 {known_places()}"
    return CaseError([*problems, problem(record.identifier, "统筹区", message)])


def _remarked(computed: Computed, remark: str) -> Computed:
    explanation = replace(computed.explanation, remarks=(*computed.explanation.remarks, remark))
    return replace(computed, explanation=explanation)


def _with_unused(computed: Computed, raw: RawCase, fields: Sequence[Field]) -> Computed:
    used = {normalise(name) for field in fields for name in (field.key, field.label, *field.spellings)}
    unused = [raw.spellings[name] for name in raw.fields if name not in used | _SILENT]
    if not unused:
        return computed
    remark = f"没有用到的字段：{listed(unused[:10])}，请核对写法。"
    return _remarked(computed, remark)

"""The unit's own words as fields and back; words.yaml's loader says what is wrong, the composer what is still missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from shebao.classification.subjects import functional
from shebao.fields.field import Field
from shebao.publishing.words import words_of as words_of_document
from shebao.report.outline import known_sections
from shebao.server.accountability.unit_years import content
from shebao.server.accountability.unit_years.computing.places import gap_target
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.stored import document
from shebao.server.platform.web.filled import Filled

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

PARAGRAPHS = (
    ("duties", "主要职能", "每行一段"),
    ("organisation", "机构设置", "每行一段"),
    ("staff", "人员情况", "每行一段；不填按附表的人数写"),
    ("attachments", "附件", "每行一个附件的名称"),
)
MAPPINGS = (
    ("reasons", "原因说明", "主题", "原因"),
    ("performance", "绩效说明", "内容", "文字"),
    ("remarks", "补充说明", "加在哪一节", "文字"),
)
LISTS = (
    ("key_work", "重点工作", (("title", "任务"), ("text", "叙述"), ("goal", "目标"), ("completion", "完成情况"))),
    ("terms", "本单位的名词解释", (("term", "名词"), ("text", "解释"))),
)
TOPICS = {
    "totals": "收支总计增减", "income": "收入增减", "expenditure": "支出增减", "appropriation": "财政拨款收支增减", "general": "一般公共预算支出增减",
    "general.budget": "一般公共预算决算与预算差异", "running_costs": "机关运行经费增减", "three_public": "“三公”经费差异",
    "three_public.abroad": "因公出国（境）费差异", "three_public.vehicles": "公务用车费差异", "three_public.vehicle_purchase": "公务用车购置费差异",
    "three_public.vehicle_operation": "公务用车运行维护费差异", "three_public.reception": "公务接待费差异",
    "three_public.abroad.use": "因公出国（境）费用途", "three_public.reception.use": "公务接待费用途",
}  # fmt: skip
PERFORMANCE = {
    "work": "绩效管理工作开展情况", "system": "绩效管理制度", "overall": "整体自评情况", "use": "结果应用", "rectified": "整改情况", "problems": "存在的问题",
}  # fmt: skip
_SUBJECTS = {
    "items.": "{}的决算与预算差异", "uses.": "{}的用途", "fund.": "政府性基金{}的用途", "state_capital.": "国有资本经营{}的用途",
}  # fmt: skip
_PREFIXES = {
    "project:": "项目“{}”的自评结果", "problem:": "项目“{}”存在的问题", "measure:": "项目“{}”的改进措施",
}  # fmt: skip
_SOURCES = {
    "general": "一般公共预算",
    "fund": "政府性基金",
    "state_capital": "国有资本经营",
    "budget": "决算与预算差异",
    "prior": "与上年比",
    "use": "用途",
}
_BLANK_ROWS = 1
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Pair:
    """A text under a topic; `needed` says what the composer asks for where it is missing, `where` it will stand."""

    key: str
    label: str
    text: str
    needed: str = ""
    where: str = ""
    theirs: str | None = None


@dataclass(frozen=True, slots=True)
class WordsForm:
    """All words as fields."""

    paragraphs: list[Filled] = field(default_factory=list)
    mappings: list[tuple[str, str, str, str, list[Pair], Mapping[str, str]]] = field(default_factory=list)
    lists: list[tuple[str, str, Any, list[list[tuple[str, str, str]]]]] = field(default_factory=list)


def form_of(
    words: Mapping[str, Any], gaps: Sequence[Mapping[str, str]], theirs: Mapping[str, Any] | None = None
) -> WordsForm:
    """The words as fields, with a field for each text that the composer misses."""
    asked = {gap["field"]: gap for gap in gaps if gap_target(gap["field"]).startswith("words/")}
    return WordsForm(
        [_paragraph(words, theirs, asked, *each) for each in PARAGRAPHS],
        [(*each, _pairs(words, theirs, asked, each[0]), _known(each[0])) for each in MAPPINGS],
        [(key, title, columns, _rows(words.get(key), columns)) for key, title, columns in LISTS],
    )


def _known(group: str) -> Mapping[str, str]:
    if group == "remarks":
        return dict.fromkeys(sorted(known_sections()), "")
    return TOPICS if group == "reasons" else PERFORMANCE


def _paragraph(
    words: Mapping[str, Any],
    theirs: Mapping[str, Any] | None,
    asked: Mapping[str, Mapping[str, str]],
    key: str,
    label: str,
    hint: str,
) -> Filled:
    gap = asked.get(key)
    stored = None if theirs is None or theirs.get(key) == words.get(key) else lines(theirs.get(key))
    error = f"报告“{gap['where']}”还缺：{gap['needed']}" if gap else ""
    return Filled(
        Field(key, label, help=hint),
        lines(words.get(key)),
        lines=6 if key == "duties" else 3,
        error=error,
        theirs=stored,
    )


def _pairs(
    words: Mapping[str, Any], theirs: Mapping[str, Any] | None, asked: Mapping[str, Mapping[str, str]], group: str
) -> list[Pair]:
    known, own = _known(group), words.get(group) or {}
    other = (theirs or {}).get(group) or {}
    pairs = []
    for key in dict.fromkeys(
        (*own, *(name.removeprefix(f"{group}.") for name in asked if name.startswith(f"{group}.")), *other)
    ):
        gap = asked.get(f"{group}.{key}") if not own.get(key) else None
        stored = lines(other.get(key)) if theirs is not None and other.get(key) != own.get(key) else None
        pairs.append(
            Pair(
                key,
                _label(known, key),
                lines(own.get(key)),
                gap["needed"] if gap else "",
                gap["where"] if gap else "",
                stored,
            )
        )
    return pairs


def name_of(key: str) -> str:
    """What a field of the words is called: reasons.income as 原因说明：收入增减, key_work[2].title as 重点工作 2 任务."""
    part, _, rest = key.partition(".")
    name, _, number = part.rstrip("]").partition("[")
    lists = {group: (title, dict(columns)) for group, title, columns in LISTS}
    if name in lists:
        title, columns = lists[name]
        return " ".join(filter(None, (title, number, columns.get(rest, ""))))
    mappings = {group: title for group, title, *_captions in MAPPINGS}
    if name in mappings:
        return f"{mappings[name]}：{_label(_known(name), rest)}" if rest else mappings[name]
    return next((label for known, label, _hint in PARAGRAPHS if known == name), "文字")


def _label(known: Mapping[str, str], key: str) -> str:
    """A topic in words: 社会保险经办机构（2080109）的用途, 项目“…”的自评结果, 收入增减（使用非财政拨款结余）."""
    if key in known:
        return known[key] or key
    for prefix, caption in _SUBJECTS.items():
        if key.startswith(prefix):
            return caption.format(_subject(key.removeprefix(prefix)))
    for prefix, caption in _PREFIXES.items():
        if key.startswith(prefix):
            return caption.format(key.removeprefix(prefix))
    group, _, rest = key.rpartition(".")
    return f"{known[group]}（{_SOURCES.get(rest, rest)}）" if group in known else key


def _subject(code: str) -> str:
    """A subject by its name; a unit's own, which the classification has not, by its code."""
    found = functional().get(code)
    return f"{found.name}（{code}）" if found else f"科目 {code} "


def lines(value: Any) -> str:
    """A text or list of texts as lines."""
    if isinstance(value, list):
        return "\n".join(str(each) for each in value)
    return "" if value is None else str(value)


def texts(words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """All words by what they are called: 主要职能, 收入增减, 重点工作 1."""
    for key, label, _hint in PARAGRAPHS:
        yield label, lines(words.get(key))
    for group, title, *_captions in MAPPINGS:
        for key, value in (words.get(group) or {}).items():
            yield f"{title}：{_label(_known(group), key)}", lines(value)
    for group, title, columns in LISTS:
        for number, row in enumerate(words.get(group) or [], 1):
            yield f"{title} {number}", "；".join(lines(row.get(name)) for name, _caption in columns if row.get(name))


def _rows(stored: Any, columns: Sequence[tuple[str, str]]) -> list[list[tuple[str, str, str]]]:
    rows = [each for each in stored or [] if isinstance(each, Mapping)]
    blank: list[Mapping[str, Any]] = [{} for _ in range(_BLANK_ROWS)]
    return [[(name, caption, lines(row.get(name))) for name, caption in columns] for row in [*rows, *blank]]


def words_of(post: QueryDict) -> dict[str, Any]:
    """The words as typed; what was left blank is left out."""
    words: dict[str, Any] = {}
    for key, _caption, _hint in PARAGRAPHS:
        words[key] = _split(post.get(key, ""))
    for group, *_captions in MAPPINGS:
        keys, texts = post.getlist(f"{group}.key"), post.getlist(f"{group}.text")
        pairs = {
            key.strip(): _clean(text) for key, text in zip(keys, texts, strict=False) if key.strip() and text.strip()
        }
        words[group] = {key: _split(text) for key, text in pairs.items()} if group == "remarks" else pairs
    for key, _title, columns in LISTS:
        values = [post.getlist(f"{key}.{name}") for name, _caption in columns]
        rows = [
            {name: _clean(text) for (name, _caption), text in zip(columns, row, strict=True) if text.strip()}
            for row in zip(*values, strict=False)
        ]
        words[key] = [row for row in rows if row]
    return {key: value for key, value in words.items() if value}


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "").strip()[:_LONGEST]


def _split(text: str) -> list[str]:
    return [line.strip() for line in _clean(text).splitlines() if line.strip()]


def store(unit_year: UnitYear, person: User, version: int, words: Mapping[str, Any]) -> None:
    """Stores the words. Raises NotEditable, Conflict, content.Wrong."""
    content.store_words(unit_year, person, version, words, _check)


def _check(unit_year: UnitYear) -> None:
    words_of_document(document("words", unit_year.words))

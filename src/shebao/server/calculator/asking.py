"""What somebody typed on a page as the answers that a topic takes; every question with its text and what is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from shebao.fields.problem import Problem
from shebao.policy.answers import Given, Question, Topic
from shebao.policy.errors import problem

LONGEST = 200
LONGEST_OF_MANY = 2_000
MOST_ROWS = 60
_FIRST_ROWS = 2
_SEPARATORS = re.compile(r"[\s、；;]+")
_MONTH = re.compile(r"\d{4}年\d{1,2}月(?!\d)")
_MOST_MONTHS = 3
_PERSON = "本人"
_BIRTH = "出生"
_BORN = date(1970, 10, 20)
_WRITTEN = {
    "month": "如 {month}",
    "money": "单位：元",
    "amounts": "几个金额用顿号、空格或换行隔开",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on the page: its text as typed, what is wrong with it, the rows of a list; hidden until it matters."""

    question: Question
    text: str = ""
    errors: tuple[str, ...] = ()
    rows: tuple[tuple[AskedCell, ...], ...] = ()
    hidden: bool = False

    @property
    def condition(self) -> str:
        """When it is asked, for the page's script; empty where always."""
        conditions = [asdict(when) for when in self.question.when]
        return json.dumps(conditions, ensure_ascii=False) if conditions else ""

    @property
    def help(self) -> str:
        """What to know for answering, with how it is written."""
        return "；".join(part for part in (self.question.help, _written(self.question)) if part)

    @property
    def is_stated(self) -> bool:
        """Whether it was answered."""
        return not self.hidden and (bool(self.text.strip()) or any(cell.text for row in self.rows for cell in row))

    @property
    def suggested(self) -> str:
        """The list of suggestions of the page, empty where there is none."""
        return {"place": "places", "industry": "industries"}.get(self.question.kind, "")

    @property
    def number(self) -> bool:
        """Whether digits are typed."""
        return self.question.kind in ("money", "number")

    @property
    def few(self) -> bool:
        """Whether the choices are so few that all are shown at once."""
        return len(self.question.choices) <= _FEW


_FEW = 4


def _written(question: Question) -> str:
    """How the answer is written: a day of birth with one of a working life ago, any other day or month with a recent one."""
    today = timezone.localdate()
    if question.kind == "date":
        day = _BORN if _BIRTH in question.field else today
        return f"如 {day:%Y-%m-%d} 或 {day:%Y%m%d}"
    return _WRITTEN.get(question.kind, "").format(month=f"{today:%Y-%m}")


@dataclass(frozen=True, slots=True)
class AskedCell:
    """One question about a member of a list, with its name on the page."""

    name: str
    question: Question
    text: str = ""
    wrong: bool = False


def given_of(topic: Topic, sent: QueryDict) -> tuple[dict[str, Any], list[Problem]]:
    """The answers to the questions that matter, and what cannot even be read: a text too long, a list with too many rows."""
    given: dict[str, Any] = {}
    problems: list[Problem] = []
    for question in _questions(topic, sent):
        value: Any = _list(question, sent, problems) if question.kind == "list" else _text(question, sent, problems)
        if value:
            given[question.field] = value
    for question in topic.questions:
        if not question.asked(given):
            given.pop(question.field, None)
    return given, problems


def asked_of(topic: Topic, sent: QueryDict, given: Given, problems: Sequence[Problem]) -> list[Asked]:
    """Every question of the page in order, with those that the answers so far have called for."""
    found = _errors(topic, problems)
    called = [question for question in found if question is not None and question not in topic.questions]
    further = [question for question in _questions(topic, sent)[len(topic.questions) :] if question not in called]
    return [
        Asked(
            question,
            sent.get(question.field, "")[:LONGEST_OF_MANY],
            tuple(found.get(question, ())),
            _rows(question, sent, _wrong_cells(question, problems)),
            not question.asked(given),
        )
        for question in (*topic.questions, *further, *called)
    ]


def unplaced(topic: Topic, problems: Sequence[Problem]) -> list[str]:
    """What is wrong with nothing that is asked."""
    return _errors(topic, problems).get(None, [])


def pairs(given: Given) -> Iterator[tuple[str, str]]:
    """The answers as names and texts of the page's fields."""
    for field, value in given.items():
        if not isinstance(value, list):
            yield field, str(value)
        elif all(isinstance(row, Mapping) for row in value):
            yield from ((f"{field}.{n}.{key}", text) for n, row in enumerate(value) for key, text in row.items())
        else:
            yield field, "、".join(value)


def _questions(topic: Topic, sent: QueryDict) -> list[Question]:
    """The topic's questions, and those further ones that were answered."""
    further = (topic.further(name) for name in sent if "." not in name)
    return [*topic.questions, *dict.fromkeys(question for question in further if question is not None)]


def _errors(topic: Topic, problems: Sequence[Problem]) -> dict[Question | None, list[str]]:
    """The problems by the question that they are about: in a list by that of the list, with the place in it."""
    found: dict[Question | None, list[str]] = {}
    for each in problems:
        listed = _list_of(topic, each)
        question = listed or topic.question_of(each)
        if listed is not None:
            words = _in_list(listed, each)
        else:
            words = each.words if question is not None else str(each).removeprefix(_PERSON).lstrip("：")
        found.setdefault(question, []).append(words)
    return {question: folded(words) for question, words in found.items()}


def _in_list(listed: Question, each: Problem) -> str:
    """A problem in a list by the number of the row and the words above its column."""
    number = re.search(r"第 (\d+) 项", str(each.place))
    row = f"第 {number[1]} 行" if number else ""
    column = next((column.text for column in listed.columns if column.field == each.field), each.field)
    return f"{row}“{column}”：{each.words}" if column else f"{row}{each.words}"


def folded(messages: Sequence[str]) -> list[str]:
    """The messages, each once; those that differ by nothing but their month as one that names all of the months."""
    months: dict[str, list[str]] = {}
    for message in messages:
        month = _MONTH.search(message)
        if month is None:
            months.setdefault(message, [])
        else:
            told = months.setdefault(_MONTH.sub("{}", message, count=1), [])
            if month[0] not in told:
                told.append(month[0])
    return [message.replace("{}", _span(told), 1) if told else message for message, told in months.items()]


def _span(months: Sequence[str]) -> str:
    return "、".join(months) if len(months) <= _MOST_MONTHS else f"{months[0]}至{months[-1]}（{len(months)} 个月）"


def _list_of(topic: Topic, each: Problem) -> Question | None:
    where = str(each.place)
    return next((q for q in topic.questions if q.kind == "list" and f"：{q.field}第" in where), None)


def _text(question: Question, sent: QueryDict, problems: list[Problem]) -> Any:
    text = sent.get(question.field, "").strip()
    longest = LONGEST_OF_MANY if question.kind == "amounts" else LONGEST
    if len(text) > longest:
        problems.append(problem(_PERSON, question.field, f"有 {len(text):,} 个字，最多 {longest} 个"))
        return ""
    return [part for part in _SEPARATORS.split(text) if part] if question.kind == "amounts" else text


def _list(question: Question, sent: QueryDict, problems: list[Problem]) -> list[dict[str, str]]:
    numbers = _numbers(question, sent)
    if len(numbers) > MOST_ROWS:
        problems.append(problem(_PERSON, question.field, f"有 {len(numbers)} 行，最多 {MOST_ROWS} 行"))
        return []
    rows = []
    for number in numbers:
        texts = {column.field: sent.get(_name(question, number, column), "").strip() for column in question.columns}
        for name, text in texts.items():
            if len(text) > LONGEST:
                problems.append(problem(_PERSON, question.field, f"“{name}”有 {len(text):,} 个字，最多 {LONGEST} 个"))
        row = {name: text[:LONGEST] for name, text in texts.items() if text}
        if row:
            rows.append(row)
    return rows


def _wrong_cells(question: Question, problems: Sequence[Problem]) -> set[tuple[int, str]]:
    """The cells of a list that problems are about: the number of the answered row and the field."""
    found = ((re.search(rf"：{question.field}第 (\d+) 项", str(each.place)), each.field) for each in problems)
    return {(int(place[1]), field) for place, field in found if place}


def _rows(question: Question, sent: QueryDict, wrong: set[tuple[int, str]]) -> tuple[tuple[AskedCell, ...], ...]:
    """The rows of a list as typed, one more where somebody asked for it; never fewer than two."""
    if question.kind != "list":
        return ()
    numbers = _numbers(question, sent)[:MOST_ROWS]
    wanted = max(len(numbers) + (sent.get("add") == question.field), _FIRST_ROWS)
    fresh = (number for number in range(wanted + len(numbers)) if number not in set(numbers))
    while len(numbers) < wanted:
        numbers.append(next(fresh))
    answered = [
        number for number in numbers if any(sent.get(_name(question, number, c), "").strip() for c in question.columns)
    ]
    places = {number: place for place, number in enumerate(answered, 1)}
    return tuple(
        tuple(
            AskedCell(name, column, sent.get(name, "")[:LONGEST], (places.get(number, 0), column.field) in wrong)
            for column in question.columns
            for name in (_name(question, number, column),)
        )
        for number in numbers
    )


def _numbers(question: Question, sent: QueryDict) -> list[int]:
    """The numbers of the rows that were sent, in order."""
    found = set()
    for name in sent:
        parts = name.split(".")
        if len(parts) == 3 and parts[0] == question.field and parts[1].isascii() and parts[1].isdigit():
            found.add(int(parts[1][:6]))
    return sorted(found)


def _name(question: Question, number: int, column: Question) -> str:
    return f"{question.field}.{number}.{column.field}"

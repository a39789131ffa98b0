"""What a topic asks and what it answers: headline, steps in plain words, what is unsure, earlier and later side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, TypeAlias

from shebao.fields.field import Field, normalise
from shebao.fields.problem import Problem
from shebao.policy.answers.counters import Counter
from shebao.policy.casefile import RawCase
from shebao.policy.explanation import Explanation, Step

Given: TypeAlias = Mapping[str, Any]
"""Answers by field name as in a case file: texts, or lists of mappings."""
Kind: TypeAlias = Literal[
    "date", "month", "choice", "money", "number", "span", "place", "text", "list", "amounts", "industry"
]
WHO = "本人"


@dataclass(frozen=True, slots=True)
class When:
    """When a question is asked: one of `fields` is answered by one of `values` (by anything where none are named), or `other`
    than that. It is data, so that a page can follow it while people answer."""

    fields: tuple[str, ...]
    values: tuple[str, ...] = ()
    other: bool = False

    def met(self, given: Given) -> bool:
        """Whether the answers so far meet it."""
        answers = [str(given.get(field) or "").strip() for field in self.fields]
        return any(answer in self.values if self.values else bool(answer) for answer in answers) != self.other


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the field of a case that it fills, how people read it, and whether it must be answered.

    It is asked where all of `when` are met by the answers so far; `choices` are what may be chosen; `columns` are the
    questions about each member of a list. Questions of the same `group` stand under its heading.
    """

    field: str
    text: str
    kind: Kind
    required: bool = True
    choices: tuple[str, ...] = ()
    help: str = ""
    when: tuple[When, ...] = ()
    columns: tuple[Question, ...] = ()
    group: str = ""

    def asked(self, given: Given) -> bool:
        """Whether it matters with these answers."""
        return all(when.met(given) for when in self.when)


@dataclass(frozen=True, slots=True)
class Line:
    """One step: what it is, how much, how it came about in a sentence, by which law; `unsure` where that was not checked."""

    name: str
    label: str
    value: str
    sentence: str
    bases: tuple[str, ...]
    unsure: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """One month to retire in beside the others: amounts in fen, the difference to the statutory month."""

    month: str
    timing: str
    age: str
    total: int
    difference: int
    eligible: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a topic. `row` is what the command gives for the same case, exact yuan."""

    title: str
    area: str
    headline: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    remarks: tuple[str, ...]
    row: Mapping[str, Any]
    explanation: Explanation
    comparison: tuple[Comparison, ...] = ()
    assumptions: tuple[str, ...] = ()

    @property
    def unsure(self) -> tuple[str, ...]:
        """The labels of the steps that rest on something that was not checked against its source."""
        return tuple(line.label for line in self.lines if line.unsure)


@dataclass(frozen=True)
class Topic:
    """Something that people ask, with its questions in order and the function that answers.

    `fields` are all that a case of it may state, beyond what is asked at first; `counter` says where to go with the result.
    """

    name: str
    title: str
    questions: tuple[Question, ...]
    compute: Callable[[RawCase], Answer]
    fields: tuple[Field, ...] = ()
    counter: Counter | None = None
    lead: str = ""

    def asked(self, given: Given) -> tuple[Question, ...]:
        """The questions that matter with these answers."""
        return tuple(question for question in self.questions if question.asked(given))

    def answer(self, given: Given) -> Answer:
        """The answer. Raises CaseError with every problem found."""
        return self.compute(raw_case(given))

    def question_of(self, problem: Problem) -> Question | None:
        """The question that a problem is about, one more where the law of the place leaves the value to the case."""
        field = self._fields.get(normalise(problem.field))
        if field is None:
            return None
        return self._asked_at_first.get(field.label) or self.further(field.label)

    def further(self, name: str) -> Question | None:
        """A question about a field that is not asked at first, by one of its names; None where there is no such field."""
        field = self._fields.get(normalise(name))
        if field is None or field.label in self._asked_at_first:
            return None
        return Question(field.label, f"{field.label}？", "text", required=False, group=FURTHER)

    @cached_property
    def _fields(self) -> Mapping[str, Field]:
        """The fields by each of their names, the first that has it."""
        return {name: field for field in reversed(self.fields) for name in field.names}

    @cached_property
    def _asked_at_first(self) -> Mapping[str, Question]:
        """The questions by the label of the field that they fill."""
        found = ((self._fields.get(normalise(question.field)), question) for question in self.questions)
        return {field.label: question for field, question in found if field is not None}


FURTHER = "还需要知道"


def raw_case(given: Given) -> RawCase:
    """Answers as a case of a file: empty ones left out, numbers as the text that a file would have."""
    stated = {key: plain for key, value in given.items() if (plain := _plain(value)) not in (None, "", [])}
    who = stated.get("编号") or stated.get("id")
    identifier = who if isinstance(who, str) else WHO
    fields = {normalise(key): value for key, value in stated.items()}
    return RawCase(identifier, fields, {normalise(key): key for key in stated})


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value if value is None else str(value).strip()


def with_assumptions(answer: Answer, *assumptions: str) -> Answer:
    """The answer with more that it takes for granted."""
    return replace(answer, assumptions=(*answer.assumptions, *assumptions))


def answered(
    explanation: Explanation,
    row: Mapping[str, Any],
    *,
    title: str = "",
    comparison: Sequence[Comparison] = (),
    assumptions: Sequence[str] = (),
    first: Sequence[str] = (),
) -> Answer:
    """The answer that an explanation and the row of the same case make; the results named `first` head it."""
    names = sorted(explanation.results, key=lambda name: first.index(name) if name in first else len(first))
    results = [explanation.step(name) for name in names]
    return Answer(
        title=title or explanation.title,
        area=explanation.area,
        headline=tuple((step.label, step.quantity.text) for step in results),
        lines=tuple(_line(step) for step in explanation.steps),
        remarks=explanation.notes,
        row=row,
        explanation=explanation,
        comparison=tuple(comparison),
        assumptions=tuple(assumptions),
    )


def _line(step: Step) -> Line:
    return Line(step.name, step.label, step.quantity.text, sentence(step), step.bases, step.mark == "known")


def sentence(step: Step) -> str:
    """How a step came about, as a sentence: 养老金＝…，其中：…；四舍五入到分。"""
    text = f"{step.label} {step.quantity.text}＝{step.formula}"
    if step.operands:
        text += "，其中：" + "、".join(f"{operand.label} {operand.quantity.text}" for operand in step.operands)
    ending = "；".join(part for part in (step.rounding, step.note) if part)
    return f"{text}。{ending}。" if ending else f"{text}。"

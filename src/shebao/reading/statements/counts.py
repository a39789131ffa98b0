"""A number with a classifier becomes a count: of a measure, of a kind in a list of kinds, of projects."""

from __future__ import annotations

from dataclasses import replace

from shebao.reading.statements.lead import Lead
from shebao.reading.statements.positions import Subject
from shebao.reading.statements.state import State
from shebao.reading.statements.tokens import Token
from shebao.report.measures import measures
from shebao.report.provenance import Figure
from shebao.report.statements import Aspect

_COUNTED = {"团组": "个", "台(套)": "台套", "批次": "批次"}


def read_count(state: State, lead: Lead, token: Token) -> bool:
    """Assign a number with a classifier; whether it was understood."""
    figure = token.value
    assert isinstance(figure, Figure)
    if lead.share or lead.complete or lead.direction is not None:
        return False
    if figure.unit.endswith("项目") and state.topic == "performance":
        state.subject = Subject("performance.projects")
        state.add_fact(state.subject, Aspect.COUNT, token, lead)
        return True
    if state.topic == "performance" and figure.unit == "个" and lead.words.endswith("项目") and lead.words != "项目":
        return _projects(state, lead, token)
    if lead.label:
        return _labelled_count(state, lead, token, figure)
    subject = state.named(lead)
    counted = counted_measure(subject, figure.unit) if subject else ""
    if subject is None or not counted:
        return False
    fact = state.add_fact(Subject(counted, subject.item), Aspect.COUNT, token, lead)
    state.subject = replace(subject, start=None)
    if state.main is None and state.topic == "assets":
        state.main = Subject(counted, subject.item)
    whole = state.whole
    if (
        whole is not None
        and (whole.measure, whole.figure.unit) == (fact.measure, figure.unit)
        and fact.item != whole.item
    ):
        state.parts.append(fact)
    return True


def _projects(state: State, lead: Lead, token: Token) -> bool:
    """How many projects are of one kind; those after 其中 are parts of the count before."""
    counted = [fact for fact in state.starts if fact.measure == "performance.projects" and fact.item]
    fact = state.add_fact(Subject("performance.projects", (lead.words,)), Aspect.COUNT, token, lead)
    if not state.among:
        return True
    if state.whole is None or state.whole.measure != fact.measure:
        state.open_list(counted[-1] if counted else None)
        state.among = True
    if state.whole is not None:
        state.parts.append(fact)
    return True


def counted_measure(subject: Subject, unit: str) -> str:
    """The measure that a count with this classifier beside the subject's name belongs to, '' where none."""
    counts = measures()[subject.measure].counts
    return counts.get(_COUNTED.get(unit, unit), "")


def _labelled_count(state: State, lead: Lead, token: Token, figure: Figure) -> bool:
    """A kind of what was counted with the same classifier (其他用车 1 辆), in a list of kinds."""
    counted = [fact for fact in state.starts if fact.aspect is Aspect.COUNT and fact.figure.unit == figure.unit]
    whole = state.whole if state.whole in counted else next((fact for fact in counted if not fact.item), None)
    if whole is None or not state.among:
        state.subject = None
        return False
    fact = state.add_fact(Subject(whole.measure, (*whole.item, lead.label)), Aspect.COUNT, token, lead)
    if whole is state.whole:
        state.parts.append(fact)
    if state.subject is not None:
        state.subject = replace(state.subject, item=fact.item, start=None)
    return True

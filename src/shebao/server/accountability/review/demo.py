"""The demo's unit-years brought along the cycle by its people: published ones, one corrected, one that waits for publication,
one under review with a comment; and the sample report as one that was published elsewhere."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from shebao.server.accountability.publications.importing import import_published
from shebao.server.accountability.publications.models import PublishedReport
from shebao.server.accountability.review.discussing import demand, explain, open_thread
from shebao.server.accountability.review.doing import Refused, perform
from shebao.server.accountability.review.machine import Action
from shebao.server.accountability.review.models import Step
from shebao.server.accountability.review.reminding import make_reminders
from shebao.server.accountability.review.situations import open_findings, unexplained
from shebao.server.accountability.unit_years import recompute
from shebao.server.accountability.unit_years.changes import changing
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.states import State
from shebao.server.platform.organisations import tree
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.people.demo import (
    CITY,
    CITY_CENTRE,
    DISTRICT_BUREAU,
    EXAMPLES,
    FINANCE_BUREAU,
    organisation,
    user,
)

_logger = logging.getLogger(__name__)
SAMPLE = EXAMPLES / "sample-report.pdf"
_ELSEWHERE = "示例市某某社会保险中心"
_CENTRE = {Action.CHECK: "jingban", Action.SUBMIT: "fuzeren", Action.ACCEPT: "zhuguan", Action.CORRECT: "fuzeren"}
_DISTRICT = {Action.CHECK: "jingban2", Action.SUBMIT: "fuzeren2", Action.ACCEPT: "zhuguan2", Action.CORRECT: "fuzeren2"}
_FINANCE = {Action.CHECK: "jingban3", Action.SUBMIT: "fuzeren3", Action.ACCEPT: "zhuguan3", Action.CORRECT: "fuzeren3"}
_CITY = {Action.APPROVE: "caizheng", Action.PUBLISH: "fabu"}
_WAY = (Action.CHECK, Action.SUBMIT, Action.ACCEPT, Action.APPROVE, Action.PUBLISH)
_TARGETS = (
    (CITY_CENTRE, 2023, State.PUBLISHED, _CENTRE),
    (CITY_CENTRE, 2024, State.PUBLISHED, _CENTRE),
    (DISTRICT_BUREAU, 2022, State.PUBLISHED, _DISTRICT),
    (DISTRICT_BUREAU, 2023, State.APPROVED, _DISTRICT),
    (FINANCE_BUREAU, 2024, State.SUBMITTED, _FINANCE),
)
_DAYS_AGO = {State.PUBLISHED: 6, State.APPROVED: 14}


def load() -> None:
    """Takes each unit-year as far as it goes in the demo; where somebody worked on it already, it is left alone."""
    for owner, year, target, people in _TARGETS:
        unit_year = UnitYear.objects.filter(organisation=organisation(owner), fiscal_year=year).first()
        if unit_year is not None and not Step.objects.filter(unit_year=unit_year).exists():
            _mend(unit_year, people[Action.CHECK])
            _bring(unit_year, target, {**people, **_CITY})
            if (owner, year) == (CITY_CENTRE, 2023):
                _correct(unit_year, {**people, **_CITY})
            if target is State.SUBMITTED:
                _discuss(unit_year)
    _import()
    make_reminders()


def _bring(unit_year: UnitYear, target: State, people: dict[Action, str]) -> None:
    for action in _WAY:
        unit_year.refresh_from_db()
        if unit_year.state == target.value:
            return
        if action is Action.SUBMIT:
            _explain(unit_year, people[Action.CHECK])
        try:
            _act(unit_year, action, people, target)
        except Refused as refused:
            _logger.warning("demo: %s stays %s: %s", unit_year, unit_year.state, refused)
            return


def _mend(unit_year: UnitYear, username: str) -> None:
    """Takes away the captions of weights that contradict the weights below them, as the findings ask."""
    if not open_findings(unit_year, "error").filter(rule="group").exists():
        return
    with transaction.atomic():
        changing(unit_year.pk, user(username))
        for form in unit_year.performance_forms.all():
            form.data.pop("分值标注", None)
            form.save(update_fields=["data"])
    recompute.run(unit_year.pk)


def _act(unit_year: UnitYear, action: Action, people: dict[Action, str], target: State, reason: str = "") -> None:
    approved = timezone.localdate() - timedelta(days=_DAYS_AGO.get(target, 0))
    inputs: dict[str, Any] = {
        "seen_state": unit_year.state,
        "seen_revision": str(unit_year.revision),
        "approved_on": approved.isoformat(),
        "document_number": f"演示财决批〔{approved.year}〕{unit_year.pk}号",
        "reason": reason,
    }
    perform(unit_year, action, user(people[action]), inputs)


def _explain(unit_year: UnitYear, username: str) -> None:
    for finding in unexplained(unit_year):
        explain(unit_year, user(username), finding.key, "演示：已与原始凭证核对，情况属实。")


def _correct(unit_year: UnitYear, people: dict[Action, str]) -> None:
    """A correction of the published report: one sentence more, the whole way again."""
    unit_year.refresh_from_db()
    if unit_year.state != State.PUBLISHED.value:
        return
    _act(unit_year, Action.CORRECT, people, State.PUBLISHED, "补充机构设置情况的说明（演示更正）")
    with transaction.atomic():
        locked = changing(unit_year.pk, user(people[Action.CHECK]))
        organisation_words = [*locked.words.get("organisation", []), "本版补充：以上机构设置截至年末。"]
        UnitYear.objects.filter(pk=locked.pk).update(words={**locked.words, "organisation": organisation_words})
    recompute.run(unit_year.pk)
    _bring(unit_year, State.PUBLISHED, people)


def _discuss(unit_year: UnitYear) -> None:
    """What the reviewer says of a submitted one."""
    reviewer = user(_FINANCE[Action.ACCEPT])
    thread = open_thread(
        unit_year, reviewer, "cell", "expenditure:total:project", "项目支出比上年变化较大，请补充主要项目的说明。"
    )
    due = timezone.localdate() + timedelta(days=5)
    data = {
        "task": "补充项目支出变化的说明，并附主要项目清单。",
        "responsible": str(user(_FINANCE[Action.CHECK]).pk),
        "due_on": due.isoformat(),
        "thread": str(thread.pk),
    }
    demand(unit_year, reviewer, data)


def _import() -> None:
    """The sample report, as one that was published elsewhere."""
    if not SAMPLE.is_file() or PublishedReport.objects.filter(name=_ELSEWHERE).exists():
        return
    root = organisation(CITY)
    owner = Organisation.objects.filter(name=_ELSEWHERE, parent=root).first() or tree.add(_ELSEWHERE, "unit", root)
    import_published(SAMPLE, owner, None)

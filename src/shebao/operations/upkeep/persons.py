"""Personal data that decides no benefit: address, telephone, household (个人基本信息变更)."""

from __future__ import annotations

from datetime import date

from shebao.operations.handling.known import person_known
from shebao.operations.handling.outcome import Outcome, outcome
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.valid import Valid
from shebao.operations.upkeep.common import changed, not_after, something_changes, stated, texts

_CHANGED = ("telephone", "address", "household", "division", "ethnicity", "nationality", "first_work")


@effect(
    "upkeep.change_person",
    "个人基本信息变更",
    asks={
        "identity_number": "identity", "telephone": "text", "address": "text", "household": "choice:household", "division": "text",
        "ethnicity": "text", "nationality": "text", "first_work": "day", "since": "day",
    },
    optional=frozenset(_CHANGED),
    basis="社会保险经办条例第九条、第十条",
    person=Party.KNOWN,
    employer=Party.NOBODY,
)  # fmt: skip
def change_person(situation: Situation, form: Form) -> Outcome:
    """A person's data from a day on; only what is filled in and other than the record."""
    since: date = form["since"]
    wanted = texts(form, _CHANGED)
    changing = changed(situation.now, wanted)
    every = [
        person_known(situation),
        something_changes(wanted, changing),
        not_after(since, situation.day, "since", "变更日期"),
    ]
    return outcome(every, stated(situation.person, changing, Valid(since)))

"""Until when the present stage of a case is to be over. Pure: no database."""

from __future__ import annotations

from datetime import date

from shebao.operations.casework.states import State
from shebao.services.limits import Due, after
from shebao.services.stages import stages

_STAGES = {
    State.DRAFT: "draft",
    State.SUBMITTED: "accept",
    State.CORRECTING: "correct",
    State.OUTSIDE: "outside",
    State.DECIDED: "serve",
}


def act_by(state: State, day: date, found: Due) -> date | None:
    """The last day of a state that a case came into on a day; None where it is over. A pause sets its own."""
    if state in _STAGES:
        return after(stages().stages[_STAGES[state]].limit, day)
    return found.promised

"""How matters go their way: transitions and what stands against them, separation of duties, workdays, limits and clocks."""

from shebao.workflow.calendar import Calendar, DayKind, official_calendar
from shebao.workflow.clock import Clock, Limit, LimitKind, Suspension, Urgency
from shebao.workflow.conditions import date_given, none_of, text_given
from shebao.workflow.transitions import Condition, Refusal, Request, Situated, Transition, offered, refusals

__all__ = [
    "Calendar",
    "Clock",
    "Condition",
    "DayKind",
    "Limit",
    "LimitKind",
    "Refusal",
    "Request",
    "Situated",
    "Suspension",
    "Transition",
    "Urgency",
    "date_given",
    "none_of",
    "offered",
    "official_calendar",
    "refusals",
    "text_given",
]

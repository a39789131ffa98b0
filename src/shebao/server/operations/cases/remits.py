"""Whether somebody may take a step: the level of the office does it, and the service is about lines that they may act on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from shebao.operations.casework.lines import lines_of, within
from shebao.operations.record.lines import insurance_lines
from shebao.operations.registry.offices import division_of_work
from shebao.operations.registry.sights import sights
from shebao.server.operations.cases.models import lines_allowed
from shebao.server.operations.cases.reading import level_of
from shebao.server.operations.cases.refusing import Refused, refused
from shebao.services.model import Service

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User


def does(office: Organisation, service: Service, step: str, day: date) -> bool:
    """Whether the level of an office does this step of a service."""
    return division_of_work().does(level_of(office), service.code, service.group, step, day)


def refuse_unseen(person: User, part: str, day: date) -> None:
    """Raises PermissionDenied where the level of somebody's office does not see this part of the record."""
    office = person.organisation
    if office is None or sights().sees(level := level_of(office), part, day):
        return
    name, shown = division_of_work().levels[level], sights().parts[part]
    raise PermissionDenied(f"{office}（{name}）按岗位授权不查看{shown}；需要时请转上级经办机构。")


def refuse_beyond(person: User, office: Organisation, service: Service, step: str, day: date) -> None:
    """Raises Refused where the office's level does not go so far, or the service is about lines that the person may not act on."""
    if not within(service, lines_allowed(person)):
        names = "、".join(sorted(insurance_lines()[line].short for line in lines_of(service)))
        raise refused("line", f"这个事项涉及{names}，您的授权限定了险种；请转有权的人办理")
    if not does(office, service, step, day):
        raise _beyond(office, service, step, day)


def _beyond(office: Organisation, service: Service, step: str, day: date) -> Refused:
    division = division_of_work()
    rule = division.upto(level_of(office), service.code, service.group, day)
    upto = f"办到{division.steps[rule.upto]}" if rule and rule.upto else "不办"
    lowest = division.lowest(service.code, service.group, step, day)
    where = f"{division.steps[step]}请转{division.levels[lowest]}" if lowest else "请向市级经办机构咨询"
    return refused("level", f"{office}（{division.levels[level_of(office)]}）对这个事项{upto}；{where}")

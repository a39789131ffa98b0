"""What supervisors set: the level of an office, the lines that somebody is limited to. Each by another person, in the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shebao.operations.record.lines import insurance_lines
from shebao.operations.registry.offices import division_of_work
from shebao.server.operations.cases.declares import SUPERVISE_CASES
from shebao.server.operations.cases.doing import refused
from shebao.server.operations.cases.models import LineLimit, OfficeLevel
from shebao.server.operations.supervision.declares import LEVEL_SET, LINES_SET
from shebao.server.platform.decisions.log import record

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User


@transaction.atomic
def set_level(by: User, office: Organisation, level: str, now: datetime | None = None) -> OfficeLevel:
    """Says which level an office below one's own is. Raises Refused."""
    levels = division_of_work().levels
    if not by.has_permission_at(SUPERVISE_CASES, office) or office == by.organisation:
        raise refused("not_permitted", "机构的层级由上级机构的主管设定")
    if level not in levels:
        raise refused("missing", f"请选层级：{'、'.join(levels.values())}", "level")
    found: OfficeLevel = OfficeLevel.objects.create(office=office, level=level, set_by=by, at=now or timezone.now())
    record(by, LEVEL_SET, found, organisation=office, step=levels[level])
    return found


@transaction.atomic
def limit_lines(
    by: User, person: User, office: Organisation, lines: Sequence[str], now: datetime | None = None
) -> LineLimit:
    """Limits somebody of an office to some lines; none lifts the limit. Raises Refused."""
    if by == person:
        raise refused("own_case", "自己的险种范围由别的主管设定")
    if not by.has_permission_at(SUPERVISE_CASES, office) or not person.memberships.filter(organisation=office).exists():
        raise refused("not_permitted", "只能为自己督办的机构里的人设定险种范围")
    unknown = [one for one in lines if one not in insurance_lines()]
    if unknown:
        raise refused("missing", f"没有险种 {'、'.join(unknown)}", "lines")
    found: LineLimit = LineLimit.objects.create(person=person, lines=list(lines), set_by=by, at=now or timezone.now())
    names = "、".join(insurance_lines()[one].short for one in lines)
    record(by, LINES_SET, found, organisation=office, step=f"{person}：{names or '不限'}")
    return found

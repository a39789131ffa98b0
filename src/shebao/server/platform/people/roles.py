"""What people may do, declared once."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Permission(StrEnum):
    """One thing that a view asks for."""

    VIEW_UNIT_YEAR = "view_unit_year"
    EDIT_UNIT_YEAR = "edit_unit_year"
    CHECK_UNIT_YEAR = "check_unit_year"
    SUBMIT = "submit"
    REVIEW = "review"
    APPROVE = "approve"
    PUBLISH = "publish"
    VIEW_DESK = "view_desk"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_ORGANISATIONS = "manage_organisations"
    VIEW_LOG = "view_log"
    EXAMINE = "examine"
    SHARE = "share"


class Role(StrEnum):
    """What a person is within an organisation."""

    PREPARER = "preparer"
    UNIT_HEAD = "unit_head"
    DEPARTMENT_REVIEWER = "department_reviewer"
    FINANCE_REVIEWER = "finance_reviewer"
    PUBLISHER = "publisher"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ROLE_LABELS: Mapping[Role, str] = MappingProxyType(
    {
        Role.PREPARER: "经办",
        Role.UNIT_HEAD: "单位负责人",
        Role.DEPARTMENT_REVIEWER: "主管部门审核",
        Role.FINANCE_REVIEWER: "财政审核批复",
        Role.PUBLISHER: "公开发布",
        Role.AUDITOR: "审计（只读）",
        Role.ADMINISTRATOR: "管理员",
    }
)

_P = Permission
_EXAMINING = frozenset({_P.EXAMINE, _P.SHARE})

ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.PREPARER: _EXAMINING | {_P.VIEW_UNIT_YEAR, _P.EDIT_UNIT_YEAR, _P.CHECK_UNIT_YEAR},
        Role.UNIT_HEAD: _EXAMINING | {_P.VIEW_UNIT_YEAR, _P.CHECK_UNIT_YEAR, _P.SUBMIT},
        Role.DEPARTMENT_REVIEWER: _EXAMINING | {_P.VIEW_UNIT_YEAR, _P.REVIEW, _P.VIEW_DESK},
        Role.FINANCE_REVIEWER: _EXAMINING | {_P.VIEW_UNIT_YEAR, _P.REVIEW, _P.APPROVE, _P.VIEW_DESK},
        Role.PUBLISHER: _EXAMINING | {_P.VIEW_UNIT_YEAR, _P.PUBLISH, _P.VIEW_DESK},
        Role.AUDITOR: _EXAMINING | {_P.VIEW_UNIT_YEAR, _P.VIEW_DESK, _P.VIEW_LOG},
        Role.ADMINISTRATOR: frozenset({_P.MANAGE_PEOPLE, _P.MANAGE_ORGANISATIONS, _P.VIEW_LOG}),
    }
)


def roles_with(permission: Permission) -> frozenset[Role]:
    """The roles that have a permission."""
    return frozenset(role for role, granted in ROLE_PERMISSIONS.items() if permission in granted)

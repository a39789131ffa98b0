"""What every page's template gets."""

from __future__ import annotations

import re

from django.http import HttpRequest

from shebao.server.platform.people.permissions import Permission

_ONE_YEAR = re.compile(r"/cycle/\d+/")


def page(request: HttpRequest) -> dict[str, object]:
    """`menu`: the entries of the main menu that this person may use, as (address, caption, current)."""
    return {"menu": _menu(request)}


def _menu(request: HttpRequest) -> list[tuple[str, str, bool]]:
    user = getattr(request, "user", None)
    entries = [("/", "公开门户"), ("/audit/", "报告审核")]
    if user is not None and user.is_authenticated:
        entries += [
            (address, caption)
            for address, caption, permission in (
                ("/work/", "单位工作", Permission.VIEW_UNIT_YEAR),
                ("/cycle/", "到期提醒", Permission.VIEW_UNIT_YEAR),
                ("/desk/", "审核工作台", Permission.VIEW_DESK),
                ("/jobs/", "后台任务", None),
                ("/admin/people/", "人员", Permission.MANAGE_PEOPLE),
                ("/admin/organisations/", "机构", Permission.MANAGE_ORGANISATIONS),
                ("/admin/log/", "决定记录", Permission.VIEW_LOG),
            )
            if permission is None or user.has_permission(permission)
        ]
    return [(address, caption, _is_current(request.path, address)) for address, caption in entries]


def _is_current(path: str, address: str) -> bool:
    if address == "/":
        return path == "/" or path.startswith("/reports/")
    if _ONE_YEAR.match(path):
        return address == "/work/"
    return path.startswith(address)

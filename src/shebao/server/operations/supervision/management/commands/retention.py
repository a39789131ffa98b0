"""`manage retention`: of each kind of data how long it is kept, and how many are past their period; nothing is deleted."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from shebao.fields.dates import parse_day
from shebao.server.operations.supervision.due import Due, due


class Command(BaseCommand):
    """What is past its period is listed for appraisal."""

    help = "保管期限：每类资料存多久，有多少件到期、等待鉴定；只列出，不删除"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """As on which day."""
        parser.add_argument("--day", help="按哪一天（不写为今天）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints a line a kind. Raises CommandError."""
        try:
            day = parse_day(options["day"]) if options["day"] else timezone.localdate()
        except ValueError as error:
            raise CommandError(str(error)) from None
        for one in due(day):
            self.stdout.write(told(one, day))


def told(one: Due, day: date) -> str:
    """A kind in a line."""
    period = one.kind.on(day)
    if period is None:
        return f"{one.kind.label}：{day} 还没有规定期限"
    head = f"{one.kind.label}：{period.term}，{one.kind.deletion.label}"
    if one.before is None:
        return head
    if one.count is None:
        return f"{head}；没有办结日期可算，由档案部门逐件看"
    return f"{head}；{one.before} 以前办结的 {one.count} 件到期，等待鉴定"

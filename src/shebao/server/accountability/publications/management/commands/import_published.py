"""python -m shebao.server.manage import_published FILE --organisation ID: show an already published report in the portal."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shebao.reading.document import UnreadableFile
from shebao.server.accountability.publications.importing import import_published
from shebao.server.accountability.publications.publishing import PublishingRefused
from shebao.server.platform.organisations.models import Organisation


class Command(BaseCommand):
    """Reads and audits each file and publishes it as imported."""

    help = "把已经公开的决算报告（PDF、DOCX、XLSX、HTML、TXT）读入、审核，作为“导入”放到公开门户"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The files, whose report they are, and the year where the file does not say it."""
        parser.add_argument("files", nargs="+", type=Path, metavar="文件")
        parser.add_argument("--organisation", type=int, required=True, help="机构编号")
        parser.add_argument("--year", type=int, help="年度；缺省时从报告中读")
        parser.add_argument("--reason", default="", help="更正原因；同一年度已有公开版本时必填")

    def handle(self, *args: Any, **options: Any) -> None:
        """Imports one file after the other; the first that cannot be imported ends the command."""
        organisation = Organisation.objects.filter(pk=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"没有编号为 {options['organisation']} 的机构")
        for path in options["files"]:
            try:
                done = import_published(path, organisation, None, fiscal_year=options["year"], reason=options["reason"])
            except (UnreadableFile, PublishingRefused) as problem:
                raise CommandError(str(problem)) from None
            self.stdout.write(f"{path.name}：已导入为 {done}，审核问题 {len(done.findings)} 个")

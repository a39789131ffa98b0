"""`manage hand_over`: a jurisdiction goes from one office to another, as the document that orders it says; prints the proof."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shebao.fields.dates import parse_day
from shebao.operations.record.changes import EffectsRefused
from shebao.operations.record.lines import insurance_lines
from shebao.operations.registry.jurisdictions import Handover, Proof
from shebao.server.operations.counter.handing_over import NotAllowed, hand_over, prove
from shebao.server.operations.records.doing import AnotherAct, Stale
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.people.models import User


class Command(BaseCommand):
    """Two people answer for it; the same document a second time changes nothing."""

    help = "区划调整、机构合并：把一个机构经办的人和单位（或其中几个区划的）移交另一个机构，并给出两边相符的证明"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """From where to where, since when, which divisions, on which document, by whom."""
        parser.add_argument("old", type=int, help="移出机构的编号")
        parser.add_argument("new", type=int, help="移入机构的编号")
        parser.add_argument("--day", required=True, help="从哪一天起")
        parser.add_argument("--division", action="append", help="只移交这个区划的（可以写几次；不写为全部）")
        parser.add_argument("--document", required=True, help="批准文号")
        parser.add_argument("--by", required=True, help="经办人的用户名")
        parser.add_argument("--checked-by", required=True, help="复核人的用户名")

    def handle(self, *args: Any, **options: Any) -> None:
        """Carries it out and prints both sides. Raises CommandError."""
        divisions = frozenset(options["division"]) if options["division"] else None
        try:
            for office in (options["old"], options["new"]):
                Organisation.objects.get(pk=office)
            people = [User.objects.get(username=options[name]) for name in ("by", "checked_by")]
            handover = Handover(options["old"], options["new"], parse_day(options["day"]), divisions)
            applied = hand_over(handover, options["document"], *people)
        except Organisation.DoesNotExist:
            raise CommandError("没有这个编号的机构。") from None
        except User.DoesNotExist:
            raise CommandError("没有这个用户名。") from None
        except (NotAllowed, EffectsRefused, AnotherAct, Stale, ValueError) as error:
            raise CommandError(str(error)) from None
        proved = prove(handover, applied.act.at)
        for line in told(proved):
            self.stdout.write(line)
        if not proved.holds:
            raise CommandError("两边不相符；办理已入记录，请核对后另行更正。")


def told(proved: Proof) -> list[str]:
    """Both sides, a line of insurance a line."""
    lines = []
    for key in sorted(proved.left.counts.keys() | proved.arrived.counts.keys()):
        label = insurance_lines()[key].label if key else "人和单位"
        left, arrived = proved.left, proved.arrived
        lines.append(
            f"{label}：移出 {left.counts.get(key, 0)}（{left.digests.get(key, 0):064x}），"
            f"移入 {arrived.counts.get(key, 0)}（{arrived.digests.get(key, 0):064x}）"
        )
    return [*lines, "两边相符。" if proved.holds else "两边不相符。"]

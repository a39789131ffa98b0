"""Who may call the views of collection."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from server.access import views
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.collection.declares import COLLECT, REVIEW_REFUNDS
from shebao.server.operations.collection.models import BillFile, File, Receipt, Refund
from shebao.server.platform.people.models import User

VIEWS = {
    **views("collection", VIEW_RECORDS, "files held books arrears"),
    **views("collection", COLLECT, "receive bill", whole=False),
    **views("collection", COLLECT, "download", "bill_file", whole=False),
    **views("collection", VIEW_RECORDS, "file", "tax_file"),
    **views("collection", COLLECT, "refund", "held_receipt", whole=False, agency_wide=True),
    **views("collection", REVIEW_REFUNDS, "decide", "refund", whole=False),
}


def _file(organisation) -> File:
    return File.objects.filter(office=organisation).first() or File.objects.create(
        office=organisation, contract="tax_receipts", title="税务缴款单据", sender="税务", sequence=1, state="accepted", rows=1,
        sha256="0" * 64, at=timezone.now(), by=User.objects.first(),
    )  # fmt: skip


def _receipt(organisation) -> Receipt:
    file = _file(organisation)
    return file.receipts.first() or Receipt.objects.create(
        file=file, line_no=2, number=f"M{organisation.pk}", payer=5, line="injury", month=date(2025, 3, 1), unit=500,
        person_share=0, late_fee=0, paid_on=date(2025, 3, 20), match="unmatched",
    )  # fmt: skip


def _refund(organisation) -> Refund:
    receipt = _receipt(organisation)
    return receipt.refunds.first() or Refund.objects.create(
        receipt=receipt, office=organisation, unit=500, person_share=0, reason="多缴", state="proposed",
        maker=User.objects.first(), at=timezone.now(),
    )  # fmt: skip


def _bill_file(organisation) -> BillFile:
    return BillFile.objects.filter(office=organisation).first() or BillFile.objects.create(
        sequence=1, office=organisation, sender="税务", period="2025-03", after=0, last=0, rows=0, unit=0, person_share=0,
        at=timezone.now(), by=User.objects.first(),
    )  # fmt: skip


OBJECTS = {
    "tax_file": lambda organisation: {"key": _file(organisation).pk},
    "held_receipt": lambda organisation: {"key": _receipt(organisation).pk},
    "refund": lambda organisation: {"key": _refund(organisation).pk},
    "bill_file": lambda organisation: {"key": _bill_file(organisation).pk},
}

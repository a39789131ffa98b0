"""Money that nobody owes goes back to its payer: proposed by one, approved by another while it is still not owed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from shebao.fields.dates import month_of
from shebao.money import yuan_text
from shebao.operations.collection.amounts import Amounts, Owing
from shebao.server.operations.collection.declares import COLLECT, REFUND_MOVED, REVIEW_REFUNDS
from shebao.server.operations.collection.models import Receipt, Refund
from shebao.server.operations.collection.reading import one_at_a_time, standing
from shebao.server.platform.decisions.log import record

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User

_LONGEST = 500


class RefundRefused(Exception):
    """Nothing happened; the words are for people."""


@transaction.atomic
def propose(by: User, office: Organisation, receipt: Receipt, reason: str, now: datetime | None = None) -> Refund:
    """Proposes to give back what of a receipt nobody owes. Raises RefundRefused."""
    if not by.has_permission_at(COLLECT, office):
        raise RefundRefused(f"您不能在{office}提出退费")
    if not by.has_permission_at(COLLECT, receipt.file.office):
        raise RefundRefused(f"单据 {receipt} 是{receipt.file.office}收到的，由那里提出退费")
    amounts = refundable(receipt)
    if not amounts:
        raise RefundRefused(f"单据 {receipt} 没有可退的：都已抵了应缴，或已退过")
    words = reason.replace("\x00", "").strip()
    if not 0 < len(words) <= _LONGEST:
        raise RefundRefused(f"请写明退费的原因，不超过 {_LONGEST} 字")
    made = Refund(
        receipt=receipt, office=office, unit=amounts.unit, person_share=amounts.person, reason=words, state="proposed",
        maker=by, at=now or timezone.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise RefundRefused(f"单据 {receipt} 的退费正待复核，请先办结") from error
    record(by, REFUND_MOVED, made, step="提出退费", receipt=receipt.number)
    return made


@transaction.atomic
def decide(by: User, refund: Refund, agreed: bool, now: datetime | None = None) -> Refund:
    """Approves or refuses a refund. Raises RefundRefused where it is no longer open, is one's own, or the money is owed by now."""
    one_at_a_time()
    locked: Refund = (
        Refund.objects.select_for_update(of=("self",)).select_related("receipt", "office").get(pk=refund.pk)
    )
    if locked.state != "proposed":
        raise RefundRefused("这笔退费已由别人复核")
    if locked.maker_id == by.pk:
        raise RefundRefused("自己提出的退费由别人复核")
    if not by.has_permission_at(REVIEW_REFUNDS, locked.office):
        raise RefundRefused(f"您不能在{locked.office}复核退费")
    asked, most = Amounts(locked.unit, locked.person_share), refundable(locked.receipt)
    if agreed and not most.covers(asked):
        raise RefundRefused(
            f"现在可退的只有单位部分 {yuan_text(most.unit)} 元、个人部分 {yuan_text(most.person)} 元：其余已抵了后来的应缴；"
            "请选不同意，重新提出"
        )
    locked.state = "approved" if agreed else "refused"
    locked.checker, locked.decided_at = by, now or timezone.now()
    locked.save()
    record(by, REFUND_MOVED, locked, step="同意退费" if agreed else "不同意退费", receipt=locked.receipt.number)
    return locked


def refundable(receipt: Receipt) -> Amounts:
    """What of a receipt nobody owes and was not given back."""
    found, _billed = standing(Owing(receipt.payer, receipt.line, month_of(receipt.month)))
    own = Amounts(receipt.unit, receipt.person_share)
    for each in receipt.refunds.filter(state="approved"):
        own -= Amounts(each.unit, each.person_share)
    return found.surplus.within(own)

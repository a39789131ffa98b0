"""Payers that are persons: that a page shows what they pay is a look at them, and of who is restricted it shows nothing."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from shebao.operations.record.rows import SubjectKind
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.cases.models import Person
from shebao.server.operations.records.models import Subject
from shebao.server.platform.access.doing import WITHHELD, looker, masked


def closed_among(request: HttpRequest, payers: Iterable[int]) -> set[int]:
    """Those of the payers about whom who asks may see nothing. The others that are persons are looked at."""
    persons = Subject.objects.filter(pk__in=set(payers), kind=SubjectKind.PERSON).values_list("pk", flat=True)
    cards = [Person(id=key, name="", identity_number="", telephone="") for key in persons.order_by("pk")]
    shown = masked(looker(request, VIEW_RECORDS, request.user.organisation), cards)
    return {card.id for card, seen in zip(cards, shown, strict=True) if seen["name"] == WITHHELD}

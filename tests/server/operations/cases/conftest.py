"""A city with an employer at the counter, a clerk and a reviewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count

import pytest

from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import FactStated, SubjectRegistered
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.operations.records.doing import Order, apply
from shebao.server.operations.records.reading import numbers
from shebao.server.platform.people.models import User

NUMBER = "429906199003070018"
_runs = count(1)


@dataclass(frozen=True)
class Counter:
    """Who works there, and the employer that joiners come to."""

    clerk: User
    reviewer: User
    other: User
    office: object
    employer: int


def register_employer() -> int:
    """An enterprise in the record."""
    (key,) = numbers("subject", 1)
    facts = {"name": f"合成企业{key}号", "kind": "enterprise", "status": "registered", "district": "429906"}
    stated = [FactStated(key, name, value, Valid(date(2015, 1, 1))) for name, value in facts.items()]
    apply(
        Order(Authority(AuthorityKind.RUN, f"employers-{next(_runs)}-{key}")),
        [SubjectRegistered(key, SubjectKind.EMPLOYER), *stated],
    )
    return key


@pytest.fixture
def counter(tree, member) -> Counter:
    return Counter(
        member("counter_clerk", tree.unit, "clerk"),
        member("case_reviewer", tree.unit, "reviewer"),
        member("counter_clerk", tree.other_unit, "elsewhere"),
        tree.unit,
        register_employer(),
    )

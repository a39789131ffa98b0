"""A city with an employer at the counter, a clerk and a reviewer."""

from __future__ import annotations

from collections.abc import Mapping
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


def registered(facts: Mapping[str, str], kind: SubjectKind = SubjectKind.PERSON) -> int:
    """A person or an employer in the record with these registers, since 2015."""
    (key,) = numbers("subject", 1)
    stated = [FactStated(key, name, value, Valid(date(2015, 1, 1))) for name, value in facts.items()]
    apply(Order(Authority(AuthorityKind.RUN, f"made-{next(_runs)}-{key}")), [SubjectRegistered(key, kind), *stated])
    return key


def register_employer() -> int:
    """An enterprise in the record."""
    facts = {"kind": "enterprise", "status": "registered", "district": "429906"}
    return registered({"name": f"合成企业{next(_runs)}号", **facts}, SubjectKind.EMPLOYER)


@pytest.fixture
def counter(tree, member) -> Counter:
    return Counter(
        member("counter_clerk", tree.unit, "clerk"),
        member("case_reviewer", tree.unit, "reviewer"),
        member("counter_clerk", tree.other_unit, "elsewhere"),
        tree.unit,
        register_employer(),
    )

"""From the page of a person or an employer to the form of a service, by a few keys."""

from __future__ import annotations

import pytest

from server.operations.conftest import Counter

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("asked", ["SI-REG-005", "reg-005", "REG005", "职工参保登记", "REG-005 职工参保登记"])
def test_the_only_service_that_is_meant_begins_with_the_employer_at_hand(counter: Counter, sign_in, asked: str) -> None:
    page = sign_in(counter.clerk)
    found = page.get("/counter/services/", {"q": asked, "go": "1", "employer": str(counter.employer)})
    assert found["Location"] == f"/counter/services/SI-REG-005/?employer={counter.employer}"


def test_what_several_or_none_or_nobody_opened_is_listed(counter: Counter, sign_in) -> None:
    page = sign_in(counter.clerk)
    for asked in ("登记", "001", "没有的事项", "SI-PEN-001"):
        assert page.get("/counter/services/", {"q": asked, "go": "1"}).status_code == 200, asked
    listed = page.get(
        "/counter/services/", {"q": "参保登记", "go": "1", "employer": "17", "person": "<b>"}
    ).content.decode()
    assert '/counter/services/SI-REG-005/?employer=17"' in listed
    assert sign_in(counter.reviewer).get("/counter/services/", {"q": "REG-005", "go": "1"}).status_code == 200
    assert "data-begin" in page.get(f"/counter/employers/{counter.employer}/").content.decode()

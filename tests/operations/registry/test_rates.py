"""An employer sees the rates of its own place, whatever district it stands in."""

from __future__ import annotations

from datetime import date

from shebao.operations.record.record import View
from shebao.operations.registry.rates import rates
from shebao.policy.contributions.lines import shares
from shebao.policy.insured import Insured, Line
from shebao.policy.parameters import law

DAY = date(2025, 3, 1)


class Employer(View):
    def value(self, register: str, slot: str = "") -> str | None:
        return {"district": "420106", "kind": "enterprise", "injury_class": "1"}.get(register)


def test_a_district_goes_by_the_rates_of_its_city_and_province() -> None:
    found = {one.label: one for one in rates(Employer((), ()), DAY)}
    share = shares(Insured.EMPLOYEE, Line.UNEMPLOYMENT)[0]
    parameter = law("武汉市").at(share.parameter, DAY)
    unemployment = found[share.label]
    assert unemployment.basis == parameter.basis
    assert unemployment.text == f"{(parameter.decimal * 100).normalize():f}%"
    assert all(one.text for one in found.values())

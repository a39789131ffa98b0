"""A new app is its folder, a line in INSTALLED_APPS and a line of addresses (`server_settings`, `sample.project_urls`): everything
else it declares. That its views are guarded says the matrix test, which walks all addresses of the project."""

from __future__ import annotations

from importlib import import_module

import pytest

from server.sample.declares import PAID, PAY
from server.sample.models import Order
from shebao.server.platform.decisions.models import Decision
from shebao.server.platform.declarations import collected
from shebao.server.platform.monitoring.health import checks
from shebao.server.platform.people import administration

pytestmark = pytest.mark.django_db


def test_its_menu_entry_leads_those_who_may_to_its_page(tree, member, sign_in) -> None:
    Order.objects.create(organisation=tree.unit)
    client = sign_in(member("preparer", tree.unit))
    assert 'href="/orders/"' in client.get("/account/").content.decode()
    assert "待付" in client.get("/orders/").content.decode()
    assert "/orders/" not in sign_in(member("administrator", tree.unit)).get("/account/").content.decode()


def test_its_acts_stand_in_the_log_in_its_words(tree, member, sign_in) -> None:
    order = Order.objects.create(organisation=tree.unit)
    sign_in(member("cashier", tree.unit)).post(f"/orders/{order.pk}/pay/")
    record = Decision.objects.get(action=PAID)
    assert record.organisation == tree.unit
    assert (record.action_label, record.subject_label) == ("付款", f"付款单 {order.pk}")
    assert record.pairs == [("银行", "工商银行")]
    page = sign_in(member("auditor", tree.city)).get("/admin/log/").content.decode()
    assert '<option value="paid">付款</option>' in page


def test_its_roles_are_given_and_what_it_holds_apart_is_kept_apart(tree, member, sign_in) -> None:
    administrator, colleague = member("administrator", tree.city), member(None, tree.unit)
    administration.grant(administrator, colleague, "cashier", tree.unit)
    assert colleague.has_permission(PAY)
    with pytest.raises(administration.Refused, match="账户变更与付款"):
        administration.grant(administrator, colleague, "account_clerk", tree.sibling)


def test_its_work_waits_in_the_inbox_of_those_who_may_do_it(tree, member, sign_in) -> None:
    order = Order.objects.create(organisation=tree.unit)
    cashier = sign_in(member("cashier", tree.unit))
    page = cashier.get("/inbox/").content.decode()
    assert "付款" in page
    assert "今天到期" in page
    cashier.post(f"/orders/{order.pk}/pay/")
    assert "现在没有事项等您办理" in cashier.get("/inbox/").content.decode()
    assert "/inbox/" not in sign_in(member("auditor", tree.city)).get("/account/").content.decode()


def test_its_demo_is_loaded_after_what_it_needs_and_its_health_is_reported() -> None:
    before = "shebao.server.platform.people.demo"
    order = collected().demo
    assert order.index(before) < order.index("server.sample.demo")
    for name in (before, "server.sample.demo", "server.sample.demo"):
        import_module(name).load()
    assert Order.objects.count() == 1
    assert {check.name: check.problem for check in checks()}["orders"] == "有付款单待付"

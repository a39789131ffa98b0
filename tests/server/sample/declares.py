from pathlib import Path

from shebao.server.platform.declarations import Action, Declarations, Detail, Inbox, Menu, Permission

VIEW_ORDERS = Permission("view_orders", "查看付款单")
CHANGE_ACCOUNTS = Permission("change_accounts", "变更待遇账户")
PAY = Permission("pay", "付款")
PAID = Action("paid", "付款")

DECLARATIONS = Declarations(
    permissions=(VIEW_ORDERS, CHANGE_ACCOUNTS, PAY),
    actions=(PAID,),
    subjects={"sample.order": "付款单"},
    details=(Detail("bank", "银行", {"102": "工商银行"}.get),),
    states={"order": {"open": ("待付", "attention"), "paid": ("已付", "good")}},
    menu=(Menu("/orders/", "付款单", VIEW_ORDERS, rank=45, home=5),),
    roles=(Path(__file__).with_name("roles.yaml"),),
    demo="server.sample.demo",
    inbox=(Inbox("orders", (PAY,), "server.sample.waiting:waiting"),),
    health={"orders": "server.sample.health:problem"},
)

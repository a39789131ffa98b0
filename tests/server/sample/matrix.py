"""Who may call the views of the sample app."""

from server.access import views
from server.sample.declares import PAY, VIEW_ORDERS
from server.sample.models import Order

VIEWS = {**views("sample", VIEW_ORDERS, "orders"), **views("sample", PAY, "pay", "order")}
OBJECTS = {"order": lambda organisation: {"key": Order.objects.create(organisation=organisation).pk}}

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from server.sample.declares import PAID, PAY, VIEW_ORDERS
from server.sample.models import Order
from shebao.server.platform.decisions.log import record
from shebao.server.platform.web.access import requires


@requires(VIEW_ORDERS)
@require_safe
def orders(request):
    return render(request, "sample/orders.html", {"orders": Order.objects.in_scope(request.user, VIEW_ORDERS)})


@requires(PAY)
@require_POST
def pay(request, key):
    order = get_object_or_404(Order.objects.in_scope(request.user, PAY).select_related("organisation"), pk=key)
    Order.objects.filter(pk=order.pk).update(state="paid")
    record(request.user, PAID, order, bank="102")
    return redirect("sample:orders")

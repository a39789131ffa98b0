from django.utils import timezone

from server.sample.declares import PAY
from server.sample.models import Order
from shebao.server.platform.inbox.work import Waiting, Work


def waiting(person, today):
    opened = Order.objects.in_scope(person, PAY).filter(state="open").select_related("organisation")
    works = (Work("付款", str(each.organisation), "/orders/", timezone.now(), until=today) for each in opened)
    return Waiting(tuple(works))

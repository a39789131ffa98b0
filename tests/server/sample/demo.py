from server.sample.models import Order
from shebao.server.platform.people.demo import CITY, organisation


def load():
    if not Order.objects.exists():
        Order.objects.create(organisation=organisation(CITY))

from server.sample.models import Order


def problem():
    return "有付款单待付" if Order.objects.filter(state="open").exists() else ""

from django.db import models

from shebao.server.platform.scope import InScope


class OrderQuerySet(InScope, models.QuerySet):
    pass


class Order(models.Model):
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="open")

    objects = OrderQuerySet.as_manager()

    class Meta:
        app_label = "sample"

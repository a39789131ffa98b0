"""A person as pages of the counter show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from django.db import models

from shebao.server.platform.access import masks


class Person(models.Model):
    """A person as the counter shows them: made from the record for a page, never stored."""

    id = models.BigIntegerField("个人编号", primary_key=True)
    name = models.TextField("姓名")
    identity_number = models.TextField("证件号码")
    telephone = models.TextField("联系电话")
    personal: ClassVar[Mapping[str, Callable[[str], str]]] = {
        "name": str,
        "identity_number": masks.identity_number,
        "telephone": masks.telephone,
    }

    class Meta:
        managed = False
        verbose_name = "参保人"

    @property
    def subject(self) -> str:
        """The key of the person in the log of looks."""
        return f"records.subject:{self.id}"

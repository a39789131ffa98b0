"""The tree of organisations: city, districts and departments, units."""

from __future__ import annotations

from django.db import models


class Organisation(models.Model):
    """A city, a district, a department or a unit (机构). `path` is the ids from the root, as `/1/5/12/`."""

    class Kind(models.TextChoices):
        """What an organisation is."""

        CITY = "city", "市"
        DISTRICT = "district", "区县"
        DEPARTMENT = "department", "部门"
        UNIT = "unit", "单位"

    name = models.CharField("名称", max_length=200)
    kind = models.CharField("类别", max_length=20, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField("路径", max_length=200, db_index=True, editable=False)
    place = models.CharField("地区", max_length=100, blank=True)

    class Meta:
        verbose_name = "机构"

    def __str__(self) -> str:
        return self.name

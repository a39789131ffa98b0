"""The tree of organisations: city, districts and departments, units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from shebao.server.platform.scope import at_or_below

if TYPE_CHECKING:
    from typing import Self


class Kind(models.TextChoices):
    """What an organisation is."""

    CITY = "city", _("市")
    DISTRICT = "district", _("区县")
    DEPARTMENT = "department", _("部门")
    UNIT = "unit", _("单位")


def depth_of(path: str) -> int:
    """How many organisations stand above the one of that path; 0 for a root (/1/)."""
    return max(0, path.count("/") - 2)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations by their place in the tree."""

    def within(self, *organisations: Organisation) -> Self:
        """These organisations and everything below them."""
        return self.filter(at_or_below(organisation.path for organisation in organisations))

    def above(self, organisation: Organisation) -> Self:
        """The superiors of an organisation, from the root downwards."""
        return self.filter(pk__in=organisation.ancestor_ids).order_by("path")

    def active(self) -> Self:
        """Those that were not closed."""
        return self.filter(is_active=True)


@pghistory.track()
class Organisation(models.Model):
    """A city, a district, a department or a unit (机构). `path` is the ids from the root, as `/1/5/12/`.

    Made and moved by `organisations.tree`, which keeps the paths.
    """

    Kind = Kind

    name = models.CharField(_("名称"), max_length=200)
    kind = models.CharField(_("类别"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级机构")
    )
    path = models.CharField(_("路径"), max_length=200, db_index=True, editable=False)
    place = models.CharField(_("地区"), max_length=100, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("机构")
        constraints = (
            models.UniqueConstraint(
                fields=("parent", "name"), nulls_distinct=False, name="organisation_name_once_below_a_superior"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="organisation_kind_known"),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Saves; a new organisation gets its path from its superior's."""
        super().save(*args, **kwargs)
        if not self.path:
            self.path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
            type(self).objects.filter(pk=self.pk).update(path=self.path)

    @property
    def ancestor_ids(self) -> list[int]:
        """The keys of its superiors, the root first."""
        return [int(part) for part in self.path.strip("/").split("/")[:-1]]

    @property
    def depth(self) -> int:
        """0 for a root."""
        return depth_of(self.path)

    def contains(self, other: Organisation) -> bool:
        """Whether the other is this organisation or below it."""
        return other.path.startswith(self.path)

"""The tree of organisations: city, districts and departments, units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shebao.server.platform.scope import InScope, at_or_below

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


class RelocationQuerySet(InScope, models.QuerySet["Relocation"]):
    """Relocations by the organisation that moves."""


class Relocation(models.Model):
    """Another superior for an organisation (隶属调整): one person asks for it, another one carries it out. Whoever is above it afterwards
    sees everything that it has."""

    class State(models.TextChoices):
        """What has become of it."""

        ASKED = "asked", _("待确认")
        DONE = "done", _("已调整")
        WITHDRAWN = "withdrawn", _("已撤回")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="relocations", verbose_name=_("机构"))
    parent = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("新的上级机构"))
    former = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("原上级机构"))
    reason = models.CharField(_("理由"), max_length=500)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申请人"))
    asked_at = models.DateTimeField(_("申请时间"), default=timezone.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("办理人")
    )
    ended_at = models.DateTimeField(_("办理时间"), null=True)

    objects = RelocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("隶属调整")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation",), condition=models.Q(state="asked"), name="one_relocation_at_a_time"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done")
                | models.Q(ended_by__isnull=False) & ~models.Q(ended_by=models.F("asked_by")),
                name="an_organisation_is_moved_by_two",
            ),
        )

"""Forms of the tree of organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shebao.server.platform.organisations.models import Kind, Organisation
from shebao.server.platform.organisations.tree import BELOW


class OrganisationField(forms.ModelChoiceField):
    """A choice among organisations, drawn as a tree. What is outside of the query set is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Organisation.objects.none(), empty_label=_("请选择"), **kwargs)

    @property
    def queryset(self) -> Any:
        return super().queryset

    @queryset.setter
    def queryset(self, organisations: Any) -> None:
        forms.ModelChoiceField.queryset.fset(self, organisations.order_by("path"))

    def label_from_instance(self, organisation: Organisation) -> str:
        return "\u3000" * organisation.depth + organisation.name


class OrganisationForm(forms.Form):
    """Name and place."""

    name = forms.CharField(label=_("名称"), max_length=200, help_text=_("与公章一致的全称。"))
    place = forms.CharField(
        label=_("地区"), max_length=100, required=False, help_text=_("公开报告按地区查找时用；不填则与上级相同。")
    )


class NewOrganisationForm(OrganisationForm):
    """A new organisation below one within scope."""

    kind = forms.ChoiceField(label=_("类别"), choices=[choice for choice in Kind.choices if choice[0] != "city"])
    parent = OrganisationField(label=_("上级机构"))
    field_order = ("parent", "kind", "name", "place")

    def __init__(self, organisations: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = organisations.active().exclude(kind="unit")


class MoveForm(forms.Form):
    """Another superior."""

    parent = OrganisationField(label=_("新的上级机构"))
    reason = forms.CharField(
        label=_("理由"), max_length=500, help_text=_("例如机构改革文件的文号。由另一人确认后才调整。")
    )

    def __init__(self, organisations: Any, moved: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [kind for kind, below in BELOW.items() if moved.kind in below]
        candidates = organisations.active().filter(kind__in=allowed).exclude(path__startswith=moved.path)
        self.fields["parent"].queryset = candidates.exclude(pk=moved.parent_id)

"""Forms of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shebao.server.accountability.unit_years.declares import EDIT_UNIT_YEAR
from shebao.server.accountability.unit_years.models import UnitYear

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User


class NewUnitYearForm(forms.Form):
    """Which organisation and year; the organisations are those where the person may edit."""

    organisation = forms.ModelChoiceField(None, label=gettext_lazy("单位"), empty_label=None)
    fiscal_year = forms.IntegerField(label=gettext_lazy("年度"), min_value=2007, max_value=2099)

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = person.organisations(EDIT_UNIT_YEAR).filter(kind__in=("unit", "department"))

    def clean(self) -> dict[str, Any]:
        """One unit-year a year."""
        data: dict[str, Any] = super().clean() or {}
        if UnitYear.objects.filter(
            organisation=data.get("organisation"), fiscal_year=data.get("fiscal_year") or 0
        ).exists():
            self.add_error("fiscal_year", _("这个单位的这个年度已经有了；请在列表中打开。"))
        return data

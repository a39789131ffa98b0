"""Forms with which administrators look after people, limited to what lies within their scope."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shebao.server.platform.organisations.forms import OrganisationField
from shebao.server.platform.people import roles
from shebao.server.platform.people.declares import MANAGE_PEOPLE
from shebao.server.platform.people.models import USERNAME_RULE, User, normal_username


class PersonForm(forms.Form):
    """Name and home organisation."""

    display_name = forms.CharField(label=_("姓名"), max_length=100)
    organisation = OrganisationField(
        label=_("所在机构"), help_text=_("由这个机构及其上级的管理员管理此账号；能做什么另由角色决定。")
    )

    def __init__(self, administrator: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = administrator.organisations(MANAGE_PEOPLE).active()


class NewPersonForm(PersonForm):
    """A new account."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=64,
        validators=[USERNAME_RULE],
        help_text=_("登录时用，建好后不能改；不分大小写。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    field_order = ("username", "display_name", "organisation")

    def clean_username(self) -> str:
        username = normal_username(self.cleaned_data["username"])
        if User.objects.filter(username=username).exists():
            raise ValidationError(_("这个用户名已经有人用了；请换一个。"))
        return username


class RoleForm(forms.Form):
    """A role at an organisation."""

    role = forms.ChoiceField(label=_("角色"), choices=roles.choices)
    at = OrganisationField(label=_("在哪个机构（含其下级）"))
    reason = forms.CharField(
        label=_("理由"),
        required=False,
        max_length=500,
        help_text=_("该机构已有内控审查和授权批准人员时，角色须申请，理由必填。"),
    )

    def __init__(self, administrator: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].queryset = administrator.organisations(MANAGE_PEOPLE).active()

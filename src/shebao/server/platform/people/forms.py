"""Forms of signing in and of one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shebao.server.platform.people.models import User

_LONGEST_PASSWORD = 256


class SignInForm(forms.Form):
    """Name and password; whether they are right is not the form's business."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("口令"),
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """The code of the second factor, or a recovery code."""

    code = forms.CharField(
        label=_("动态口令"),
        max_length=32,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "none"}),
    )


class NewPasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label=_("新口令"),
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一次新口令"),
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "password" in cleaned and cleaned["password"] != cleaned.get("again"):
            self.add_error("again", ValidationError(_("两次输入的新口令不一样；请重新输入。")))
        return cleaned


class ContactForm(forms.Form):
    """How somebody is reached; what is left empty stays as it is, since it is not shown here."""

    mail = forms.EmailField(
        label=_("邮箱"), required=False, max_length=200, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    telephone = forms.RegexField(
        r"^\+?[0-9][0-9 ()\-]{4,24}\Z",
        label=_("电话"),
        required=False,
        help_text=_("留空表示不变。"),
        error_messages={"invalid": _("电话只写数字，可带区号、空格和横线，例如 138 0013 8000。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    clear = forms.BooleanField(label=_("清除已登记的"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.errors and not any(cleaned.values()):
            raise ValidationError(_("没有填写任何内容；请填写邮箱或电话，或勾选清除。"))
        return cleaned


class ReasonForm(forms.Form):
    """Why data is to be seen in clear."""

    reason = forms.CharField(
        label=_("查看全文的理由"), max_length=500, min_length=4, help_text=_("理由记入查看记录，本人可以看到。")
    )


class ChangePasswordForm(NewPasswordForm):
    """The present password, then a new one."""

    present = forms.CharField(
        label=_("现在的口令"),
        max_length=_LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ("present", "password", "again")

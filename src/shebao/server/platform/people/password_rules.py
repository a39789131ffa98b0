"""The rules for passwords, in the words of this platform; Django's own messages say 密码 and are partly English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from shebao.server.platform.people.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class LengthValidator(password_validation.MinimumLengthValidator):
    """At least so many characters."""

    def get_error_message(self) -> str:
        return _("口令太短；至少要 %(length)d 个字符。") % {"length": self.min_length}

    def get_help_text(self) -> str:
        return _("至少 %(length)d 个字符。") % {"length": self.min_length}


class CommonValidator(password_validation.CommonPasswordValidator):
    """None of the twenty thousand that people use most."""

    def get_error_message(self) -> str:
        return _("这个口令很多人在用，容易被猜到；请换一个。")

    def get_help_text(self) -> str:
        return _("不能是常见的口令。")


class NumericValidator(password_validation.NumericPasswordValidator):
    """Not digits only."""

    def get_error_message(self) -> str:
        return _("口令不能全是数字。")

    def get_help_text(self) -> str:
        return _("不能全是数字。")


class SimilarityValidator(password_validation.UserAttributeSimilarityValidator):
    """Not like the name of the account or of the person."""

    DEFAULT_USER_ATTRIBUTES = ("username", "display_name")

    def get_error_message(self) -> str:
        return _("口令与用户名或姓名太像；请换一个。")

    def get_help_text(self) -> str:
        return _("不能与用户名或姓名相似。")


class HistoryValidator:
    """Refuses the present password and the last ones before it (`remembered`)."""

    def __init__(self, remembered: int = 4) -> None:
        self.remembered = remembered

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raises ValidationError when the user had this password lately."""
        if not isinstance(user, User) or user.pk is None:
            return
        former = user.former_passwords.order_by("-pk").values_list("password", flat=True)[: self.remembered]
        if any(check_password(password, encoded) for encoded in [user.password, *former]):
            raise ValidationError(
                _("不能用现在的口令，也不能用最近 %(count)d 个用过的口令；请换一个新的。") % {"count": self.remembered},
                code="password_used_before",
            )

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("不能与最近 %(count)d 个用过的口令相同。") % {"count": self.remembered}

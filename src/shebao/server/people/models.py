"""Users."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from shebao.server.people.permissions import Permission


class UserManager(BaseUserManager):
    """Makes users with a hashed password."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        """A user; without a password nobody can sign in as them."""
        user: User = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who signs in (用户)."""

    username = models.CharField("用户名", max_length=150, unique=True)
    display_name = models.CharField("姓名", max_length=100)
    is_active = models.BooleanField("启用", default=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ("display_name",)

    class Meta:
        verbose_name = "用户"

    def __str__(self) -> str:
        return self.display_name or self.username

    def has_permission(self, permission: Permission) -> bool:
        """Whether a membership anywhere gives the permission."""
        return False

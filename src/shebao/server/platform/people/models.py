"""Users, what they are where, and what they need to sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pghistory
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from shebao.server.platform.declarations import Permission
from shebao.server.platform.organisations.models import Organisation, OrganisationQuerySet
from shebao.server.platform.people.declares import RESETS
from shebao.server.platform.people.personal import Contact, Phone
from shebao.server.platform.people.roles import label, permissions_of
from shebao.server.platform.scope import InScope, at_or_below

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Check", "Contact", "FormerPassword", "Grant", "Membership", "Phone", "RecoveryCode", "User"]

USERNAME_RULE = RegexValidator(r"^[\w.\-]{2,64}\Z", _("用户名只能用文字、数字、点、横线和下划线，2 至 64 个字符。"))

_SLASHES_OF_A_ROOT = 2


class UserQuerySet(InScope, models.QuerySet["User"]):
    """People by the organisation that they belong to."""

    organisation_path = "organisation__path"


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users with a hashed password; names are compared without regard to case."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        """A user; without a password nobody can sign in as them."""
        user: User = self.model(username=normal_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """The user of that name as typed."""
        user: User = self.get(username=normal_username(username or ""))
        return user


def normal_username(username: str) -> str:
    """The one spelling under which a name is kept: NFKC, lower case."""
    return AbstractBaseUser.normalize_username(username).strip().lower()


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """Somebody who signs in (用户). The organisation says who administers the account; memberships say what it may do."""

    username = models.CharField(_("用户名"), max_length=150, unique=True, validators=(USERNAME_RULE,))
    display_name = models.CharField(_("姓名"), max_length=100)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("所在机构")
    )
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("须修改口令"), default=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("建立时间"), default=timezone.now, editable=False)
    cools_until = models.DateTimeField(_("冷静期至"), null=True, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ("display_name",)

    class Meta:
        verbose_name = _("用户")

    def __str__(self) -> str:
        return self.display_name or self.username

    @cached_property
    def roles(self) -> tuple[tuple[str, str], ...]:
        """(role, path of the organisation) of every membership in an organisation that is not closed; read once."""
        return tuple(self.memberships.filter(organisation__is_active=True).values_list("role", "organisation__path"))

    def paths(self, permission: str) -> tuple[str, ...]:
        """The paths of the organisations at and below which the user has the permission."""
        if not self.is_active:
            return ()
        return tuple(dict.fromkeys(path for role, path in self.roles if permission in self._given(role)))

    def has_permission(self, permission: str) -> bool:
        """Whether a membership anywhere gives the permission."""
        return bool(self.paths(permission))

    def has_permission_at(self, permission: Permission, organisation: Organisation) -> bool:
        """Whether a membership at the organisation or above it gives the permission."""
        return any(organisation.path.startswith(path) for path in self.paths(permission))

    def permissions_at(self, organisation: Organisation) -> frozenset[Permission]:
        """Everything that memberships at the organisation or above it give."""
        held = (self._given(role) for role, path in self.roles if organisation.path.startswith(path))
        return frozenset().union(*held) if self.is_active else frozenset()

    def answers_for_a_tree(self, permission: Permission) -> bool:
        """Whether the user has the permission at a root organisation, and so for what belongs to none."""
        return any(path.count("/") == _SLASHES_OF_A_ROOT for path in self.paths(permission))

    def organisations(self, permission: Permission) -> OrganisationQuerySet:
        """All organisations where the user has the permission."""
        return Organisation.objects.filter(at_or_below(self.paths(permission)))

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything that the user may do somewhere."""
        return frozenset(permission for role, _path in self.roles for permission in self._given(role))

    @property
    def cools(self) -> bool:
        """Whether the means to sign in were reset a short time ago: until it is over the user decides nothing."""
        return self.cools_until is not None and self.cools_until > timezone.now()

    def _given(self, role: str) -> frozenset[Permission]:
        """What a role gives now."""
        held = permissions_of(role)
        return frozenset(each for each in held if not each.decides) if self.cools else held

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with signing out everywhere."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterable[str]:
        """The same under each earlier secret key."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str) -> str:
        bound_to = f"{self.password}{self.session_epoch}"
        return str(salted_hmac("shebao.people.session", bound_to, secret=secret, algorithm="sha256").hexdigest())


class MembershipQuerySet(InScope, models.QuerySet["Membership"]):
    """Roles that are held."""


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Membership(models.Model):
    """A role of a user at an organisation and everything below it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("用户"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships", verbose_name=_("机构"))
    role = models.CharField(_("角色"), max_length=30)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("角色")
        constraints = (models.UniqueConstraint(fields=("user", "organisation", "role"), name="membership_once"),)

    def __str__(self) -> str:
        return f"{self.user}：{self.organisation} {self.role_label}"

    @property
    def role_label(self) -> str:
        """The name of the role."""
        return label(self.role)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves; the user's remembered roles are read again."""
        super().save(*args, **kwargs)
        self.user.__dict__.pop("roles", None)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Deletes; the user's remembered roles are read again."""
        self.user.__dict__.pop("roles", None)
        return super().delete(*args, **kwargs)


class GrantQuerySet(InScope, models.QuerySet["Grant"]):
    """Requests for roles."""

    def open(self) -> GrantQuerySet:
        """Those that wait for a step."""
        return self.filter(state__in=OPEN_GRANTS)


OPEN_GRANTS = ("asked", "reviewed")


class Grant(models.Model):
    """A request for a role: who asked, who reviewed and who decided are three people, and none of them gets the role."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name=_("用户"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("机构"))
    role = models.CharField(_("角色"), max_length=30)
    reason = models.CharField(_("理由"), max_length=500)
    state = models.CharField(_("状态"), max_length=10, default="asked")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("申请人"))
    asked_at = models.DateTimeField(_("申请时间"), default=timezone.now)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("内控审查"))
    reviewed_at = models.DateTimeField(_("审查时间"), null=True)
    review_words = models.CharField(_("审查意见"), max_length=500, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("办结人"))
    decided_at = models.DateTimeField(_("办结时间"), null=True)
    decision_words = models.CharField(_("办结意见"), max_length=500, blank=True)
    membership = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="grants")

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("授权申请")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("user", "organisation", "role"),
                condition=models.Q(state__in=OPEN_GRANTS),
                name="grant_asked_once",
            ),
            models.CheckConstraint(
                name="grant_by_three_others",
                condition=~models.Q(state="approved")
                | (
                    ~models.Q(asked_by=models.F("reviewed_by"))
                    & ~models.Q(asked_by=models.F("decided_by"))
                    & ~models.Q(reviewed_by=models.F("decided_by"))
                    & ~models.Q(user=models.F("reviewed_by"))
                    & ~models.Q(user=models.F("decided_by"))
                ),
            ),
        )

    @property
    def role_label(self) -> str:
        """The name of the role."""
        return label(self.role)


class CheckQuerySet(InScope, models.QuerySet["Check"]):
    """Yearly checks."""


class Check(models.Model):
    """That a role in force was looked at in a year: confirmed or withdrawn, by whom. What it was about stays readable."""

    year = models.PositiveSmallIntegerField(_("年度"))
    membership = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="checks")
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("用户"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("机构"))
    role = models.CharField(_("角色"), max_length=30)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("核查人"))
    at = models.DateTimeField(_("核查时间"), default=timezone.now)
    withdrawn = models.BooleanField(_("收回"))
    words = models.CharField(_("意见"), max_length=500, blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("年度核查")
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("year", "membership"), name="checked_once_a_year"),)

    @property
    def role_label(self) -> str:
        """The name of the role."""
        return label(self.role)


class FormerPassword(models.Model):
    """The hash of a password that the user had, so that it is not chosen again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)
    at = models.DateTimeField(default=timezone.now)


class SecurityKey(models.Model):
    """A key (FIDO2) with which the user proves to be there: what is kept is public, the secret never leaves the key."""

    user = models.ForeignKey(User, models.CASCADE, related_name="security_keys")
    name = models.CharField(_("名称"), max_length=60)
    identifier = models.BinaryField(unique=True)
    credential = models.BinaryField()
    counter = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(_("启用时间"), default=timezone.now)
    used_at = models.DateTimeField(_("上次使用"), null=True)

    class Meta:
        verbose_name = _("安全密钥")
        ordering = ("created_at",)


class ResetQuerySet(InScope, models.QuerySet["Reset"]):
    """Resets of accounts."""

    def open(self) -> ResetQuerySet:
        """Those that are not ended."""
        return self.filter(state__in=OPEN_RESETS)


OPEN_RESETS = ("asked", "waiting")


class Reset(models.Model):
    """That password or second factor of somebody who decides shall be reset: asked for by one, confirmed by another, done after
    a waiting time in which the person concerned may object."""

    user = models.ForeignKey(User, models.CASCADE, related_name="resets", verbose_name=_("用户"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("机构"))
    what = models.CharField(_("内容"), max_length=20)
    reason = models.CharField(_("理由"), max_length=500)
    state = models.CharField(_("状态"), max_length=10, default="asked")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("申请人"))
    asked_at = models.DateTimeField(_("申请时间"), default=timezone.now)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("确认人"))
    due_at = models.DateTimeField(_("最早办理时间"), null=True)
    ended_at = models.DateTimeField(_("办结时间"), null=True)

    objects = ResetQuerySet.as_manager()

    class Meta:
        verbose_name = _("账号重置")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("user", "what"), condition=models.Q(state__in=OPEN_RESETS), name="reset_once"
            ),
            models.CheckConstraint(
                name="reset_by_two_others",
                condition=~models.Q(asked_by=models.F("user"))
                & (models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("asked_by")))
                & (models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("user"))),
            ),
        )

    @property
    def label(self) -> str:
        """What is reset, in Chinese."""
        return RESETS[self.what]

    @property
    def due(self) -> bool:
        """Whether the waiting time is over."""
        return self.state == "waiting" and self.due_at is not None and self.due_at <= timezone.now()


class RecoveryCode(models.Model):
    """A code that stands in for the second factor once; only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "digest"), name="recovery_code_once"),)

"""Passwords: set, remembered so that they are not chosen again, made for somebody's first sign-in."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from shebao.server.platform.people.models import FormerPassword, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

_ALPHABET = "abcdefghjkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXY34679"
_INITIAL_LENGTH = 16


@transaction.atomic
def set_password(user: User, password: str, *, must_change: bool = False) -> None:
    """Gives a user a new password, keeps the hash of the old one, and ends all sessions but those renewed after it."""
    if user.has_usable_password() and user.password:
        FormerPassword.objects.create(user=user, password=user.password)
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "must_change_password"])


def initial_password() -> str:
    """A random password for a first sign-in, without letters that look alike (90 bits)."""
    return "".join(secrets.choice(_ALPHABET) for _number in range(_INITIAL_LENGTH))


class _InvitationToken(PasswordResetTokenGenerator):
    key_salt = "shebao.people.invitation"

    def _make_hash_value(self, user: AbstractBaseUser, timestamp: int) -> str:
        assert isinstance(user, User)
        return f"{super()._make_hash_value(user, timestamp)}{user.session_epoch}{user.is_active}"


_TOKENS = _InvitationToken()


def invitation(user: User) -> tuple[str, str]:
    """(uid, token) of a link with which the user sets a password once; void when it was used or a newer epoch began."""
    return urlsafe_base64_encode(force_bytes(user.pk)), _TOKENS.make_token(user)


def invited(uid: str, token: str) -> User | None:
    """The active user of an invitation that is still good."""
    try:
        key = int(urlsafe_base64_decode(uid).decode("ascii"))
    except (ValueError, OverflowError):
        return None
    user = User.objects.filter(pk=key, is_active=True).first() if 0 < key < 2**63 else None
    return user if user and _TOKENS.check_token(user, token) else None

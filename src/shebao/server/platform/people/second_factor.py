"""The second factor: a time-based code of a phone (TOTP) or a security key, and recovery codes for when they are lost."""

from __future__ import annotations

import secrets
from base64 import b32encode

import segno
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.util import random_hex

from shebao.server.platform.people.models import Phone, RecoveryCode, User

RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_HALF = 5
_KEY_BYTES = 20


def device_of(user: User) -> Phone | None:
    """The phone that the user has enrolled."""
    device: Phone | None = Phone.objects.filter(user=user, confirmed=True).first()
    return device


def is_enrolled(user: User) -> bool:
    """Whether the user has a second factor, of whatever kind."""
    return device_of(user) is not None or user.security_keys.exists()


def device_to_enrol(user: User) -> Phone:
    """The device whose code the user has still to confirm; its key stays the same until then."""
    device, _created = Phone.objects.get_or_create(
        user=user, confirmed=False, defaults={"name": "phone", "key": random_hex(_KEY_BYTES)}
    )
    return device


def qr_code(device: Phone) -> str:
    """The key as a QR code in SVG, for an authenticator app to scan."""
    return segno.make(device.config_url, error="m").svg_inline(border=3, svgclass="qr", lineclass=None, omitsize=True)


def readable_key(device: Phone) -> str:
    """The key in groups of four, to type where no camera is at hand."""
    key = b32encode(device.bin_key).decode("ascii").rstrip("=")
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


@transaction.atomic
def enrol(user: User, code: str) -> list[str] | None:
    """Confirms the device with a code that it shows; new recovery codes, or None when the code is wrong."""
    device_to_enrol(user)
    device = Phone.objects.select_for_update().get(user=user, confirmed=False)
    if not device.verify_token(_digits(code)):
        return None
    Phone.objects.filter(user=user, confirmed=True).delete()
    device.confirmed = True
    device.save()
    return new_recovery_codes(user)


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Codes that are shown once; those before them are void."""
    codes = [_new_code() for _number in range(RECOVERY_CODES)]
    user.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digests(user, code)[0]) for code in codes)
    return codes


@transaction.atomic
def remove(user: User) -> None:
    """Takes the second factor away: phones, security keys and recovery codes."""
    Phone.objects.filter(user=user).delete()
    user.security_keys.all().delete()
    user.recovery_codes.all().delete()


@transaction.atomic
def remove_phone(user: User) -> None:
    """Takes the phone off the account; recovery codes go with the last second factor."""
    Phone.objects.filter(user=user).delete()
    if not is_enrolled(user):
        user.recovery_codes.all().delete()


@transaction.atomic
def verify(user: User, code: str) -> str | None:
    """`totp` or `recovery_code` when the code is right, else None. A code is good once."""
    device = Phone.objects.select_for_update().filter(user=user, confirmed=True).first()
    digits = _digits(code)
    if device is not None and len(digits) == device.digits:
        return "totp" if device.verify_token(digits) else None
    spent = user.recovery_codes.filter(digest__in=_digests(user, code), used_at=None).update(used_at=timezone.now())
    return "recovery_code" if spent else None


def seconds_to_wait(user: User) -> int:
    """How long the device still refuses codes after wrong ones; 0 when it does not."""
    device = device_of(user)
    if device is None:
        return 0
    allowed, why = device.verify_is_allowed()
    return 0 if allowed else max(1, round((why["locked_until"] - timezone.now()).total_seconds()))


def _digits(code: str) -> str:
    return "".join(code.split())


def _new_code() -> str:
    half = "".join(secrets.choice(_ALPHABET) for _number in range(_HALF))
    return f"{half}-{''.join(secrets.choice(_ALPHABET) for _number in range(_HALF))}"


def _digests(user: User, code: str) -> list[str]:
    """The digest under the secret key, and those under each earlier one."""
    plain = "".join(character for character in code.lower() if character.isalnum())
    return [
        salted_hmac("shebao.people.recovery", f"{user.pk}:{plain}", secret=secret, algorithm="sha256").hexdigest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]

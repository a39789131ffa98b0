"""What is kept of users encrypted: how to reach them, and the keys of their phones."""

from __future__ import annotations

import time
import uuid
from base64 import b32encode
from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP

from shebao.server.platform.access import masks
from shebao.server.platform.secrets import normal
from shebao.server.platform.secrets.fields import Digest, SecondDigest, SecretField, second

_TOLERANCE = 1  # steps before and after
_STEP = 30  # seconds


class Contact(models.Model):
    """How a user is reached (联系方式). Seen through `platform.access` only."""

    user = models.OneToOneField("people.User", models.CASCADE, primary_key=True, related_name="contact")
    mail = SecretField(_("邮箱"), normal=normal.mail)
    telephone = SecretField(_("电话"), normal=normal.telephone)

    personal: ClassVar[Mapping[str, Callable[[str], str]]] = {"mail": masks.mail, "telephone": masks.telephone}

    class Meta:
        verbose_name = _("联系方式")
        indexes = (
            models.Index(Digest("mail"), name="contact_by_mail"),
            models.Index(Digest("telephone"), name="contact_by_telephone"),
            models.Index(SecondDigest("mail"), name="contact_by_second_mail", condition=second("mail")),
            models.Index(SecondDigest("telephone"), name="contact_by_second_telephone", condition=second("telephone")),
        )

    @property
    def subject(self) -> str:
        """The user whose it is."""
        return f"people.user:{self.user_id}"


class Phone(TimestampMixin, ThrottlingMixin, Device):
    """The phone that shows a user's codes (TOTP, RFC 6238); a code is good once, and wrong ones make it wait."""

    digits = 6

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = SecretField()
    drift = models.SmallIntegerField(default=0)
    last_t = models.BigIntegerField(default=-1)

    class Meta:
        verbose_name = _("动态口令")

    @property
    def bin_key(self) -> bytes:
        """The key that the phone has. Raises Unreadable."""
        return bytes.fromhex(self.key.open())

    @property
    def config_url(self) -> str:
        """What an authenticator app scans."""
        issuer = settings.OTP_TOTP_ISSUER
        words = {"secret": b32encode(self.bin_key), "algorithm": "SHA1", "digits": self.digits, "period": _STEP}
        return (
            f"otpauth://totp/{quote(f'{issuer}:{self.user.get_username()}')}?{urlencode(words)}&issuer={quote(issuer)}"
        )

    def verify_token(self, token: str) -> bool:
        """Whether the code is right and was not used; saves either way. Raises Unreadable."""
        allowed, _why = self.verify_is_allowed()
        if not allowed:
            return False
        generator = TOTP(self.bin_key, _STEP, 0, self.digits, self.drift)
        generator.time = time.time()
        if not (token.isascii() and token.isdecimal() and generator.verify(int(token), _TOLERANCE, self.last_t + 1)):
            self.throttle_increment(commit=True)
            return False
        self.last_t, self.drift = generator.t(), generator.drift
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()
        return True

    def get_throttle_factor(self) -> Any:
        """Seconds to wait after the first wrong code; twice as long after each further one."""
        return getattr(settings, "OTP_TOTP_THROTTLE_FACTOR", 1)

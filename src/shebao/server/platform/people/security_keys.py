"""Security keys (FIDO2, WebAuthn) as second factor: they sign for this site only, so that nothing typed elsewhere opens anything."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from shebao.server.platform.people.models import SecurityKey, User

MOST_KEYS = 10
_STATE = "security_key"
_LONGEST_ANSWER = 20_000


def offer_registration(request: HttpRequest, user: User) -> str:
    """What the browser asks a new key for, as JSON; the session remembers it until the answer."""
    entity = PublicKeyCredentialUserEntity(id=_handle(user), name=user.username, display_name=str(user))
    options, state = _server(request).register_begin(
        entity,
        _credentials(user),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return _asked(request, options, state)


def register(request: HttpRequest, user: User, name: str, answer: str) -> SecurityKey | None:
    """The key that answered; None where the answer is none to what was asked, or the key is somebody's already."""
    state, response = request.session.pop(_STATE, None), _parsed(answer)
    if state is None or response is None or user.security_keys.count() >= MOST_KEYS:
        return None
    try:
        data = _server(request).register_complete(state, response)
        credential = data.credential_data
        assert credential is not None
        with transaction.atomic():
            made: SecurityKey = user.security_keys.create(
                name=name,
                identifier=credential.credential_id,
                credential=bytes(credential),
                counter=data.counter,
            )
    except (ValueError, TypeError, KeyError, AssertionError, IntegrityError):
        return None
    return made


def offer(request: HttpRequest, user: User) -> str:
    """What the browser asks the user's keys for, as JSON; empty where they have none."""
    credentials = _credentials(user)
    if not credentials:
        return ""
    options, state = _server(request).authenticate_begin(credentials, UserVerificationRequirement.PREFERRED)
    return _asked(request, options, state)


@transaction.atomic
def verify(request: HttpRequest, user: User, answer: str) -> str | None:
    """`security_key` where a key of the user signed what was asked for just now; an answer is good once. A key whose counter
    went back was copied, and is refused."""
    state, response = request.session.pop(_STATE, None), _parsed(answer)
    if state is None or response is None:
        return None
    try:
        signed = _server(request).authenticate_complete(state, _credentials(user), response)
        counter = AuthenticationResponse.from_dict(response).response.authenticator_data.counter
    except (ValueError, TypeError, KeyError):
        return None
    key = user.security_keys.select_for_update().get(identifier=signed.credential_id)
    if counter <= key.counter and (counter or key.counter):
        return None
    key.counter, key.used_at = counter, timezone.now()
    key.save(update_fields=["counter", "used_at"])
    return "security_key"


def _server(request: HttpRequest) -> Fido2Server:
    host = request.get_host().rpartition(":")[0] or request.get_host()
    origin = f"{request.scheme}://{request.get_host()}"
    party = PublicKeyCredentialRpEntity(id=host, name=settings.OTP_TOTP_ISSUER)
    return Fido2Server(party, verify_origin=lambda said: said == origin)


def _asked(request: HttpRequest, options: Mapping[str, Any], state: Mapping[str, Any]) -> str:
    request.session[_STATE] = dict(state)
    return json.dumps(dict(options)["publicKey"])


def _credentials(user: User) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(key.credential)) for key in user.security_keys.all()]


def _parsed(answer: str) -> dict[str, Any] | None:
    if len(answer) > _LONGEST_ANSWER:
        return None
    try:
        read = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _handle(user: User) -> bytes:
    """The name of the user for keys: says nothing about the person."""
    return hashlib.sha256(f"shebao.user:{user.pk}".encode()).digest()

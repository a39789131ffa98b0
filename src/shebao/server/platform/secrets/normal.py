"""The one spelling of what people write in several ways, so that a blind index finds it."""

from __future__ import annotations

import unicodedata


def mail(text: str) -> str:
    """Without spaces, in lower case."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def telephone(text: str) -> str:
    """Digits only, without the country code of China."""
    digits = "".join(each for each in unicodedata.normalize("NFKC", text) if each.isdecimal())
    digits = digits.removeprefix("00")
    return digits.removeprefix("86") if len(digits) == 13 else digits


def identity_number(text: str) -> str:
    """Digits and X, in capitals, without spaces and hyphens."""
    return "".join(each for each in unicodedata.normalize("NFKC", text).upper() if each.isalnum())

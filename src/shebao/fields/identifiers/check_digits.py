"""Check digits that several numbers share."""

from __future__ import annotations


def mod_11_10(body: str) -> int:
    """The check digit of ISO/IEC 7064 MOD 11,10: it tells every single wrong digit, and nearly every exchange of neighbours."""
    rest = 10
    for digit in body:
        rest = (int(digit) + rest) % 10 or 10
        rest = rest * 2 % 11
    return (11 - rest) % 10

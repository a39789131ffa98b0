"""How personal data is shown to those who need not know it whole: enough to recognise, too little to use."""

from __future__ import annotations

from shebao.server.platform.masking import masked as masked_text

_STAR = "*"
_SHORT = 4


def mail(text: str) -> str:
    """First letter and the host: z***@example.gov.cn."""
    name, at, host = text.partition("@")
    return f"{name[:1]}***{at}{host}" if at else _kept(text, 1, 0)


def telephone(text: str) -> str:
    """The first three and the last four digits: 138****8000; of short ones the last two."""
    digits = "".join(each for each in text if each.isdecimal())
    return _kept(digits, 3, 4) if len(digits) > 2 * _SHORT else _kept(digits, 0, 2)


def identity_number(text: str) -> str:
    """The first three and the last four characters; the birthday is not shown."""
    return _kept("".join(text.split()), 3, 4)


def account(text: str) -> str:
    """The last four digits."""
    return _kept("".join(text.split()), 0, 4)


def name(text: str) -> str:
    """The first character: 张**."""
    return _kept(text.strip(), 1, 0)


def address(text: str) -> str:
    """The first six characters: province and city or district."""
    return _kept(text.strip(), 6, 0)


def free_text(text: str) -> str:
    """Running text in which numbers of people, cards and phones may stand."""
    return masked_text(text)


def _kept(text: str, first: int, last: int) -> str:
    """The ends of a text; one that is too short for that is not shown at all."""
    hidden = len(text) - first - last
    if hidden < 1 or (hidden < min(_SHORT, first + last) and first and last):
        return _STAR * max(len(text), 3)
    return f"{text[:first]}{_STAR * min(hidden, 8)}{text[len(text) - last :]}"

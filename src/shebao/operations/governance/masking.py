"""Private values as they may be shown: enough to recognise, too little to use."""

from __future__ import annotations


def masked(value: str) -> str:
    """The value with its middle hidden: 4201****0025, 张*, 张*三."""
    length = len(value)
    if length <= 1:
        return "*" * length
    if length == 2:
        return f"{value[0]}*"
    if length <= 6:
        return f"{value[0]}{'*' * (length - 2)}{value[-1]}"
    return f"{value[:4]}{'*' * (length - 8 if length > 8 else 2)}{value[-4:] if length > 8 else value[-2:]}"

"""How a shown figure or word is spoiled: every function returns something that differs from what was shown, or ''."""

import random
import re

OPPOSITE = {
    "增加": "减少",
    "减少": "增加",
    "增长": "下降",
    "上升": "下降",
    "下降": "增长",
    "降低": "增长",
    "大于": "小于",
    "小于": "大于",
}


def _number(shown: str) -> tuple[int, int]:
    bare = re.sub(r"[^\d.]", "", shown)
    whole, _, rest = bare.partition(".")
    return (int((whole or "0") + rest), len(rest)) if bare.strip(".") else (0, 0)


def _printed(steps: int, decimals: int, like: str) -> str:
    whole = steps // 10**decimals
    text = f"{whole:,}" if "," in like else str(whole)
    return text + (f".{steps % 10**decimals:0{decimals}d}" if decimals else "")


def figure(shown: str, draw: random.Random) -> str:
    """Another amount, some per cent up or down."""
    steps, decimals = _number(shown)
    if not steps:
        return ""
    change = max(1, steps * draw.randint(40, 330) // 1000)
    return _printed(steps + (change if draw.random() < 0.6 or change >= steps else -change), decimals, shown)


def swapped(shown: str, draw: random.Random) -> str:
    """Two neighbouring digits in the wrong order."""
    digits = [m.start() for m in re.finditer(r"\d(?=\d)", shown) if shown[m.start()] != shown[m.start() + 1]]
    digits = [d for d in digits if d > 0 or shown[1] != "0"]
    if not digits or len(re.sub(r"\D", "", shown)) < 3:
        return ""
    at = digits[0]
    return shown[:at] + shown[at + 1] + shown[at] + shown[at + 2 :]


def shifted(shown: str, draw: random.Random) -> str:
    """The point one digit to the left."""
    steps, decimals = _number(shown)
    return _printed(steps, decimals + 1, shown) if decimals and steps else ""


def last_digit_lost(shown: str, draw: random.Random) -> str:
    whole, dot, rest = shown.partition(".")
    return whole.replace(",", "")[:-1] + dot + rest if len(whole.replace(",", "")) > 2 else ""


def rate(shown: str, draw: random.Random) -> str:
    if not shown.endswith("%"):
        return ""
    steps, decimals = _number(shown)
    scale = 10**decimals
    return _printed(steps + draw.randint(2 * scale, 9 * scale), decimals, shown) + "%"


def rate_down(shown: str, draw: random.Random) -> str:
    steps, decimals = _number(shown)
    less = steps - draw.randint(10**decimals, 6 * 10**decimals)
    return _printed(less, decimals, shown) + "%" if less > 0 else ""


def no_percent(shown: str, draw: random.Random) -> str:
    return shown[:-1] if shown.endswith("%") else ""


def opposite(shown: str, draw: random.Random) -> str:
    return OPPOSITE.get(shown, "")


def template(shown: str, draw: random.Random) -> str:
    return f"{shown}（{OPPOSITE[shown]}）" if shown in OPPOSITE else ""


def placeholder(shown: str, draw: random.Random) -> str:
    return draw.choice(["XX", "XXX", "××"]) + ("%" if shown.endswith("%") else "")


def count(shown: str, draw: random.Random) -> str:
    return str(int(shown) + draw.choice([1, 2])) if shown.isdigit() else ""


def above(shown: str, draw: random.Random) -> str:
    """A score above anything its weight allows."""
    return str(int(float(shown)) + draw.randint(30, 60)) if re.fullmatch(r"[\d.]+", shown) else ""


def listed_less(shown: str, draw: random.Random) -> str:
    names = shown.split("、")
    return "、".join(names[:1] + names[2:]) if len(names) > 2 else ""


def listed_more(shown: str, draw: random.Random) -> str:
    return shown + "、" + draw.choice([n for n in ("抚恤金", "离休费", "被装购置费", "专用燃料费") if n not in shown])


def other_name(shown: str, draw: random.Random) -> str:
    return draw.choice([n for n in ("邮电费", "差旅费", "奖金", "行政单位医疗", "购房补贴") if n != shown])


def other_class(shown: str, draw: random.Random) -> str:
    new = re.sub(r"^[^（(]+", "教育支出", shown)
    return new if new != shown else ""


def quantity(shown: str, draw: random.Random) -> str:
    """The figure inside a target or an actual value, changed by a third or more."""
    found = re.search(r"\d+", shown)
    if not found:
        return ""
    value = int(found[0])
    return shown[: found.start()] + str(max(1, value * 3 // 5)) + shown[found.end() :] if value > 3 else ""

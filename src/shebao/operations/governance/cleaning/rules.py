"""Named rules that correct a source value: text in, text out, unknown where the rule does not apply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ibis

from shebao.fields.identifiers.identity import CHECK_CHARACTERS, WEIGHTS

Value = Any
_FULL = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺｘ　（）－．"
_HALF = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZx ()-."
RULES: dict[str, tuple[str, Callable[[Value], Value]]] = {}


def _rule(name: str, title: str) -> Callable[[Callable[[Value], Value]], Callable[[Value], Value]]:
    def register(function: Callable[[Value], Value]) -> Callable[[Value], Value]:
        RULES[name] = (title, function)
        return function

    return register


@_rule("trim", "去首尾空格")
def _trim(value: Value) -> Value:
    return value.strip()


@_rule("half_width", "全角改半角")
def _half_width(value: Value) -> Value:
    return value.translate(_FULL, _HALF)


@_rule("upper", "改大写")
def _upper(value: Value) -> Value:
    return value.upper()


@_rule("no_spaces", "去中间空格")
def _no_spaces(value: Value) -> Value:
    return value.re_replace("[ \u3000]+", "")


@_rule("no_commas", "去千分位")
def _no_commas(value: Value) -> Value:
    return value.re_search("^[+-]?[0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?$").ifelse(value.replace(",", ""), value)


@_rule("chinese_date", "年月日改为 2025-01-31")
def _chinese_date(value: Value) -> Value:
    found = value.re_search("^[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日$")
    parts = value.replace("日", "").replace("年", "-").replace("月", "-")
    return found.ifelse(_padded(parts), value)


@_rule("slashed_date", "2025/1/31 改为 2025-01-31")
def _slashed_date(value: Value) -> Value:
    found = value.re_search("^[0-9]{4}[/.][0-9]{1,2}[/.][0-9]{1,2}$")
    return found.ifelse(_padded(value.replace("/", "-").replace(".", "-")), value)


def _padded(value: Value) -> Value:
    """2025-1-3 as 2025-01-03."""
    once = value.re_search("^[0-9]{4}-[0-9]-").ifelse(value.left(5).concat("0", value.substr(5)), value)
    return once.re_search("-[0-9]$").ifelse(once.left(8).concat("0", once.right(1)), once)


@_rule("no_time", "去时间")
def _no_time(value: Value) -> Value:
    return value.re_search("^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]00:00(:00([.]0+)?)?$").ifelse(value.left(10), value)


@_rule("fifteen_to_eighteen", "十五位号码升十八位")
def _fifteen(value: Value) -> Value:
    body = value.left(6).concat("19", value.right(9))
    total = sum(
        (body.substr(place, 1).ascii_str().cast("int64") - ord("0")) * weight for place, weight in enumerate(WEIGHTS)
    )
    check = ibis.literal(CHECK_CHARACTERS).substr(total % 11, 1)
    return value.re_search("^[0-9]{15}$").ifelse(body.concat(check), value)


def titles() -> Mapping[str, str]:
    """The Chinese names of all rules."""
    return {name: title for name, (title, _) in RULES.items()}

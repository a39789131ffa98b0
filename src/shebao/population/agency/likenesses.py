"""Persons who are registered twice with something written otherwise, and persons who only look as if they were.

Each likeness makes, from a person's own row, the row of a second registration: of the same person (a fault that must be
found) or of another person who resembles (twins, family, namesakes: must never be found).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from shebao.fields.identifiers.identity import check_character
from shebao.population.draws import Draws

Row = dict[str, Any]

_TRADITIONAL = dict(
    zip(
        "张刘陈杨赵吴孙马郑谢许韩冯邓萧蒋叶苏吕宋罗伟丽强军洋艳娟涛刚华玉兰国红丹珍宁鑫远",
        "張劉陳楊趙吳孫馬鄭謝許韓馮鄧蕭蔣葉蘇呂宋羅偉麗強軍洋艷娟濤剛華玉蘭國紅丹珍寧鑫遠",
        strict=True,
    )
)
_HOMOPHONES = dict(
    zip("伟芳娜静丽军洋艳杰涛明霞华英红志燕晨阳宇", "玮方那婧莉均阳燕洁滔名侠桦瑛虹智艳辰洋羽", strict=True)
)
_RARE = (("䶮", "yan"), ("㛃", "jie"), ("㻇", "bin"), ("堃", "kun"), ("喆", "zhe"), ("龑", "yan"))
_FOREIGN_FIRST = ("买买提", "阿依古丽", "吐尔逊", "艾合买提", "古丽娜尔", "扎西", "卓玛", "巴特尔")
_FOREIGN_LAST = ("阿不都拉", "依明", "热合曼", "肉孜", "多吉", "次仁", "尼玛", "朝鲁")
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰建国春红志秀珍海燕宁鑫雪佳琪浩宇晨阳子涵思远文博雅楠"
_FIRST_FREE = 4
"""Places of a number before this one name the province and city and stay as they are."""
_SAME_SEX, _OTHER_SEX = 8, 7
"""How far the serials of twins are apart: so far that the population has given none of them to somebody else."""


@dataclass(frozen=True, slots=True)
class Dice:
    """Repeatable draws for one person."""

    seed: int
    number: int

    def below(self, what: str, limit: int) -> int:
        """From 0 to limit − 1."""
        return int(Draws(self.seed, np.array([self.number], dtype=np.int64)).below(what, limit)[0])

    def one_of(self, what: str, among: Any) -> Any:
        """One of several."""
        return among[self.below(what, len(among))]


@dataclass(frozen=True, slots=True)
class Likeness:
    """A way to resemble. `make` gives the changes to the person's own row and the second row; None where it cannot."""

    name: str
    same: bool
    make: Callable[[Row, Dice], tuple[Row, Row] | None]


LIKENESSES: list[Likeness] = []


def _likeness(name: str, same: bool) -> Callable[[Any], Any]:
    def register(function: Any) -> Any:
        LIKENESSES.append(Likeness(name, same, function))
        return function

    return register


def identity_of(place: str, born: date, serial: int) -> str:
    """A sound number."""
    body = f"{place}{born:%Y%m%d}{serial:03}"
    return body + check_character(body)


def wrong_digit(number: str, dice: Dice) -> str:
    """One digit other than it is, the check character as before."""
    place = _FIRST_FREE + dice.below("place of error", 17 - _FIRST_FREE)
    digit = str((int(number[place]) + 1 + dice.below("wrong digit", 9)) % 10)
    return number[:place] + digit + number[place + 1 :]


def moved_digits(number: str, dice: Dice) -> str | None:
    """Two neighbours the other way round."""
    places = [at for at in range(_FIRST_FREE, min(16, len(number) - 1)) if number[at] != number[at + 1]]
    if not places:
        return None
    at = dice.one_of("place of move", places)
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]


def _again(own: Row, dice: Dice, **values: Any) -> Row:
    """A second registration of the same person, years later and elsewhere: telephone and address may have changed."""
    phone, address = own["AAE005"], own["AAE006"]
    told = dice.below("phone then", 10)
    if told >= 5:
        phone = (phone and moved_digits(phone, dice), None, *(_phone(dice),) * 3)[told - 5]
    told = dice.below("address then", 10)
    if told >= 4:
        address = (_short(address), _short(address), None, *(_address(dice),) * 3)[told - 4]
    return own | {"AAE005": phone, "AAE006": address} | values


def _kept(own: Row, dice: Dice) -> Row:
    """The telephone or the address, as it was."""
    if own["AAE005"] and dice.below("kept", 2):
        return {"AAE005": own["AAE005"]}
    return {"AAE006": _short(own["AAE006"])}


def _phone(dice: Dice) -> str:
    return f"13{dice.below('new phone', 10**9):09}"


def _address(dice: Dice) -> str:
    return f"合成市新{dice.one_of('new road', '东西南北中')}路{1 + dice.below('new house', 900)}号"


def _short(address: str) -> str:
    return address.removeprefix("合成市")


def _new_name(own: Row, dice: Dice) -> str:
    """The name after a change of the given name."""
    name: str = own["AAC003"]
    return name[0] + _other_given(name[1:], dice, 2)


def _named(own: Row, name: str) -> Row:
    return {"AAC003": name}


@_likeness("重复登记：十五位旧号码", True)
def _fifteen(own: Row, dice: Dice) -> tuple[Row, Row] | None:
    if own["AAC006"].year >= 2000:
        return None
    return {}, _again(own, dice, AAC002=own["AAC002"][:6] + own["AAC002"][8:17])


@_likeness("重复登记：校验码抄错", True)
def _check(own: Row, dice: Dice) -> tuple[Row, Row]:
    number = own["AAC002"]
    name = own["AAC003"] if dice.below("name then", 3) else _new_name(own, dice)
    return {}, _again(own, dice, AAC003=name, AAC002=number[:17] + ("0" if number[17] != "0" else "1"))


@_likeness("重复登记：号码相同、改了名", True)
def _same_number(own: Row, dice: Dice) -> tuple[Row, Row]:
    return {}, _again(own, dice, AAC003=_new_name(own, dice))


@_likeness("重复登记：号码错一位", True)
def _digit(own: Row, dice: Dice) -> tuple[Row, Row]:
    return {}, _again(own, dice, AAC002=wrong_digit(own["AAC002"], dice))


@_likeness("重复登记：号码两位颠倒", True)
def _moved(own: Row, dice: Dice) -> tuple[Row, Row] | None:
    number = moved_digits(own["AAC002"], dice)
    return ({}, _again(own, dice, AAC002=number)) if number else None


@_likeness("重复登记：号码少一位", True)
def _less(own: Row, dice: Dice) -> tuple[Row, Row]:
    at = _FIRST_FREE + dice.below("dropped", 14)
    return {}, _again(own, dice, AAC002=own["AAC002"][:at] + own["AAC002"][at + 1 :])


@_likeness("重复登记：号码多一位", True)
def _more(own: Row, dice: Dice) -> tuple[Row, Row]:
    at = _FIRST_FREE + dice.below("doubled", 14)
    return {}, _again(own, dice, AAC002=own["AAC002"][:at] + own["AAC002"][at] + own["AAC002"][at:])


@_likeness("重复登记：繁体姓名、号码错一位", True)
def _traditional(own: Row, dice: Dice) -> tuple[Row, Row]:
    name = "张" + own["AAC003"][1:]
    other = "".join(_TRADITIONAL.get(each, each) for each in name)
    return _named(own, name), _again(own, dice, AAC003=other, AAC002=wrong_digit(own["AAC002"], dice))


@_likeness("重复登记：生僻字用拼音、号码错一位", True)
def _rare(own: Row, dice: Dice) -> tuple[Row, Row]:
    character, sound = dice.one_of("rare", _RARE)
    surname = own["AAC003"][0]
    other = surname + ("?" if dice.below("unknown character", 3) == 0 else sound)
    return _named(own, surname + character), _again(own, dice, AAC003=other, AAC002=wrong_digit(own["AAC002"], dice))


@_likeness("重复登记：同音字、号码两位颠倒", True)
def _sound(own: Row, dice: Dice) -> tuple[Row, Row] | None:
    number = moved_digits(own["AAC002"], dice)
    first, second = dice.one_of("homophone", list(_HOMOPHONES.items()))
    name = own["AAC003"][0] + first + own["AAC003"][2:]
    other = own["AAC003"][0] + second + own["AAC003"][2:]
    return (_named(own, name), _again(own, dice, AAC003=other, AAC002=number)) if number else None


@_likeness("重复登记：姓名次序或间隔号不同、号码少一位", True)
def _order(own: Row, dice: Dice) -> tuple[Row, Row]:
    first, last = dice.one_of("first part", _FOREIGN_FIRST), dice.one_of("last part", _FOREIGN_LAST)
    other = f"{last}·{first}" if dice.below("order", 2) else f"{first}{last}"
    at = _FIRST_FREE + dice.below("dropped", 14)
    number = own["AAC002"][:at] + own["AAC002"][at + 1 :]
    return _named(own, f"{first}·{last}"), _again(own, dice, AAC003=other, AAC002=number)


@_likeness("重复登记：没有号码、出生月日颠倒", True)
def _no_number(own: Row, dice: Dice) -> tuple[Row, Row] | None:
    born = own["AAC006"]
    if born.day > 12 or born.day == born.month:
        return None
    turned = born.replace(month=born.day, day=born.month)
    return {}, own | {"AAC002": None, "AAC006": turned, "AAE006": _short(own["AAE006"])}


@_likeness("重复登记：号码已变更、两个都有效", True)
def _renumbered(own: Row, dice: Dice) -> tuple[Row, Row]:
    serial = 2 * dice.below("new serial", 500) + int(own["AAC002"][16]) % 2
    kept = _kept(own, dice)
    return {}, _again(own, dice, AAC002=identity_of("429988", own["AAC006"], serial)) | kept


@_likeness("重复登记：出生日期更正过、两个号码都有效", True)
def _reborn(own: Row, dice: Dice) -> tuple[Row, Row]:
    years = 1 + dice.below("years", 3)
    born = own["AAC006"].replace(year=own["AAC006"].year - years, day=min(own["AAC006"].day, 28))
    number = identity_of(own["AAC002"][:6], born, int(own["AAC002"][14:17]))
    kept = _kept(own, dice)
    return {}, _again(own, dice, AAC002=number, AAC006=born) | kept


@_likeness("重复登记：改了名、号码错一位", True)
def _renamed(own: Row, dice: Dice) -> tuple[Row, Row] | None:
    if not own["AAE005"]:
        return None
    name = _new_name(own, dice)
    number = wrong_digit(own["AAC002"], dice)
    return {}, _again(own, dice, AAC003=name, AAC002=number) | {"AAE005": own["AAE005"]}


@_likeness("重复登记：冠夫姓、号码错一位", True)
def _married(own: Row, dice: Dice) -> tuple[Row, Row]:
    surname = dice.one_of("husband", "林何高罗郑".replace(own["AAC003"][0], ""))
    return {}, _again(own, dice, AAC003=surname + own["AAC003"], AAC002=wrong_digit(own["AAC002"], dice))


def _other_given(given: str, dice: Dice, length: int) -> str:
    free = [each for each in _GIVEN if each not in given]
    return "".join(dice.one_of(f"given {at}", free) for at in range(length))


def _neighbour(own: Row, dice: Dice, step: int) -> str:
    """The number of one born on the same day in the same district."""
    serial = (int(own["AAC002"][14:17]) + step) % 1000
    return identity_of(own["AAC002"][:6], own["AAC006"], serial)


def _twin_name(own: Row, dice: Dice) -> str:
    name: str = own["AAC003"]
    if len(name) > 2 and dice.below("shared character", 10) < 7:
        return name[:-1] + _other_given(name[1:], dice, 1)
    return name[0] + _other_given(name[1:], dice, len(name) - 1)


def _other(own: Row, dice: Dice, **values: Any) -> Row:
    """Another person of the same household, registered by somebody else's hand."""
    phone = (own["AAE005"], own["AAE005"], None, _phone(dice))[dice.below("phone at home", 4)]
    address = (own["AAE006"], own["AAE006"], _short(own["AAE006"]), None)[dice.below("address at home", 4)]
    return own | {"AAE005": phone, "AAE006": address} | values


@_likeness("相像的人：双胞胎", False)
def _twins(own: Row, dice: Dice) -> tuple[Row, Row]:
    return {}, _other(own, dice, AAC003=_twin_name(own, dice), AAC002=_neighbour(own, dice, _SAME_SEX))


@_likeness("相像的人：龙凤胎", False)
def _brother_and_sister(own: Row, dice: Dice) -> tuple[Row, Row]:
    other = {"1": "2", "2": "1"}[own["AAC004"]]
    return {}, _other(own, dice, AAC003=_twin_name(own, dice), AAC002=_neighbour(own, dice, _OTHER_SEX), AAC004=other)


@_likeness("相像的人：双胞胎、一人号码错一位", False)
def _twins_with_error(own: Row, dice: Dice) -> tuple[Row, Row]:
    number = wrong_digit(_neighbour(own, dice, _SAME_SEX), dice)
    return {}, _other(own, dice, AAC003=_twin_name(own, dice), AAC002=number)


@_likeness("相像的人：父子同住", False)
def _father(own: Row, dice: Dice) -> tuple[Row, Row]:
    born = own["AAC006"].replace(year=own["AAC006"].year - 24, day=1 + dice.below("day", 28))
    serial = 2 * dice.below("serial", 500) + 1
    values = {"AAC002": identity_of("429988", born, serial), "AAC006": born, "AAC004": "1"}
    return {}, _other(own, dice, **values, AAC003=own["AAC003"][0] + _other_given(own["AAC003"], dice, 2))


@_likeness("相像的人：夫妻同住", False)
def _spouse(own: Row, dice: Dice) -> tuple[Row, Row]:
    born = own["AAC006"].replace(month=1 + dice.below("month", 12), day=1 + dice.below("day", 28))
    other = {"1": "2", "2": "1"}[own["AAC004"]]
    serial = 2 * dice.below("serial", 500) + int(other) % 2
    name = dice.one_of("surname", "林何高罗郑") + _other_given(own["AAC003"], dice, 2)
    values = {"AAC002": identity_of("429988", born, serial), "AAC006": born, "AAC004": other, "AAC003": name}
    return {}, _other(own, dice, **values)


@_likeness("相像的人：同名同日生", False)
def _namesake(own: Row, dice: Dice) -> tuple[Row, Row]:
    serial = 2 * dice.below("serial", 500) + int(own["AAC002"][16]) % 2
    values = {"AAC002": identity_of("429988", own["AAC006"], serial), "AAE005": _phone(dice), "AAE006": _address(dice)}
    return {}, own | values

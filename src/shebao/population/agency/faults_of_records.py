"""Faults of contributions, accounts, benefits and payments."""

from __future__ import annotations

from typing import Any

from shebao.population.agency.changes import Changes, Person
from shebao.population.agency.faults import Follow, Planted, fault

_NEW = 50
_MOST_OF_RESIDENTS = 200_000
"""Fen a month that a resident's pension may be without standing out from others."""


def _several(person: Person, *checks: str) -> Follow:
    return [(check, person.subject) for check in checks]


def _paid(person: Person, planted: Planted, line: str) -> tuple[int, dict[str, Any]] | None:
    """The contribution of the last month but one in a line of insurance."""
    found = person.rows("contributions", AAE140=line, AAE003=planted.month(1))
    return found[0] if found else None


@fault("同月缴费重复", "worker")
def _twice(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    found = _paid(person, planted, "410")
    if found is None:
        return None
    person.add("contributions", found[1])
    return _several(person, "C01")


@fault("缴费合计不符", "worker")
def _sum(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    found = _paid(person, planted, "410")
    if found is None:
        return None
    person.change("contributions", found[0], AAE169=found[1]["AAE169"] + 1)
    return _several(person, "C13")


@fault("个人缴费不是 8%", "worker")
def _share(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    found = _paid(person, planted, "110")
    if found is None:
        return None
    position, row = found
    person.change("contributions", position, AAE022=row["AAE022"] - 1000, AAE169=row["AAE169"] - 1000)
    return _several(person, "C14")


@fault("缴费基数低于下限", "worker")
def _floor(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    found = _paid(person, planted, "210")
    if found is None:
        return None
    person.change("contributions", found[0], AAE180=100_000)
    return _several(person, "C11")


@fault("缴费基数离群", "worker")
def _huge(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    found = _paid(person, planted, "210")
    if found is None:
        return None
    person.change("contributions", found[0], AAE180=90_000_000)
    return _several(person, "C12", "C29")


@fault("同月两个单位缴费", "worker")
def _two_employers(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    found = _paid(person, planted, "410")
    if found is None:
        return None
    person.add("contributions", found[1], AAB001=found[1]["AAB001"] % 2 + 1)
    if found[1]["AAB001"] == found[1]["AAB001"] % 2 + 1:
        return _several(person, "C01")
    return _several(person, "C01", "C25")


@fault("同月缴两种养老保险", "worker")
def _two_schemes(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    found = _paid(person, planted, "110")
    if found is None:
        return None
    person.add("contributions", found[1], AAE140="170", AAB001=None)
    return _several(person, "C26", "C05")


@fault("缴费单位没有登记", "worker")
def _nobody(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    found = _paid(person, planted, "410")
    if found is None:
        return None
    person.change("contributions", found[0], AAB001=10**9)
    return _several(person, "C04")


@fault("账户记账与基数月数不符", "worker")
def _account(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    rows = [(place, row) for place, row in person.rows("accounts") if row["AAE001"] >= 2006]
    if not rows:
        return None
    position, row = rows[-1]
    person.change("accounts", position, AAE381=row["AAE381"] + 10_000, AAE382=row["AAE382"] + 10_000)
    return _several(person, "A11")


@fault("账户实缴月数超过十二", "worker")
def _months(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    rows = [(place, row) for place, row in person.rows("accounts") if row["AAE001"] < 2006]
    if not rows:
        return None
    person.change("accounts", rows[0][0], AIC079=13)
    return _several(person, "A05", "A06")


@fault("领取养老金期间缴费", "pensioner")
def _drawing(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    (_, benefit), *_ = person.rows("benefits")
    if not person.rows("enrolments", AAE140="110") or not 201601 <= benefit["AAE210"] < planted.month(1):
        return None
    period = planted.month(1)
    row = {
        "AAC001": person.number, "AAB001": None, "AAE140": "110", "AAE002": period, "AAE003": period, "AAE143": "1",
        "AAE180": 600_000, "AAE020": 0, "AAE022": 120_000, "AAE169": 120_000, "AAE115": "1", "AAE111": "1",
        "AAE079": period, "AAE142": "2",
    }  # fmt: skip
    changes.add("contributions", row)
    return _several(person, "C22")


@fault("待遇项目之和不符", "pensioner")
def _items(changes: Changes, person: Person, planted: Planted) -> Follow:
    position, row = person.rows("benefit_items")[0]
    person.change("benefit_items", position, AAE019=row["AAE019"] + 100)
    return _several(person, "B13")


@fault("待遇时段重叠", "pensioner")
def _overlap(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    (_, row), *_ = person.rows("benefits")
    if row["AAE210"] >= planted.month(3):
        return None
    person.add("benefits", row, AAE210=planted.month(3))
    return _several(person, "B17", "B19", "B13")


@fault("待遇时段间断", "pensioner")
def _gap(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    (position, row), *_ = person.rows("benefits")
    if row["AAE210"] >= planted.month(20):
        return None
    person.change("benefits", position, AAE042=planted.month(12))
    person.add("benefits", row, AAE210=planted.month(8))
    return _several(person, "B18", "B13", "F20")


@fault("同时享受两种养老待遇", "pensioner")
def _two_benefits(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    (_, row), *_ = person.rows("benefits")
    if person.own["AAC006"].year > planted.month(0) // 100 - 64 or row["AAE210"] >= planted.month(4):
        return None
    person.add("benefits", row, AAE140="170", AAE210=planted.month(3), AAE019=40_000)
    return _several(person, "B19")


@fault("死亡后仍发放", "pensioner")
def _dead(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    own, month = person.own, planted.month(4)
    if len(person.rows("payments")) < 3 or person.rows("benefits")[0][1]["AAE210"] >= month:
        return None
    death = own["AAC006"].replace(year=month // 100, month=month % 100, day=min(own["AAC006"].day, 28))
    changes.add("deaths", {"AAC001": own["AAC001"], "AAC002": own["AAC002"], "AAC003": own["AAC003"], "AAE138": death})
    return _several(person, "B20", "F13")


@fault("服刑期间仍发放", "pensioner")
def _prison(changes: Changes, person: Person, planted: Planted) -> Follow:
    own, month = person.own, planted.month(8)
    start = own["AAC006"].replace(year=month // 100, month=month % 100, day=1)
    row = {
        "AAC001": own["AAC001"],
        "AAC002": own["AAC002"],
        "AAE030": start,
        "AAE031": start.replace(year=start.year + 3),
    }
    changes.add("prison", row)
    return _several(person, "F14")


@fault("发放账号为空", "pensioner")
def _no_account(changes: Changes, person: Person, planted: Planted) -> Follow:
    person.change("benefits", person.rows("benefits")[0][0], AAE010=None)
    return _several(person, "B21")


@fault("户名不是本人", "pensioner")
def _holder(changes: Changes, person: Person, planted: Planted) -> Follow:
    (position, row), *_ = person.rows("benefits")
    person.change("benefits", position, AAE009=row["AAE009"][0] + "代领")
    return _several(person, "B29")


@fault("两人同一账号", "pensioner")
def _same_account(changes: Changes, person: Person, planted: Planted) -> Follow:
    borrowed = f"6200{planted.used_account(person):015}"
    person.change("benefits", person.rows("benefits")[0][0], AAE010=borrowed)
    for position, _ in person.rows("payments"):
        person.change("payments", position, AAE010=borrowed)
    return [("B22", str(min(person.number, planted.used_account(person))))]


@fault("月标准离群", "pensioner")
def _standard(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    if not person.rows("payments", AAE003=planted.month(0)):
        return None
    person.change("benefits", person.rows("benefits")[0][0], AAE019=9_900_000)
    return _several(person, "B25", "B13", "F21")


@fault("缴费不满十五年", "pensioner")
def _years(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    (position, row), *_ = person.rows("benefits")
    if row["AIC161"] != "2":
        return None
    person.change("benefits", position, AAE201=170, AAE200=0, AAE202=170)
    return _several(person, "B11")


@fault("同月重复支付", "pensioner")
def _paid_twice(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    rows = person.rows("payments", AAE003=planted.month(1))
    if not rows:
        return None
    person.add("payments", rows[0][1], AAZ030=person.number * 100 + _NEW)
    return _several(person, "F12")


@fault("同月领取两种养老待遇", "pensioner")
def _paid_by_two(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    rows = person.rows("payments", AAE003=planted.month(1))
    if not rows or rows[0][1]["AAE169"] > _MOST_OF_RESIDENTS:
        return None
    batch = planted.month(1) * 1000 + 170
    person.add("payments", rows[0][1], AAZ030=person.number * 100 + _NEW, AAE140="170", AAZ031=batch)
    return _several(person, "F15", "F04")


@fault("实发合计不符", "pensioner")
def _paid_sum(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    rows = person.rows("payments", AAE003=planted.month(1))
    if not rows:
        return None
    person.change("payments", rows[0][0], AAE169=rows[0][1]["AAE169"] + 1)
    return _several(person, "F10")


@fault("实发离群", "pensioner")
def _paid_much(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    rows = person.rows("payments", AAE003=planted.month(1))
    if not rows:
        return None
    person.change("payments", rows[0][0], AAE129=9_900_000, AAE169=9_900_000)
    return _several(person, "F26")


@fault("银行退回仍记已支付", "pensioner")
def _returned(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    rows = person.rows("payments", AAE003=planted.month(1))
    if not rows:
        return None
    person.change("payments", rows[0][0], BAE761="0")
    return _several(person, "F27")


@fault("就业期间领取失业保险金", "worker")
def _employed(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    found = _paid(person, planted, "210")
    period = planted.month(1)
    if found is None or person.rows("enrolments", AAE140="210", AAC031="1")[0][1]["AAE041"] >= planted.month(2):
        return None
    row = {
        "AAZ030": person.number * 100 + _NEW, "AAZ031": period * 1000 + 210, "AAC001": person.number, "AAE140": "210",
        "AAE002": period, "AAE003": period, "AAE129": 180_000, "AAE058": 0, "AAE169": 180_000, "AAE141": None,
        "AAE117": "1", "AAE145": "2", "AAE010": f"6200{person.number:015}", "BAE761": "1",
    }  # fmt: skip
    changes.add("payments", row)
    return _several(person, "F29")


def _unemployment(person: Person, planted: Planted, **values: Any) -> dict[str, Any]:
    month = planted.month(1)
    day = f"{month // 100}-{month % 100:02}"
    return {
        "AAC001": person.number, "AJC090": f"{day}-01", "AJC094": f"{day}-02", "AAE210": month,
        "AJC056": (month // 100 + 1) * 100 + month % 100, "AJC071": 70, "AJC001": 0, "AJC072": 70, "AJC097": 14,
        "AJC098": 1, "AJC099": 13, "AAE019": 1800,
    } | values  # fmt: skip


@fault("失业月数写成汉字", "worker")
def _words(changes: Changes, person: Person, planted: Planted) -> Follow:
    changes.add("unemployment", _unemployment(person, planted, AJC097="十四"))
    return _several(person, "U13")


@fault("失业月数合计不符", "worker")
def _left(changes: Changes, person: Person, planted: Planted) -> Follow:
    changes.add("unemployment", _unemployment(person, planted, AJC099=14))
    return _several(person, "U04")


@fault("领取养老金期间享受失业待遇", "pensioner")
def _both(changes: Changes, person: Person, planted: Planted) -> Follow:
    changes.add("unemployment", _unemployment(person, planted))
    return _several(person, "U09")

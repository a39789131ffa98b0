"""Faults of persons and of what they are enrolled in."""

from __future__ import annotations

from datetime import timedelta

from shebao.population.agency.changes import Changes, Person
from shebao.population.agency.faults import Follow, Planted, fault

_NOBODY = 10**9
_EXTRA = 90


def _one(check: str, person: Person) -> Follow:
    return [(check, person.subject)]


@fault("身份号码位数错", "worker")
def _form(changes: Changes, person: Person, planted: Planted) -> Follow:
    person.change_self(AAC002=person.own["AAC002"][:17])
    return _one("P07", person)


@fault("身份号码校验码错", "worker")
def _check(changes: Changes, person: Person, planted: Planted) -> Follow:
    number = person.own["AAC002"]
    person.change_self(AAC002=number[:17] + ("0" if number[17] != "0" else "1"))
    return _one("P08", person)


@fault("出生日期与号码不符", "worker")
def _birth(changes: Changes, person: Person, planted: Planted) -> Follow:
    birth = person.own["AAC006"]
    person.change_self(AAC006=birth.replace(day=birth.day % 27 + 1))
    return _one("P11", person)


@fault("性别与号码不符", "worker")
def _sex(changes: Changes, person: Person, planted: Planted) -> Follow:
    person.change_self(AAC004="2" if person.own["AAC004"] == "1" else "1")
    return _one("P12", person)


@fault("出生日期为空", "worker")
def _no_birth(changes: Changes, person: Person, planted: Planted) -> Follow:
    person.change_self(AAC006=None)
    return _one("P05", person)


@fault("户口性质不在代码表", "worker")
def _household(changes: Changes, person: Person, planted: Planted) -> Follow:
    person.change_self(AAC009="8")
    return _one("P17", person)


@fault("出生在 1900 年以前", "resident")
def _ancient(changes: Changes, person: Person, planted: Planted) -> Follow:
    person.change_self(AAC006=person.own["AAC006"].replace(year=1896, day=1))
    return [(check, person.subject) for check in ("P22", "P31", "P11")]


@fault("出生前参加工作", "worker")
def _unborn(changes: Changes, person: Person, planted: Planted) -> Follow:
    person.change_self(AAC007=person.own["AAC006"] - timedelta(days=400))
    return [(check, person.subject) for check in ("P24", "P25")]


@fault("未满十六周岁参加工作", "worker")
def _child(changes: Changes, person: Person, planted: Planted) -> Follow:
    birth = person.own["AAC006"]
    person.change_self(AAC007=birth.replace(year=birth.year + 15, day=1))
    return _one("P25", person)


@fault("姓名含数字", "worker")
def _name(changes: Changes, person: Person, planted: Planted) -> Follow:
    person.change_self(AAC003=person.own["AAC003"] + "1")
    return _one("P27", person)


@fault("没有登记的人参保缴费", "worker")
def _unknown(changes: Changes, person: Person, planted: Planted) -> Follow:
    ((position, _),) = person.rows("persons")
    changes.remove("persons", position)
    follow = [("N03", person.subject)]
    follow += [("C03", person.subject)] if person.rows("contributions") else []
    return follow + ([("A02", person.subject)] if person.rows("accounts") else [])


@fault("同一险种两段参保重叠", "worker")
def _overlap(changes: Changes, person: Person, planted: Planted) -> Follow:
    _, row = person.rows("enrolments", AAE140="410", AAC031="1")[0]
    person.add("enrolments", row, AAZ159=person.number * 100 + _EXTRA)
    return _one("N10", person)


@fault("同时参加两种养老保险", "worker")
def _two_pensions(changes: Changes, person: Person, planted: Planted) -> Follow:
    _, row = person.rows("enrolments", AAE140="410", AAC031="1")[0]
    person.add("enrolments", row, AAZ159=person.number * 100 + _EXTRA, AAE140="170", AAB001=None)
    return _one("N11", person)


@fault("参保单位没有登记", "worker")
def _no_employer(changes: Changes, person: Person, planted: Planted) -> Follow:
    position, _ = person.rows("enrolments", AAE140="410", AAC031="1")[0]
    person.change("enrolments", position, AAB001=_NOBODY)
    return _one("N04", person)


@fault("终止年月早于开始年月", "worker")
def _backwards(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    ended = person.rows("enrolments", AAE140="410", AAC031="3")
    if not ended:
        return None
    position, row = ended[0]
    person.change("enrolments", position, AAE042=row["AAE041"] - 100)
    return _one("N09", person)


@fault("终止参保的单位仍有在保人员", "worker")
def _closed(changes: Changes, person: Person, planted: Planted) -> Follow:
    _, row = person.rows("enrolments", AAE140="410", AAC031="1")[0]
    if row["AAB001"] not in planted.closed_employers:
        planted.closed_employers.append(row["AAB001"])
    return [("E23", str(row["AAB001"]))]


@fault("死亡人员仍参保缴费", "worker")
def _dead_worker(changes: Changes, person: Person, planted: Planted) -> Follow | None:
    own = person.own
    death = own["AAC006"].replace(
        year=planted.month(4) // 100, month=planted.month(4) % 100, day=min(own["AAC006"].day, 28)
    )
    if not person.rows("contributions", AAE003=planted.month(1)):
        return None
    if any(row["AAE041"] > planted.month(4) for _, row in person.rows("enrolments")):
        return None
    changes.add("deaths", {"AAC001": own["AAC001"], "AAC002": own["AAC002"], "AAC003": own["AAC003"], "AAE138": death})
    return [(check, person.subject) for check in ("C21", "N17")]


@fault("工伤认定早于受伤", "worker")
def _injury(changes: Changes, person: Person, planted: Planted) -> Follow:
    _, row = person.rows("enrolments", AAE140="410", AAC031="1")[0]
    start = row["AAC030"]
    injury = {
        "AAZ127": person.number * 10, "AAC001": person.number, "AAB001": row["AAB001"],
        "ALC020": start + timedelta(days=60), "ALC017": start + timedelta(days=70),
        "ALC031": start + timedelta(days=50), "ALC034": None, "ALC029": "1", "ALC027": "01", "ALC021": "3",
        "ALA040": "10", "ALC060": None,
    }  # fmt: skip
    if injury["ALC020"] > person.own["AAC007"].replace(year=planted.month(0) // 100, month=1, day=1):
        injury |= {"ALC020": start - timedelta(days=1), "ALC017": start, "ALC031": start - timedelta(days=5)}
    changes.add("injuries", injury)
    return _one("W09", person)

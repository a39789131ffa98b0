"""What an agency does, as a benchmark: cases one after another, an upload of many joiners, a month of the living city."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from bench.costs import Costs
from bench.growth import note

_ROWS = 10_000
_CASES = 40
_DAYS, _MONTHS = 28, 12
_HEADS = ("证件号码", "姓名", "人员类别", "起始月", "变更原因")
_CITY = 11


def cases_done() -> None:
    """Cases a second from start to done, one after another."""
    from django.utils import timezone

    from shebao.fields.dates import month_of
    from shebao.fields.identifiers.identity import check_character
    from shebao.server.operations.cases.doing import move, offered_to, start
    from shebao.server.operations.city.agency import agency
    from shebao.server.operations.records.models import Fact
    from shebao.services.listing import catalogue

    office = agency()
    employers = list(Fact.objects.filter(register="kind", value="enterprise").values_list("subject", flat=True)[:20])
    service = catalogue().version("SI-REG-005", timezone.localdate())
    assert service is not None
    month = month_of(timezone.localdate()).plus(1 if timezone.localdate().day > 20 else 0)
    with Costs() as costs:
        for number in range(_CASES):
            body = f"4299991997{number % 12 + 1:02d}{number % 28 + 1:02d}{900 + number}"
            texts = {"identity_number": body + check_character(body), "name": "测速", "staff": "employee"}
            case = start(
                office.clerk,
                service,
                office.office,
                employers[number % len(employers)],
                texts | {"start": month.iso, "reason": "111"},
            )
            (review,) = (each for each in offered_to(office.reviewer, case) if each.value == "review")
            move(office.reviewer, case, review, {"seen_state": str(case.state), "seen_version": str(case.version)})
    note("一个办件，毫秒", 1000 * costs.wall / _CASES)
    print(f"  办件从受理到办结，一个接一个：{costs.told(_CASES, '件')}", flush=True)


def uploaded() -> None:
    """A list of ten thousand joiners: taken in, checked in the background, sent, reviewed, written."""
    from django.utils import timezone

    from shebao.fields.dates import month_of
    from shebao.server.operations.city.agency import agency
    from shebao.server.operations.lists.doing import Move, move, upload
    from shebao.server.operations.records.models import Fact
    from shebao.server.platform.files.store import store_bytes
    from shebao.services.listing import catalogue

    office, today = agency(), timezone.localdate()
    employer = Fact.objects.filter(register="kind", value="enterprise").values_list("subject", flat=True).latest("id")
    service = catalogue().version("SI-REG-005", today)
    assert service is not None
    content = _file(month_of(today).plus(1 if today.day > 20 else 0).iso)
    with Costs() as checking:
        stored = store_bytes(content, kind="text", name="名册.csv", owner=office.clerk)
        found = _ran(upload(office.clerk, service, office.office, employer, stored))
    assert found.good == _ROWS, found.told
    with Costs() as writing:
        sent = move(office.clerk, found, Move.SUBMIT, _seen(found))
        done = _ran(move(office.reviewer, sent, Move.APPROVE, _seen(sent)))
    assert done.state == "done", done.told
    print(f"  名册 {_ROWS:,} 人：从上传到核对 {checking.wall:.1f} 秒，从复核到写入 {writing.wall:.1f} 秒；", end="")
    note("名册一万人，秒", checking.wall + writing.wall)
    spent = checking.program + checking.database + writing.program + writing.database
    print(f"合计 {checking.wall + writing.wall:.1f} 秒，{spent:.1f} 处理器秒", flush=True)


def a_month(folder: Path, people: int) -> None:
    """A city of so many people, founded, its first month, in which everybody declares, and a usual one; in a process and a
    database of its own."""
    from shebao.fields.dates import Month
    from shebao.server.operations.city.living import Wanted, live

    first = Month(2025, 1)
    with Costs() as founding:
        live(folder / "city", Wanted(people, _CITY, first, first.plus(-1)))
    print(f"  城市建成（{people:,} 人）：{founding.told(people, '人')}", flush=True)
    for last in (first, first.plus(1)):
        with Costs() as costs:
            diary = live(folder / "city", Wanted(people, _CITY, first, last))
        month: dict[str, Any] = diary.months[-1]
        told = {name: month["events"][name] for name in ("lists", "cases", "joiners", "leavers", "deaths")}
        print(
            f"  {last}：{costs.wall:.1f} 秒，程序 {costs.program:.1f}、数据库 {costs.database:.1f} 处理器秒；其中 {month['seconds']}；{told}",
            flush=True,
        )
    note("城市一个月，一人毫秒", 1000 * costs.wall / people)


def _file(month: str) -> bytes:
    from shebao.fields.identifiers.identity import check_character

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEADS)
    for number in range(_ROWS):
        serial, day = divmod(number, _DAYS * _MONTHS)
        body = f"4299991996{day // _DAYS + 1:02d}{day % _DAYS + 1:02d}{900 + serial:03d}"
        writer.writerow([body + check_character(body), "测速", "职工", month, "新参保"])
    return out.getvalue().encode("utf-8")


def _ran(found: Any) -> Any:
    """The list after the background work that waits for it, done here and now."""
    from shebao.server.operations.lists import tasks
    from shebao.server.operations.lists.models import StaffList
    from shebao.server.platform.jobs.background import Run
    from shebao.server.platform.jobs.models import Job

    job = Job.objects.get(kind__startswith="lists.", arguments__number=found.number)
    job.delete()
    {"lists.check": tasks.check, "lists.apply": tasks.apply}[job.kind](Run(job.pk), **job.arguments)
    return StaffList.objects.get(pk=found.pk)


def _seen(found: Any) -> dict[str, str]:
    return {"seen_state": str(found.state), "seen_version": str(found.version)}

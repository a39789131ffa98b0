"""The demo's lists from above: one that is worked off and answered in part, one that is quarantined. All persons are synthetic."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from shebao.fields.identifiers.identity import check_character
from shebao.operations.exchange import Contract, Delivery, contracts, signed
from shebao.server.operations.suspicions.answering import answer
from shebao.server.operations.suspicions.checking import check
from shebao.server.operations.suspicions.declares import REVEAL_SUSPICIONS
from shebao.server.operations.suspicions.doing import Choice, perform
from shebao.server.operations.suspicions.lists import receive_list
from shebao.server.operations.suspicions.machine import Act
from shebao.server.operations.suspicions.models import Suspicion
from shebao.server.platform.access.doing import Looker
from shebao.server.platform.people.demo import user

if TYPE_CHECKING:
    from shebao.server.operations.suspicions.models import Listed
    from shebao.server.platform.organisations.models import Organisation

_SENDER, _KEY = "演示省级中心", b"of the demo and of nothing else"
_ROWS = 12
_KINDS = ("跨地区重复领取待遇", "死亡后仍有发放", "服刑期间领取待遇")
_FEN = 123_456


def load(agency: Organisation, now: datetime) -> None:
    """Receives the lists, decides some rows of the first and answers it."""
    folder = Path(settings.DATA) / "exchange-keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / _SENDER).write_bytes(_KEY)
    supervisor, clerk = user("zhilifuze"), user("zhili")
    due = (now + timedelta(days=12)).date()
    listed = receive_list(agency, _delivery(agency.name, 1, due, _ROWS), supervisor, now - timedelta(days=9))
    receive_list(agency, _delivery(agency.name, 2, due, _ROWS + 1), supervisor, now - timedelta(days=1))
    said = {"reason": "与外地经办机构核对，外地的待遇已于本地起发前终止。"}
    ruling = perform(clerk, Act.EXPLAIN, _rows(listed, 4), said, now - timedelta(days=5)).ruling
    if ruling is not None:
        seen = {"seen_state": ruling.state, "seen_version": str(ruling.version)}
        check(user("fuhe"), ruling, Act.APPROVE, seen, now - timedelta(days=4))
    perform(clerk, Act.TAKE, _rows(listed, 3), {}, now - timedelta(days=4))
    answer(listed, Looker(supervisor, REVEAL_SUSPICIONS, agency), "按期反馈省级中心")


def _rows(listed: Listed, most: int) -> list[Choice]:
    found = Suspicion.objects.filter(items__listed=listed, state="new").order_by("items__position")
    return [Choice(*row) for row in found.values_list("pk", "state", "version")[:most]]


def _delivery(recipient: str, sequence: int, due: date, declared: int) -> Delivery:
    """A list of `_ROWS` rows that says it has `declared`."""
    contract = contracts()["provincial_suspicions"]
    rows = [",".join(_row(contract, sequence, number, due)) for number in range(_ROWS)]
    data = "\n".join([",".join(field.name for field in contract.fields), *rows]).encode()
    return signed(
        contract.name, _SENDER, sequence, "202512", data, declared, {"amount": _FEN * _ROWS}, _KEY, recipient=recipient
    )


def _row(contract: Contract, sequence: int, number: int, due: date) -> list[str]:
    body = f"42990619500101{100 + number:03}"
    values = {
        "number": f"演示-{sequence}-{number + 1:03}",
        "category": _KINDS[number % len(_KINDS)],
        "identity_number": body + check_character(body),
        "name": f"合成{number + 1:02}号",
        "insurance": "企业职工基本养老保险",
        "months": "202510-202512",
        "amount": f"{_FEN // 100}.{_FEN % 100:02}",
        "description": "与全国联网数据比对所得",
        "due": due.isoformat(),
    }
    return [values[field.name] for field in contract.fields]

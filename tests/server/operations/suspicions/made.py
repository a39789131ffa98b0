"""Runs that are made for the tests: two checks about registration, one about payments."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shebao.operations.governance.handover import read_handover
from shebao.operations.governance.signing import signed
from shebao.operations.governance.suspicions import identity
from shebao.server.operations.suspicions.doing import Choice
from shebao.server.operations.suspicions.models import Suspicion
from shebao.server.operations.suspicions.receiving import Delivered, take_in

KEY = Ed25519PrivateKey.generate()
PLAIN, OTHER, MONEY = "P04", "P10", "Y07"
FIRST = datetime.fromisoformat("2025-12-03T09:00:00+08:00")
_CHECKS = {
    PLAIN: ("性别与身份号码不符", "warning", "登记", "人员基本信息", False),
    OTHER: ("出生日期不为空", "notice", "登记", "人员基本信息", False),
    MONEY: ("死亡后仍有发放", "error", "待遇", "待遇支付明细", True),
}


def lines(found, month=12, incomplete=(), made=None):
    """A handover: `found` are pairs of check and subject."""
    checks = [
        {
            "id": code, "title": title, "severity": severity, "owner": owner, "basis": "社会保险法", "table": table, "about": "个人编号",
            "money": money, "complete": code not in incomplete,
        }
        for code, (title, severity, owner, table, money) in _CHECKS.items()
    ]  # fmt: skip
    at = made or FIRST + timedelta(days=30 * (month - 12))
    head = {
        "handover": 1, "title": "测试检查集", "as_of": f"2025-{month:02}" if month < 13 else f"2026-{month - 12:02}",
        "made": at.isoformat(), "findings": len(found), "checks": checks,
    }  # fmt: skip
    rows = [
        {
            "check": code, "id": identity(code, subject), "subject": subject, "rows": 1,
            "evidence": {"个人编号": subject, "性别": "1", "公民身份号码": "4299********0011"},
        }
        for code, subject in found
    ]  # fmt: skip
    return [json.dumps(each, ensure_ascii=False) for each in (head, *rows)]


def taken(agency, found, by=None, **more):
    """A run that was taken in."""
    text = lines(found, **more)
    handed, findings = read_handover(text)
    return take_in(handed, findings, Delivered(agency, identity(str(agency.pk), "\n".join(text)), by))


def registered(data_directory, agency):
    """The machine of the tests may hand over runs of an agency."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    folder = data_directory / "runner-keys"
    folder.mkdir(exist_ok=True)
    (folder / agency.name).write_bytes(KEY.public_key().public_bytes(serialization.Encoding.PEM, form))


def handed_over(found, **more):
    """The bytes of a handover that the machine of the tests signed."""
    return "".join(signed(lines(found, **more), KEY)).encode()


def chosen(*suspicions):
    """Suspicions as somebody sees them now."""
    keys = [each.pk for each in suspicions]
    return [Choice(*row) for row in Suspicion.objects.filter(pk__in=keys).values_list("pk", "state", "version")]


def one(code, subject):
    """A suspicion by what is suspected of whom."""
    return Suspicion.objects.get(identity=identity(code, subject))

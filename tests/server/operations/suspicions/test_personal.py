"""People's data in clear: only for a reason, each time written down; corrections go out whole and are shown masked."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest

from server.operations.suspicions.made import PLAIN, chosen, one, taken
from shebao.server.operations.suspicions.doing import perform
from shebao.server.operations.suspicions.machine import Act
from shebao.server.operations.suspicions.models import Clear, Ruling
from shebao.server.platform.access.models import Look

pytestmark = pytest.mark.django_db
NUMBER = "429906195001010011"


@pytest.fixture
def clerk(tree, member):
    taken(tree.unit, [(PLAIN, "1")])
    return member("governance_clerk", tree.unit)


def test_what_is_kept_is_shown_for_a_reason_and_written_down(tree, clerk, sign_in) -> None:
    found, client = one(PLAIN, "1"), sign_in(clerk)
    assert "查看原文" not in client.get(found.get_absolute_url()).content.decode()
    Clear.objects.create(suspicion=found, content=json.dumps([["公民身份号码", NUMBER]], ensure_ascii=False))
    assert "查看原文" in client.get(found.get_absolute_url()).content.decode()
    address = f"{found.get_absolute_url()}reveal/"
    assert "说明理由" in client.post(address, {"reason": " "}, follow=True).content.decode()
    assert not Look.objects.filter(kind="opened").exists()
    page = client.post(address, {"reason": "与户籍档案核对"})
    assert NUMBER in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    look = Look.objects.get(kind="opened")
    assert (look.actor, look.reason, look.subjects) == (
        clerk.username,
        "与户籍档案核对",
        [f"suspicions.suspicion:{found.pk}"],
    )


def test_a_corrected_value_is_shown_masked_and_goes_out_whole(tree, clerk, sign_in) -> None:
    given = {"reason": "与档案核对", "column": "公民身份号码", "value": NUMBER}
    perform(clerk, Act.CORRECT, chosen(one(PLAIN, "1")), given)
    client = sign_in(clerk)
    for address in ("/suspicions/corrections/", Ruling.objects.get().get_absolute_url()):
        assert NUMBER not in client.get(address).content.decode()
    assert "4299" in client.get("/suspicions/corrections/").content.decode()
    asked = {"reason": "交征缴系统管理人录入", "form": "csv"}
    text = b"".join(client.post("/suspicions/corrections/export/", asked).streaming_content).decode("utf-8-sig")
    assert NUMBER in text
    book = client.post("/suspicions/corrections/export/", {**asked, "form": "xlsx"}).content
    rows = list(openpyxl.load_workbook(io.BytesIO(book)).active.values)
    assert rows[1][5:8] == ("公民身份号码", "4299********0011", NUMBER)
    assert Look.objects.filter(kind="exported").count() == 2


def test_what_a_run_verified_is_no_longer_on_the_list(tree, clerk, sign_in) -> None:
    perform(clerk, Act.CORRECT, chosen(one(PLAIN, "1")), {"reason": "档案", "column": "性别", "value": "2"})
    client = sign_in(clerk)
    assert len(client.get("/suspicions/corrections/").context["page"].items) == 1
    taken(tree.unit, [], month=13)
    assert client.get("/suspicions/corrections/").context["page"].items == []

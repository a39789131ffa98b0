"""The log of decisions: a chain that the database lets nobody change, and that shows where somebody did."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
from contextlib import nullcontext
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from server.owning import as_owner
from shebao.cli import app
from shebao.server.accountability.unit_years.declares import APPROVE, PUBLISH, SUBMIT
from shebao.server.platform.decisions import log
from shebao.server.platform.decisions.anchors import AnchorError, read_anchors
from shebao.server.platform.decisions.canonical import GENESIS, canonical
from shebao.server.platform.decisions.declares import VIEW_LOG
from shebao.server.platform.decisions.models import Decision
from shebao.server.platform.decisions.verification import verify, write_anchor

pytestmark = pytest.mark.django_db


def write(count: int, organisation=None) -> list[Decision]:
    return [
        log.record(None, SUBMIT, f"unit_years.unityear:{n}", organisation=organisation, n=n)
        for n in range(1, count + 1)
    ]


def tamper(sql: str, *values: object) -> None:
    """What somebody with the rights of the database owner could do: switch the trigger off and change the table."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE decisions_decision DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        cursor.execute("ALTER TABLE decisions_decision ENABLE TRIGGER USER")


def test_records_are_numbered_and_each_names_the_one_before() -> None:
    first, second, third = write(3)
    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert first.previous == GENESIS
    assert (second.previous, third.previous) == (first.hash, second.hash)
    result = verify()
    assert result.intact
    assert (result.checked, result.sequence, result.head) == (3, 3, third.hash)


def test_a_record_read_again_has_the_same_hash(tree) -> None:
    write(1, tree.unit)
    assert Decision.objects.get().computed_hash() == Decision.objects.get().hash


@pytest.mark.parametrize(
    "sql", ["UPDATE decisions_decision SET actor = 'x' WHERE sequence = 2", "DELETE FROM decisions_decision"]
)
def test_the_database_refuses_to_change_or_delete(sql: str) -> None:
    write(3)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert verify().checked == 3


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "somebody"),
        ("action", "approve"),
        ("subject", "unit_years.unityear:9"),
        ("details", '{"n":9}'),
        ("at", "2020-01-01T00:00:00Z"),
    ],
)
def test_any_changed_content_is_found_at_its_record(column: str, value: str) -> None:
    write(4)
    tamper(f"UPDATE decisions_decision SET {column} = %s WHERE sequence = 3", value)
    result = verify()
    assert (result.broken_at, result.checked) == (3, 2)
    assert "内容" in result.reason


def test_another_organisation_is_found(tree) -> None:
    write(2, tree.unit)
    tamper("UPDATE decisions_decision SET organisation_id = %s WHERE sequence = 1", tree.other_unit.pk)
    assert verify().broken_at == 1


def test_a_record_left_out_is_found() -> None:
    write(4)
    tamper("DELETE FROM decisions_decision WHERE sequence = 2")
    result = verify()
    assert result.broken_at == 3
    assert "删掉" in result.reason


def test_a_record_rewritten_with_a_fitting_hash_breaks_the_one_after() -> None:
    write(3)
    forged = Decision.objects.get(sequence=2)
    forged.actor = "somebody"
    tamper("UPDATE decisions_decision SET actor = %s, hash = %s WHERE sequence = 2", "somebody", forged.computed_hash())
    assert verify().broken_at == 3


def test_an_end_cut_off_is_found_with_an_anchor(tmp_path) -> None:
    anchor = tmp_path / "anchor.jsonl"
    write(3)
    write_anchor(anchor)
    tamper("DELETE FROM decisions_decision WHERE sequence = 3")
    assert verify().intact
    result = verify(anchors=read_anchors(anchor))
    assert result.broken_at == 3
    assert "末尾" in result.reason


def test_a_whole_chain_rewritten_is_found_with_an_anchor(tmp_path) -> None:
    anchor = tmp_path / "anchor.jsonl"
    write(3)
    write_anchor(anchor)
    tamper("DELETE FROM decisions_decision")
    write(2)
    log.record(None, APPROVE, "unit_years.unityear:3")
    assert verify().intact
    assert verify(anchors=read_anchors(anchor)).broken_at == 3


def test_only_the_last_records_may_be_checked() -> None:
    write(6)
    tamper("UPDATE decisions_decision SET actor = 'x' WHERE sequence = 2")
    assert verify(last=3).intact
    assert verify(last=3).checked == 3
    assert verify(last=5).broken_at == 2
    assert verify(last=99).broken_at == 2


def test_an_anchor_file_with_a_line_that_is_none_is_refused_with_its_number(tmp_path) -> None:
    anchor = tmp_path / "anchor.jsonl"
    anchor.write_text('{"sequence": 1, "hash": "x"}\nnonsense\n', encoding="utf-8")
    with pytest.raises(AnchorError, match="第 2 行"):
        read_anchors(anchor)


def test_what_is_recorded_goes_with_the_decision_or_not_at_all() -> None:
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    assert not Decision.objects.exists()
    assert write(1)[0].sequence == 1


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_chain() -> None:
    def work() -> None:
        for _number in range(5):
            write(1)
        connection.close()

    threads = [threading.Thread(target=work) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result = verify()
    assert result.intact
    assert result.checked == 30


def test_floats_and_unknown_things_are_refused() -> None:
    for bad in (1.5, object(), {1, 2}):
        with pytest.raises(TypeError):
            log.record(None, SUBMIT, "x:1", value=bad)


def test_amounts_and_dates_are_kept_as_text() -> None:
    moment = dt.datetime(2024, 8, 15, 1, 30, tzinfo=dt.UTC)
    entry = log.record(None, APPROVE, "x:1", amount=Decimal("1234.50"), day=moment.date(), at_=moment)
    assert entry.values == {"amount": "1234.50", "day": "2024-08-15", "at_": "2024-08-15T01:30:00.000000+00:00"}


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(_VALUES)
def test_canonical_text_does_not_depend_on_the_order_of_keys(value: object) -> None:
    def turned(item: object) -> object:
        if isinstance(item, dict):
            return {key: turned(item[key]) for key in reversed(item)}
        return [turned(part) for part in item] if isinstance(item, list) else item

    assert canonical(value) == canonical(turned(value))
    canonical(value).encode("utf-8")


def test_hostile_text_is_recorded_and_verified() -> None:
    log.record(None, SUBMIT, "x:1", text="a\x00b\ud800 <script>alert(1)</script> ‮")
    assert verify().intact


def test_the_page_shows_what_is_in_scope_and_nothing_else(tree, member, sign_in) -> None:
    log.record(None, SUBMIT, "x:1", organisation=tree.unit, reason="此处")
    log.record(None, SUBMIT, "x:2", organisation=tree.other_unit, reason="别处")
    log.record(None, SUBMIT, "x:3", reason="全局")
    district = sign_in(member("auditor", tree.district)).get("/admin/log/").content.decode()
    assert ("此处" in district, "别处" in district, "全局" in district) == (True, False, False)
    city = sign_in(member("auditor", tree.city)).get("/admin/log/").content.decode()
    assert ("此处" in city, "别处" in city, "全局" in city) == (True, True, True)


def test_the_page_filters(tree, member, sign_in) -> None:
    auditor = sign_in(member("auditor", tree.city))
    log.record(None, SUBMIT, "x:1", organisation=tree.unit, reason="第一条理由")
    log.record(None, APPROVE, "x:2", organisation=tree.other_unit, reason="第二条理由")
    for query, shown in (
        ({"action": "approve"}, "第二条理由"),
        ({"organisation": "甲区"}, "第一条理由"),
        ({"q": "第二条"}, "第二条理由"),
    ):
        page = auditor.get("/admin/log/", query).content.decode()
        assert shown in page
        assert ("第一条理由" in page) + ("第二条理由" in page) == 1
    assert "第一条理由" not in auditor.get("/admin/log/", {"until": "2020-01-01"}).content.decode()
    assert auditor.get("/admin/log/", {"since": "not-a-date", "action": "<x>", "page": "-1"}).status_code == 200


def test_the_page_says_whether_the_chain_is_whole(tree, member, sign_in) -> None:
    auditor = sign_in(member("auditor", tree.city))
    write(3)
    assert "前后相接" in auditor.post("/admin/log/check/").content.decode()
    tamper("UPDATE decisions_decision SET actor = 'x' WHERE sequence = 2")
    assert "第 2 条断裂" in auditor.post("/admin/log/check/").content.decode()


def test_the_page_needs_as_many_queries_for_many_records(tree, member, sign_in, django_assert_max_num_queries) -> None:
    auditor = sign_in(member("auditor", tree.city))
    write(60, tree.unit)
    with django_assert_max_num_queries(8):
        auditor.get("/admin/log/")


def test_the_scope_of_records_follows_the_query_set(tree, member) -> None:
    log.record(None, SUBMIT, "x:1", organisation=tree.unit)
    assert Decision.objects.in_scope(member("auditor", tree.bureau), VIEW_LOG).count() == 1
    assert Decision.objects.in_scope(member("preparer", tree.unit), VIEW_LOG).count() == 0


class TestCommand:
    """`shebao log`."""

    @pytest.fixture(autouse=True)
    def _here(self, monkeypatch) -> None:
        monkeypatch.setattr("shebao.server.standalone.ready", nullcontext)

    def test_verify_tells_count_and_head(self) -> None:
        last = write(3)[-1]
        result = CliRunner().invoke(app, ["log", "verify"])
        assert result.exit_code == 0
        assert "共 3 条" in result.output
        assert last.hash in result.output

    def test_verify_fails_at_the_record_that_is_wrong(self) -> None:
        write(5)
        tamper("UPDATE decisions_decision SET details = '{}' WHERE sequence = 4")
        result = CliRunner().invoke(app, ["log", "verify"])
        assert result.exit_code == 1
        assert "断裂在第 4 条" in result.output

    def test_anchor_and_verify_against_it(self, tmp_path) -> None:
        anchor = tmp_path / "anchor.jsonl"
        write(2)
        assert "已存证第 2 条" in CliRunner().invoke(app, ["log", "anchor", str(anchor)]).output
        write(1)
        CliRunner().invoke(app, ["log", "anchor", str(anchor)])
        result = CliRunner().invoke(app, ["log", "verify", "--anchor", str(anchor)])
        assert result.exit_code == 0
        assert "2 条一致" in result.output

    def test_a_missing_anchor_file_is_said_without_traceback(self, tmp_path) -> None:
        result = CliRunner().invoke(app, ["log", "verify", "--anchor", str(tmp_path / "none")])
        assert result.exit_code == 2
        assert "不能核验" in result.output


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, where nothing of Django is ready."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SHEBAO_", "DJANGO_"))}
    command = [sys.executable, "-m", "shebao", "log", *arguments]
    return subprocess.run(command, env={**clean, **environment}, capture_output=True, text=True, timeout=300)


@pytest.mark.django_db(transaction=True)
def test_the_command_in_a_process_of_its_own(tmp_path) -> None:
    last = write(3)[-1]
    server = connection.settings_dict
    address = f"postgresql://{server['USER']}:{server['PASSWORD']}@/{server['NAME']}?host={server['HOST']}&port={server['PORT']}"
    environment = {"SHEBAO_DATA": str(tmp_path), "DATABASE_URL": address}
    anchored = run("anchor", str(tmp_path / "anchor.jsonl"), **environment)
    assert (anchored.returncode, anchored.stderr) == (0, "")
    verified = run("verify", "--anchor", str(tmp_path / "anchor.jsonl"), **environment)
    assert (verified.returncode, verified.stderr) == (0, "")
    assert last.hash in verified.stdout


def test_the_command_without_a_server_says_what_to_do(tmp_path) -> None:
    for environment in (
        {"SHEBAO_DATA": str(tmp_path / "none")},
        {"SHEBAO_DATA": str(tmp_path), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
    ):
        result = run("verify", **environment)
        assert result.returncode == 2
        assert "不能核验" in result.stderr
        assert "Traceback" not in result.stderr


def test_a_record_is_told_in_the_words_of_people() -> None:
    made = log.record(None, PUBLISH, "unit_years.unityear:4", source="approved", target="published")
    assert made.subject_label == "单位年度 4"
    assert ("原状态", "已批复") in made.pairs
    assert ("新状态", "已公开") in made.pairs

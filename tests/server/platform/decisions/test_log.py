"""The log of decisions: a chain that the database lets nobody change, and that shows where somebody did."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
from contextlib import nullcontext
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from server.owning import as_owner
from shebao.cli import app
from shebao.server.accountability.unit_years.declares import APPROVE, PUBLISH, SUBMIT
from shebao.server.embedded_address import APPLICATION
from shebao.server.platform.database.privileges import grant
from shebao.server.platform.decisions import log
from shebao.server.platform.decisions.anchors import AnchorError, read_anchors
from shebao.server.platform.decisions.canonical import GENESIS, canonical, digest
from shebao.server.platform.decisions.declares import VIEW_LOG
from shebao.server.platform.decisions.models import Chain, Decision
from shebao.server.platform.decisions.sealing import seal
from shebao.server.platform.decisions.verification import Head, verify, write_anchor
from shebao.server.platform.organisations import tree as tree_of

pytestmark = pytest.mark.django_db


def write(count: int, organisation=None) -> list[Decision]:
    return [
        log.record(None, SUBMIT, f"unit_years.unityear:{n}", organisation=organisation, n=n)
        for n in range(1, count + 1)
    ]


def test_records_written_together_stand_in_their_chains_as_one_by_one(tree) -> None:
    log.record(None, SUBMIT, "unit_years.unityear:1", organisation=tree.unit)
    units = [tree.unit, tree.other_unit, tree.unit]
    log.append_all(
        [log.entry(None, SUBMIT, f"unit_years.unityear:{n}", organisation=unit) for n, unit in enumerate(units)]
    )
    log.record(None, SUBMIT, "unit_years.unityear:9", organisation=tree.unit)
    found = verify()
    assert (found.checked, found.broken_at) == (5, None)
    log.append_all([])
    assert verify().checked == 5


def tamper(sql: str, *values: object) -> None:
    """What somebody with the rights of the database owner could do: switch the trigger off and change the table."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE decisions_decision DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        cursor.execute("ALTER TABLE decisions_decision ENABLE TRIGGER USER")


def test_records_are_numbered_and_each_names_the_one_before() -> None:
    first, second, third = write(3)
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert first.previous == GENESIS
    assert (second.previous, third.previous) == (first.hash, second.hash)
    result = verify()
    assert result.intact
    assert (result.checked, result.heads) == (3, (Head("runs", 3, third.hash),))


def test_a_record_read_again_has_the_same_hash(tree) -> None:
    write(1, tree.unit)
    assert Decision.objects.get().computed_hash() == Decision.objects.get().hash


@pytest.mark.parametrize(
    "sql", ["UPDATE decisions_decision SET actor = 'x' WHERE number = 2", "DELETE FROM decisions_decision"]
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
    tamper(f"UPDATE decisions_decision SET {column} = %s WHERE number = 3", value)
    result = verify()
    assert (result.broken_at, result.checked) == (3, 2)
    assert "内容" in result.reason


def test_another_organisation_is_found(tree) -> None:
    write(2, tree.unit)
    tamper("UPDATE decisions_decision SET organisation_id = %s WHERE number = 1", tree.other_unit.pk)
    assert verify().broken_at == 1


def test_a_record_left_out_is_found() -> None:
    write(4)
    tamper("DELETE FROM decisions_decision WHERE number = 2")
    result = verify()
    assert result.broken_at == 3
    assert "删掉" in result.reason


def test_a_record_rewritten_with_a_fitting_hash_breaks_the_one_after() -> None:
    write(3)
    forged = Decision.objects.get(number=2)
    forged.actor = "somebody"
    tamper("UPDATE decisions_decision SET actor = %s, hash = %s WHERE number = 2", "somebody", forged.computed_hash())
    assert verify().broken_at == 3


def cut_off(chain: str, number: int) -> None:
    """Takes the end of a chain away so that the chain itself does not show it."""
    tamper("DELETE FROM decisions_decision WHERE chain = %s AND number > %s", chain, number)
    last = Decision.objects.filter(chain=chain).order_by("-number").first()
    Chain.objects.filter(name=chain).update(number=number, hash=last.hash if last else GENESIS)


def test_an_end_cut_off_is_found_by_the_end_that_is_noted() -> None:
    write(3)
    tamper("DELETE FROM decisions_decision WHERE number = 3")
    result = verify()
    assert (result.broken_at, result.checked) == (3, 2)
    assert "末尾" in result.reason


def test_an_end_cut_off_is_found_by_the_last_seal() -> None:
    write(3)
    seal()
    cut_off("runs", 2)
    result = verify()
    assert result.broken_at == 3
    assert "第 1 号封存" in result.reason


def test_an_end_cut_off_with_its_seal_is_found_with_an_anchor(tmp_path) -> None:
    anchor = tmp_path / "anchor.jsonl"
    write(3)
    write_anchor(anchor)
    cut_off("runs", 2)
    tamper_seals("DELETE FROM decisions_seal")
    assert verify().intact
    assert verify(anchors=read_anchors(anchor)).broken_at == 3


def test_a_whole_database_rewritten_after_the_last_anchor_is_found(tree, tmp_path) -> None:
    """All chains and all seals made anew, each fitting the other: only what another party keeps tells."""
    anchor = tmp_path / "anchor.jsonl"
    write(3)
    write(2, tree.unit)
    write_anchor(anchor)
    write(1, tree.unit)
    assert verify(anchors=read_anchors(anchor)).intact
    tamper("DELETE FROM decisions_decision")
    tamper_seals("DELETE FROM decisions_seal")
    with as_owner():
        Chain.objects.all().delete()
    write(3)
    write(1, tree.unit)
    log.record(None, APPROVE, "unit_years.unityear:2", organisation=tree.unit)
    write(1, tree.unit)
    seal()
    assert verify().intact
    result = verify(anchors=read_anchors(anchor))
    assert not result.intact
    assert "存证文件" in result.reason


def tamper_seals(sql: str) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE decisions_seal DISABLE TRIGGER USER")
        cursor.execute(sql)
        cursor.execute("ALTER TABLE decisions_seal ENABLE TRIGGER USER")


@pytest.mark.parametrize(
    ("sql", "at"),
    [
        ("UPDATE decisions_seal SET content = '{}' WHERE number = 2", 2),
        ("DELETE FROM decisions_seal WHERE number = 2", 3),
        ("UPDATE decisions_seal SET at = '2020-01-01T00:00:00Z' WHERE number = 1", 1),
    ],
)
def test_a_seal_that_was_changed_or_left_out_is_found(sql: str, at: int) -> None:
    for _number in range(3):
        write(1)
        seal()
    assert (verify().seals, verify().intact) == (3, True)
    tamper_seals(sql)
    assert (verify().broken_chain, verify().broken_at) == ("seals", at)


def test_a_seal_holds_the_ends_of_all_chains_and_is_made_only_when_one_grew(tree) -> None:
    assert seal() is None
    write(2)
    last = write(1, tree.unit)[0]
    made = seal()
    assert made.heads == {"runs": [2, Decision.objects.get(chain="runs", number=2).hash], last.chain: [1, last.hash]}
    assert seal().number == made.number
    write(1, tree.sibling)
    assert (seal().number, seal().previous) == (2, made.hash)


def test_each_root_has_a_chain_and_so_have_sign_ins_and_runs(tree, member, client) -> None:
    other = tree_of.add("另市", "city", None)
    chains = {
        log.record(None, SUBMIT, "x:1", organisation=place).chain
        for place in (tree.city, tree.unit, tree.other_unit, other, None)
    }
    assert chains == {f"organisation:{tree.city.pk}", f"organisation:{other.pk}", "runs"}
    client.post("/signin/", {"username": member("preparer", tree.unit).username, "password": "wrong"})
    assert Decision.objects.get(action="sign_in_failed").chain == "sign_ins"


def test_records_of_the_time_before_chains_stay_verifiable(tmp_path) -> None:
    head = GENESIS
    for sequence in (1, 2, 3):
        old = Decision(sequence=sequence, at=timezone.now(), actor="x", action="submit", subject="x:1", details="{}")
        old.previous, old.chain = head, "before"
        old.hash = head = old.computed_hash()
        old.save(force_insert=True)
    anchor = tmp_path / "anchor.jsonl"
    anchor.write_text(f'{{"sequence": 3, "hash": "{head}", "at": "2026-01-01T00:00:00+08:00"}}\n', encoding="utf-8")
    assert verify(anchors=read_anchors(anchor)).heads == (Head("before", 3, head),)
    tamper("UPDATE decisions_decision SET actor = 'y' WHERE sequence = 2")
    assert (verify().broken_chain, verify().broken_at) == ("before", 2)


@pytest.mark.django_db(transaction=True)
def test_the_migration_keeps_the_old_chain_and_counts_on() -> None:
    def to(name: str) -> Any:
        executor = MigrationExecutor(connection)
        with as_owner():
            executor.migrate([("decisions", name)])
        return executor.loader.project_state([("decisions", name)]).apps.get_model("decisions", "Decision")

    old = to("0001_members")
    head = GENESIS
    try:
        for sequence in (1, 2):
            values = {"actor": "x", "action": "submit", "subject": "x:1", "details": "{}", "at": timezone.now()}
            made = old(sequence=sequence, previous=head, **values)
            made.hash = head = digest(sequence=sequence, previous=head, organisation=None, **values)
            made.save(force_insert=True)
    finally:
        to(MigrationExecutor(connection).loader.graph.leaf_nodes("decisions")[0][1])
        with as_owner():
            grant(APPLICATION)
    assert (Chain.objects.get().name, Chain.objects.get().hash) == ("before", head)
    assert write(1)[0].sequence == 3
    assert verify().checked == 3
    assert verify().intact


def test_only_the_last_records_may_be_checked() -> None:
    write(6)
    tamper("UPDATE decisions_decision SET actor = 'x' WHERE number = 2")
    assert verify(last=3).intact
    assert verify(last=3).checked == 3
    assert verify(last=5).broken_at == 2
    assert verify(last=99).broken_at == 2


def test_an_anchor_file_with_a_line_that_is_none_is_refused_with_its_number(tmp_path) -> None:
    anchor = tmp_path / "anchor.jsonl"
    anchor.write_text('{"seal": 1, "hash": "x", "heads": {}}\nnonsense\n', encoding="utf-8")
    with pytest.raises(AnchorError, match="第 2 行"):
        read_anchors(anchor)


def test_what_is_recorded_goes_with_the_decision_or_not_at_all() -> None:
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    assert not Decision.objects.exists()
    assert write(1)[0].number == 1


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


@pytest.mark.django_db(transaction=True)
def test_writers_of_two_roots_do_not_wait_for_each_other_and_those_of_one_do() -> None:
    """A transaction of one root stays open; a writer of another root is done meanwhile, one of the same root is not."""
    here, there = tree_of.add("甲市", "city", None), tree_of.add("乙市", "city", None)
    done = {here.pk: threading.Event(), there.pk: threading.Event()}

    def work(place) -> None:
        write(1, place)
        connection.close()
        done[place.pk].set()

    threads = [threading.Thread(target=work, args=[place]) for place in (here, there)]
    with transaction.atomic():
        write(1, here)
        for thread in threads:
            thread.start()
        assert done[there.pk].wait(60)
        assert not done[here.pk].is_set()
    for thread in threads:
        thread.join()
    assert done[here.pk].is_set()
    assert verify().intact


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
    tamper("UPDATE decisions_decision SET actor = 'x' WHERE number = 2")
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
        tamper("UPDATE decisions_decision SET details = '{}' WHERE number = 4")
        result = CliRunner().invoke(app, ["log", "verify"])
        assert result.exit_code == 1
        assert "“系统运行记录”断裂在第 4 条" in result.output

    def test_anchor_and_verify_against_it(self, tmp_path) -> None:
        anchor = tmp_path / "anchor.jsonl"
        write(2)
        assert "已存证第 1 号封存" in CliRunner().invoke(app, ["log", "anchor", str(anchor)]).output
        write(1)
        CliRunner().invoke(app, ["log", "anchor", str(anchor)])
        result = CliRunner().invoke(app, ["log", "verify", "--anchor", str(anchor)])
        assert result.exit_code == 0
        assert "2 行一致" in result.output

    def test_an_anchor_is_printed_for_another_party(self, tmp_path) -> None:
        write(2)
        printed = CliRunner().invoke(app, ["log", "anchor"]).stdout
        kept = tmp_path / "kept.jsonl"
        kept.write_text(printed, encoding="utf-8")
        assert read_anchors(kept).records["runs", 2] == Decision.objects.get(number=2).hash

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

"""Partners that err: late, twice, cut, contradicting themselves. Nothing is lost, counted twice or taken on trust."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from typer.testing import CliRunner

from shebao.cli import app
from shebao.operations.exchange import Archive, Delivery, State, contracts, receive, signed
from shebao.operations.exchange.contract import read_contract
from shebao.operations.exchange.errors import ExchangeError

KEYS = {"公安": b"agreed", "税务": b"also agreed"}
NOON = datetime(2025, 12, 1, 12)


class Partner:
    """An authority that sends a list; `errors` are what it does wrong."""

    def __init__(self, name="公安", contract="deaths", key=b"agreed"):
        self.name, self.contract, self.key, self.sequence = name, contract, key, 0

    def send(self, *rows, sequence=None, declared=None, sums=None, header=None):
        """A delivery of rows, one more in the sequence."""
        self.sequence = sequence or self.sequence + 1
        names = header or ",".join(field.name for field in contracts()[self.contract].fields)
        data = "\n".join([names, *rows]).encode() + b"\n"
        count = len(rows) if declared is None else declared
        return signed(
            self.contract, self.name, self.sequence, "202511", data, count, sums or {}, self.key, recipient="市中心"
        )


def row(person, died="2025-11-03", name="张建国"):
    return f"4299061950010100{person:02},{name},{died},,"


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "archive", contracts(), KEYS)


def test_a_sound_delivery_is_accepted_with_hash_and_time(archive):
    delivery = Partner().send(row(1), row(2))
    receipt = archive.receive(delivery, NOON)
    assert (receipt.state, receipt.sha256, receipt.at, receipt.rows) == (
        State.ACCEPTED,
        delivery.sha256,
        "2025-12-01T12:00:00",
        2,
    )
    assert [each["AAE138"] for each in archive.rows("deaths")[0]] == ["2025-11-03"] * 2


def test_what_comes_twice_is_known_and_counts_once(archive):
    delivery = Partner().send(row(1))
    assert [archive.receive(delivery, NOON).state for _ in range(3)] == [State.ACCEPTED, State.REPEATED, State.REPEATED]
    assert len(archive.rows("deaths")[0]) == 1


def cut(delivery):
    return replace(delivery, data=delivery.data[:-9])


def changed(delivery):
    return replace(delivery, data=delivery.data.replace(b"2025-11-03", b"2025-11-04"))


def with_header(**fields):
    return lambda delivery: replace(delivery, header=json.dumps(json.loads(delivery.header) | fields).encode())


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (cut, "截断或改动"),
        (changed, "截断或改动"),
        (with_header(rows=7), "签名不符"),
        (with_header(sender="某人"), "签名不符"),
        (with_header(contract="births"), "没有名为“births”的约定"),
        (with_header(rows="2"), "rows 应为整数"),
        (with_header(extra=1), "应恰有"),
        (lambda delivery: replace(delivery, header=b"\xff\xfe"), "不是 UTF-8 的 JSON"),
    ],
)
def test_what_is_cut_or_changed_is_quarantined_with_the_reason(archive, spoil, words):
    receipt = archive.receive(spoil(Partner().send(row(1), row(2))), NOON)
    assert receipt.state is State.QUARANTINED
    assert words in receipt.reasons[0]
    assert archive.rows("deaths")[0] == []


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((row(1, "2025-02-30"),), "第 2 行 死亡日期：应为日期"),
        ((row(1, ""),), "第 2 行 死亡日期：不应为空"),
        ((row(1), row(1, "2025-11-09")), "第 3 行与第 2 行矛盾"),
        ((row(1), row(1)), "第 3 行与第 2 行重复"),
        ((row(1) + ",多",), "应有 5 列，实有 6 列"),
    ],
)
def test_rows_that_cannot_be_are_named(archive, rows, words):
    receipt = archive.receive(Partner().send(*rows), NOON)
    assert receipt.state is State.QUARANTINED
    assert any(words in reason for reason in receipt.reasons)


def test_counts_and_sums_must_be_as_declared(archive):
    assert "写明 3 行，实有 1 行" in archive.receive(Partner().send(row(1), declared=3), NOON).reasons[0]
    tax = Partner("税务", "tax", b"also agreed")
    lines = ["T1,,,110,202511,6000,480.00,202511", "T2,,,110,202511,6000,480.01,202511"]
    assert archive.receive(tax.send(*lines, sums={"AAE169": 96_001}), NOON).state is State.ACCEPTED
    wrong = archive.receive(tax.send(*lines, sums={"AAE169": 96_000}), NOON)
    assert wrong.reasons == ("文件头写明 AAE169 合计 96000 分，实为 96001 分",)


def test_two_deliveries_under_one_number_contradict_each_other(archive):
    partner = Partner()
    archive.receive(partner.send(row(1)), NOON)
    second = archive.receive(partner.send(row(2), sequence=1), NOON)
    assert "内容不同" in second.reasons[0]


def test_a_corrected_delivery_is_accepted_after_quarantine(archive):
    partner = Partner()
    sound = partner.send(row(1))
    assert archive.receive(cut(sound), NOON).state is State.QUARANTINED
    assert archive.receive(sound, NOON).state is State.ACCEPTED


def test_late_and_missing_deliveries_are_asked_for(archive):
    partner = Partner()
    first, second, third = (partner.send(row(number)) for number in (1, 2, 3))
    assert archive.receive(first, NOON).notes == ()
    assert "尚缺第 2 次" in archive.receive(third, NOON).notes[0]
    assert "迟到" in archive.receive(second, NOON).notes[0]


def test_the_list_does_not_depend_on_the_order_of_arrival(tmp_path):
    partner = Partner()
    sent = [partner.send(row(1)), partner.send(row(1, "2025-11-05"), row(2)), partner.send(row(2, name="张健国"))]
    lists = []
    for number, order in enumerate(permutations(sent)):
        archive = Archive(tmp_path / str(number), contracts(), KEYS)
        for delivery in order:
            archive.receive(delivery, NOON)
        lists.append(archive.rows("deaths"))
    assert all(each == lists[0] for each in lists)
    rows, contradictions = lists[0]
    assert [(each["AAC003"], each["AAE138"]) for each in rows] == [("张建国", "2025-11-05"), ("张健国", "2025-11-03")]
    assert len(contradictions) == 2


def test_a_replay_gives_the_same_receipts_and_tells_what_was_changed(archive, tmp_path):
    partner = Partner()
    for number, delivery in enumerate([partner.send(row(1)), cut(partner.send(row(2))), partner.send(row(3))]):
        archive.receive(delivery, NOON + timedelta(hours=number))
    assert archive.replay() == []
    forgetful = Archive(tmp_path / "archive", contracts(), {})
    assert {now.state for _, now in forgetful.replay()} == {State.QUARANTINED}
    path = tmp_path / "archive" / "deliveries" / f"{archive.receipts()[0].sha256}.csv"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(ExchangeError, match="已被改动"):
        archive.replay()


def test_a_receipt_cut_by_a_crash_is_given_again(archive, tmp_path):
    delivery = Partner().send(row(1))
    archive.receive(delivery, NOON)
    path = tmp_path / "archive" / "receipts.jsonl"
    path.write_text(path.read_text("utf-8")[:-20], encoding="utf-8")
    assert archive.receive(delivery, NOON).state is State.ACCEPTED
    assert len(archive.receipts()) == 1


def test_receiving_never_raises_for_what_came():
    for header in (b"", b"[]", b"null", b'{"contract": 1}', b"[" * 5000):
        assert receive(Delivery(header, b""), contracts(), KEYS, [], NOON).state is State.QUARANTINED


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("key: [AAC002]", "key: [AAC999]", "key：AAC999 不是声明过的字段"),
        ("sums: ~", "sums: [AAC002]", "sums：AAC002 不是声明过的金额字段"),
        ("type: date", "type: day", "fields.AAE138.type：应为"),
        ("title: 死亡人员名单", "name: 死亡人员名单", "应恰有"),
        ("title: 姓名", "label: 姓名", "fields.AAC003：应有"),
    ],
)
def test_a_mistake_in_a_contract_is_told_with_file_and_key(old, new, words):
    from importlib.resources import files

    text = (files("shebao.operations.exchange") / "contracts" / "deaths.yaml").read_text("utf-8")
    with pytest.raises(ExchangeError) as error:
        read_contract("deaths", text.replace(old, new, 1))
    assert str(error.value).startswith(f"deaths.yaml：{words}")


def test_lists_files_of_money_and_the_two_to_be_answered_are_agreed():
    assert {name for name, contract in contracts().items() if not contract.work} == {
        "deaths",
        "prison",
        "civil_affairs",
        "tax",
        "business_registration",
        "tax_bills",
        "tax_receipts",
        "treasury_receipts",
        "special_account_credits",
        "severe_disabilities",
        "poverty_monitoring",
        "market_entities",
        "wage_withholdings",
        "employment_records",
    }
    assert {name for name, contract in contracts().items() if contract.work} == {
        "provincial_suspicions",
        "fund_supervision_alerts",
    }


def test_the_commands(tmp_path):
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "公安").write_bytes(KEYS["公安"])
    delivery = Partner().send(row(1))
    (tmp_path / "d.json").write_bytes(delivery.header)
    (tmp_path / "d.csv").write_bytes(delivery.data)
    common = ["--archive", str(tmp_path / "archive"), "--keys", str(keys)]
    run = CliRunner().invoke
    assert "已接收：deaths 第 1 次，1 行" in run(app, ["exchange", "receive", str(tmp_path / "d.json"), *common]).output
    assert run(app, ["exchange", "replay", *common]).exit_code == 0
    listed = run(app, ["exchange", "list", "deaths", *common, "--output", str(tmp_path / "deaths.csv")])
    assert "1 行" in listed.output
    assert run(app, ["exchange", "list", "births", *common, "--output", str(tmp_path / "x")]).exit_code == 2
    (tmp_path / "d.csv").write_bytes(delivery.data[:-3])
    assert run(app, ["exchange", "receive", str(tmp_path / "d.json"), *common]).exit_code == 1


def test_a_path_that_is_wrong_is_told_and_gives_no_empty_list(tmp_path):
    (tmp_path / "keys").mkdir()
    right = {"--archive": tmp_path / "nowhere", "--keys": tmp_path / "keys"}

    def told(*words, **other):
        options = right | {f"--{name}": value for name, value in other.items()}
        done = CliRunner().invoke(app, ["exchange", *words, *(str(each) for pair in options.items() for each in pair)])
        assert done.exit_code == 2
        return done.output

    out = tmp_path / "deaths.csv"
    assert "不是存档目录" in told("list", "deaths", "--output", str(out))
    assert not out.exists()
    assert "不是存档目录" in told("replay")
    assert "没有密钥目录" in told("replay", keys=tmp_path / "none")
    assert "没有文件" in told("receive", str(tmp_path / "d.json"))


def test_what_was_not_signed_is_not_read(archive):
    """A genuine old header with other data gives one reason, however much is wrong with the data."""
    delivery = replace(Partner().send(row(1)), data=b"x\n" * 100_000)
    receipt = archive.receive(delivery, NOON)
    assert receipt.state is State.QUARANTINED
    assert len(receipt.reasons) == 1


def test_a_number_of_the_sequence_costs_nothing_however_large(archive):
    assert archive.receive(Partner().send(row(1), sequence=1_000_000), NOON).notes
    beyond = archive.receive(Partner().send(row(1), sequence=10**12), NOON)
    assert beyond.state is State.QUARANTINED


def test_what_goes_to_somebody_else_is_quarantined() -> None:
    delivery = Partner().send(row(1))
    told = [receive(delivery, contracts(), KEYS, [], NOON, who) for who in ("市中心", "区中心")]
    assert [each.state for each in told] == [State.ACCEPTED, State.QUARANTINED]
    assert "发给“市中心”" in told[1].reasons[0]
    turned = Delivery(delivery.header.replace("市中心".encode(), "区中心".encode()), delivery.data)
    assert "签名" in receive(turned, contracts(), KEYS, [], NOON, "区中心").reasons[0]

"""The log is evidence against its own administrator: seals are signed, sent elsewhere by themselves, and what is late is told."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from server.owning import as_owner
from server.platform.decisions.test_log import write
from shebao.server.configuration import ConfigurationError, load
from shebao.server.platform.decisions import anchoring, sealing
from shebao.server.platform.decisions.anchors import read_anchors
from shebao.server.platform.decisions.canonical import GENESIS
from shebao.server.platform.decisions.evidence import Evidence, read_evidence
from shebao.server.platform.decisions.models import Anchored, Chain, Decision, Seal
from shebao.server.platform.decisions.sealing import seal
from shebao.server.platform.decisions.signing import SigningProblem, read_signer, signed_since, write_new
from shebao.server.platform.decisions.verification import verify
from shebao.server.platform.monitoring.health import checks

pytestmark = pytest.mark.django_db


@pytest.fixture
def evidence(settings, tmp_path: Path):
    """`evidence(key=…, folders=…)` changes where evidence comes from and goes to."""

    def change(**values: object) -> None:
        settings.EVIDENCE = replace(settings.EVIDENCE, **values)
        sealing.forget_signer()

    write_new(tmp_path / "key")
    change(key=tmp_path / "key", make=False)
    yield change
    sealing.forget_signer()


def tamper_with(table: str, statement: str, rows: list[tuple[object, ...]]) -> None:
    """What somebody with the rights of the database's owner could do: switch the triggers off and change the table."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for values in rows:
            cursor.execute(statement, values)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def health() -> str:
    return next(check.problem for check in checks() if check.name == "anchors")


def rewritten() -> None:
    """What somebody with all rights over the database could do: another record, and every hash made anew."""
    changed = Decision.objects.order_by("sequence").first()
    changed.actor, head = "somebody-else", GENESIS
    rows: list[tuple[object, ...]] = []
    for record in (changed, *Decision.objects.order_by("sequence")[1:]):
        record.previous = head
        record.hash = head = record.computed_hash()
        rows.append((record.actor, record.previous, record.hash, record.pk))
    tamper_with(
        "decisions_decision",
        "UPDATE decisions_decision SET actor = %s, previous = %s, hash = %s WHERE sequence = %s",
        rows,
    )
    Chain.objects.filter(name="runs").update(hash=head)
    previous, seals = GENESIS, []
    for made in Seal.objects.order_by("number"):
        heads = {"runs": [made.heads["runs"][0], Decision.objects.get(number=made.heads["runs"][0]).hash]}
        again = sealing.unsigned(heads, made.number, made.at, previous)
        previous = again.hash
        seals.append((again.content, again.previous, again.hash, made.number))
    tamper_with(
        "decisions_seal", "UPDATE decisions_seal SET content = %s, previous = %s, hash = %s WHERE number = %s", seals
    )


def test_who_rewrites_everything_cannot_sign_it(evidence) -> None:
    write(3)
    assert seal().signature
    assert verify().intact
    rewritten()
    result = verify()
    assert not result.intact
    assert "签名" in result.reason


def test_signatures_that_were_taken_off_are_missed(evidence) -> None:
    write(1)
    seal()
    write(1)
    seal()
    tamper_with("decisions_seal", "UPDATE decisions_seal SET signature = '', key = '' WHERE number = %s", [(2,)])
    assert "签名" in verify().reason
    tamper_with("decisions_seal", "UPDATE decisions_seal SET signature = '', key = '' WHERE number = %s", [(1,)])
    assert "没有签名" in verify().reason


def test_a_chain_whose_signatures_were_taken_off_is_not_signed_again(
    evidence, tmp_path: Path, django_capture_on_commit_callbacks
) -> None:
    """That signing had begun is noted beside the key, where the database cannot write."""
    write(2)
    with django_capture_on_commit_callbacks(execute=True):
        seal()
    assert signed_since(tmp_path / "key") == 1
    write(1)
    assert verify().intact
    tamper_with("decisions_seal", "UPDATE decisions_seal SET signature = '', key = '' WHERE number > %s", [(0,)])
    with pytest.raises(SigningProblem, match="去掉过"):
        seal()
    assert not verify().intact


def test_seals_of_before_signing_are_covered_by_the_first_signed_one(evidence, tmp_path: Path) -> None:
    key = tmp_path / "key"
    evidence(key=None)
    write(2)
    assert not seal().signature
    evidence(key=key)
    assert seal().number == 2
    assert seal().number == 2
    assert verify().intact


def test_a_seal_signed_with_another_key_is_refused_and_both_are_known_after_a_change(evidence, tmp_path: Path) -> None:
    write(1)
    seal()
    write_new(tmp_path / "second")
    old = (tmp_path / "key").read_text(encoding="ascii")
    (tmp_path / "both").touch(0o600)
    (tmp_path / "both").write_text(old + (tmp_path / "second").read_text(encoding="ascii"), encoding="ascii")
    evidence(key=tmp_path / "second")
    assert "没有它的公钥" in verify().reason
    evidence(key=tmp_path / "both")
    write(1)
    seal()
    assert verify().intact
    assert len({made.key for made in Seal.objects.all()}) == 2


def test_public_keys_alone_check_and_do_not_sign(evidence, tmp_path: Path) -> None:
    write(1)
    seal()
    public = tmp_path / "public.pem"
    public.write_text(sealing.signer().public_text(), encoding="ascii")
    evidence(key=public)
    assert verify().intact
    assert sealing.signer().sign("0" * 64) == ("", "")


@pytest.mark.parametrize("content", ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_wrong_key_file_is_said_to_be_one(tmp_path: Path, content: str) -> None:
    (tmp_path / "key").touch(0o600)
    (tmp_path / "key").write_text(content, encoding="ascii")
    with pytest.raises(SigningProblem, match="应为 PEM 格式的 Ed25519 密钥"):
        read_signer(tmp_path / "key")


def test_seals_go_to_the_folder_by_themselves_once_each(evidence, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    evidence(folders=(folder,))
    for _minute in range(2):
        write(1)
        seal()
        anchoring.anchor_all()
        anchoring.anchor_all()
    (file,) = anchoring.anchor_files()
    assert len(file.read_text(encoding="utf-8").splitlines()) == 2
    assert Anchored.objects.count() == 2
    assert verify(anchors=read_anchors(file)).intact
    assert read_signer(folder / anchoring.PUBLIC_KEY).public.keys() == sealing.signer().public.keys()
    tamper_with("decisions_seal", "DELETE FROM decisions_seal WHERE number = %s", [(2,)])
    assert "末尾的封存被删掉了" in verify(anchors=read_anchors(file)).reason


def test_a_place_that_got_nothing_for_too_long_makes_the_server_unready(evidence, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    evidence(folders=(folder,))
    write(1)
    made = seal()
    anchoring.anchor_all()
    assert health() == ""
    tamper_with(
        "decisions_seal",
        "UPDATE decisions_seal SET at = %s WHERE number = %s",
        [(timezone.now() - anchoring.LATEST * 2, made.number)],
    )
    assert "没有送到" in health()
    assert "从来没有" in health()
    folder.mkdir()
    anchoring.anchor_all()
    assert health() == ""


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"SHEBAO_ANCHORS": "relative"}, "SHEBAO_ANCHORS：“relative”不对"),
        ({"SHEBAO_ANCHORS": "http://tsa.example/x"}, "SHEBAO_ANCHORS：“http"),
        ({"SHEBAO_ANCHORS": "https://tsa.example/x"}, "SHEBAO_TSA_ROOTS：写了时间戳服务"),
    ],
)
def test_wrong_places_are_named(tmp_path: Path, environ: dict[str, str], message: str) -> None:
    environ = {"SHEBAO_DATA": str(tmp_path / "data"), **environ}
    with pytest.raises(ConfigurationError, match=message):
        read_evidence(environ, load(environ))


def test_production_names_key_and_places(tmp_path: Path) -> None:
    environ = {
        "SHEBAO_DATA": str(tmp_path / "data"), "SHEBAO_MODE": "production", "SHEBAO_SECRET_KEY": "k" * 50,
        "SHEBAO_ALLOWED_HOSTS": "a.example.gov.cn", "DATABASE_URL": "postgresql://sb@db.example/shebao",
    }  # fmt: skip
    for name, value in (
        ("SHEBAO_LOG_KEY_FILE", "/etc/shebao/log-key"),
        ("SHEBAO_ANCHORS", "/mnt/audit none"),
        ("SHEBAO_ANCHORS", "none"),
    ):
        with pytest.raises(ConfigurationError, match=r"SHEBAO_LOG_KEY_FILE|SHEBAO_ANCHORS"):
            read_evidence(environ, load(environ))
        environ[name] = value
    assert read_evidence(environ, load(environ)) == Evidence(Path("/etc/shebao/log-key"))


_CONFIG = """
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ours]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
"""


class _Authority(HTTPServer):
    """A time-stamp authority of our own on the loopback: OpenSSL's."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.folder, self.down = folder, False
        (folder / "serial").write_text("01\n", encoding="ascii")
        (folder / "config").write_text(_CONFIG.format(folder=folder), encoding="ascii")
        self._run(
            "req -x509 -newkey rsa:2048 -nodes -subj /CN=root -days 3650 -keyout root.key -out root.pem -extensions root -config config"
        )
        self._run("req -newkey rsa:2048 -nodes -subj /CN=tsa -keyout tsa.key -out tsa.csr -config config")
        self._run(
            "x509 -req -in tsa.csr -CA root.pem -CAkey root.key -CAcreateserial -days 3650 -out tsa.pem -extfile config -extensions tsa"
        )

    def _run(self, arguments: str) -> None:
        subprocess.run(["openssl", *arguments.split()], cwd=self.folder, check=True, capture_output=True)

    def reply(self, query: bytes) -> bytes:
        (self.folder / "query").write_bytes(query)
        self._run("ts -reply -config config -section ours -queryfile query -out reply")
        return (self.folder / "reply").read_bytes()


class _Answer(BaseHTTPRequestHandler):
    server: _Authority

    def do_POST(self) -> None:
        query = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(503 if self.server.down else 200)
        self.end_headers()
        if not self.server.down:
            self.wfile.write(self.server.reply(query))

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory):
    if shutil.which("openssl") is None:
        pytest.skip("openssl, whose time-stamp authority this asks, is not installed")
    server = _Authority(tmp_path_factory.mktemp("authority"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def test_an_authority_stamps_every_newest_seal_and_the_stamp_proves_when(
    evidence, authority, tmp_path: Path, monkeypatch
) -> None:
    place = f"http://127.0.0.1:{authority.server_port}/"
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    evidence(authorities=(place,), folders=(folder,), roots=authority.folder / "root.pem")
    write(2)
    made = seal()
    anchoring.anchor_all()
    (receipt,) = Anchored.objects.filter(place=place)
    assert abs(anchoring.stamped_at(bytes(receipt.receipt), made.hash) - timezone.now()) < dt.timedelta(minutes=1)
    assert (folder / f"stamp-{made.number}.tsr").read_bytes() == bytes(receipt.receipt)
    (said,) = anchoring.check_stamps()
    assert f"第 {made.number} 号封存在" in said
    with pytest.raises(anchoring.AnchoringProblem, match="不是对这次封存的"):
        anchoring.stamped_at(bytes(receipt.receipt), "0" * 64)
    evidence(roots=authority.folder / "tsa.pem")
    write(1)
    seal()
    monkeypatch.setattr(anchoring, "STAMPED_EVERY", dt.timedelta(0))
    authority.down = True
    with pytest.raises(anchoring.AnchoringProblem, match="没有回答"):
        anchoring.anchor(place)
    authority.down = False
    evidence(roots=authority.folder / "root.pem")
    assert anchoring.anchor(place) == 1
    tamper_with("decisions_seal", "UPDATE decisions_seal SET hash = %s WHERE number = %s", [("0" * 64, made.number)])
    with pytest.raises(anchoring.AnchoringProblem, match="与时间戳不符"):
        anchoring.check_stamps()


def test_a_stamp_of_somebody_whom_we_do_not_believe_is_none(
    evidence, authority, tmp_path: Path, tmp_path_factory
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "config").write_text(_CONFIG.format(folder=other), encoding="ascii")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=other", "-days", "10", "-keyout", "k", "-out", "root.pem", "-extensions", "root", "-config", "config"],
        cwd=other, check=True, capture_output=True,
    )  # fmt: skip
    evidence(roots=other / "root.pem")
    with pytest.raises(anchoring.AnchoringProblem, match="签发者不可信"):
        anchoring.stamp(f"http://127.0.0.1:{authority.server_port}/", "a" * 64)

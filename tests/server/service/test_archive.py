"""A backup opens for who has the private key, and is believed from who has the signing key only."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shebao.server.platform.decisions.signing import Signer, read_signer, write_new
from shebao.server.service import archive as container
from shebao.server.service.archive import BackupProblem

_TEXT = b"a content that must not be seen " * 5000


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    write_new(tmp_path / "signing")
    return read_signer(tmp_path / "signing")


def _fill(tar: tarfile.TarFile, text: bytes = _TEXT) -> None:
    member = tarfile.TarInfo("text")
    member.size = len(text)
    tar.addfile(member, io.BytesIO(text))


def _made(folder: Path, signer: Signer, to: list[pyrage.x25519.Recipient], name: str = "made") -> Path:
    container.write(folder / name, _fill, {"version": "1", "migrations": []}, to, signer)
    return folder / name


def _read(archive: Path, signer: Signer, *keys: pyrage.x25519.Identity) -> bytes:
    manifest = container.read_manifest(archive, signer)
    with container.content_of(archive, manifest, list(keys)) as tar:
        return b"".join(tar.extractfile(member).read() for member in tar)


def test_it_comes_back_for_the_private_key_only(tmp_path: Path, signer: Signer) -> None:
    mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    archive = _made(tmp_path, signer, [mine.to_public()])
    assert _read(archive, signer, mine) == _TEXT
    assert _read(archive, signer, other, mine) == _TEXT
    assert b"must not be seen" not in archive.read_bytes()
    assert archive.stat().st_mode & 0o077 == 0
    with pytest.raises(BackupProblem, match="私钥打不开"):
        _read(archive, signer, other)
    with pytest.raises(BackupProblem, match="--identity"):
        _read(archive, signer)


def test_several_may_open_it_and_without_any_it_is_in_clear(tmp_path: Path, signer: Signer) -> None:
    keys = [pyrage.x25519.Identity.generate() for _number in range(2)]
    archive = _made(tmp_path, signer, container.recipients(" ".join(str(key.to_public()) for key in keys)))
    assert {_read(archive, signer, key) for key in keys} == {_TEXT}
    assert _read(_made(tmp_path, signer, [], "clear"), signer) == _TEXT


def test_one_that_somebody_else_signed_is_refused(tmp_path: Path, signer: Signer) -> None:
    write_new(tmp_path / "other")
    forged = _made(tmp_path, read_signer(tmp_path / "other"), [])
    with pytest.raises(BackupProblem, match="不是用这里的密钥签的"):
        container.read_manifest(forged, signer)
    with pytest.raises(BackupProblem, match="没有签名"):
        container.read_manifest(_made(tmp_path, Signer(), [], "unsigned"), signer)


def test_a_manifest_of_another_backup_does_not_fit(tmp_path: Path, signer: Signer) -> None:
    one, other = _made(tmp_path, signer, [], "one"), tmp_path / "other"
    container.write(other, lambda tar: _fill(tar, b"other"), {"version": "1", "migrations": []}, [], signer)
    with tarfile.open(one) as tar, tarfile.open(tmp_path / "mixed", "w", format=tarfile.GNU_FORMAT) as mixed:
        with tarfile.open(other) as second:
            mixed.addfile(second.getmember("content"), second.extractfile("content"))
        for name in ("manifest.json", "manifest.sig"):
            mixed.addfile(tar.getmember(name), tar.extractfile(name))
    with pytest.raises(BackupProblem, match="内容与签名的摘要不符"):
        container.read_manifest(tmp_path / "mixed", signer)


@settings(max_examples=40, deadline=None)
@given(at=st.integers(0), bit=st.integers(0, 7))
def test_no_changed_bit_is_believed(tmp_path_factory: pytest.TempPathFactory, at: int, bit: int) -> None:
    folder = tmp_path_factory.mktemp("changed")
    write_new(folder / "signing")
    signer = read_signer(folder / "signing")
    archive = _made(folder, signer, [])
    content = bytearray(archive.read_bytes())
    with tarfile.open(archive) as tar:
        places = [
            place
            for member in tar.getmembers()
            for place in range(member.offset_data, member.offset_data + min(member.size, 4000))
        ]
    content[places[at % len(places)]] ^= 1 << bit
    archive.write_bytes(content)
    with pytest.raises(BackupProblem):
        container.read_manifest(archive, signer)


def test_what_is_no_backup_is_said_to_be_none(tmp_path: Path, signer: Signer) -> None:
    (tmp_path / "text").write_bytes(b"no archive")
    with tarfile.open(tmp_path / "before.tar", "w") as tar:
        data = json.dumps({"format": 1}).encode()
        member = tarfile.TarInfo("manifest.json")
        member.size = len(data)
        tar.addfile(member, io.BytesIO(data))
    for name in ("text", "before.tar"):
        with pytest.raises(BackupProblem, match="不是本平台的备份，或由别的版本写成"):
            container.read_manifest(tmp_path / name, signer)


@pytest.mark.parametrize("text", ["age1nothing", "ssh-ed25519 AAAA", "x"])
def test_wrong_keys_are_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(BackupProblem, match="SHEBAO_BACKUP_RECIPIENTS"):
        container.recipients(text)
    (tmp_path / "identity").write_text(text, encoding="ascii")
    with pytest.raises(BackupProblem, match="不是备份的私钥文件"):
        container.identities(tmp_path / "identity")


def test_what_fails_while_it_is_filled_fails_the_backup(tmp_path: Path, signer: Signer) -> None:
    def fails(tar: tarfile.TarFile) -> None:
        raise OSError("disk full")

    for number, to in enumerate(([], [pyrage.x25519.Identity.generate().to_public()])):
        with pytest.raises(OSError, match="disk full"):
            container.write(tmp_path / str(number), fails, {}, to, signer)

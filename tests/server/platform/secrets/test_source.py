"""Master keys come from outside the data directory, and what is wrong with them is said without showing any."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.server.configuration import ConfigurationError, load
from shebao.server.platform.secrets.source import KeyProblem, KeySource, new_line, parse, read_source, write_new
from shebao.server.platform.secrets.suites import SUITES

_PRODUCTION = {
    "SHEBAO_MODE": "production",
    "SHEBAO_SECRET_KEY": "k" * 50,
    "SHEBAO_ALLOWED_HOSTS": "a.example.gov.cn",
    "DATABASE_URL": "postgresql://sb@db.example/shebao",
}


def _source(tmp_path: Path, **environ: str) -> KeySource:
    environ = {"SHEBAO_DATA": str(tmp_path / "data"), **environ}
    return read_source(environ, load(environ))


def test_a_local_run_has_a_key_of_its_own_beside_the_data_and_not_in_it(tmp_path: Path) -> None:
    source = _source(tmp_path)
    keys = source.read()
    assert source.file == tmp_path / "data.keys"
    assert stat.S_IMODE(source.file.stat().st_mode) == 0o600
    assert source.read() == keys


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        (_PRODUCTION, "SHEBAO_KEYS_FILE：正式环境必须指明"),
        ({"SHEBAO_CIPHER": "des"}, "SHEBAO_CIPHER：“des”不对；只能是 aes、sm4"),
        ({"SHEBAO_KEYS_FILE": "/x", "SHEBAO_KEYS_COMMAND": "kms"}, "只能写一个"),
        ({"SHEBAO_KEYS_COMMAND": "kms 'open"}, "不是命令"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, environ: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        _source(tmp_path, **environ)


def test_keys_do_not_lie_where_the_data_is(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="在数据目录里"):
        _source(tmp_path, SHEBAO_KEYS_FILE=str(tmp_path / "data" / "keys"))


def test_a_named_file_is_never_made(tmp_path: Path) -> None:
    with pytest.raises(KeyProblem, match=r"读不了.*加密的资料都打不开"):
        _source(tmp_path, SHEBAO_KEYS_FILE=str(tmp_path / "gone")).read()
    assert not (tmp_path / "gone").exists()


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    write_new(tmp_path / "keys")
    (tmp_path / "keys").chmod(0o644)
    with pytest.raises(KeyProblem, match="其他用户可以读写它"):
        _source(tmp_path, SHEBAO_KEYS_FILE=str(tmp_path / "keys")).read()


def test_a_command_prints_the_keys_without_a_shell(tmp_path: Path) -> None:
    write_new(tmp_path / "keys")
    printed = _source(tmp_path, SHEBAO_KEYS_COMMAND=f"cat {tmp_path / 'keys'}").read()
    assert printed == _source(tmp_path, SHEBAO_KEYS_FILE=str(tmp_path / "keys")).read()
    for command, message in (("false", "以 1 结束"), ("/no/such/kms", "没有给出密钥")):
        with pytest.raises(KeyProblem, match=message):
            _source(tmp_path, SHEBAO_KEYS_COMMAND=command).read()
    with pytest.raises(KeyProblem):
        _source(tmp_path, SHEBAO_KEYS_COMMAND=f"cat {tmp_path / 'keys'}; true").read()


def test_the_last_key_is_in_use_and_comments_are_none() -> None:
    keys = parse(f"# ours\n{new_line('old')}\n{new_line('new')}", "x")
    assert (set(keys.by_name), keys.current) == ({"old", "new"}, "new")


@given(st.text(max_size=80))
def test_what_is_no_key_is_refused_and_not_repeated(name: str) -> None:
    short = base64.b64encode(b"s" * 31).decode()
    with pytest.raises(KeyProblem) as refused:
        parse(f"{name} {short}", "密钥文件")
    assert short not in str(refused.value)


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
@given(plain=st.binary(max_size=200), bound=st.binary(max_size=40), other=st.binary(max_size=40), at=st.integers(0))
def test_what_is_sealed_opens_as_it_was_and_only_where_it_was(suite, plain, bound, other, at) -> None:
    from cryptography.exceptions import InvalidTag

    cipher = suite.cipher(suite.derived(b"s" * 32, b"p"))
    sealed = cipher.seal(plain, bound)
    assert cipher.open(sealed, bound) == plain
    assert cipher.seal(plain, bound) != sealed
    broken = bytearray(sealed)
    broken[at % len(sealed)] ^= 1 << at % 8
    wrong = [
        (bytes(broken), bound),
        (sealed[: at % len(sealed)], bound),
        *([(sealed, other)] if other != bound else []),
    ]
    for content, place in wrong:
        with pytest.raises(InvalidTag):
            cipher.open(content, place)
    with pytest.raises(InvalidTag):
        suite.cipher(suite.derived(b"t" * 32, b"p")).open(sealed, bound)

"""Settings by environment: what is wrong is named, with what was expected; secrets stay with their owner."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from shebao.server.configuration import ConfigurationError, load

_KEY = "k" * 50
_PRODUCTION = {
    "SHEBAO_MODE": "production",
    "SHEBAO_SECRET_KEY": _KEY,
    "SHEBAO_ALLOWED_HOSTS": "a.example.gov.cn, b.example.gov.cn",
    "DATABASE_URL": "postgresql://sb:p%40ss@db.example:5433/shebao?sslmode=verify-full",
}


def test_a_local_run_needs_nothing(tmp_path: Path) -> None:
    first = load({"SHEBAO_DATA": str(tmp_path / "data")})
    assert not first.production
    assert not first.debug
    assert first.database.embedded
    assert first.allowed_hosts == ("127.0.0.1", "localhost", "[::1]")
    assert load({"SHEBAO_DATA": str(tmp_path / "data")}).secret_key == first.secret_key
    assert stat.S_IMODE((tmp_path / "data" / "secret-key").stat().st_mode) == 0o600


def test_the_owner_of_the_tables_is_another_role_unless_a_local_run_has_but_one(tmp_path: Path) -> None:
    data = {"SHEBAO_DATA": str(tmp_path)}
    own = load(data)
    assert own.owner is not None
    assert own.owner.user != own.database.user
    assert own.owner.password != own.database.password
    assert load({**_PRODUCTION, **data}).owner is None
    named = load({**_PRODUCTION, **data, "DATABASE_OWNER_URL": "postgresql://owner:x@db.example/shebao"}).owner
    assert named is not None
    assert named.user == "owner"
    local = load({**data, "DATABASE_URL": "postgresql://me@/shebao?host=/run"})
    assert local.owner == local.database


def test_production_reads_everything(tmp_path: Path) -> None:
    configuration = load({**_PRODUCTION, "SHEBAO_DATA": str(tmp_path)})
    assert configuration.https
    assert configuration.allowed_hosts == ("a.example.gov.cn", "b.example.gov.cn")
    database = configuration.database
    assert (database.host, database.port, database.user, database.password) == ("db.example", "5433", "sb", "p@ss")
    assert database.options == {"sslmode": "verify-full"}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"SHEBAO_SECRET_KEY": ""}, "SHEBAO_SECRET_KEY：正式环境必须设置"),
        ({"SHEBAO_SECRET_KEY": "short"}, "只有 5 个字符"),
        ({"SHEBAO_SECRET_KEY": "", "SHEBAO_SECRET_KEY_FILE": "/no/such/file"}, "SHEBAO_SECRET_KEY_FILE：读不了"),
        ({"SHEBAO_ALLOWED_HOSTS": ""}, "SHEBAO_ALLOWED_HOSTS：正式环境必须写明"),
        ({"SHEBAO_DEBUG": "1"}, "SHEBAO_DEBUG：正式环境"),
        ({"SHEBAO_MODE": "prod"}, "SHEBAO_MODE：“prod”不对"),
        ({"SHEBAO_HTTPS": "ja"}, "SHEBAO_HTTPS：“ja”不对"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL：应写成"),
        ({"DATABASE_URL": "postgresql://h:x/y"}, "DATABASE_URL：端口不是数字"),
        ({"DATABASE_URL": "postgresql://h/y"}, "DATABASE_URL：没有写数据库用户"),
        ({"DATABASE_OWNER_URL": "mysql://x/y"}, "DATABASE_OWNER_URL：应写成"),
        ({"DATABASE_URL": "postgresql://h/"}, "DATABASE_URL：应写成"),
        ({"SHEBAO_TRUSTED_PROXIES": "10.0.0.0/40"}, "SHEBAO_TRUSTED_PROXIES：“10.0.0.0/40”"),
        ({"SHEBAO_TRUSTED_ORIGINS": "example.gov.cn"}, "SHEBAO_TRUSTED_ORIGINS：“example.gov.cn”"),
    ],
)
def test_a_wrong_setting_is_named(changes: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=message):
        load({**_PRODUCTION, "SHEBAO_DATA": str(tmp_path), **changes})


def test_a_data_directory_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ConfigurationError, match="SHEBAO_DATA"):
        load({"SHEBAO_DATA": str(tmp_path / "file")})


def test_a_socket_address_of_the_database() -> None:
    database = load({**_PRODUCTION, "DATABASE_URL": "postgresql://sb@/shebao?host=/var/run/postgresql"}).database
    assert (database.host, database.user, database.options) == ("/var/run/postgresql", "sb", {})


def test_keys_agreed_with_others_lie_outside_of_the_data(tmp_path: Path) -> None:
    inside, outside = tmp_path / "data" / "keys", tmp_path / "keys"
    for folder in (inside, outside):
        folder.mkdir(parents=True)
    for name in ("SHEBAO_EXCHANGE_KEYS", "SHEBAO_RUNNER_KEYS"):
        given = {**_PRODUCTION, "SHEBAO_DATA": str(tmp_path / "data")}
        with pytest.raises(ConfigurationError, match=f"{name}：.*在数据目录里"):
            load({**given, name: str(inside)})
        assert outside in {
            (found := load({**given, name: str(outside)})).exchange_keys,
            found.runner_keys,
        }

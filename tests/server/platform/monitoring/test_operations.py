"""Health, metrics, logs."""

from __future__ import annotations

import json
import logging

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from server.owning import as_owner
from shebao.server.platform.masking import masked
from shebao.server.platform.monitoring.logs import JsonLine, TextLine


def _worker_beats() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")


def test_health_needs_no_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_ready_with_a_worker_and_not_without(client: Client) -> None:
    missing = client.get("/readyz")
    assert missing.status_code == 503
    assert "shebao worker" in missing.json()["worker"]
    _worker_beats()
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json().items() >= {"database": "ok", "migrations": "ok", "worker": "ok"}.items()


@pytest.mark.django_db
def test_not_ready_with_a_migration_to_run(client: Client) -> None:
    _worker_beats()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'jobs'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "shebao migrate" in answer.json()["migrations"]


@pytest.mark.django_db
def test_not_ready_on_the_schema_of_a_newer_version(client: Client) -> None:
    _worker_beats()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('jobs', '9999_later', now())")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "jobs.9999_later" in answer.json()["migrations"]


@pytest.mark.django_db
def test_metrics_for_the_machine_itself_or_the_token(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/")
    text = client.get("/metrics").content.decode()
    assert 'shebao_requests_total{method="GET",status="200",view="portal:home"}' in text
    assert "shebao_workers 0.0" in text
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.5").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.5"}).status_code == 404
    monkeypatch.setenv("SHEBAO_METRICS_TOKEN", "secret")
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer secret"}).status_code == 200


@pytest.mark.django_db
def test_a_request_keeps_the_number_that_the_proxy_gave_and_no_other_text(client: Client) -> None:
    assert client.get("/", headers={"X-Request-ID": "abcdef12-3456"}).headers["X-Request-ID"] == "abcdef12-3456"
    given = client.get("/", headers={"X-Request-ID": 'x"; injected'}).headers["X-Request-ID"]
    assert given.isalnum()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("身份证 11010519491231002X 已登记", "身份证 110105********002X 已登记"),
        ("电话13812345678。", "电话138****5678。"),
        ("卡号 6222021234567890123", "卡号 6222********0123"),
        ("金额 1234567.89 元，共 12345678 分", "金额 1234567.89 元，共 12345678 分"),
        ("job 0b3c13812345678f", "job 0b3c13812345678f"),
    ],
)
def test_personal_numbers_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


@given(st.text(max_size=200))
def test_a_log_line_is_one_line_of_json(text: str) -> None:
    record = logging.LogRecord("x", logging.INFO, __file__, 1, text, None, None)
    line = JsonLine().format(record)
    assert "\n" not in line
    assert json.loads(line)["level"] == "info"


def test_an_exception_is_in_the_line() -> None:
    try:
        raise ValueError("13812345678")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, __file__, 1, "失败", None, (ValueError, error, error.__traceback__)
        )
    assert "138****5678" in json.loads(JsonLine().format(record))["exception"]
    assert "ValueError" in TextLine().format(record)


@pytest.mark.django_db
def test_what_was_sent_wrongly_is_one_line(client: Client, caplog: pytest.LogCaptureFixture, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    form = f"username={'x' * 2_000}"
    assert client.post("/signin/", form, content_type="application/x-www-form-urlencoded").status_code in (400, 413)
    (said,) = [each for each in caplog.records if each.name.startswith("django.security.")]
    assert "\n" not in TextLine().format(said)
    assert "exception" not in json.loads(JsonLine().format(said))


@pytest.mark.django_db
def test_invented_methods_do_not_grow_the_metrics(client: Client) -> None:
    for number in range(3):
        client.generic(f"INVENTED{number}", "/")
    text = client.get("/metrics").content.decode()
    assert "INVENTED" not in text
    assert 'shebao_requests_total{method="other"' in text


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/invitation/MQ/secret-token/", "/audit/shared/secret-token/"])
def test_logs_hold_no_link_that_opens_a_door(client: Client, caplog: pytest.LogCaptureFixture, path: str) -> None:
    with caplog.at_level(logging.INFO, "shebao.requests"):
        assert client.get(path).status_code == 404
    lines = [JsonLine().format(record) for record in caplog.records]
    assert any(path.replace("secret-token", "…") in line for line in lines)
    assert not any("secret-token" in line for line in lines)

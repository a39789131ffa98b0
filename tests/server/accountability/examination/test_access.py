"""Whose uploads are whose: owner, visitor, holder of a link; for everybody else they do not exist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from shebao.server.accountability.examination.models import Batch, Decision, Examination, ShareLink
from shebao.server.platform.people.models import User

from .conftest import report_text, uploaded

pytestmark = pytest.mark.django_db


def _addresses(examination: Examination) -> list[tuple[str, str]]:
    """Every address that leads to something of an examination, with its method."""
    one, batch = f"/audit/{examination.pk}/", f"/audit/batch/{examination.batch_id}/"
    finding = examination.findings.first()
    get = ["", "progress/", "pages/1/", "original/", "export/json/", "export/xlsx/", "export/pdf/"]
    link = ShareLink.objects.filter(batch=examination.batch_id).first()
    return [
        *(("get", one + tail) for tail in get),
        *(("post", one + tail) for tail in ("again/", "cancel/", f"findings/{finding.pk}/")),
        *(("get", batch + tail) for tail in ("", "export/zip/", "export/xlsx/")),
        *(("post", batch + tail) for tail in ("add/", "cancel/", "rename/", "delete/", "share/")),
        *([("post", f"{batch}share/{link.pk}/revoke/")] if link else []),
    ]


def test_for_others_it_does_not_exist(
    client: Client, examined: Examination, sign_in: Callable[[User], Client], member: Callable[..., User], tree: object
) -> None:
    client.post(f"/audit/batch/{examined.batch_id}/share/", {"label": "甲"})
    stranger, person = Client(), sign_in(member(None, tree.unit))  # type: ignore[attr-defined]
    uploaded(stranger, [("自己的.txt", report_text("甲中心", 2023))])
    for other in (stranger, person):
        for method, address in _addresses(examined):
            assert getattr(other, method)(address).status_code == 404, address
    assert Batch.objects.filter(pk=examined.batch_id).exists()
    assert not Decision.objects.exists()
    assert ShareLink.objects.get().revoked_at is None


def test_what_a_person_uploaded_is_theirs_in_every_browser(
    sign_in: Callable[[User], Client], member: Callable[..., User], tree: object
) -> None:
    person = member(None, tree.unit)  # type: ignore[attr-defined]
    uploaded(sign_in(person), [("a.txt", report_text("甲中心", 2023))])
    batch = Batch.objects.get()
    assert batch.expires_at is None
    assert sign_in(person).get(f"/audit/{batch.examinations.get().pk}/").status_code == 200
    assert "a.txt" in sign_in(person).get("/audit/").content.decode()
    assert "a.txt" not in Client().get("/audit/").content.decode()


def test_a_link_opens_the_batch_for_reading_until_it_is_revoked(client: Client, examined: Examination) -> None:
    client.post(f"/audit/batch/{examined.batch_id}/share/", {"label": "甲单位", "days": "3"})
    link = ShareLink.objects.get()
    assert len(link.token) >= 40
    other = Client()
    response = other.get(f"/audit/shared/{link.token}/")
    assert response["Location"] == f"/audit/{examined.pk}/"
    page = other.get(response["Location"]).content.decode()
    assert "采纳</button>" not in page
    assert "export/xlsx" in page
    finding = examined.findings.first()
    assert other.post(f"/audit/{examined.pk}/findings/{finding.pk}/", {"verdict": "accepted"}).status_code == 404
    for tail in ("delete/", "share/", "cancel/", "rename/", "add/"):
        assert other.post(f"/audit/batch/{examined.batch_id}/{tail}").status_code == 404
    assert link.token not in other.get(f"/audit/batch/{examined.batch_id}/").content.decode()
    client.post(f"/audit/batch/{examined.batch_id}/share/{link.pk}/revoke/")
    assert other.get(f"/audit/{examined.pk}/").status_code == 404
    assert Client().get(f"/audit/shared/{link.token}/").status_code == 404


def test_a_link_that_may_answer_names_whom_it_was_given_to(client: Client, examined: Examination) -> None:
    client.post(f"/audit/batch/{examined.batch_id}/share/", {"label": "甲单位", "may_answer": "on"})
    other = Client()
    other.get(f"/audit/shared/{ShareLink.objects.get().token}/")
    finding = examined.findings.first()
    other.post(f"/audit/{examined.pk}/findings/{finding.pk}/", {"verdict": "accepted", "version": "0"})
    assert Decision.objects.get().by_name == "分享对象（甲单位）"


def test_a_link_ends_with_its_time_and_with_the_batch(client: Client, examined: Examination) -> None:
    client.post(f"/audit/batch/{examined.batch_id}/share/", {"days": "365"})
    link = ShareLink.objects.get()
    assert link.expires_at == examined.batch.expires_at
    other = Client()
    other.get(f"/audit/shared/{link.token}/")
    ShareLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert other.get(f"/audit/{examined.pk}/").status_code == 404


@pytest.mark.parametrize("token", ["x", "A" * 43, "%00", "../admin"])
def test_tokens_cannot_be_guessed(client: Client, token: str) -> None:
    assert client.get(f"/audit/shared/{token}/").status_code == 404


def test_posts_need_the_form_s_token(examined: Examination, sample: bytes) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert uploaded(strict, [("a.pdf", sample)]).status_code == 403
    assert strict.post(f"/audit/batch/{examined.batch_id}/delete/").status_code == 403


def test_changes_need_post(client: Client, examined: Examination) -> None:
    for method, address in _addresses(examined):
        if method == "post":
            assert client.get(address).status_code == 405, address


def test_the_table_of_links_opens_none(examined: Examination, client: Client, settings: Settings) -> None:
    """What the table has leads nowhere; the owner sees the address as long as the key is known, and it opens even after."""
    link = ShareLink.objects.create(batch=examined.batch, expires_at=timezone.now() + timedelta(days=1))
    token = link.token
    for stored in ShareLink.objects.values_list("seed", "digest").get():
        assert Client().get(f"/audit/shared/{stored}/").status_code == 404
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key-" * 4
    assert link.token == token
    settings.SECRET_KEY_FALLBACKS = []
    assert link.token == ""
    assert client.get(f"/audit/shared/{token}/").status_code == 302

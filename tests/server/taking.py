"""Taking an export away as a person does: ask, let a worker make it, ask again."""

from __future__ import annotations

from typing import Any

from django.test import Client

from shebao.server.platform.jobs.background import TryAgain, perform
from shebao.server.platform.jobs.models import Job

WAITING = "完成后自动开始下载"


def taken(client: Client, address: str) -> Any:
    """The answer when the file is there."""
    answer = client.get(address)
    if answer.streaming or answer.status_code != 200 or WAITING not in answer.content.decode():
        return answer
    for job in Job.objects.filter(kind="exports.make", state=Job.State.WAITING):
        try:
            perform(job.pk)
        except TryAgain as again:
            raise AssertionError(str(again)) from again
        job.refresh_from_db()
        assert job.state in ("done", "failed"), job.message
    return client.get(address)


def content_of(answer: Any) -> bytes:
    """What the browser stores."""
    content: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content

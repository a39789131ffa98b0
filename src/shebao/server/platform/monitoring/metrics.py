"""What Prometheus reads. Requests are counted by each server process and added up; jobs are counted in the database."""

from __future__ import annotations

import os
from collections.abc import Iterator

from django.db import connection
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import REGISTRY, GaugeMetricFamily

REQUESTS = Counter("shebao_requests_total", "Answered requests", ("method", "view", "status"))
SECONDS = Histogram(
    "shebao_request_seconds",
    "Time to answer a request",
    ("view",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 10),
)
_JOBS = "SELECT state, count(*) FROM jobs_job GROUP BY state"
_OLDEST = "SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0) FROM jobs_job WHERE state = 'waiting'"
_WORKERS = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds'"


class _Database:
    """Figures that the database knows; read when asked for."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges."""
        with connection.cursor() as cursor:
            cursor.execute(_JOBS)
            jobs = GaugeMetricFamily("shebao_jobs", "Background jobs by state", labels=["state"])
            for state, count in cursor.fetchall():
                jobs.add_metric([state], count)
            yield jobs
            for name, text, query in (
                ("shebao_oldest_waiting_job_seconds", "Age of the job that has waited longest", _OLDEST),
                ("shebao_workers", "Workers that are alive", _WORKERS),
            ):
                cursor.execute(query)
                yield GaugeMetricFamily(name, text, value=cursor.fetchone()[0])


def exposition() -> bytes:
    """Everything in Prometheus' text format."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(registry)
        counted = b""
    else:
        counted = generate_latest(REGISTRY)
    registry.register(_Database())
    return counted + generate_latest(registry)

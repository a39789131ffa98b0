"""Settings of gunicorn (python:shebao.server.service.web); the numbers come from the environment that `serve` makes."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any

os.environ.setdefault("PGOPTIONS", "-c statement_timeout=30s")  # no page may keep the database longer

wsgi_app = "shebao.server.wsgi:application"
bind = os.environ.get("SHEBAO_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("SHEBAO_PROCESSES", "2"))
threads = int(os.environ.get("SHEBAO_THREADS", "4"))
worker_connections = 800  # each may need two of the files that `containment` allows
worker_class = "shebao.server.service.receiving.InTimeWorker"
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 15
max_requests = 20_000
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
limit_request_line = 8190
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
proc_name = "shebao-web"
loglevel = "warning"
accesslog = None
control_socket_disable = True


def pre_fork(server: Any, worker: Any) -> None:
    """What was loaded before the fork stays shared between the processes."""
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """Each process opens its own connections."""
    from django.db import connections

    connections.close_all()


def child_exit(server: Any, worker: Any) -> None:
    """Gauges of a process that has ended are taken out of the metrics."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)


def worker_exit(server: Any, worker: Any) -> None:
    """A process that has served ends here: libraries whose threads a fork left behind would abort it on their way out."""
    if worker.booted:
        os._exit(0)

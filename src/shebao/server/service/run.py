"""One command that runs everything: database, web processes and workers; what dies is started again."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

from shebao.server.configuration import Configuration, ConfigurationError, load
from shebao.server.platform.database.embedded import Cluster
from shebao.server.platform.database.programs import DatabaseError
from shebao.server.service.containment import OFFICIAL, VISITORS, WEB, Bounds, Taken, alone, contain

_STOP_SECONDS = 25.0
_READY_SECONDS = 60.0
_LOOK_SECONDS = 0.3
_LONGEST_PAUSE = 30.0
_PARENT_DEATH_SIGNAL = 1
_NOT_THE_PORTALS = frozenset({"DATABASE_URL", "DATABASE_OWNER_URL", "SHEBAO_SMTP", "SHEBAO_METRICS_TOKEN"})


class ServiceProblem(Exception):
    """The server cannot run; the message says why and what to do."""


@dataclass(frozen=True)
class Plan:
    """What `serve` shall run."""

    host: str = "127.0.0.1"
    port: int = 8000
    processes: int = 2
    threads: int = 4
    workers: int = 1
    demo: bool = False
    portal: int = 0  # the port of a portal that runs on its own; 0: the web processes are the portal too


@dataclass
class _Child:
    """A process that has to be there; the pause before it is started again grows while it keeps dying."""

    name: str
    command: list[str]
    environment: dict[str, str]
    bounds: Bounds
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    due: float = field(default=0.0)

    def keep(self, say: Callable[[str], None]) -> None:
        """Start it when it is not running and its pause is over."""
        now = time.monotonic()
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            self.process = None
            self.pause = 0.0 if now - self.started > _LONGEST_PAUSE else min(_LONGEST_PAUSE, 2 * self.pause or 0.5)
            self.due = now + self.pause
            say(f"{self.name}已退出（{code}），{self.pause:.0f} 秒后重新启动。")
        if now >= self.due:
            self.started = now
            self.process = subprocess.Popen(
                self.command, env=self.environment, start_new_session=True, preexec_fn=self._begin
            )

    def _begin(self) -> None:
        _end_with_parent()
        contain(self.bounds)


def serve(plan: Plan, say: Callable[[str], None]) -> None:
    """Run until SIGTERM or SIGINT, then stop everything in order. Raises ServiceProblem."""
    signal.signal(signal.SIGTERM, _leave)
    configuration = configured(demo=plan.demo)
    _check_port(plan.host, plan.port)
    if plan.portal:
        _check_portal(plan)
    with _alone(configuration):
        _run(configuration, plan, say)


def _run(configuration: Configuration, plan: Plan, say: Callable[[str], None]) -> None:
    cluster = start_database(configuration)
    try:
        environment = _environment(configuration, plan)
        say("正在准备数据库……")
        _prepare(environment, plan.demo)
        _supervise(_children(environment, plan), cluster, plan, say)
    finally:
        if cluster:
            cluster.release()


def _children(environment: dict[str, str], plan: Plan) -> list[_Child]:
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:shebao.server.service.web"]
    command = [sys.executable, "-m", "shebao", "worker", "--lane"]
    children = [_Child("网页服务", gunicorn, environment, WEB)]
    if plan.portal:
        children.append(_Child("公开门户", gunicorn, _portal_environment(environment, plan), WEB))
    children += [_Child("后台工作进程", [*command, "公务"], environment, OFFICIAL) for _ in range(plan.workers)]
    if plan.workers:
        children.append(_Child("访客审核进程", [*command, "访客"], environment, VISITORS))
    return children


def _portal_environment(environment: dict[str, str], plan: Plan) -> dict[str, str]:
    """What the portal is told: its port, and none of the secrets."""
    kept = {name: value for name, value in environment.items() if "KEY" not in name and name not in _NOT_THE_PORTALS}
    return {**kept, "SHEBAO_SITE": "portal", "SHEBAO_BIND": _bound(plan.host, plan.portal)}


def _bound(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@contextmanager
def _alone(configuration: Configuration) -> Iterator[None]:
    """Nobody else serves this data directory. Raises ServiceProblem."""
    try:
        held = alone(configuration.data)
    except Taken:
        raise ServiceProblem(
            f"数据目录 {configuration.data} 已有一个 shebao serve 在运行；请先停掉它，或以 SHEBAO_DATA 另指一个目录。"
        ) from None
    except OSError as error:
        raise ServiceProblem(
            f"数据目录 {configuration.data} 不可写（{error.strerror}）；请以 SHEBAO_DATA 另指一个。"
        ) from error
    with held:
        yield


def _leave(number: int, frame: object) -> None:
    """While things are being prepared: end at once, but let go of the database."""
    raise SystemExit(128 + number)


def configured(*, demo: bool = False) -> Configuration:
    """The configuration; the demo keeps its data apart from real data. Raises ServiceProblem."""
    try:
        configuration = load(os.environ)
        if not demo:
            return configuration
        if configuration.production:
            raise ServiceProblem("正式环境不能载入演示数据；请去掉 --demo 或 SHEBAO_MODE=production。")
        if not os.environ.get("SHEBAO_DATA") and not os.environ.get("DATABASE_URL"):
            os.environ["SHEBAO_DATA"] = f"{configuration.data}-demo"
            configuration = load(os.environ)
        return configuration
    except ConfigurationError as error:
        raise ServiceProblem(f"配置有误：{error}") from error


def start_database(configuration: Configuration) -> Cluster | None:
    """The embedded database, started and held; None where the agency's own is used. Raises ServiceProblem."""
    if not configuration.database.embedded:
        return None
    cluster = Cluster(configuration.data / "database")
    try:
        cluster.start()
    except DatabaseError as error:
        raise ServiceProblem(str(error)) from error
    return cluster


def _environment(configuration: Configuration, plan: Plan) -> dict[str, str]:
    counters = configuration.data / "run" / "metrics"
    shutil.rmtree(counters, ignore_errors=True)
    counters.mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        "SHEBAO_DATA": str(configuration.data),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "shebao.server.settings"),
        "PROMETHEUS_MULTIPROC_DIR": str(counters),
        "SHEBAO_BIND": _bound(plan.host, plan.port),
        "SHEBAO_PROCESSES": str(plan.processes),
        "SHEBAO_THREADS": str(plan.threads),
    }


def _prepare(environment: dict[str, str], demo: bool) -> None:
    command = [sys.executable, "-m", "shebao.server.service.prepare", *(["--demo"] if demo else [])]
    if subprocess.run(command, env=environment, check=False).returncode:
        raise ServiceProblem("数据库准备失败，服务没有启动；原因见上。")


def _check_portal(plan: Plan) -> None:
    """Raises ServiceProblem where the portal could not start."""
    _check_port(plan.host, plan.portal)
    try:
        load({**os.environ, "SHEBAO_SITE": "portal"})
    except ConfigurationError as error:
        raise ServiceProblem(f"配置有误：{error}") from error


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise ServiceProblem(
                f"不能使用 {host}:{port}（{error}）；请用 --port 换一个端口，或先停掉占用它的程序。"
            ) from error


def _supervise(children: list[_Child], cluster: Cluster | None, plan: Plan, say: Callable[[str], None]) -> None:
    stopping = False

    def stop(number: int, frame: object) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    announced = False
    address = f"http://{plan.host}:{plan.port}"
    while not stopping:
        _revive(cluster, say)
        for child in children:
            child.keep(say)
        if not announced and _answers(address):
            announced = True
            say(f"已启动：{address}（按 Ctrl+C 停止）")
        time.sleep(_LOOK_SECONDS)
    say("正在停止……")
    _stop(children)
    say("已停止，数据都已保存。")


def _revive(cluster: Cluster | None, say: Callable[[str], None]) -> None:
    try:
        if cluster and cluster.revive():
            say("数据库曾意外退出，已重新启动。")
    except DatabaseError as error:
        say(str(error))


def _answers(address: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:
        return bool(answer.status == 200)
    return False


def _stop(children: list[_Child]) -> None:
    """Ask all to end; what has not ended in time is killed, and loses nothing that was accepted."""
    running = [child.process for child in children if child.process is not None and child.process.poll() is None]
    for process in running:
        process.terminate()
    until = time.monotonic() + _STOP_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _end_with_parent() -> None:
    """In a child on Linux: end when the command that started it is gone, however it went."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def default_processes() -> int:
    """Web processes: as many as there are cores, at least two, at most eight."""
    return max(2, min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2))

"""待遇测算 under concurrent readers: what each of 50 waits who asks once a second, and what a wage list and a sheet cost.

python -m bench calculator [--readers 50] [--seconds 8]
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from urllib.parse import urlencode

from bench.load import Asked, Readers, load
from bench.server import await_page, free_port

RETIRING = {
    "性别": "女",
    "人员类别": "女工人",
    "累计缴费年限": "26年",
    "截至": "2026-01",
    "视同缴费年限": "0",
    "平均缴费工资指数": "0.9",
    "计发基数": "9112",
    "参保地": "武汉",
}
CONTRIBUTING = {"统筹区": "武汉", "参保身份": "企业职工", "起始月": "2025-07", "工伤风险类别": "2"}
_WAGES = 10_000


def main(arguments: Sequence[str]) -> None:
    """Start `shebao serve` on an empty database, ask, measure."""
    parser = argparse.ArgumentParser(prog="python -m bench calculator")
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args(list(arguments))
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="shebao-bench-") as data:
        command = [sys.executable, "-m", "shebao", "serve", "--port", str(port), "--processes", "2"]
        environment = {**os.environ, "SHEBAO_DATA": data, "SHEBAO_TRUSTED_PROXIES": "127.0.0.1"}
        server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            await_page(port, "/readyz")
            _measure(port, options)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


def _measure(port: int, options: argparse.Namespace) -> None:
    draw = random.Random(1)
    accounts = [
        {
            **RETIRING,
            "出生日期": f"19{draw.randrange(72, 84)}-05-12",
            "个人账户储存额": str(draw.randrange(50_000, 200_000)),
        }
        for _ in range(40)
    ]
    wages = [{**CONTRIBUTING, "月工资": str(draw.randrange(3000, 30000))} for _ in range(40)]
    asked: dict[str, list[Asked]] = {
        "问题页": [
            "/calculator/",
            "/calculator/retiring/",
            f"/calculator/parameters/?{urlencode({'q': '基数', 'on': '2025-07-01'})}",
        ],
        "何时退休、领多少": [("/calculator/retiring/", urlencode(each)) for each in accounts],
        "各缴多少": [("/calculator/contributing/", urlencode(each)) for each in wages],
    }
    for caption, paths in asked.items():
        load(port, paths, {}, Readers(4, 1))
        calm = load(port, paths, {}, Readers(options.readers, options.seconds, 1.0))
        failed = f"，失败 {calm.failed} 次" if calm.failed else ""
        print(
            f"{caption:<12}每人每秒一次：中位 {calm.median:>4} 毫秒，95% 在 {calm.slow:>4} 毫秒内{failed}", flush=True
        )
    listed = "\n".join(f"职工{number}\t{draw.randrange(2000, 40000)}" for number in range(_WAGES))
    _once(port, "工资表一万人（页面）", "/calculator/wages/", {**CONTRIBUTING, "list": listed})
    _once(port, "工资表一万人（XLSX）", "/calculator/wages/result.xlsx", {**CONTRIBUTING, "list": listed})
    _once(port, "核定表（PDF）", "/calculator/retiring/sheet.pdf", accounts[0])


def _once(port: int, caption: str, path: str, form: dict[str, str]) -> None:
    times = []
    for _ in range(4):
        began = time.perf_counter()
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", urlencode(form).encode()).read()
        times.append(time.perf_counter() - began)
    print(f"{caption:<16}首次 {times[0]:.2f} 秒，以后 {min(times[1:]):.2f} 秒", flush=True)

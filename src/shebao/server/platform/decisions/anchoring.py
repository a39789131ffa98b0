"""Every new seal goes to the places that the operator named, and how far each has come is remembered and watched.

A folder (of another machine, mounted) gets a line in a file a month, never rewritten; a time-stamp authority gives a token
(RFC 3161) over the seal's hash, which is kept beside it. `problem` is what `readyz` says.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from urllib.request import Request, urlopen

from cryptography import x509
from django.conf import settings
from django.utils import timezone
from rfc3161_client import TimestampRequestBuilder, VerificationError, VerifierBuilder, decode_timestamp_response

from shebao.server.platform.decisions.models import Anchored, Seal
from shebao.server.platform.decisions.sealing import line, signer
from shebao.server.platform.decisions.signing import SigningProblem

LATEST = dt.timedelta(minutes=15)
STAMPED_EVERY = dt.timedelta(minutes=10)
PUBLIC_KEY = "seal-keys.pem"
_SECONDS = 20
_LARGEST = 1 << 20
_logger = logging.getLogger(__name__)


class AnchoringProblem(Exception):
    """A place did not take a seal; the message is Chinese and says why."""


def anchor_all() -> None:
    """Brings every place up to the newest seal; one that cannot be reached holds up no other. Logged and told by `problem`."""
    for place in settings.EVIDENCE.places:
        try:
            anchor(place)
        except AnchoringProblem as problem:
            _logger.error("anchor: %s", problem)


def anchor(place: str) -> int:
    """Brings one place up to the newest seal; how many seals it got. Raises AnchoringProblem."""
    known = Anchored.objects.filter(place=place).order_by("-seal").first()
    after = known.seal if known else 0
    waiting = list(Seal.objects.filter(number__gt=after).order_by("number"))
    if not waiting:
        return 0
    if place.startswith("/"):
        _append(Path(place), waiting)
        receipt = b""
    else:
        if known and timezone.now() - known.at < STAMPED_EVERY:
            return 0
        receipt = stamp(place, waiting[-1].hash)
        _keep_stamp(waiting[-1].number, receipt)
    Anchored.objects.create(place=place, seal=waiting[-1].number, hash=waiting[-1].hash, receipt=receipt)
    return len(waiting)


def problem() -> str:
    """Which place has not got a seal for too long; "" when all have theirs."""
    late = timezone.now() - LATEST
    try:
        signer()
    except SigningProblem as found:
        return str(found)
    for place in settings.EVIDENCE.places:
        known = Anchored.objects.filter(place=place).order_by("-seal").first()
        allowed = late if place.startswith("/") else late - STAMPED_EVERY
        if Seal.objects.filter(number__gt=known.seal if known else 0, at__lt=allowed).exists():
            since = f"{timezone.localtime(known.at):%m月%d日 %H:%M}" if known else "从来没有"
            return f"决定记录的封存没有送到 {place}（上次 {since}）；请检查那里是否可写、可达，以及后台是否在运行"
    return ""


def stamp(authority: str, seal_hash: str) -> bytes:
    """A time stamp of an authority over a seal's hash, checked against the certificates that we believe. Raises AnchoringProblem."""
    asked = TimestampRequestBuilder().data(seal_hash.encode("ascii")).build()
    request = Request(authority, asked.as_bytes(), {"Content-Type": "application/timestamp-query"})
    try:
        with urlopen(request, timeout=_SECONDS) as answer:
            received: bytes = answer.read(_LARGEST)
    except (OSError, HTTPException, ValueError) as error:
        raise AnchoringProblem(f"时间戳服务 {authority} 没有回答（{type(error).__name__}）。") from error
    stamped_at(received, seal_hash)
    return received


def stamped_at(receipt: bytes, seal_hash: str) -> dt.datetime:
    """When an authority stamped a seal's hash. Raises AnchoringProblem where the stamp is none, of something else or not by whom we believe."""
    builder = VerifierBuilder()
    for root in _roots():
        builder = builder.add_root_certificate(root)
    try:
        answer = decode_timestamp_response(receipt)
        builder.build().verify_message(answer, seal_hash.encode("ascii"))
    except (VerificationError, ValueError) as error:
        raise AnchoringProblem(
            f"时间戳不能核验（{type(error).__name__}）：不是对这次封存的，或签发者不可信。"
        ) from error
    when: dt.datetime = answer.tst_info.gen_time
    return when if when.tzinfo else when.replace(tzinfo=dt.UTC)


def anchor_files() -> Iterator[Path]:
    """The files of all folders that can be reached."""
    for folder in settings.EVIDENCE.folders:
        yield from sorted(folder.glob("seals-*.jsonl"))


def _roots() -> list[x509.Certificate]:
    path = settings.EVIDENCE.roots
    try:
        return list(x509.load_pem_x509_certificates(path.read_bytes())) if path else []
    except (OSError, ValueError) as error:
        raise AnchoringProblem(f"SHEBAO_TSA_ROOTS：读不了根证书 {path}。") from error


def _append(folder: Path, seals: list[Seal]) -> None:
    """The seals at the end of the month's file, synced; the public keys beside it."""
    try:
        _tell_keys(folder)
        with (folder / f"seals-{timezone.localdate():%Y-%m}.jsonl").open("a", encoding="utf-8") as file:
            file.writelines(f"{line(made)}\n" for made in seals)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise AnchoringProblem(f"存证目录 {folder} 写不进（{error.strerror}）。") from error


def _tell_keys(folder: Path) -> None:
    path, text = folder / PUBLIC_KEY, signer().public_text()
    if text and (not path.exists() or text not in path.read_text(encoding="ascii")):
        with path.open("a", encoding="ascii") as file:
            file.write(text)


def _keep_stamp(number: int, receipt: bytes) -> None:
    """The stamp in the folders too, so that it outlives the database; a folder that does not take it is told by its own seals."""
    for folder in settings.EVIDENCE.folders:
        with suppress(OSError):
            (folder / f"stamp-{number}.tsr").write_bytes(receipt)


def check_stamps() -> list[str]:
    """For the newest stamp of each authority which seal existed when, in Chinese. Raises AnchoringProblem where any stamp is not of the
    seal that the log has."""
    said = {}
    for made in Anchored.objects.exclude(receipt=b"").order_by("seal"):
        found = Seal.objects.filter(number=made.seal, hash=made.hash).exists()
        if not found:
            raise AnchoringProblem(f"第 {made.seal} 号封存与时间戳不符：日志被改写过。")
        when = timezone.localtime(stamped_at(bytes(made.receipt), made.hash))
        said[made.place] = f"第 {made.seal} 号封存在 {when:%Y-%m-%d %H:%M:%S} 已经存在（时间戳：{made.place}）"
    return list(said.values())

"""Keys that were agreed upon with others, in folders that the operator names: senders of lists, machines that run checks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from shebao.operations.governance.signing import read_public

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from shebao.server.platform.organisations.models import Organisation

_SHORTEST = 16


def of_senders() -> dict[str, bytes]:
    """The secrets agreed with senders: a file each in SHEBAO_EXCHANGE_KEYS, named as the sender. What is hidden, or too short
    to be a key, is none."""
    found = {path.name: path.read_bytes().strip() for path in _files(settings.EXCHANGE_KEYS, "exchange-keys")}
    return {name: key for name, key in found.items() if len(key) >= _SHORTEST}


def of_runners(agency: Organisation) -> list[Ed25519PublicKey]:
    """The public keys of the machines that run checks over an agency's data: the file in SHEBAO_RUNNER_KEYS that is named as
    the agency. Raises KeyProblem."""
    names = {agency.name, f"{agency.name}.pem"}
    named = [path for path in _files(settings.RUNNER_KEYS, "runner-keys") if path.name in names]
    return [key for path in named for key in read_public(path)]


def _files(folder: Path | None, usual: str) -> Iterator[Path]:
    """The files of a folder; on a machine for oneself it may lie in the data directory."""
    if folder is None and not settings.CONFIGURATION.production:
        folder = Path(settings.DATA) / usual
    found = folder.glob("[!.]*") if folder is not None and folder.is_dir() else ()
    yield from (path for path in found if path.is_file())

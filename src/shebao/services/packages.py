"""Joint packages (一件事): names under which several services are applied for at once. Data in packages.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from shebao.fields.data_files import load_data, mapping

_FILE = "packages.yaml"


@dataclass(frozen=True, slots=True)
class Package:
    """A joint package: its name, where it comes from and how sure that is. Services name the packages that they are in."""

    name: str
    basis: str
    confidence: str


@cache
def packages() -> Mapping[str, Package]:
    """All packages by name. Raises DataFileError."""
    found = {}
    for name, entry in load_data(__package__, _FILE).items():
        values = mapping(f"{_FILE}：{name}", entry, ("basis", "confidence"))
        found[name] = Package(name, values["basis"], values["confidence"])
    return MappingProxyType(found)

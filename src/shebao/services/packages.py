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
    """A joint package: its name, where it comes from and how sure that is. Services name the packages that they are in; `only`
    says of those that not everybody needs (by code) who does."""

    name: str
    basis: str
    confidence: str
    only: Mapping[str, str]


@cache
def packages() -> Mapping[str, Package]:
    """All packages by name. Raises DataFileError."""
    found = {}
    for name, entry in load_data(__package__, _FILE).items():
        values = mapping(f"{_FILE}：{name}", entry, ("basis", "confidence"), ("only",))
        only = {str(code): str(who) for code, who in values.get("only", {}).items()}
        found[name] = Package(name, values["basis"], values["confidence"], MappingProxyType(only))
    return MappingProxyType(found)

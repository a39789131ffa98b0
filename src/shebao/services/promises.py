"""Which certificates an applicant may replace by a promise (告知承诺), and how it is checked afterwards. Data in promises.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from shebao.fields.data_files import DataFileError, load_data, mapping

_FILE = "promises.yaml"


@cache
def promisable() -> Mapping[str, str]:
    """Name of the material → how the promise is checked. Raises DataFileError."""
    values = mapping(_FILE, load_data(__package__, _FILE), ("basis", "confidence", "materials"))
    found: dict[str, str] = {}
    for number, entry in enumerate(values["materials"], 1):
        one = mapping(f"{_FILE}：materials[{number}]", entry, ("material", "check"))
        if one["material"] in found:
            raise DataFileError(f"{_FILE}：materials[{number}]：{one['material']} 重复")
        found[one["material"]] = one["check"]
    return MappingProxyType(found)

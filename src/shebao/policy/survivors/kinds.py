"""The kinds of survivors' cases."""

from __future__ import annotations

from shebao.policy.casework import Kind
from shebao.policy.survivors.benefit import FIELDS, RESIDENT_FIELDS, explain_resident, explain_staff

SURVIVOR_KINDS = (
    Kind("staff", ("职工", "企业职工", "职工遗属待遇"), FIELDS, explain_staff),
    Kind("resident", ("居民", "城乡居民"), RESIDENT_FIELDS, explain_resident),
)

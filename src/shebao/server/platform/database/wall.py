"""Whether the application's role really is harmless: asked of the database itself, not of our settings."""

from __future__ import annotations

from typing import Any

_ATTRIBUTES = {
    "rolsuper": "是超级用户",
    "rolcreaterole": "可以建立用户",
    "rolcreatedb": "可以建立数据库",
    "rolbypassrls": "可以绕过行级权限",
    "rolreplication": "可以复制整个数据库",
}
_FORBIDDEN_ROLES = {
    "pg_execute_server_program": "可以在数据库服务器上运行程序",
    "pg_read_server_files": "可以读数据库服务器上的文件",
    "pg_write_server_files": "可以写数据库服务器上的文件",
}
_OWNED = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND pg_has_role(current_user, c.relowner, 'MEMBER')
"""
_DANGEROUS = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND has_table_privilege(c.oid, 'TRUNCATE, TRIGGER')
"""


def faults(cursor: Any) -> list[str]:
    """What the role of this connection may do and must not, in Chinese; empty where all is well."""
    cursor.execute(f"SELECT {', '.join(_ATTRIBUTES)} FROM pg_roles WHERE rolname = current_user")
    found = [said for said, has in zip(_ATTRIBUTES.values(), cursor.fetchone(), strict=True) if has]
    if found:
        return found
    for role, said in _FORBIDDEN_ROLES.items():
        cursor.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", [role])
        found += [said] if cursor.fetchone()[0] else []
    for question, said in (
        (_OWNED, "拥有 {} 张表，可以改表和停用触发器"),
        (_DANGEROUS, "可以清空 {} 张表或给它们加触发器"),
    ):
        cursor.execute(question)
        count = cursor.fetchone()[0]
        found += [said.format(count)] if count else []
    cursor.execute(
        "SELECT has_schema_privilege('public', 'CREATE'), "
        "has_parameter_privilege(current_user, 'session_replication_role', 'SET')"
    )
    creates, replicates = cursor.fetchone()
    return [*found, *(["可以建立表和函数"] if creates else []), *(["可以停用全部触发器"] if replicates else [])]

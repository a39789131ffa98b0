"""What `secrets` declares: that its keys can be had, and what renewing them leaves in the log."""

from __future__ import annotations

from shebao.server.platform.declarations import Action, Declarations

KEYS_RENEWED = Action("keys_renewed", "更换数据密钥")
INDEX_KEY_RENEWED = Action("index_key_renewed", "更换索引密钥")
KEYS_REWRAPPED = Action("keys_rewrapped", "以新主密钥包裹数据密钥")

DECLARATIONS = Declarations(
    actions=(KEYS_RENEWED, INDEX_KEY_RENEWED, KEYS_REWRAPPED),
    health={"keys": "shebao.server.platform.secrets.indexing:problem"},
)

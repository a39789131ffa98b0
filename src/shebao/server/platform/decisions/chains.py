"""Which chain of the log a record belongs to: writers of different chains do not wait for each other."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from shebao.server.platform.declarations import collected

BEFORE = "before"
SIGN_INS = "sign_ins"
RUNS = "runs"
SEALS = "seals"
_ORGANISATION = "organisation"
_NAMES = {BEFORE: "分链以前的记录", SIGN_INS: "登录记录", RUNS: "系统运行记录", SEALS: "封存"}


def chain_of(action: str, organisation: models.Model | None) -> str:
    """The chain that the action is declared for, else that of the root above the organisation, else that of the runs."""
    declared = collected().actions.get(action)
    if declared is not None and declared.chain:
        return declared.chain
    if organisation is None:
        return RUNS
    root = str(organisation.path).split("/")[1]
    return f"{_ORGANISATION}:{root}"


def name_of(chain: str) -> str:
    """A chain for people."""
    kind, _separator, key = chain.partition(":")
    if model := _others().get(kind):
        return f"{model._meta.verbose_name}第 {key} 链"
    if kind != _ORGANISATION or not key.isdecimal():
        return _NAMES.get(chain, chain)
    found = apps.get_model("organisations", "Organisation").objects.filter(pk=int(key)).first()
    return f"{found or key}的记录"


def model_of(chain: str) -> type[models.Model]:
    """The model whose records stand in a chain."""
    return _others().get(chain.partition(":")[0]) or apps.get_model("decisions", "Decision")


def chained_models() -> list[type[models.Model]]:
    """All models whose records are chained."""
    return [apps.get_model("decisions", "Decision"), *_others().values()]


def _others() -> dict[str, type[models.Model]]:
    return {prefix: model for model in apps.get_models() if (prefix := getattr(model, "prefix", ""))}

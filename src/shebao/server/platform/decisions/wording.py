"""Records of the log in the words of people, as the apps declare them."""

from __future__ import annotations

from django.apps import apps

from shebao.server.platform.declarations import collected

_CONSTANTS = {True: "是", False: "否", None: "—"}


def action_label(action: str) -> str:
    """The Chinese name of an action, or the action itself when nobody declares it."""
    known = collected().actions.get(action)
    return known.label if known else action


def subject_label(subject: str) -> str:
    """A subject for people: what it is, and its number."""
    name, _separator, key = subject.partition(":")
    try:
        model = apps.get_model(name)
    except (LookupError, ValueError):
        return subject
    return f"{collected().subjects.get(model._meta.label_lower, model._meta.verbose_name)} {key}"


def detail(name: str, value: object) -> tuple[str, str]:
    """A detail of a record for people: (what, value)."""
    declared = collected().details.get(name)
    label = declared.label if declared else name
    if isinstance(value, dict):
        return label, "、".join(f"{key} {text}" for key, text in (detail(*item) for item in value.items()))
    text = _CONSTANTS[value] if value is None or isinstance(value, bool) else str(value)
    return label, (declared.reads(text) if declared else None) or text

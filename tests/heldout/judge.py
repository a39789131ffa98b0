"""Whether findings name a planted fault: the rule of the shared case checker, kept here so that the set stands alone."""

import re
import unicodedata
from typing import Any

RANK = {"error": 0, "warning": 1, "info": 2}
FIGURE = re.compile(r"[\d.]+%?")


def norm(text: object) -> str:
    return re.sub(r"[\s,，]+", "", unicodedata.normalize("NFKC", str(text or "")))


def _number(text: str) -> str:
    bare = text.rstrip("%").strip(".")
    return bare.rstrip("0").rstrip(".") if "." in bare else bare


def names(text: str, wanted: str) -> bool:
    """Whether a text names a figure (as a whole number) or a phrase."""
    wanted = norm(wanted)
    if not FIGURE.fullmatch(wanted):
        return bool(wanted) and wanted in text
    return _number(wanted) in {_number(found) for found in re.findall(r"\d+(?:\.\d+)?%?", text)}


def found(wanted: dict[str, Any], findings: list[dict[str, Any]]) -> bool:
    least, quotes = RANK[wanted.get("severity", "warning")], [norm(q) for q in wanted["quote"]]
    for finding in findings:
        said = norm("\n".join(str(finding.get(k) or "") for k in ("quote", "message", "stated", "expected")))
        if RANK[finding["severity"]] > least or not names(said, wanted["stated"]):
            continue
        operands = "".join(norm(o.get("quote")) for o in finding.get("operands") or [])
        own = norm(finding.get("quote"))
        if any(q in said + operands or (len(own) >= 4 and own in q) for q in quotes):
            return True
    return False


def false_findings(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """In an unchanged document: everything that claims more than a matter of form."""
    return [f for f in findings if RANK[f["severity"]] <= 1]

"""Government revenue and expenditure classification (政府收支分类科目), by year."""

from shebao.classification.subjects import (
    Classification,
    ClassificationError,
    Level,
    Subject,
    Succession,
    department_economic,
    functional,
    government_economic,
    load_subjects,
    read_subjects,
    read_successions,
)

__all__ = [
    "Classification",
    "ClassificationError",
    "Level",
    "Subject",
    "Succession",
    "department_economic",
    "functional",
    "government_economic",
    "load_subjects",
    "read_subjects",
    "read_successions",
]

"""Government revenue and expenditure classification (政府收支分类科目), by year."""

from shebao.classification.subjects import (
    Classification,
    ClassificationError,
    Level,
    Subject,
    department_economic,
    functional,
    load_subjects,
)

__all__ = [
    "Classification",
    "ClassificationError",
    "Level",
    "Subject",
    "department_economic",
    "functional",
    "load_subjects",
]

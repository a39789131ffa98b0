"""A report as data: JSON that leads back to the same `Report`, and a package of tables that other programs open."""

from shebao.composing.data.package import data_package
from shebao.composing.data.report import SCHEMA, ReportDataError, json_document, load_report, report_data, report_schema

__all__ = ["SCHEMA", "ReportDataError", "data_package", "json_document", "load_report", "report_data", "report_schema"]
